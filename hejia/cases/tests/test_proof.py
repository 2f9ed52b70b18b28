"""History can be added to by the application, and changed by nobody unseen."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection
from django.utils import timezone

from hejia.audit import public as audit
from hejia.audit.models import Record
from hejia.cases.models import Case, CaseEvent
from hejia.cases.queries import proof
from hejia.cases.queries.proof import EVENTS, faults, proven
from hejia.kernel.district import door
from hejia.project.cli import audit as verifying
from hejia.project.database import Urls
from hejia.testing.cast import Cast, gather
from hejia.testing.ground import COMMUNITY
from hejia.testing.sealing import seal
from hejia.testing.walk import Walk, tell


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_application_may_not_touch_history(cast: Cast, act: str) -> None:
    tell(cast.desk.sight, community=COMMUNITY)
    rows = CaseEvent.objects.filter(number=1)
    with pytest.raises(ProgrammingError, match="permission denied"):
        rows.update(facts={}) if act == "update" else rows.delete()


def test_an_untouched_history_is_proven(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    walk.take(cast.community.sight, "sign")
    assert list(faults()) == []
    assert proven(walk.case.pk)


TAMPERINGS = {
    "facts": "UPDATE cases_caseevent SET facts = '{}' WHERE number = 1",
    "actor": "UPDATE cases_caseevent SET actor_id = NULL WHERE number = 3",
    "removed": "DELETE FROM cases_caseevent WHERE number = 2",
    "last removed": "DELETE FROM cases_caseevent WHERE number = 3",
    "put in": "INSERT INTO cases_caseevent (case_id, number, action, at, actor_id, agency_id, "
    "source, target, facts, hash) SELECT case_id, 4, action, at, actor_id, agency_id, "
    "source, target, facts, hash FROM cases_caseevent WHERE number = 3",
    "version": "UPDATE cases_case SET version = 2",
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_what_the_owner_changes_by_hand_is_found(committed_db: Urls, kind: str) -> None:
    with door(settings.DISTRICT):
        cast = gather()
        walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
        walk.take(cast.community.sight, "sign")
    with psycopg.connect(committed_db.owner) as owner:
        owner.execute(f"SET search_path = {settings.DISTRICT}, ext")
        owner.execute(TAMPERINGS[kind])
    with door(settings.DISTRICT):
        assert len(list(faults())) == 1


@pytest.mark.usefixtures("committed_db")
def test_what_is_reported_during_a_verification_is_no_flaw(monkeypatch: pytest.MonkeyPatch) -> None:
    with door(settings.DISTRICT):
        desk = gather().desk.sight
        tell(desk, community=COMMUNITY)

    def report() -> None:
        with door(settings.DISTRICT):
            tell(desk, community=COMMUNITY)
        connection.close()

    read = proof._stream

    def read_late(query: str) -> Iterator[tuple[Any, ...]]:
        if query == proof._HEADS:  # the events are being read already
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(report).result()
        return read(query)

    monkeypatch.setattr(proof, "_stream", read_late)
    assert verifying.run(["audit", "verify"]) == 0
    with door(settings.DISTRICT):
        assert Case.objects.count() == 2


def test_a_whole_case_that_vanishes_breaks_its_day(committed_db: Urls) -> None:
    with door(settings.DISTRICT):
        cast = gather()
        case = tell(cast.desk.sight, community=COMMUNITY)
        tell(cast.desk.sight, community=COMMUNITY)
        today = timezone.localdate()
        assert seal(EVENTS, before=today, now=timezone.now()) == 1
        assert list(audit.verify(EVENTS)) == []
    tables = ("clock", "caseparty", "casetext", "notice", "caseevent")
    with psycopg.connect(committed_db.owner) as owner:
        owner.execute(f"SET search_path = {settings.DISTRICT}, ext")
        for table in tables:
            owner.execute(f"DELETE FROM cases_{table} WHERE case_id = %s", [case.pk])  # noqa: S608 our own names
        owner.execute("DELETE FROM cases_case WHERE id = %s", [case.pk])
    with door(settings.DISTRICT):
        flaws = list(audit.verify(EVENTS))
    assert len(flaws) == 1
    assert "2026-03-02" in flaws[0]


def test_a_record_of_looking_is_proven_too(committed_db: Urls) -> None:
    with door(settings.DISTRICT):
        audit.record("cases.look", person=1, now=timezone.now(), subject="x", facts={"a": 1})
        assert list(audit.RECORDS.faults()) == []
        key = Record.objects.get(action="cases.look").pk
    with psycopg.connect(committed_db.owner) as owner:
        owner.execute(f"SET search_path = {settings.DISTRICT}, ext")
        owner.execute("UPDATE audit_record SET person = 2 WHERE id = %s", [key])
    with door(settings.DISTRICT):
        assert len(list(audit.RECORDS.faults())) == 1
