"""Reopening, merging, sight and snapshots, told one by one."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hejia.accounts.models import Person
from hejia.insight.models import CaseFact, Snapshot
from hejia.insight.public import (
    Part,
    breakdown,
    cases_behind,
    catch_up,
    follow,
    keep,
    measure,
    members_of,
    snapshot,
)
from hejia.insight.queries.behind import proofs_behind
from hejia.kernel.errors import Missing, Refused
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY, OTHER_COMMUNITY
from hejia.testing.walk import NOON, Walk, tell

YEAR = "2026"
LATER = NOON + timedelta(days=200)


def closed(cast: Cast, **facts: object) -> Walk:
    """A quiet case, handled and closed within some hours."""
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY, **facts))
    worker = cast.community.sight
    for action in ("sign", "contact"):
        walk.take(worker, action)
    walk.take(worker, "grade", conflict=True)
    walk.take(worker, "close_apply")
    walk.take(cast.approver.sight, "close_approve")
    return walk


def value(id: str, **within: str) -> Decimal | None:
    catch_up()
    return measure(id, YEAR, sight=None, now=LATER, **within).value


def test_a_case_closed_and_reopened_is_not_closed(cast: Cast) -> None:
    walk = closed(cast)
    assert (value("closed"), value("closure_rate"), value("reopen_rate")) == (1, 1, 0)
    walk.take(cast.visitor.sight, "reopen")
    assert (value("closed"), value("closure_rate"), value("reopen_rate")) == (0, 0, 1)


def test_a_case_closed_twice_counts_once(cast: Cast) -> None:
    walk = closed(cast)
    walk.take(cast.visitor.sight, "reopen")
    walk.take(cast.community.sight, "contact")
    walk.take(cast.community.sight, "close_apply")
    walk.take(cast.approver.sight, "close_approve")
    assert (value("closed"), value("accepted"), value("ontime_closure_rate")) == (1, 1, 1)


def test_merged_reports_are_one_case_and_two_reports(cast: Cast) -> None:
    master, child = (Walk(tell(cast.desk.sight, community=COMMUNITY)) for _ in range(2))
    assert (value("registered"), value("reports")) == (2, 2)
    child.take(cast.dispatcher.sight, "merge", master=master.case.pk, reason="1")
    assert (value("registered"), value("reports")) == (1, 2)
    assert measure("registered", YEAR, now=LATER).excluded == {"merged": 1}
    child.take(cast.dispatcher.sight, "unmerge")
    assert (value("registered"), value("reports")) == (2, 2)


def test_following_a_step_copies_the_master_too(cast: Cast) -> None:
    master, child = (Walk(tell(cast.desk.sight, community=COMMUNITY)) for _ in range(2))
    catch_up()
    child.take(cast.dispatcher.sight, "merge", master=master.case.pk, reason="1")
    follow([child.case.pk], LATER)
    assert CaseFact.objects.get(pk=master.case.pk).reports == 2
    child.take(cast.dispatcher.sight, "unmerge")
    follow([child.case.pk], LATER)
    assert CaseFact.objects.get(pk=master.case.pk).reports == 1
    assert catch_up() == 0


def test_following_twice_or_late_changes_nothing(cast: Cast) -> None:
    walk = closed(cast)
    follow([walk.case.pk], LATER)
    before = list(CaseFact.objects.values())
    follow([walk.case.pk, uuid4()], LATER)
    assert list(CaseFact.objects.values()) == before


def test_what_is_not_yet_due_is_neither_praised_nor_blamed(cast: Cast) -> None:
    closed(cast)
    catch_up()
    soon = measure("ontime_closure_rate", YEAR, now=NOON + timedelta(days=1))
    assert (soon.value, soon.excluded) == (None, {"pending": 1})


def test_handling_takes_from_acceptance_to_closing(cast: Cast) -> None:
    walk = closed(cast)
    catch_up()
    found = measure("handling_days", YEAR, now=LATER)
    case = walk.case
    assert case.closed_at is not None
    assert case.accepted_at is not None
    seconds = Decimal(int((case.closed_at - case.accepted_at).total_seconds()))
    assert found.spread is not None
    assert found.value == found.spread.median == found.spread.longest == seconds / 86400


def test_a_street_counts_its_own_and_the_district_all(cast: Cast) -> None:
    tell(cast.desk.sight, community=COMMUNITY)
    tell(cast.district.sight, community=OTHER_COMMUNITY)
    catch_up()

    def seen(person: Person) -> Decimal | None:
        return measure("registered", YEAR, sight=person.sight, now=LATER).value

    assert (seen(cast.street), seen(cast.stranger), seen(cast.district)) == (1, 1, 2)


def test_who_sees_figures_only_sees_no_few_and_no_case(cast: Cast) -> None:
    for _ in range(3):
        tell(cast.desk.sight, community=COMMUNITY)
    catch_up()
    clerk = cast.clerk.sight
    assert measure("registered", YEAR, sight=clerk, now=LATER).text == "<5"
    for _ in range(4):
        tell(cast.desk.sight, community=COMMUNITY)
    catch_up()
    assert measure("registered", YEAR, sight=clerk, now=LATER).value == 7
    page = cases_behind("registered", Part.DENOMINATOR, YEAR, sight=clerk, now=LATER)
    assert (page.rows, page.hidden) == ([], 0)


def test_who_sees_figures_only_may_check_the_count_by_numbers(cast: Cast) -> None:
    """Seven rows stand behind a 7; of four nothing is told, nor of what was left out."""
    clerk, asked = cast.clerk.sight, ("registered", Part.DENOMINATOR, YEAR)
    told = {tell(cast.desk.sight, community=COMMUNITY).number for _ in range(4)}
    catch_up()
    assert proofs_behind(*asked, sight=clerk, now=LATER).rows is None
    told |= {tell(cast.desk.sight, community=COMMUNITY).number for _ in range(3)}
    catch_up()
    proofs = proofs_behind(*asked, sight=clerk, now=LATER).rows
    assert {one.number for one in proofs or ()} == told
    left_out = proofs_behind("registered", Part.EXCLUDED, YEAR, sight=clerk, now=LATER)
    assert left_out.rows is None


def test_the_list_behind_shows_only_cases_of_ones_own(cast: Cast) -> None:
    """The dispatcher counts the restricted case and is told that it is there, no more."""
    open_case = tell(cast.desk.sight, community=COMMUNITY)
    tell(cast.desk.sight, community=COMMUNITY, restricted=True)
    catch_up()
    sight = cast.dispatcher.sight
    assert measure("registered", YEAR, sight=sight, now=LATER).value == 2
    page = cases_behind("registered", "denominator", YEAR, sight=sight, now=LATER)
    assert [row.case_id for row in page.rows] == [open_case.pk]
    assert page.hidden == 1


def test_the_list_runs_on_page_by_page(cast: Cast) -> None:
    made = {
        tell(cast.desk.sight, community=COMMUNITY, now=NOON + timedelta(hours=n // 2)).pk
        for n in range(7)
    }
    catch_up()
    seen, after = [], ""
    while True:
        page = cases_behind(
            "registered", "denominator", YEAR, sight=cast.district.sight, now=LATER,
            after=after, limit=3,
        )  # fmt: skip
        seen += [row.case_id for row in page.rows]
        after = page.next
        if not after:
            break
    assert len(seen) == 7
    assert set(seen) == made


def test_who_holds_no_statistics_gets_none(cast: Cast) -> None:
    with pytest.raises(Missing):
        measure("registered", YEAR, sight=cast.desk.sight, now=LATER)


@pytest.mark.parametrize(
    ("id", "period", "within"),
    [("nothing", YEAR, {}), ("closed", "26", {}), ("closed", YEAR, {"colour": "1"}),
     ("closed", YEAR, {"street": "x"}), ("closed", YEAR, {"type": "nope"})],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(
    cast: Cast,
    id: str,
    period: str,
    within: dict[str, str],
) -> None:
    with pytest.raises(Refused):
        measure(id, period, sight=None, now=LATER, **within)


def test_a_snapshot_keeps_what_moved_on(cast: Cast) -> None:
    walk = closed(cast)
    kept = keep("closed", YEAR, by=cast.clerk.pk, now=LATER)
    walk.take(cast.visitor.sight, "reopen")
    assert value("closed") == 0
    again = snapshot(kept.pk)
    assert again.figure["value"] == "1"
    assert members_of(again) == [(walk.case.pk, 0, True)]


def test_a_snapshot_that_was_changed_is_refused(cast: Cast) -> None:
    closed(cast)
    kept = keep("closed", YEAR, by=None, now=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.filter(pk=kept.pk).update(period="2025")
    kept.pk, kept.period = uuid4(), "2025"
    Snapshot.objects.bulk_create([kept])
    with pytest.raises(Refused, match="不符"):
        snapshot(kept.pk)


def test_a_page_of_figures_takes_as_many_statements_for_many_cases(
    cast: Cast, enter: Callable[[Person], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Ten anchors, the trend, who asks: as a restricted user, at 1 case and at 20."""
    client = enter(cast.street)
    for more in (1, 19):
        for _ in range(more):
            tell(cast.desk.sight, community=COMMUNITY)
        catch_up()
        client.get("/insight/")
        with django_assert_num_queries(OVERVIEW):
            assert client.get("/insight/").status_code == 200
        with django_assert_num_queries(BEHIND):
            answer = client.get("/insight/registered/denominator/?period=2026")
            assert answer.status_code == 200


OVERVIEW = 16
BEHIND = 7


def test_parts_without_a_street_stand_under_none(cast: Cast) -> None:
    tell(cast.desk.sight, community="")
    catch_up()
    found = breakdown("registered", YEAR, by="street", now=LATER)
    assert [key for key, _ in found.parts] == [None]
    assert found.gap == 0


def test_every_indicator_has_a_page_and_a_file(
    cast: Cast, enter: Callable[[Person], Client]
) -> None:
    closed(cast)
    catch_up()
    client = enter(cast.district)
    for id in ("handling_days", "satisfaction_rate", "reconcile_gap", "reports"):
        answer = client.get(f"/insight/{id}/?period=2026&by=category")
        assert answer.status_code == 200
        assert "归入期间" in answer.content.decode()
    book = client.get("/insight/export?period=2026")
    assert book.content[:2] == b"PK"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_record WHERE action = 'insight.export'")
        assert cursor.fetchone() == (1,)
