"""Two relays copy the same case: the newer copy stays, whoever writes last."""

from collections.abc import Callable
from io import BytesIO
from threading import Thread
from time import sleep
from types import ModuleType
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from hejia.accounts.models import Person
from hejia.insight.commands.gathering import refresh
from hejia.insight.models import CaseFact
from hejia.insight.queries.measuring import Breakdown, breakdown
from hejia.insight.views import export, pages
from hejia.kernel.district import door
from hejia.project.database import Urls
from hejia.testing.cast import Cast, gather
from hejia.testing.ground import COMMUNITY
from hejia.testing.walk import Walk, tell


def copying(*cases: UUID) -> Thread:
    def run() -> None:
        with door(settings.DISTRICT):
            refresh(cases)
        connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def wait_until_one_waits(owner: "psycopg.Connection[tuple[int]]") -> None:
    for _ in range(100):
        waiting = owner.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
        if waiting and waiting[0]:
            return
        sleep(0.02)


def test_a_copy_that_was_held_up_does_not_replace_a_newer_one(committed_db: Urls) -> None:
    """A merge leaves the master's version as it is: only its reports tell old from new."""
    with door(settings.DISTRICT):
        cast = gather()
        first, master, other = (
            tell(cast.desk.sight, community=COMMUNITY, key=UUID(int=number)) for number in (1, 2, 3)
        )
        refresh([first.pk, master.pk])
    with psycopg.connect(committed_db.owner) as busy:
        busy.execute(f"SET search_path TO {settings.DISTRICT}")
        busy.execute("SELECT 1 FROM insight_casefact WHERE case_id = %s FOR UPDATE", [first.pk])
        held_up = copying(first.pk, master.pk)
        wait_until_one_waits(busy)
        with door(settings.DISTRICT):
            Walk(other).take(cast.street.sight, "merge", master=str(master.pk), reason="1")
        newer = copying(master.pk)
        newer.join(timeout=0.5)
    held_up.join()
    newer.join()
    with door(settings.DISTRICT):
        assert CaseFact.objects.get(pk=master.pk).reports == 2


@pytest.mark.parametrize("view", [pages, export])
def test_a_total_is_the_sum_of_its_parts_though_cases_come_in(
    cast: Cast, enter: Callable[[Person], Client], monkeypatch: pytest.MonkeyPatch, view: ModuleType
) -> None:
    """Another case is counted while the figures of one page are asked for."""

    def meanwhile(*asked: Any, **within: Any) -> Breakdown:
        monkeypatch.setattr(view, "breakdown", breakdown)
        walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
        refresh([walk.case.pk])
        return breakdown(*asked, **within)

    monkeypatch.setattr(view, "breakdown", meanwhile)
    browser = enter(cast.district)
    if view is pages:
        context = browser.get("/insight/?period=2026").context
        tile = next(line for line in context["tiles"] if line["id"] == "accepted")
        parts, total = context["chart"]["rows"], tile["figure"].denominator
        assert sum(int(text) for _, text in parts) == total == 1
        return
    book = load_workbook(BytesIO(browser.get("/insight/export?period=2026").content))
    every, parts = (list(sheet.iter_rows(min_row=3, values_only=True)) for sheet in book)
    (total,) = [int(str(row[4])) for row in every if row[0] == "受理案件"]
    assert sum(int(str(row[5])) for row in parts if row[0] == "受理案件") == total == 1
