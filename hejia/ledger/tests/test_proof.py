"""Whatever is changed by hand behind a record's history is found, and its days are sealed."""

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from hejia.audit import public as audit
from hejia.audit.streams import registered
from hejia.kernel.district import door
from hejia.ledger.models import EntryEvent
from hejia.ledger.queries.proof import EVENTS, faults
from hejia.ledger.tests.stories import NOW, act, drafted, submitted
from hejia.project import wiring
from hejia.project.database import Urls
from hejia.testing.cast import Cast, gather
from hejia.testing.sealing import seal

TAMPERINGS = {
    "content": 'UPDATE ledger_entryevent SET content = content || \'{"title": "x"}\''
    " WHERE number = 2",
    "note": "UPDATE ledger_entryevent SET note = 'x' WHERE number = 1",
    "removed": "DELETE FROM ledger_entryevent WHERE number = 2",
    "last removed": "DELETE FROM ledger_entryevent WHERE number = 4",
    "version": "UPDATE ledger_entry SET version = 3",
    "money": "UPDATE ledger_entry SET money = money + 1",
    "persons": "UPDATE ledger_entry SET person_times = 800",
    "fields": 'UPDATE ledger_entry SET fields = fields || \'{"sessions": "9"}\'',
    "status": "UPDATE ledger_entry SET status = 'draft'",
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_what_the_owner_changes_by_hand_is_found(committed_db: Urls, kind: str) -> None:
    with door(settings.DISTRICT):
        cast = gather()
        act(submitted(cast.community), "approve", cast.street)
        assert list(faults()) == []
    with psycopg.connect(committed_db.owner) as owner:
        owner.execute(f"SET search_path = {settings.DISTRICT}, ext")
        owner.execute(TAMPERINGS[kind])
    with door(settings.DISTRICT):
        assert len(list(faults())) == 1


def test_a_record_that_vanishes_breaks_its_sealed_day(committed_db: Urls) -> None:
    with door(settings.DISTRICT):
        cast = gather()
        gone, _ = drafted(cast.community), drafted(cast.community)
        assert seal(EVENTS, before=timezone.localdate(), now=timezone.now()) == 1
        assert list(audit.verify(EVENTS)) == []
    with psycopg.connect(committed_db.owner) as owner:
        owner.execute(f"SET search_path = {settings.DISTRICT}, ext")
        for table in ("evidence", "entryevent"):
            owner.execute(f"DELETE FROM ledger_{table} WHERE entry_id = %s", [gone.pk])  # noqa: S608 our own names
        owner.execute("DELETE FROM ledger_entry WHERE id = %s", [gone.pk])
    with door(settings.DISTRICT):
        assert f"{NOW:%Y-%m-%d}" in " ".join(audit.verify(EVENTS))


def test_the_audit_knows_the_ledger_s_history() -> None:
    wiring.wire()
    assert EVENTS.name in {stream.name for stream in registered()}


def test_the_whole_hash_of_a_file_stands_in_the_history(cast: Cast) -> None:
    entry = drafted(cast.community)
    note = EntryEvent.objects.get(entry=entry, number=2).note
    assert entry.evidence.get().sm3 in note
