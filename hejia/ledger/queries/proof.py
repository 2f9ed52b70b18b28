"""The proof that nothing in the history of records was changed, taken out or put in."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final
from uuid import UUID

from hejia.audit.public import hashed_stream
from hejia.kernel import chain
from hejia.ledger.commands.pen import content_of, hashed
from hejia.ledger.models import Entry, EntryEvent


def faults() -> Iterator[str]:
    """A sentence for every record whose events do not chain from the first to its head, or that
    says something else than its last event."""
    digests: dict[UUID, tuple[bytes, int]] = {}
    last: dict[UUID, EntryEvent] = {}
    broken: set[UUID] = set()
    for event in EntryEvent.objects.order_by("entry_id", "number").iterator():
        digest, count = digests.get(event.entry_id, (chain.START, 0))
        digest = chain.link(digest, hashed(event))
        if digest != bytes(event.hash) or event.number != count + 1:
            broken.add(event.entry_id)
        digests[event.entry_id] = digest, event.number
        last[event.entry_id] = event
    for entry in Entry.objects.iterator():
        chained = digests.get(entry.pk) == (bytes(entry.head), entry.version)
        if entry.pk in broken or not chained or not _says(entry, last[entry.pk]):
            yield f"台账记录“{entry.title}”的历史与留存的校验值不符。"


def _says(entry: Entry, event: EntryEvent) -> bool:
    """Whether the record stands as its last event left it."""
    now, then = content_of(entry), dict(event.content)
    for content in (now, then):
        money = content.pop("money")
        content["money"] = None if money is None else Decimal(money)
    return now == then and entry.status == event.target


EVENTS: Final = hashed_stream(
    "ledger", "台账历史", EntryEvent, faults, order=("entry_id", "number")
)
