"""Lists of cases: read along an index of one lane, merged where a person has several.

Never counted: over a permission filter an exact count reads everything. A page asks for one row
more than it shows, and says whether there is a next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, Self
from uuid import UUID

from hejia.accounts.public import Sight
from hejia.cases.access import Lane, in_any, lanes_of
from hejia.cases.queries.filters import Filter, Order, conditions, cursor_place, cursor_text
from hejia.cases.queries.words import Story, Words, readings
from hejia.cases.workflow import Status
from hejia.kernel import rows
from hejia.kernel.rows import Statement

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
    more where common words are rare here; what may be a phone, a name or an identity number is
    asked of `parties`.
    """
    found, following = _page(_found(SELECTED, wanted, sight, now), wanted)
    return Page([Row(*values) for _, _, *values in found], following)


def keys_of(wanted: Filter, *, sight: Sight, now: datetime) -> tuple[list[UUID], str]:
    """The keys of the same page in its order, and where the next one begins."""
    found, following = _page(_found("", wanted, sight, now), wanted)
    return [key for _, key in found], following


def rows_of(columns: str, keys: Sequence[UUID]) -> list[list[Any]]:
    """Columns (SQL over `cases_case c`) of the cases with these keys, in their order.

    One statement. Of thousands of rows PostgreSQL looks the keys up in order: read from disk for
    the first time they come in half the time they take when each is joined to its key.
    """
    query = f"SELECT c.id, {columns} FROM cases_case c WHERE c.id = ANY(%s)"  # noqa: S608 own text only
    found = {key: values for key, *values in rows.ask(Statement(query, [list(keys)]))[0]}
    return [found[key] for key in keys if key in found]


def _found(columns: str, wanted: Filter, sight: Sight, now: datetime) -> list[Sequence[Any]]:
    """Moment, key and columns of the first cases asked for, and of one more: see `_page`."""
    asked, read = _Asked.of(wanted, lanes_of(sight), now), readings(wanted.q)
    if not asked.lanes or not read:
        return []
    questions = [asked.along(words) for words in read.others]
    steps = read.story.steps(asked.limit, stops=not asked.each) if read.story else 0
    if read.story and steps:
        found = asked.fetch([*questions, asked.met(read.story, steps)], columns)
        if len(found) > wanted.limit or not asked.has_more_than(steps):
            return found
    if read.story:
        questions.append(asked.looked_up(read.story))
    # Without a filter the way along the lanes is the same whoever asks.
    return asked.fetch(questions, columns, plan_once=wanted.is_plain)


def _page(found: list[Sequence[Any]], wanted: Filter) -> tuple[list[Sequence[Any]], str]:
    """What is found, in order and no more than the page holds, and the place of the next page."""
    ordered = sorted(found, key=itemgetter(0, 1), reverse=wanted.order == Order.NEWEST)
    first = ordered[: wanted.limit]
    following = cursor_text(*first[-1][:2]) if len(ordered) > wanted.limit else ""
    return first, following


def those(keys: Sequence[UUID], *, sight: Sight) -> list[Row]:
    """Those of the cases with these keys that this person may see, in no order: one statement."""
    lanes = lanes_of(sight)
    if not lanes or not keys:
        return []
    mine, params = in_any(lanes)
    query = f"SELECT {SELECTED} FROM cases_case c WHERE c.id = ANY(%s) AND {mine}"  # noqa: S608 own text only
    return [Row(*values) for values in rows.ask(Statement(query, [list(keys), *params]))[0]]


def first_of_each(
    statuses: Sequence[str], lane: Lane, where: str, params: list[Any], columns: str, tail: str
) -> Statement:
    """The first cases (`tail`: order and limit) of each status on a lane, by time left.

    The index runs within one status; where there is none, they are the first of all statuses.
    """
    if not lane.by_due:
        query = f"SELECT {columns} FROM cases_case c WHERE {where} AND c.status = ANY(%s) {tail}"  # noqa: S608 own text only
        return Statement(query, [*params, statuses])
    query = (
        "SELECT c.* FROM unnest(%s::text[]) s (status) CROSS JOIN LATERAL "  # noqa: S608 own text only
        f"(SELECT {columns} FROM cases_case c WHERE {where} AND c.status = s.status {tail}) c"
    )
    return Statement(query, [statuses, *params])


@dataclass(frozen=True, slots=True)
class _Asked:
    """A list as asked for: in which lanes, under which conditions, in which order.

    `each`: statuses read one by one, as by time left the index runs within one status.
    Every question answers with the moments and keys of cases, `limit` of each lane at most.
    """

    lanes: list[Lane]
    where: str
    params: list[Any]
    each: list[str]
    column: str
    direction: str
    limit: int

    @classmethod
    def of(cls, wanted: Filter, lanes: list[Lane], now: datetime) -> Self:
        column, direction = _ORDERS[wanted.order]
        where, params = conditions(wanted, now)
        each: list[str] = []
        if wanted.after:
            sign = "<" if direction == "DESC" else ">"
            where = " AND ".join(filter(None, [where, f"(c.{column}, c.id) {sign} (%s, %s)"]))
            params = [*params, *cursor_place(wanted.after)]
        if wanted.order == Order.DUE:
            each = list(wanted.status or tuple(Status.values))
        elif wanted.status:
            where = " AND ".join(filter(None, [where, "c.status = ANY(%s)"]))
            params = [*params, list(wanted.status)]
        return cls(lanes, where or "TRUE", params, each, column, direction, wanted.limit + 1)

    def along(self, words: Words) -> Statement:
        """Read along the lanes' indexes, where a case must fulfil a condition."""
        return union([self._along(lane, words, self.limit) for lane in self.lanes])

    def met(self, story: Story, steps: int) -> Statement:
        """Go through so many cases of all lanes in their order, looking into each one's text."""
        keys, params = self._first(steps)
        query = (
            f"SELECT k.moment, k.id FROM ({keys}) k "  # noqa: S608 own text only
            f"JOIN cases_casetext t ON t.case_id = k.id WHERE {story.plain} {self._tail('k')}"
        )
        return Statement(query, [*params, *story.plain_params])

    def has_more_than(self, steps: int) -> bool:
        """Whether there are cases beyond those gone through."""
        keys, params = self._first(steps)
        query = f"SELECT count(*) FROM ({keys}) k"  # noqa: S608 own text only
        ((count,),) = rows.ask(Statement(query, params))[0]
        return bool(count >= steps)

    def looked_up(self, story: Story) -> Statement:
        """Ask the index of the words once, and in each lane which of those texts are its own."""
        asked, params = union([self._among(lane) for lane in self.lanes])
        # Put in order by time, most of them need no look at their case.
        order = "" if self.each else f" ORDER BY t.reported_at {self.direction}, 1 {self.direction}"
        query = (
            "WITH hit AS MATERIALIZED (SELECT t.case_id AS id, t.street_id, t.community_id, "  # noqa: S608 own text only
            f"t.reported_at FROM cases_casetext t WHERE {story.indexed}{order}) {asked}"
        )
        return Statement(query, [*story.indexed_params, *params])

    def _among(self, lane: Lane) -> Statement:
        where, params = [lane.condition, self.where], [*lane.params, *self.params]
        if lane.text_column:
            where, params = [*where, f"h.{lane.text_column} = %s"], [*params, lane.params[0]]
        if self.each:
            where, params = [*where, "c.status = ANY(%s)"], [*params, self.each]
        table = "c" if self.each else "h"
        query = (
            f"SELECT {table}.{self.column} AS moment, {table}.id FROM hit h "  # noqa: S608 own text only
            f"JOIN cases_case c ON c.id = h.id WHERE {' AND '.join(where)} {self._tail(table)}"
        )
        return Statement(query, params)

    def _along(self, lane: Lane, words: Words, most: int) -> Statement:
        where = f"{lane.condition} AND {self.where} AND {words.condition}"
        params = [*lane.params, *self.params, *words.params]
        columns, tail = f"c.{self.column} AS moment, c.id", self._tail(most=most)
        if self.each:
            first, values = first_of_each(self.each, lane, where, params, columns, tail)
            query = f"SELECT k.* FROM ({first}) k {self._tail('k', most)}"  # noqa: S608 own text only
            return Statement(query, values)
        query = f"SELECT {columns} FROM cases_case c WHERE {where} {tail}"  # noqa: S608 own text only
        return Statement(query, params)

    def _first(self, most: int) -> Statement:
        """The first cases of all lanes together, each once."""
        keys, params = union([self._along(lane, Words(), most) for lane in self.lanes])
        query = f"SELECT DISTINCT k.moment, k.id FROM ({keys}) k {self._tail('k', most)}"  # noqa: S608 own text only
        return Statement(query, params)

    def fetch(
        self, questions: list[Statement], columns: str, *, plan_once: bool = False
    ) -> list[Sequence[Any]]:
        """The first cases of all questions: keys are merged in order, then each row read once.

        Without columns no row is read.
        """
        keys, values = union(questions)
        first = f"SELECT DISTINCT k.moment, k.id FROM ({keys}) k {self._tail('k')}"  # noqa: S608 own text only
        if columns:
            first = f"SELECT k.moment, k.id, {columns} FROM ({first}) k {THEIR_ROWS}"  # noqa: S608 same
        return rows.ask(Statement(first, values), plan_once=plan_once)[0]

    def _tail(self, table: str = "c", most: int = 0) -> str:
        """Order and limit, of the cases (c), of texts found (h), or of moments and keys (k)."""
        column = "moment" if table == "k" else self.column
        return (
            f"ORDER BY {table}.{column} {self.direction}, {table}.id {self.direction} "
            f"LIMIT {most or self.limit}"
        )


THEIR_ROWS: Final = "JOIN cases_case c ON c.id = k.id"


def union(questions: list[Statement]) -> Statement:
    """All of it, one after the other."""
    text = " UNION ALL ".join(f"({sql})" for sql, _ in questions)
    return Statement(text, [value for _, values in questions for value in values])


_ORDERS: Final = {
    Order.DUE: ("next_due_at", "ASC"),
    Order.NEWEST: ("reported_at", "DESC"),
    Order.OLDEST: ("reported_at", "ASC"),
}
