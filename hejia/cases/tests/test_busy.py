"""What is right on a quiet system is right on a busy one: others write in the same moment."""

import csv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.utils import timezone

from hejia.cases import jobs
from hejia.cases.commands import exporting, importing
from hejia.cases.commands.exporting import ask_export, run_export
from hejia.cases.commands.importing import run_import, start_import
from hejia.cases.commands.report import report
from hejia.cases.commands.timing import Timing
from hejia.cases.models import Case, CaseImport, Clock, ImportFault
from hejia.cases.queries.filters import Filter
from hejia.cases.tests.test_importing import HEADINGS, sheet
from hejia.kernel.district import door
from hejia.kernel.ids import uuid7
from hejia.project.database import Urls
from hejia.testing.cast import Cast, gather
from hejia.testing.ground import COMMUNITY
from hejia.testing.walk import NOON, Walk, tell


def started(content: bytes, cast: Cast) -> UUID:
    now = timezone.now()
    columns = importing.suggest_columns(HEADINGS)
    key = uuid7(now)
    start_import(
        key=key,
        name="a.csv",
        content=content,
        columns=columns,
        defaults={},
        by=cast.desk.sight,
        now=now,
    )
    return key


@pytest.mark.usefixtures("committed_db")
def test_two_lists_of_the_same_calls_at_once_make_each_case_once_and_no_fault() -> None:
    with door(settings.DISTRICT):
        cast = gather()
        head, *lines = sheet(*["离婚"] * 60).splitlines(keepends=True)
        keys = [started(head + b"".join(some), cast) for some in (lines, reversed(lines))]

    def run(key: UUID) -> None:
        run_import(key, {}, timezone.now())
        connection.close()

    both = [Thread(target=run, args=[key]) for key in keys]
    for one in both:
        one.start()
    for one in both:
        one.join()
    with door(settings.DISTRICT):
        assert list(ImportFault.objects.values_list("sentence", flat=True)) == []
        found = CaseImport.objects.filter(pk__in=keys)
        assert {(one.state, one.made + one.known) for one in found} == {("done", 60)}
        assert sum(one.made for one in found) == Case.objects.count() == 60


def test_a_row_that_a_neighbour_reports_in_the_same_moment_is_known(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = started(sheet("离婚"), cast)

    def overtaken(**stated: Any) -> Any:
        """Somebody else was faster after we looked; the second time we find it."""
        monkeypatch.setattr(importing, "report", report)
        report(**stated)
        raise IntegrityError("one_case_per_source_ref")

    monkeypatch.setattr(importing, "report", overtaken)
    run_import(key, {}, timezone.now())
    assert ImportFault.objects.count() == 0
    assert CaseImport.objects.get(pk=key).state == "done"


def test_an_import_whose_file_is_gone_says_so(cast: Cast) -> None:
    key = started(sheet("离婚"), cast)
    (Path(settings.MEDIA_ROOT) / CaseImport.objects.get(pk=key).path).unlink()
    run_import(key, {}, timezone.now())
    assert CaseImport.objects.get(pk=key).state == "failed"


def test_an_export_handed_out_twice_at_once_is_one_whole_file(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker taken for dead goes on writing while another writes the same."""
    cases = [tell(cast.desk.sight, community=COMMUNITY).number for _ in range(3)]
    now, key = timezone.now(), uuid7(timezone.now())
    ask_export(key=key, wanted=Filter.read({}), format="csv", by=cast.district.sight, now=now)
    plain = exporting._lines

    def slowly(*asked: Any) -> Iterator[exporting.Line]:
        monkeypatch.setattr(exporting, "_lines", plain)
        lines = plain(*asked)
        yield next(lines)
        run_export(key, {}, now)
        yield from lines

    monkeypatch.setattr(exporting, "_lines", slowly)
    run_export(key, {}, now)
    folder = Path(settings.MEDIA_ROOT) / "exports"
    with (folder / f"{key}.csv").open(encoding="utf-8-sig") as file:
        assert sorted(row[0] for row in csv.reader(file)) == sorted([*cases, "案件编号"])
    assert not list(folder.glob("*.part"))


def test_who_works_on_a_case_does_not_wait_for_rows_that_point_at_it(committed_db: Urls) -> None:
    """The relay's copies point at many cases at once: waiting for each other would deadlock."""
    with door(settings.DISTRICT):
        cast = gather()
        walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    with psycopg.connect(committed_db.app) as pointing:
        pointing.execute(f"SET search_path TO {settings.DISTRICT}")
        pointing.execute("SELECT 1 FROM cases_case WHERE id = %s FOR KEY SHARE", [walk.case.pk])
        with door(settings.DISTRICT):
            connection.cursor().execute("SET LOCAL lock_timeout = '200ms'")
            walk.take(cast.community.sight, "sign")
    assert walk.case.status == "handling"


def test_a_clock_extended_while_a_calendar_is_settled_keeps_its_extension(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a clock says is read when its case is ours, not when it was put on the list."""
    case = tell(cast.desk.sight, community=COMMUNITY)
    Clock.objects.filter(case=case, kind="close").update(provisional=True)
    later = Clock.objects.get(case=case, kind="close").due_at + timedelta(days=30)
    locked = Timing.of

    def extended(of: Case, now: Any) -> Any:
        Clock.objects.filter(case=case, kind="close").update(due_at=later, provisional=False)
        return locked(of, now)

    monkeypatch.setattr(Timing, "of", extended)
    assert jobs.settle_provisional(now=case.reported_at) == 0
    assert Clock.objects.get(case=case, kind="close").due_at == later


@pytest.mark.usefixtures("committed_db")
def test_a_list_by_time_left_holds_each_case_once_whatever_moves_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first gets more time and one of the last less, after the first page was written."""
    monkeypatch.setattr(exporting, "PAGE", 1)
    with door(settings.DISTRICT):
        cast = gather()
        made = [
            tell(cast.desk.sight, community=COMMUNITY, now=NOON + timedelta(minutes=n))
            for n in range(4)
        ]
    wanted = Filter.read({"order": ["due"]})
    lines = exporting._lines(uuid7(NOON), wanted, cast.district.sight, NOON)
    found = [next(lines)[0]]
    with door(settings.DISTRICT):
        Case.objects.filter(pk=made[0].pk).update(next_due_at=NOON + timedelta(days=90))
        Case.objects.filter(pk=made[3].pk).update(next_due_at=NOON - timedelta(days=90))
    found += [line[0] for line in lines]
    assert found == [case.number for case in made]


@pytest.mark.usefixtures("committed_db")
def test_a_list_by_time_left_is_looked_up_as_of_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks the first gets more time and the last less."""
    monkeypatch.setattr(exporting, "PAGE", 1)
    with door(settings.DISTRICT):
        cast = gather()
        made = [
            tell(cast.desk.sight, community=COMMUNITY, now=NOON + timedelta(minutes=n))
            for n in range(4)
        ]

    def move() -> None:
        with door(settings.DISTRICT):
            Case.objects.filter(pk=made[0].pk).update(next_due_at=NOON + timedelta(days=90))
            Case.objects.filter(pk=made[3].pk).update(next_due_at=NOON - timedelta(days=90))
        connection.close()

    look = exporting.keys_of

    def look_and_let_move(wanted: Filter, **known: Any) -> tuple[list[UUID], str]:
        found = look(wanted, **known)
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(move).result()
        return found

    monkeypatch.setattr(exporting, "keys_of", look_and_let_move)
    wanted = Filter.read({"order": ["due"]})
    lines = exporting._lines(uuid7(NOON), wanted, cast.district.sight, NOON)
    assert [line[0] for line in lines] == [case.number for case in made]
