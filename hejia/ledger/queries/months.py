"""The calendar: a month of work by day, and the limits that end in it."""

import calendar as gregorian
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from hejia.accounts.public import Sight
from hejia.kernel.errors import Refused
from hejia.ledger.definitions import kinds
from hejia.ledger.models import Entry
from hejia.ledger.queries.filters import Filter, entries
from hejia.ledger.workflow import OPEN

MOST: Final = 1000
"""No month shows more records; the page says so."""
SHORT: Final = timedelta(days=14)
"""What lasts longer stands in the calendar on its first and last day only."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A record on a day; `word` says why it is there (开始, 结束, 到期; "" it takes place)."""

    entry: Entry
    word: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar."""

    on: date
    inside: bool
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Month:
    """A month as whole weeks from Monday; `before` and `after` are the months beside it."""

    first: date
    weeks: list[list[Day]]
    before: str
    after: str
    cut: bool


def month(text: str, wanted: Filter, sight: Sight, today: date) -> Month:
    """The calendar of 2026-03 ("" is this month): one statement. Raises Refused."""
    first = _first(text) if text else today.replace(day=1)
    weeks = [
        [Day(day, day.month == first.month) for day in week]
        for week in gregorian.Calendar().monthdatescalendar(first.year, first.month)
    ]
    span = weeks[0][0].on, weeks[-1][-1].on
    shown = [one.id for one in kinds().values() if one.calendar]
    rows = entries(wanted, sight).filter(
        Q(starts_on__range=span) | Q(ends_on__range=span) | Q(due_on__range=span, status__in=OPEN),
        kind__in=shown,
    )
    found = list(rows.order_by("starts_on", "pk")[: MOST + 1])
    by_day: dict[date, list[Mark]] = defaultdict(list)
    for entry in found[:MOST]:
        for day, mark in _marks(entry):
            by_day[day].append(mark)
    for week in weeks:
        for one in week:
            one.marks.extend(by_day[one.on])
    previous, following = first - timedelta(days=1), first + timedelta(days=32)
    return Month(first, weeks, f"{previous:%Y-%m}", f"{following:%Y-%m}", len(found) > MOST)


def _first(text: str) -> date:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = date.min
    if not 2000 <= first.year <= 2100:
        raise Refused("bad_month", "月份不正确，应如 2026-03。")
    return first


def _marks(entry: Entry) -> list[tuple[date, Mark]]:
    """The days a record stands on."""
    last = entry.ends_on or entry.starts_on
    if last - entry.starts_on > SHORT:
        marks = [(entry.starts_on, Mark(entry, "开始")), (last, Mark(entry, "结束"))]
    else:
        days = (last - entry.starts_on).days + 1
        marks = [(entry.starts_on + timedelta(days=n), Mark(entry)) for n in range(days)]
    if entry.due_on is not None and entry.status in OPEN:
        marks.append((entry.due_on, Mark(entry, "到期")))
    return marks
