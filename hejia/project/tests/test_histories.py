"""Whatever the owner of the database changes by hand in a sealed past is told with its place."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings

from hejia.accounts.models import Change
from hejia.audit import public as audit
from hejia.kernel.chain import START, link
from hejia.kernel.district import door
from hejia.project import wiring
from hejia.project.database import Urls
from hejia.project.histories import HISTORIES
from hejia.testing.sealing import seal

FIRST = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAYS = [FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=3)]
BETWEEN = FIRST + timedelta(days=2)
FORGED = {"at": BETWEEN, "person": 1, "action": "cases.look", "subject": "", "facts": {}}

TAMPERINGS = {
    "changed": (
        "UPDATE accounts_change SET action = '删除' WHERE key = '3-3'",
        (),
        "后台改动：2026-03-03 的内容与封存时不符",
    ),
    "changed with its time": (
        "UPDATE accounts_change SET at = %s WHERE key = '3-3'",
        (BETWEEN,),
        "后台改动：2026-03-04 有记录而没有封存",
    ),
    "removed": (
        "DELETE FROM audit_record WHERE at = %s",
        (DAYS[1],),
        "操作日志：2026-03-03 封存时有 1 条，现有 0 条",
    ),
    "cut off": (
        "DELETE FROM audit_record WHERE at >= %s",
        (DAYS[2],),
        "操作日志：2026-03-05 封存时有 1 条，现有 0 条",
    ),
    "put in": (
        "INSERT INTO audit_record (at, person, action, subject, facts, hash) "
        "VALUES (%s, 1, 'cases.look', '', '{}', %s)",
        (BETWEEN, link(START, FORGED)),
        "操作日志：2026-03-04 有记录而没有封存",
    ),
    "seal changed": (
        "UPDATE audit_seal SET digest = %s WHERE stream = 'audit.records' AND day = '2026-03-03'",
        (START,),
        "操作日志：2026-03-03 的内容与封存时不符",
    ),
    "seal removed": (
        "DELETE FROM audit_seal WHERE stream = 'audit.records' AND day = '2026-03-03'",
        (),
        "操作日志：2026-03-03 有记录而没有封存",
    ),
}
"""What the owner does, and what is said of it first."""


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_what_the_owner_does_to_a_sealed_past_is_found(committed_db: Urls, kind: str) -> None:
    wiring.wire()
    changes = next(one for one in HISTORIES if one.name == "accounts.changes")
    streams = (audit.RECORDS, changes)
    with door(settings.DISTRICT):
        for at in DAYS:
            audit.record("cases.look", person=1, now=at)
            Change.objects.create(subject="role", key=f"3-{at.day}", action="修改", at=at)
        for stream in streams:
            assert stream.days(DAYS[0].date()) == stream.days(None)[1:]
            seal(stream, before=DAYS[-1].date() + timedelta(days=1), now=DAYS[-1])
            audit.seal_day(stream, DAYS[0].date(), now=DAYS[-1])  # a worker that comes too late
            assert list(audit.verify(stream)) == []
    statement, values, said = TAMPERINGS[kind]
    with psycopg.connect(committed_db.owner) as owner:
        owner.execute(f"SET search_path = {settings.DISTRICT}, ext")
        owner.execute(statement, values)
    with door(settings.DISTRICT):
        flaws = [flaw for stream in streams for flaw in audit.verify(stream)]
    assert flaws[0].startswith(said)


@pytest.mark.django_db
def test_every_history_can_be_read_and_has_a_name_of_its_own_that_fits_a_seal() -> None:
    names = [one.name for one in HISTORIES]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 24 for name in names)
    for one in HISTORIES:
        days = [FIRST.date(), *one.days(None)]
        assert all(len(row) == 32 for day in days for row in one.hashes_of(day))
