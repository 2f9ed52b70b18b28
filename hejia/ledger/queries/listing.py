"""Lists of records with their totals, what waits, and what a kind comes to."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Avg, Count, DecimalField, F, Q, QuerySet, Sum, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from hejia.accounts.public import Sight
from hejia.ledger.definitions import ADDED_UP, Definition, kind, kinds
from hejia.ledger.models import Entry
from hejia.ledger.queries.filters import Filter, after_place, entries, place_text
from hejia.ledger.workflow import OPEN, Status

PAGE: Final = 30
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


@dataclass(slots=True)
class Tiles:
    """What a person's records come to now: this year's approved ones, and what waits."""

    approved: int = 0
    submitted: int = 0
    returned: int = 0
    drafts: int = 0
    due: int = 0
    by_kind: dict[str, int] = field(default_factory=lambda: dict.fromkeys(kinds(), 0))

    def sections(self) -> list[tuple[str, list[tuple[Definition, int]]]]:
        """The kinds with their number of records, under their sections."""
        found: dict[str, list[tuple[Definition, int]]] = {}
        for one in kinds().values():
            found.setdefault(one.section, []).append((one, self.by_kind[one.id]))
        return list(found.items())


def tiles(sight: Sight, today: date, due_by: date) -> Tiles:
    """One statement. `due` are still being written, and their limit ends by `due_by`."""
    this_year = Q(starts_on__gte=today.replace(month=1, day=1))
    rows = entries(Filter(), sight).values("kind", "status").order_by("kind", "status")
    found = Tiles()
    for row in rows.annotate(
        n=Count("pk"),
        year=Count("pk", filter=this_year),
        due=Count("pk", filter=Q(due_on__lte=due_by)),
    ):
        found.by_kind[row["kind"]] += row["n"]
        status = Status(row["status"])
        found.approved += row["year"] if status is Status.APPROVED else 0
        found.submitted += row["n"] if status is Status.SUBMITTED else 0
        found.returned += row["n"] if status is Status.RETURNED else 0
        found.drafts += row["n"] if status is Status.DRAFT else 0
        found.due += row["due"] if status in OPEN else 0
    return found
