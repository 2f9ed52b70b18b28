"""The proof that nothing in the history of records was changed, taken out or put in."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models.functions import TruncDate

from hejia.audit.public import Stream
from hejia.kernel import chain
from hejia.kernel.calendar import CHINA
from hejia.ledger.commands.pen import hashed
from hejia.ledger.models import Entry, EntryEvent


def faults() -> Iterator[str]:
    """A sentence for every record whose events do not chain from the first to its head."""
    heads = {e.pk: e for e in Entry.objects.only("pk", "title", "version", "head").iterator()}
    digests: dict[object, tuple[bytes, int]] = {}
    broken: set[object] = set()
    for event in EntryEvent.objects.order_by("entry_id", "number").iterator():
        digest, count = digests.get(event.entry_id, (chain.START, 0))
        digest = chain.link(digest, hashed(event))
        if digest != bytes(event.hash) or event.number != count + 1:
            broken.add(event.entry_id)
        digests[event.entry_id] = digest, event.number
    for key, entry in heads.items():
        if key in broken or digests.get(key) != (bytes(entry.head), entry.version):
            yield f"台账记录“{entry.title}”的历史与留存的校验值不符。"


def days() -> list[date]:
    """The days (China's) on which something was done to a record."""
    found = EntryEvent.objects.annotate(day=TruncDate("at", tzinfo=CHINA)).values_list("day")
    return sorted({row[0] for row in found.distinct()})


def hashes_of(day: date) -> Iterator[bytes]:
    begin = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    rows = EntryEvent.objects.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    for found in rows.order_by("entry_id", "number").values_list("hash", flat=True).iterator():
        yield bytes(found)


EVENTS: Final = Stream("ledger", "台账历史", days, hashes_of, faults)
