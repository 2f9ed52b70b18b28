"""Histories kept in one table, read day by day.

Rows that carry no hash of their own are sealed over all they say: one changed, removed or put in
is found once its day is sealed, one to two days later. Their columns are named one by one: a
column added by a later release must not break the seals of days before it.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.functions import TruncDate

from hejia.audit.streams import Stream
from hejia.kernel import chain
from hejia.kernel.calendar import CHINA, midnight

_CHUNK = 5000


def hashed_stream(
    name: str,
    label: str,
    model: type[Model],
    faults: Callable[[], Iterator[str]],
    *,
    order: tuple[str, ...],
) -> Stream:
    """The stream of an append-only table whose rows carry their `hash`, read in `order`."""

    def hashes_of(day: date) -> Iterator[bytes]:
        rows = _rows_of(model, day).order_by(*order).values_list("hash", flat=True)
        yield from map(bytes, rows.iterator(chunk_size=_CHUNK))

    return Stream(name, label, partial(_days_of, model, "at"), hashes_of, faults)


def stream_of(
    name: str, label: str, model: type[Model], columns: tuple[str, ...], *, at: str = "at"
) -> Stream:
    """The stream of an append-only table; `at` is the column of its moment, `name` ≤ 24 letters."""

    def hashes_of(day: date) -> Iterator[bytes]:
        rows = _rows_of(model, day, at).order_by("pk").values_list(*columns)
        for row in rows.iterator(chunk_size=_CHUNK):
            told = {column: _plain(value) for column, value in zip(columns, row, strict=True)}
            yield chain.link(chain.START, told)

    return Stream(name, label, partial(_days_of, model, at), hashes_of, lambda: iter(()))


def _days_of(model: type[Model], at: str, after: date | None) -> list[date]:
    """China's days that have rows, earliest first; those after a day alone cost little."""
    rows = model._default_manager.all()
    if after is not None:
        rows = rows.filter(**{f"{at}__gte": midnight(after + timedelta(days=1))})
    day_of = {"day_it_was": TruncDate(at, tzinfo=CHINA)}  # a name no column of a table bears
    return [
        day for (day,) in rows.annotate(**day_of).order_by(*day_of).values_list(*day_of).distinct()
    ]


def _rows_of(model: type[Model], day: date, at: str = "at") -> QuerySet[Any]:
    start = midnight(day)
    within = {f"{at}__gte": start, f"{at}__lt": start + timedelta(days=1)}
    return model._default_manager.filter(**within)


def _plain(value: Any) -> Any:
    """Amounts and days as text: a hash is made of text, whole numbers, flags and moments."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value
