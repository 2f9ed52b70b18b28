"""The walked demonstration: made by the commands, sound as a whole, and the same by seed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from hejia.accounts import demo as people
from hejia.cases.demo.loading import load
from hejia.cases.demo.walking import Play, Walked
from hejia.cases.models import Case, CaseEvent, Notice
from hejia.cases.queries.invariants import broken
from hejia.cases.queries.proof import faults
from hejia.cases.workflow import Status
from hejia.kernel.models import Message
from hejia.places import demo as ground

NOW = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)


def quiet(_: str) -> None:
    """Nobody listens."""


@pytest.fixture
def district(db: None) -> None:
    ground.load(per_grid=1, say=quiet)
    people.load(now=NOW, say=quiet)


def play(cases: int) -> Play:
    return Play(
        cases=cases, district=settings.DISTRICT, featured=people.COMMUNITY_CODE, now=NOW, seed=5
    )


def walked(cases: int) -> Walked:
    return load(play(cases), set_up=lambda: None, say=quiet)


@pytest.mark.usefixtures("district")
def test_what_was_walked_is_sound_and_stands_in_many_statuses() -> None:
    made = walked(80)
    assert list(broken()) == []
    assert list(faults()) == []
    assert made.cases == Case.objects.count() >= 75
    assert sum(made.refused.values()) <= 3
    statuses = set(Case.objects.values_list("status", flat=True))
    assert {Status.ARCHIVED, Status.HANDLING, Status.CLOSED} <= statuses
    archived = Case.objects.filter(status=Status.ARCHIVED).count()
    assert archived > made.cases / 2
    assert not CaseEvent.objects.filter(at__gt=NOW).exists()
    assert not Message.objects.filter(topic__startswith="cases.", relayed_at=None).exists()
    assert not Notice.objects.filter(read_at=None, at__lt=NOW - timedelta(days=7)).exists()

    assert walked(80).cases == 0


@pytest.mark.usefixtures("district")
def test_broken_off_it_goes_on_with_what_is_missing() -> None:
    families = play(40).families()
    first = walked(20).cases
    rest = walked(40).cases
    assert first + rest == Case.objects.count() == sum(map(len, families.values()))


def test_the_plan_repeats_by_seed(district: None) -> None:
    again = play(30).families()
    assert [[one.facts for one in family] for family in play(30).families().values()] == [
        [one.facts for one in family] for family in again.values()
    ]
