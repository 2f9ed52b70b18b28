"""Lists of cases: read along an index of one lane, merged where a person has several.

Never counted: over a permission filter an exact count reads everything. A page asks for one row
more than it shows, and says whether there is a next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any, Final
from uuid import UUID

from django.db import connection

from hejia.accounts.public import Sight
from hejia.cases.access import Lane, lanes_of
from hejia.cases.queries.filters import Filter, Order, conditions, cursor_place, cursor_text
from hejia.cases.queries.words import Words, readings
from hejia.cases.workflow import Status

COLUMNS: Final = (
    "id",
    "number",
    "version",
    "status",
    "source",
    "category",
    "type",
    "risk",
    "is_dv",
    "brief",
    "reports",
    "street_id",
    "community_id",
    "grid_id",
    "holder_id",
    "handler_id",
    "reported_at",
    "closed_at",
    "due_at",
    "next_due_at",
    "next_clock",
    "provisional",
    "satisfaction",
)

_SELECT: Final = ", ".join(f"c.{name}" for name in COLUMNS)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list; areas, agencies and persons by key, codes as codes."""

    id: UUID
    number: str
    version: int
    status: str
    source: str
    category: str
    type: str
    risk: str
    is_dv: bool
    brief: str
    reports: int
    street_id: int | None
    community_id: int | None
    grid_id: int | None
    holder_id: int | None
    handler_id: int | None
    reported_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    next_due_at: datetime
    next_clock: str
    provisional: bool
    satisfaction: str


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and where the next page begins ("" on the last)."""

    rows: list[Row]
    next: str


def cases(wanted: Filter, *, sight: Sight, now: datetime) -> Page:
    """The page of cases this person may see: one statement, whatever the filter.

    (A search by phone, name or identity number asks `parties` first: one more.)
    """
    lanes = lanes_of(sight)
    if not lanes:
        return Page([], "")
    words = readings(wanted.q)
    if not words:
        return Page([], "")
    query, params = _query(lanes, wanted, words, now)
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        found = list({row[0]: Row(*row) for row in cursor.fetchall()}.values())
    rows = found[: wanted.limit]
    more = len(found) > wanted.limit
    return Page(rows, cursor_text(_place(rows[-1], wanted.order), rows[-1].id) if more else "")


def those(keys: Sequence[UUID], *, sight: Sight) -> list[Row]:
    """Those of the cases with these keys that this person may see, in no order: one statement."""
    branches = [f"(c.id = ANY(%s) AND {lane.condition})" for lane in lanes_of(sight)]
    if not branches or not keys:
        return []
    params = [value for lane in lanes_of(sight) for value in (list(keys), *lane.params)]
    query = f"SELECT {_SELECT} FROM cases_case c WHERE {' OR '.join(branches)}"  # noqa: S608 own text only
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return [Row(*row) for row in cursor.fetchall()]


def _place(row: Row, order: Order) -> datetime:
    return row.next_due_at if order == Order.DUE else row.reported_at


def _query(
    lanes: list[Lane], wanted: Filter, words: list[Words], now: datetime
) -> tuple[str, list[Any]]:
    """One SELECT per lane, reading of the words, and status group; merged in order."""
    column, direction = _ORDERS[wanted.order]
    shared, values = conditions(wanted, now)
    if wanted.after:
        sign = "<" if direction == "DESC" else ">"
        shared = " AND ".join(filter(None, [shared, f"(c.{column}, c.id) {sign} (%s, %s)"]))
        values = [*values, *cursor_place(wanted.after)]
    branches: list[str] = []
    params: list[Any] = []
    for lane, reading, statuses in product(lanes, words, _status_groups(wanted)):
        where = [lane.condition, reading.condition, *([shared] if shared else [])]
        params += [*lane.params, *reading.params, *values]
        if statuses:
            where.append("c.status = %s" if len(statuses) == 1 else "c.status = ANY(%s)")
            params.append(statuses[0] if len(statuses) == 1 else statuses)
        branches.append(
            f"(SELECT {_SELECT} FROM cases_case c{reading.join} "  # noqa: S608 own text only
            f"WHERE {' AND '.join(where)} ORDER BY c.{column} {direction}, c.id {direction} "
            f"LIMIT {wanted.limit + 1})"
        )
    if len(branches) == 1:
        return branches[0], params
    return f"{' UNION ALL '.join(branches)} ORDER BY {column} {direction}, id {direction}", params


def _status_groups(wanted: Filter) -> list[list[str]]:
    """By time left the index runs within one status, so each is a branch of its own."""
    if wanted.order != Order.DUE:
        return [list(wanted.status)]
    return [[status] for status in wanted.status or tuple(Status.values)]


_ORDERS: Final = {
    Order.DUE: ("next_due_at", "ASC"),
    Order.NEWEST: ("reported_at", "DESC"),
    Order.OLDEST: ("reported_at", "ASC"),
}
