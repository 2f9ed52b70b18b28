"""The workbench: what is mine and burning, how much of it, and what I was told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from hejia.accounts.public import Sight
from hejia.cases.access import lanes_of, told_agencies
from hejia.cases.models import Notice
from hejia.cases.queries.filters import Filter, Order
from hejia.cases.queries.listing import Page, cases
from hejia.cases.workflow import Status

LIVE: Final = (
    Status.REPORTED,
    Status.DISPATCHED,
    Status.HANDLING,
    Status.SUSPENDED,
    Status.CLOSE_REVIEW,
    Status.CLOSED,
    Status.VISITING,
)
MOST: Final = 999


@dataclass(frozen=True, slots=True)
class Tally:
    """How many live cases lie in one status: all, late, and red or orange. Capped at MOST + 1."""

    status: str
    total: int
    late: int
    dangerous: int


def tallies(sight: Sight, *, now: datetime) -> dict[str, Tally]:
    """Live cases of this person's lanes by status: one statement along the lanes' indexes.

    Live cases are few however many there are in all; each group is capped all the same.
    """
    lanes = lanes_of(sight)
    if not lanes:
        return {}
    branches: list[str] = []
    params: list[Any] = []
    for lane in lanes:
        for status in LIVE:
            branches.append(
                f"(SELECT c.id, c.status, c.next_due_at, c.risk FROM cases_case c "  # noqa: S608 our own words
                f"WHERE {lane.condition} AND c.status = %s "
                f"ORDER BY c.next_due_at LIMIT {MOST + 1})"
            )
            params += [*lane.params, status.value]
    query = (
        "SELECT status, count(*), count(*) FILTER (WHERE next_due_at < %s), "  # noqa: S608 our own words
        "count(*) FILTER (WHERE risk IN ('R1', 'R2')) FROM "
        f"(SELECT DISTINCT * FROM ({' UNION ALL '.join(branches)}) every_lane) live GROUP BY status"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [now, *params])
        return {row[0]: Tally(*row) for row in cursor.fetchall()}


def burning(sight: Sight, *, now: datetime, limit: int = 10) -> Page:
    """The live cases nearest their deadline, red and orange before the rest."""
    statuses = tuple(status.value for status in LIVE)
    wanted = Filter(status=statuses, order=Order.DUE, limit=limit)
    dangerous = Filter(status=statuses, risk=("R1", "R2"), order=Order.DUE, limit=limit)
    first = cases(dangerous, sight=sight, now=now)
    rest = cases(wanted, sight=sight, now=now)
    seen = {row.id for row in first.rows}
    rows = [*first.rows, *(row for row in rest.rows if row.id not in seen)]
    return Page(rows[:limit], rest.next)


def notices(sight: Sight, *, limit: int = 20) -> list[Notice]:
    """Unread notices of this person's agencies, urgent and newest first."""
    told = told_agencies(sight)
    if not told:
        return []
    unread = Notice.objects.filter(agency_id__in=told, read_at=None)
    return list(unread.select_related("case").order_by("-at")[:limit])


def unread_count(sight: Sight, *, most: int = 100) -> int:
    """How many notices of this person's agencies are unread; never more than `most`."""
    told = told_agencies(sight)
    return Notice.objects.filter(agency_id__in=told, read_at=None)[:most].count() if told else 0
