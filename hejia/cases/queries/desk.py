"""The workbench: what is mine and burning, how much of it, and what I was told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from hejia.accounts.public import Sight
from hejia.cases.access import Lane, in_any, lanes_of, told_agencies
from hejia.cases.guards import DANGEROUS, RED
from hejia.cases.models import Notice
from hejia.cases.queries.listing import SELECTED, THEIR_ROWS, Row, first_of_each, union
from hejia.cases.workflow import LIVE
from hejia.kernel import rows
from hejia.kernel.rows import Statement

MOST_COUNTED: Final = 999
"""So many cases of one status are counted in each lane."""

_STATUSES: Final = [status.value for status in LIVE]
_RED_OR_ORANGE: Final = ", ".join(f"'{risk}'" for risk in sorted(DANGEROUS))
_BURNING: Final = (
    f"c.risk IN ({_RED_OR_ORANGE}) AND c.status IN ({', '.join(map(repr, _STATUSES))})"
)
"""To the letter what the index of the red and orange live cases holds, which are few."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many live cases lie in one status: all, late, and red or orange.

    Exact up to MOST_COUNTED; all and late are something above that where there are more.
    """

    status: str
    total: int
    late: int
    dangerous: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Live cases by status, and those to be taken up first."""

    tallies: dict[str, Tally]
    first: list[Row]

    def count(self, what: Literal["total", "late", "dangerous"]) -> int:
        """So many of all live cases."""
        return sum(getattr(tally, what) for tally in self.tallies.values())


def desk(sight: Sight, *, now: datetime, limit: int) -> Desk:
    """What lies on this person's desk: the red first, then the orange, each by time left.

    Two statements asked at once: along the lanes' indexes, and of the first few the rows.
    """
    lanes = lanes_of(sight)
    if not lanes:
        return Desk({}, [])
    counted, first = rows.ask(_tallied(lanes, now), _first(lanes, limit), plan_once=True)
    return Desk({row[0]: Tally(*row) for row in counted}, [Row(*values) for values in first])


def _tallied(lanes: list[Lane], now: datetime) -> Statement:
    """The live cases of all lanes by status."""
    parts = [_counted(lane, lanes[:place], now) for place, lane in enumerate(lanes)]
    counted, values = union([*parts, _burning_counted(lanes)])
    query = (
        "SELECT status, sum(total)::int, sum(late)::int, sum(dangerous)::int "  # noqa: S608 own text only
        f"FROM ({counted}) counted GROUP BY status"
    )
    return Statement(query, values)


def _counted(lane: Lane, before: list[Lane], now: datetime) -> Statement:
    """The live cases of a lane by status, less those that are counted in the lanes before it."""
    where = " AND ".join([lane.condition, *(f"({one.condition}) IS NOT TRUE" for one in before)])
    params = [*lane.params, *(value for one in before for value in one.params)]
    tail = f"ORDER BY c.next_due_at LIMIT {MOST_COUNTED + 1}"
    tally = "count(*) AS total, count(*) FILTER (WHERE c.next_due_at < %s) AS late"
    if not lane.by_due:
        query = (
            f"SELECT c.status, {tally}, 0 AS dangerous FROM (SELECT c.status, c.next_due_at "  # noqa: S608 own text only
            f"FROM cases_case c WHERE {where} AND c.status = ANY(%s) {tail}) c GROUP BY c.status"
        )
        return Statement(query, [now, *params, _STATUSES])
    # Counted status by status: grouping all their rows afterwards takes half as long again.
    query = (
        "SELECT s.status, k.total, k.late, 0 AS dangerous FROM unnest(%s::text[]) s (status) "  # noqa: S608 own text only
        f"CROSS JOIN LATERAL (SELECT {tally} FROM (SELECT c.next_due_at FROM cases_case c "
        f"WHERE {where} AND c.status = s.status {tail}) c) k WHERE k.total > 0"
    )
    return Statement(query, [_STATUSES, now, *params])


def _burning_counted(lanes: list[Lane]) -> Statement:
    where, params = in_any(lanes)
    query = (
        "SELECT c.status, 0, 0, count(*) FROM cases_case c "  # noqa: S608 own text only
        f"WHERE {where} AND {_BURNING} GROUP BY c.status"
    )
    return Statement(query, params)


def _first(lanes: list[Lane], limit: int) -> Statement:
    """The live cases to be taken up first."""
    tail = f"ORDER BY c.next_due_at, c.id LIMIT {limit}"
    where, params = in_any(lanes)
    columns = "c.next_due_at, c.id"
    red = (
        f"SELECT CASE c.risk WHEN '{RED}' THEN 0 ELSE 1 END AS rank, {columns} "  # noqa: S608 own text only
        f"FROM cases_case c WHERE {where} AND {_BURNING} ORDER BY 1, 2, 3 LIMIT {limit}"
    )
    calm = [
        first_of_each(
            _STATUSES,
            lane,
            f"{lane.condition} AND c.risk NOT IN ({_RED_OR_ORANGE})",
            [*lane.params],
            f"2 AS rank, {columns}",
            tail,
        )
        for lane in lanes
    ]
    keys, values = union([Statement(red, params), *calm])
    first = (
        f"SELECT DISTINCT k.* FROM ({keys}) k ORDER BY k.rank, k.next_due_at, k.id LIMIT {limit}"  # noqa: S608 same
    )
    query = (
        f"SELECT {SELECTED} FROM ({first}) k {THEIR_ROWS} "  # noqa: S608 same
        "ORDER BY k.rank, k.next_due_at, k.id"
    )
    return Statement(query, values)


def notices(sight: Sight, *, limit: int = 20) -> list[Notice]:
    """Unread notices of this person's agencies, urgent and newest first."""
    told = told_agencies(sight)
    if not told:
        return []
    unread = rows.Wanted(Notice, _UNREAD, [list(told), limit, limit])
    found: list[Notice] = rows.read(unread)[0]
    return found


_UNREAD: Final = """
WHERE id IN (
    SELECT n.id FROM unnest(%s::bigint[]) a (id) CROSS JOIN LATERAL (
        SELECT id FROM cases_notice WHERE agency_id = a.id AND read_at IS NULL
        ORDER BY urgent DESC, at DESC LIMIT %s
    ) n
) ORDER BY urgent DESC, at DESC LIMIT %s
"""


def unread_count(sight: Sight, *, most: int = 100) -> int:
    """How many notices of this person's agencies are unread; never more than `most`."""
    told = told_agencies(sight)
    return Notice.objects.filter(agency_id__in=told, read_at=None)[:most].count() if told else 0
