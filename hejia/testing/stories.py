"""What rows of the matrix have in common: a case, said facts."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from hejia.cases.public import Case
from hejia.testing.ground import COMMUNITY
from hejia.testing.matrix import World
from hejia.testing.walk import tell

STREETS = ("street", "approver", "stranger")
VIEWS = (
    *("desk", "dispatcher", "community", "visitor", "officer", "district", "leader", "supervisor"),
    *STREETS,
)
"""Whoever may see cases at all: each only their own."""

REPORTS = ("desk", "dispatcher", "community", "officer", "district", *STREETS)
"""Whoever may report."""

SEES_THE_CASE = tuple(part for part in VIEWS if part not in ("officer", "stranger"))
"""Whoever sees `a_case`: the officer was asked for nothing, the stranger has another street."""

Told = Callable[[World], Mapping[str, Any]]


def said(**facts: Any) -> Told:
    """The same facts whoever asks."""
    return lambda world: facts  # noqa: ARG005 the cast has no part in it


def a_case(world: World) -> Case:
    """A quiet case of 五和社区, reported by the desk and dispatched by rule."""
    hour_ago = timezone.now() - timedelta(hours=1)
    case: Case = world.once(
        "case", lambda: tell(world.cast.desk.sight, community=COMMUNITY, now=hour_ago)
    )
    return case
