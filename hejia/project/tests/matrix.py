"""Who opens what the composition root answers: health, the pulse, the API."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from hejia.kernel.models import Message
from hejia.testing.matrix import EVERYBODY, Row, World
from hejia.testing.stories import REPORTS, SEES_THE_CASE, a_case, said


def everything_heard(world: World) -> Mapping[str, Any]:
    """The news of the cast's own coming has no relay here, and would be told as unheard."""
    Message.objects.filter(relayed_at=None).update(relayed_at=timezone.now())
    return {}


def the_case(world: World) -> Mapping[str, Any]:
    return {"case_id": a_case(world).pk}


def signing(world: World) -> Mapping[str, Any]:
    return {"case_id": a_case(world).pk, "action": "sign"}


def a_list(world: World) -> Mapping[str, Any]:
    return {"name": "source"}


ROWS: dict[str, Row | tuple[Row, ...]] = {
    "healthz": Row(EVERYBODY, args=everything_heard, nobody=200),
    "pulse": Row(EVERYBODY),
    "style": Row(()),
    "api:openapi-json": Row(EVERYBODY, nobody=200),
    "api:openapi-view": Row(EVERYBODY, nobody=200),
    "api:api-root": Row((), nobody=404),
    # A list is everybody's; whoever may see no case finds it empty.
    "api:get_cases": Row(EVERYBODY, api=True, nobody=401),
    "api:post_case": Row(REPORTS, 422, "POST", data=said(id="x"), api=True, others=422, nobody=401),
    "api:me": Row(EVERYBODY, api=True, nobody=401),
    "api:codes": Row(EVERYBODY, args=a_list, api=True, nobody=401),
    "api:get_case": Row(SEES_THE_CASE, args=the_case, api=True, nobody=401),
    "api:get_events": Row(SEES_THE_CASE, args=the_case, api=True, nobody=401),
    "api:post_action": Row(
        SEES_THE_CASE, 409, "POST", args=signing, data=said(seen=-1), api=True, nobody=401
    ),
}
