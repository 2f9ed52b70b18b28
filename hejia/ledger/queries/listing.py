"""Lists of records with their totals, the calendar, and what a kind comes to."""

import calendar as gregorian
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Avg, Count, DecimalField, F, Q, QuerySet, Sum, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from hejia.accounts.public import Sight
from hejia.kernel.errors import Refused
from hejia.ledger.definitions import ADDED_UP, Definition, kind
from hejia.ledger.models import Entry
from hejia.ledger.queries.filters import Filter, after_place, entries, place_text

PAGE: Final = 30
LONGEST_DAY: Final = 200
_AMOUNT: Final = DecimalField(max_digits=20, decimal_places=6)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of records, latest first, and the totals over all that the filter holds."""

    rows: list[Entry]
    next: str
    count: int
    person_times: int
    money: Decimal
    sums: list[tuple[str, Decimal, str]]


def listing(wanted: Filter, sight: Sight, after: str = "") -> Listing:
    """Two statements: the page and the totals. Raises Refused for a bad cursor."""
    every = entries(wanted, sight)
    rows = every.order_by("-starts_on", "-pk")
    if after:
        day, key = after_place(after)
        rows = rows.filter(Q(starts_on__lt=day) | Q(starts_on=day, pk__lt=key))
    found = list(rows[: PAGE + 1])
    what = kind(wanted.kind) if wanted.kind else None
    totals = every.aggregate(
        count=Count("pk"), persons=Sum("person_times"), money=Sum("money"), **_sums(what)
    )
    added = [one for one in what.fields if one.type in ADDED_UP and one.unit != "%"] if what else []
    sums = [(o.label, totals[f"sum_{o.name}"] or Decimal(0), o.unit) for o in added]
    ahead = place_text(found[PAGE - 1]) if len(found) > PAGE else ""
    return Listing(
        found[:PAGE], ahead, totals["count"], totals["persons"] or 0,
        totals["money"] or Decimal(0), sums,
    )  # fmt: skip


def amount(name: str) -> Cast:
    """A number kept in the fields, as a number."""
    return Cast(KT(f"fields__{name}"), _AMOUNT)


def _sums(what: Definition | None) -> dict[str, Any]:
    fields = what.fields if what else ()
    return {f"sum_{one.name}": Sum(amount(one.name)) for one in fields if one.type in ADDED_UP}


@dataclass(frozen=True, slots=True)
class Group:
    """The records of a kind that share a value of its grouping field."""

    label: str
    count: int
    person_times: int
    money: Decimal
    mean: Decimal | None
    held: int
    judged: int


def groups(what: Definition, wanted: Filter, sight: Sight) -> list[Group]:
    """What a kind comes to by its grouping field: one statement; none where it has no such."""
    if not what.group:
        return []
    rows: QuerySet[Any] = entries(wanted, sight).annotate(by=KT(f"fields__{what.group}"))
    facts: dict[str, Any] = {
        "count": Count("pk"), "persons": Sum("person_times"), "sum": Sum("money"),
        "mean": Avg(amount(what.mean)) if what.mean else Value(None, output_field=_AMOUNT),
    }  # fmt: skip
    share = f"fields__{what.share}" if what.share else ""
    if share:
        facts["held"] = Count("pk", filter=Q(**{share: True}))
        facts["judged"] = Count("pk", filter=Q(**{f"{share}__in": [True, False]}))
    found = rows.values("by").annotate(**facts).order_by(F("count").desc(), "by")
    return [
        Group(
            row["by"] or "未填", row["count"], row["persons"] or 0, row["sum"] or Decimal(0),
            row["mean"], row.get("held", 0), row.get("judged", 0),
        )
        for row in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks of days, each (day, its records)."""

    first: date
    weeks: list[list[tuple[date, list[Entry]]]]
    before: str
    after: str
    cut: bool


def month(text: str, wanted: Filter, sight: Sight, today: date) -> Month:
    """The calendar of 2026-03 ("" is this month): one statement. Raises Refused."""
    try:
        first = date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError:
        raise Refused("bad_month", "月份不正确，应如 2026-03。") from None
    weeks = gregorian.Calendar().monthdatescalendar(first.year, first.month)
    begin, end = weeks[0][0], weeks[-1][-1]
    rows = entries(wanted, sight).filter(starts_on__lte=end)
    rows = rows.filter(Q(starts_on__gte=begin) | Q(ends_on__gte=begin)).order_by("starts_on", "pk")
    found = list(rows[: LONGEST_DAY + 1])
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in found[:LONGEST_DAY]:
        day = max(entry.starts_on, begin)
        while day <= min(entry.ends_on or entry.starts_on, end):
            by_day[day].append(entry)
            day += timedelta(days=1)
    days = [[(day, by_day[day]) for day in week] for week in weeks]
    previous, following = first - timedelta(days=1), first + timedelta(days=32)
    return Month(first, days, f"{previous:%Y-%m}", f"{following:%Y-%m}", len(found) > LONGEST_DAY)
