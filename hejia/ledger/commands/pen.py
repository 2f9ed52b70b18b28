"""The pen that writes records: content, status and history together; nothing else sets a status."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from hejia.kernel import chain
from hejia.kernel.errors import Stale
from hejia.ledger.models import Entry, EntryEvent
from hejia.ledger.workflow import Action

NOTE = 1000
CENT = Decimal("0.01")
STEPPED = (
    "status", "version", "head", "submitted_by", "approved_by", "approved_at"
)  # fmt: skip
"""What a step without content of its own changes."""


def content_of(entry: Entry) -> dict[str, Any]:
    """What the record says, as its history keeps it."""
    return {
        "agency": entry.agency_id,
        "title": entry.title,
        "starts_on": entry.starts_on.isoformat(),
        "ends_on": entry.ends_on.isoformat() if entry.ends_on else None,
        "person_times": entry.person_times,
        "money": None if entry.money is None else str(entry.money),
        "fields": entry.fields,
        "stage": entry.stage,
    }


def hashed(event: EntryEvent) -> dict[str, Any]:
    """What the hash of an event covers: all of it."""
    return {
        "entry": event.entry_id,
        "number": event.number,
        "action": event.action,
        "at": event.at,
        "actor": event.actor_id,
        "source": event.source,
        "target": event.target,
        "note": event.note,
        "content": event.content,
    }


@dataclass(slots=True)
class Pen:
    """Records written in one transaction by one person."""

    person_id: int
    now: datetime
    fresh: list[Entry] = field(default_factory=list)
    events: list[EntryEvent] = field(default_factory=list)

    def note(self, entry: Entry, action: str, target: str, note: str = "") -> None:
        """Advance the record by one event."""
        source = "" if action == Action.RECORD else entry.status
        entry.status, entry.version = target, entry.version + 1
        event = EntryEvent(
            entry_id=entry.pk, number=entry.version, action=action, at=self.now,
            actor_id=self.person_id, source=source, target=target, note=note[:NOTE],
            content=content_of(entry),
        )  # fmt: skip
        entry.head = event.hash = chain.link(bytes(entry.head), hashed(event))
        self.events.append(event)

    def save(self, entry: Entry | None = None) -> None:
        """Write fresh records, the changed one, and the events."""
        Entry.objects.bulk_create(self.fresh, batch_size=500)
        if entry is not None:
            entry.save()
        EntryEvent.objects.bulk_create(self.events, batch_size=1000)

    def save_many(self, entries: list[Entry]) -> None:
        """Write a step that many records took together, and its events."""
        Entry.objects.bulk_update(entries, STEPPED, batch_size=500)
        EntryEvent.objects.bulk_create(self.events, batch_size=1000)


def fill(entry: Entry, stated: Mapping[str, Any], fields: dict[str, Any], mark: str) -> None:
    """Put checked values into the record."""
    entry.agency_id = int(stated["agency"])
    entry.title = stated["title"]
    entry.starts_on, entry.ends_on = stated["starts_on"], stated.get("ends_on")
    persons = stated.get("person_times")
    entry.person_times = None if persons is None else int(persons)
    money = stated.get("money")
    entry.money = None if money is None else money.quantize(CENT)
    entry.fields, entry.mark, entry.due_on = fields, mark, stated.get("due_on")


def refuse_stale(entry: Entry, seen: int) -> None:
    """Raise Stale where somebody changed the record since it was looked at."""
    if entry.version != seen:
        raise Stale(seen, entry.version, "这条记录已被他人修改")
