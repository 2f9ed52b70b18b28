"""Lists of cases: read along an index of one lane, merged where a person has several.

Never counted: over a permission filter an exact count reads everything. A page asks for one row
more than it shows, and says whether there is a next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from operator import itemgetter
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

SELECTED: Final = ", ".join(f"c.{name}" for name in COLUMNS)


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
    found, following = page_of(SELECTED, wanted, sight=sight, now=now)
    return Page([Row(*values) for values in found], following)


def page_of(
    columns: str, wanted: Filter, *, sight: Sight, now: datetime
) -> tuple[list[Sequence[Any]], str]:
    """The same page with other columns (SQL over `cases_case c`), and where the next one begins."""
    lanes, words = lanes_of(sight), readings(wanted.q)
    if not lanes or not words:
        return [], ""
    branches = _branches(lanes, words, wanted, now)
    if any(branch.reading.walked and branch.reading.is_common() for branch in branches[:1]):
        found = _walked(branches, columns)
    else:
        found = _together([branch.look_up() for branch in branches], columns, wanted)
    return _page(found, wanted)


def _walked(branches: list["_Branch"], columns: str) -> list[Sequence[Any]]:
    """Look for common words along each branch; where too few are met, look them up after all."""
    found = _apart([branch.walk() for branch in branches], columns)
    left = [b for b in branches if b.reading.walked and len(found.get(b.place, ())) < b.limit]
    left = _unfinished(left) if left else []
    if left:
        found |= {branch.place: [] for branch in left}
        found |= _apart([branch.look_up() for branch in left], columns)
    return [values for each in found.values() for values in each]


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


def _page(found: list[Sequence[Any]], wanted: Filter) -> tuple[list[Sequence[Any]], str]:
    """The first in order, each once though several lanes may hold it, and the next page's place."""
    unique = {key: (moment, key, values) for moment, key, *values in found}.values()
    ordered = sorted(unique, key=itemgetter(0, 1), reverse=wanted.order == Order.NEWEST)
    rows = ordered[: wanted.limit]
    following = cursor_text(*rows[-1][:2]) if len(ordered) > wanted.limit else ""
    return [values for _, _, values in rows], following


def those(keys: Sequence[UUID], *, sight: Sight) -> list[Row]:
    """Those of the cases with these keys that this person may see, in no order: one statement."""
    branches = [f"(c.id = ANY(%s) AND {lane.condition})" for lane in lanes_of(sight)]
    if not branches or not keys:
        return []
    params = [value for lane in lanes_of(sight) for value in (list(keys), *lane.params)]
    query = f"SELECT {SELECTED} FROM cases_case c WHERE {' OR '.join(branches)}"  # noqa: S608 own text only
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return [Row(*row) for row in cursor.fetchall()]


Question = tuple[str, list[Any]]
"""A piece of SQL and its values."""


def first_of_each(
    statuses: Sequence[str], lane: Lane, where: str, params: list[Any], columns: str, tail: str
) -> Question:
    """The first cases (`tail`: order and limit) of each status on a lane, by time left.

    The index runs within one status; where there is none, they are the first of all statuses.
    """
    if not lane.by_due:
        query = f"SELECT {columns} FROM cases_case c WHERE {where} AND c.status = ANY(%s) {tail}"  # noqa: S608 own text only
        return query, [*params, statuses]
    query = (
        "SELECT c.* FROM unnest(%s::text[]) s (status) CROSS JOIN LATERAL "  # noqa: S608 own text only
        f"(SELECT {columns} FROM cases_case c WHERE {where} AND c.status = s.status {tail}) c"
    )
    return query, [statuses, *params]


@dataclass(frozen=True, slots=True)
class _Branch:
    """The cases of one lane and one reading of the words, in order: their keys and moments.

    `each`: statuses read one by one, as by time left the index runs within one status.
    """

    place: int
    lane: Lane
    where: str
    params: list[Any]
    each: list[str]
    reading: Words
    column: str
    order: str
    limit: int

    def look_up(self) -> Question:
        """By the index of the words, where there are words."""
        reading = self.reading
        if not reading.join:
            few, params = self._first(f"{self.where} AND {reading.condition}", self.limit)
            return self._select(f"({few}) c"), [*params, *reading.params]
        part, params = self.where, [*self.params, *reading.params]
        if self.each:
            part, params = f"c.status = ANY(%s) AND {part}", [self.each, *params]
        source = f"cases_case c{reading.join} WHERE {part} AND {reading.condition}"
        return self._select(source), params

    def walk(self) -> Question:
        """Case by case in the order asked for, WALKED of them at most."""
        reading = self.reading
        if not reading.walked:
            return self.look_up()
        few, params = self._first(self.where, WALKED)
        source = f"({few}) c{reading.join} WHERE {reading.walked}"
        return self._select(source), [*params, *reading.walked_params]

    def _select(self, source: str) -> str:
        return (
            f"SELECT {self.place} AS branch, c.{self.column} AS moment, c.id FROM {source} "  # noqa: S608 own text only
            f"{self.order} LIMIT {self.limit}"
        )

    def _first(self, where: str, most: int) -> Question:
        """The first cases in order: their keys can often be told from the index alone."""
        columns, tail = f"c.{self.column}, c.id", f"{self.order} LIMIT {most}"
        if self.each:
            return first_of_each(self.each, self.lane, where, self.params, columns, tail)
        return f"SELECT {columns} FROM cases_case c WHERE {where} {tail}", self.params  # noqa: S608 same


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
            lane,
            " AND ".join(filter(None, [lane.condition, shared])),
            [*lane.params, *values],
            each,
            reading,
            column,
            order,
            wanted.limit + 1,
        )
        for place, (lane, reading) in enumerate(product(lanes, words))
    ]


def _together(questions: list[Question], columns: str, wanted: Filter) -> list[Sequence[Any]]:
    """The first cases of all questions: their keys are merged in order, then each row read once."""
    _, direction = _ORDERS[wanted.order]
    keys, values = union(questions)
    first = (
        f"SELECT DISTINCT k.moment, k.id FROM ({keys}) k "  # noqa: S608 own text only
        f"ORDER BY k.moment {direction}, k.id {direction} LIMIT {wanted.limit + 1}"
    )
    query = f"SELECT k.moment, k.id, {columns} FROM ({first}) k {THEIR_ROWS}"  # noqa: S608 same
    return fetched(query, values)


def _apart(questions: list[Question], columns: str) -> dict[int, list[Sequence[Any]]]:
    """The first cases of every question by the place of its branch."""
    keys, values = union(questions)
    query = f"SELECT k.branch, k.moment, k.id, {columns} FROM ({keys}) k {THEIR_ROWS}"  # noqa: S608 own text only
    found: dict[int, list[Sequence[Any]]] = {}
    for branch, *row in fetched(query, values):
        found.setdefault(branch, []).append(row)
    return found


THEIR_ROWS: Final = "JOIN cases_case c ON c.id = k.id"


def union(questions: list[Question]) -> Question:
    """All of it, one after the other."""
    text = " UNION ALL ".join(f"({sql})" for sql, _ in questions)
    return text, [value for _, values in questions for value in values]


def fetched(query: str, values: list[Any]) -> list[Sequence[Any]]:
    """One statement. In binary, moments are not read letter by letter: half the time of a list."""
    with connection.cursor() as cursor:
        cursor.cursor.format = Format.BINARY
        cursor.execute(query, values)
        found: list[Sequence[Any]] = cursor.fetchall()
    return found


_ORDERS: Final = {
    Order.DUE: ("next_due_at", "ASC"),
    Order.NEWEST: ("reported_at", "DESC"),
    Order.OLDEST: ("reported_at", "ASC"),
}
