"""How far a case reaches: its grid, who gave it away, and what a new beginning leaves behind."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from hejia.accounts.models import Person
from hejia.accounts.public import person_by_key
from hejia.cases.access import case_for
from hejia.cases.commands.exporting import ask_export, run_export
from hejia.cases.commands.importing import start_import
from hejia.cases.guards import BY_NAME, Move
from hejia.cases.models import Case, CaseImport, Visit
from hejia.cases.queries.filters import Filter
from hejia.cases.queries.listing import cases
from hejia.kernel.errors import Missing, Refused
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY, OTHER_COMMUNITY
from hejia.testing.walk import NOON, Walk, tell

pytestmark = pytest.mark.django_db


def listed(person: Person) -> list[object]:
    return [row.id for row in cases(Filter(), sight=person.sight, now=NOON).rows]


def test_a_grid_worker_sees_the_cases_of_the_grid_alone(cast: Cast) -> None:
    worker = person_by_key(Person.objects.get(login="grid").pk, NOON)
    assert worker is not None
    (grid,) = [key for kind, key in worker.sight.lanes if kind == "grid"]
    nowhere, here = (tell(cast.desk.sight, community=COMMUNITY) for _ in range(2))
    Case.objects.filter(pk=here.pk).update(grid_id=grid)
    assert listed(worker) == [here.pk]
    assert case_for(worker.sight, here.pk) == here
    with pytest.raises(Missing):
        case_for(worker.sight, nowhere.pk)


def test_a_case_given_to_another_street_is_followed_by_those_who_gave_it(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    walk.take(cast.community.sight, "sign")
    away = cast.stranger.sight.agency_ids[0]
    walk.take(cast.street.sight, "transfer", agency=away, reason="2")
    assert ("street", walk.case.street_id) in cast.stranger.sight.lanes
    for person in (cast.community, cast.street, cast.stranger):
        assert listed(person) == [walk.case.pk], person.login
        assert case_for(person.sight, walk.case.pk) == walk.case
    walk.take(cast.stranger.sight, "sign")


def test_a_new_beginning_calls_off_the_visits_that_were_planned(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY, conflict=True))
    for action in ("sign", "contact", "close_apply"):
        walk.take(cast.community.sight, action)
    walk.take(cast.approver.sight, "close_approve")
    walk.take(cast.visitor.sight, "visit", satisfaction="4", dissatisfied_with=["5"])
    assert walk.case.status == "handling"
    assert not Visit.objects.filter(case=walk.case, done_at=None, cancelled=False).exists()
    walk.take(cast.community.sight, "close_apply")
    walk.take(cast.approver.sight, "close_approve")
    assert walk.case.visits_left == 2


def test_an_export_holds_what_its_asker_may_see(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    mine = tell(cast.desk.sight, community=COMMUNITY)
    other = tell(cast.desk.sight, community=OTHER_COMMUNITY)
    asked = ask_export(key=uuid4(), wanted=Filter(), format="csv", by=cast.street.sight, now=NOON)
    run_export(asked.pk, {}, NOON)
    text = (tmp_path / "exports" / f"{asked.pk}.csv").read_text("utf-8-sig")
    assert mine.number in text
    assert other.number not in text
    with pytest.raises(Refused, match="forbidden"):
        ask_export(key=uuid4(), wanted=Filter(), format="csv", by=cast.community.sight, now=NOON)


def test_who_may_not_import_starts_none_by_whatever_door(cast: Cast) -> None:
    stated = {"source": "04"}
    with pytest.raises(Refused, match="forbidden"):
        start_import(
            key=uuid4(), name="a.csv", content=b"a\n1\n", columns={}, defaults=stated,
            by=cast.community.sight, now=NOON,
        )  # fmt: skip
    assert not CaseImport.objects.exists()


@pytest.mark.parametrize(("risk", "by"), [("R1", "district"), ("R2", "district"), ("R3", "street")])
def test_danger_is_lowered_at_its_level_whatever_a_role_permits(risk: str, by: str) -> None:
    for level in ("community", "street", "district"):
        actor = SimpleNamespace(person_id=1, lanes=((level, 1),))
        case = SimpleNamespace(risk=risk)
        move = Move(case, "downgrade", actor, {}, NOON, None)
        allowed = level in (by, "district")
        assert (BY_NAME["high_enough"](move) is None) == allowed, level
