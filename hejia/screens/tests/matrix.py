"""Who opens the workbench and the notices; see hejia/testing/matrix.py."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from hejia.cases.models import Notice
from hejia.testing.ground import COMMUNITY
from hejia.testing.matrix import EVERYBODY, Row, World
from hejia.testing.walk import tell


def a_notice(world: World) -> Mapping[str, Any]:
    """What the community was told when a case came in."""

    def make() -> int:
        tell(world.cast.desk.sight, community=COMMUNITY, now=timezone.now())
        agency = world.cast.community.sight.agency_ids[0]
        return Notice.objects.filter(agency_id=agency).get().pk

    return {"notice_id": world.once("notice", make)}


ROWS: dict[str, Row | tuple[Row, ...]] = {
    "workbench": Row(EVERYBODY),
    "notices": Row(EVERYBODY),
    "notice_count": Row(EVERYBODY),
    "notices_read": Row(EVERYBODY, 302, "POST"),
    "notice_read": Row(("community",), 302, "POST", args=a_notice),
}
