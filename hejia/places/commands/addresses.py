"""Writing addresses: new ones are added, known ones (by code) brought up to date."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any, Final

from hejia.audit.public import record
from hejia.places.commands.areas import Tally
from hejia.places.intake.addresses import AddressRow
from hejia.places.models import Address
from hejia.places.queries.areas import path
from hejia.places.searching import haystack, weight

_STATED: Final = (
    "text",
    "name",
    "nickname",
    "street_id",
    "community_id",
    "grid_id",
    "lon",
    "lat",
    "precision",
    "retired",
)
_UPDATED: Final = [
    *(column.removesuffix("_id") for column in _STATED),
    "synthetic",
    "haystack",
    "weight",
]
_BATCH: Final = 5000


def tally_addresses(rows: Sequence[AddressRow]) -> Tally:
    """What `write_addresses` would do; one statement per 5,000 rows."""
    created = changed = 0
    for batch in _batches(rows):
        known = _known(batch)
        created += sum(1 for r in batch if r.code not in known)
        changed += sum(1 for r in batch if r.code in known and known[r.code] != _stated(r))
    return Tally(created, changed, len(rows) - created - changed)


def write_addresses(rows: Sequence[AddressRow], *, by: int | None, now: datetime) -> Tally:
    """Add and update; what is the same already is not touched. Two statements per 5,000 rows."""
    created = changed = 0
    for batch in _batches(rows):
        known = _known(batch)
        differing = [r for r in batch if known.get(r.code) != _stated(r)]
        new = sum(1 for r in differing if r.code not in known)
        created, changed = created + new, changed + len(differing) - new
        Address.objects.bulk_create(
            [_address(r) for r in differing],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=_UPDATED,
        )
    facts = {"created": created, "changed": changed}
    record("places.write_addresses", person=by, now=now, facts=facts)
    return Tally(created, changed, len(rows) - created - changed)


def _batches(rows: Sequence[AddressRow]) -> Iterator[list[AddressRow]]:
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _known(batch: list[AddressRow]) -> dict[str, tuple[Any, ...]]:
    rows = Address.objects.filter(code__in=[r.code for r in batch])
    return {code: tuple(stated) for code, *stated in rows.values_list("code", *_STATED)}


def _stated(row: AddressRow) -> tuple[Any, ...]:
    return tuple(getattr(row, column) for column in _STATED)


def _address(row: AddressRow) -> Address:
    return Address(
        **asdict(row),
        synthetic=False,
        haystack=haystack(row.text, row.name, row.nickname),
        weight=weight(row.code, row.text, "".join(path(row.community_id))),
    )
