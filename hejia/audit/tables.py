"""Histories whose rows carry no hash of their own: sealed day by day over all they say.

A row changed, removed or put in is found once its day is sealed, one to two days later. The
columns are named one by one: a column added by a later release must not break the seals of days
before it.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.db.models.functions import TruncDate

from hejia.audit.streams import Stream
from hejia.kernel import chain
from hejia.kernel.calendar import CHINA

_CHUNK = 5000


def stream_of(
    name: str, label: str, model: type[Model], columns: tuple[str, ...], *, at: str = "at"
) -> Stream:
    """The stream of an append-only table; `at` is the column of its moment, `name` ≤ 24 letters."""

    def days() -> list[date]:
        # A name no column of a table bears.
        day_of = {"day_it_was": TruncDate(at, tzinfo=CHINA)}
        found = model._default_manager.annotate(**day_of).values_list(*day_of)
        return sorted({day for (day,) in found.distinct()})

    def hashes_of(day: date) -> Iterator[bytes]:
        start = datetime(day.year, day.month, day.day, tzinfo=CHINA)
        within = {f"{at}__gte": start, f"{at}__lt": start + timedelta(days=1)}
        rows = model._default_manager.filter(**within).order_by("pk").values_list(*columns)
        for row in rows.iterator(chunk_size=_CHUNK):
            told = {column: _plain(value) for column, value in zip(columns, row, strict=True)}
            yield chain.link(chain.START, told)

    return Stream(name, label, days, hashes_of, lambda: iter(()))


def _plain(value: Any) -> Any:
    """Amounts and days as text: a hash is made of text, whole numbers, flags and moments."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value
