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
from psycopg.pq import Format

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


WALKED: Final = 1500
"""So many cases of each lane are looked at for words before their index is asked."""


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

    A search for words of the story asks the planner first how common they are, and takes two
    more where common words are rare here; one by phone, name or identity number asks `parties`.
    """
    lanes, words = lanes_of(sight), readings(wanted.q)
    if not lanes or not words:
        return Page([], "")
    branches = _branches(lanes, words, wanted, now)
    if any(branch.reading.walked and branch.reading.is_common() for branch in branches[:1]):
        found = _walked(branches, wanted)
    else:
        # A case comes once for each lane and reading at most.
        most = (wanted.limit + 1) * len(lanes) * len(words)
        found = _ask([branch.look_up() for branch in branches], wanted, most)
    return _page([row for rows in found.values() for row in rows], wanted)


def _walked(branches: list["_Branch"], wanted: Filter) -> dict[int, list[Row]]:
    """Look for common words along each branch; where too few are met, look them up after all."""
    found = _ask([branch.walk() for branch in branches], wanted, None)
    left = [b for b in branches if b.reading.walked and len(found.get(b.place, ())) < b.limit]
    left = _unfinished(left) if left else []
    if left:
        found |= {branch.place: [] for branch in left}
        found |= _ask([branch.look_up() for branch in left], wanted, None)
    return found


def _unfinished(branches: list["_Branch"]) -> list["_Branch"]:
    """Those with more cases than a walk looks at."""
    text = " UNION ALL ".join(
        f"SELECT {branch.place}, count(*) FROM "  # noqa: S608 own text only
        f"(SELECT 1 FROM cases_case c WHERE {branch.where} LIMIT {WALKED}) x"
        for branch in branches
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [value for branch in branches for value in branch.params])
        long = {place for place, count in cursor.fetchall() if count == WALKED}
    return [branch for branch in branches if branch.place in long]


def _page(found: list[Row], wanted: Filter) -> Page:
    """The first rows in order, each once though several lanes may hold it."""
    latest = wanted.order == Order.NEWEST
    unique = {row.id: row for row in found}.values()
    ordered = sorted(unique, key=lambda row: (_place(row, wanted.order), row.id), reverse=latest)
    rows = ordered[: wanted.limit]
    more = len(ordered) > wanted.limit
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


@dataclass(frozen=True, slots=True)
class _Branch:
    """The cases of one lane and one reading of the words, in order.

    `each`: statuses read one by one, as by time left the index runs within one status.
    """

    place: int
    where: str
    params: list[Any]
    each: list[str]
    reading: Words
    order: str
    limit: int

    def look_up(self) -> tuple[str, list[Any]]:
        """By the index of the words, where there are words."""
        reading = self.reading
        if reading.join:
            part, params = self.where, [*self.params, *reading.params]
            source = f"cases_case c{reading.join}"
            if self.each:
                part, params = f"c.status = ANY(%s) AND {part}", [self.each, *params]
            return self._select(f"{source} WHERE {part} AND {reading.condition}"), params
        part = f"{self.where} AND {reading.condition}"
        few, params = self._first(part, self.limit, "c.id")
        source = f"({few}) k JOIN cases_case c ON c.id = k.id"
        return self._select(source), [*params, *reading.params]

    def walk(self) -> tuple[str, list[Any]]:
        """Case by case in the order asked for, WALKED of them at most."""
        reading = self.reading
        if not reading.walked:
            return self.look_up()
        few, params = self._first(self.where, WALKED, "c.*")
        source = f"({few}) c{reading.join} WHERE {reading.walked}"
        return self._select(source), [*params, *reading.walked_params]

    def _select(self, source: str) -> str:
        return (
            f"SELECT {self.place} AS branch, {_SELECT} FROM {source} "  # noqa: S608 own text only
            f"{self.order} LIMIT {self.limit}"
        )

    def _first(self, part: str, most: int, columns: str) -> tuple[str, list[Any]]:
        """The first cases in order: their keys alone can often be told from the index."""
        if not self.each:
            query = f"SELECT {columns} FROM cases_case c WHERE {part} {self.order} LIMIT {most}"  # noqa: S608 own text only
            return query, self.params
        query = (
            f"SELECT c.* FROM unnest(%s::text[]) s (status) CROSS JOIN LATERAL "  # noqa: S608 own text only
            f"(SELECT {columns} FROM cases_case c WHERE {part} AND c.status = s.status "
            f"{self.order} LIMIT {most}) c"
        )
        return query, [self.each, *self.params]


def _branches(
    lanes: list[Lane], words: list[Words], wanted: Filter, now: datetime
) -> list[_Branch]:
    column, direction = _ORDERS[wanted.order]
    shared, values = conditions(wanted, now)
    if wanted.after:
        sign = "<" if direction == "DESC" else ">"
        shared = " AND ".join(filter(None, [shared, f"(c.{column}, c.id) {sign} (%s, %s)"]))
        values = [*values, *cursor_place(wanted.after)]
    each: list[str] = []
    if wanted.order == Order.DUE:
        each = list(wanted.status or tuple(Status.values))
    elif wanted.status:
        shared = " AND ".join(filter(None, [shared, "c.status = ANY(%s)"]))
        values = [*values, list(wanted.status)]
    order = f"ORDER BY c.{column} {direction}, c.id {direction}"
    return [
        _Branch(
            place,
            " AND ".join(filter(None, [lane.condition, shared])),
            [*lane.params, *values],
            each,
            reading,
            order,
            wanted.limit + 1,
        )
        for place, (lane, reading) in enumerate(product(lanes, words))
    ]


def _ask(
    questions: list[tuple[str, list[Any]]], wanted: Filter, most: int | None
) -> dict[int, list[Row]]:
    """The rows of every question by the place of its branch: one statement.

    They are merged in order, so that of many questions no more than `most` rows are read.
    """
    column, direction = _ORDERS[wanted.order]
    text = " UNION ALL ".join(f"({sql})" for sql, _ in questions)
    if len(questions) > 1:
        text += f" ORDER BY {column} {direction}, id {direction}"
        text += f" LIMIT {most}" if most else ""
    found: dict[int, list[Row]] = {}
    with connection.cursor() as cursor:
        # In binary, moments are not read letter by letter: half the time of a long list.
        cursor.cursor.format = Format.BINARY
        cursor.execute(text, [value for _, values in questions for value in values])
        for place, *row in cursor.fetchall():
            found.setdefault(place, []).append(Row(*row))
    return found


_ORDERS: Final = {
    Order.DUE: ("next_due_at", "ASC"),
    Order.NEWEST: ("reported_at", "DESC"),
    Order.OLDEST: ("reported_at", "ASC"),
}
