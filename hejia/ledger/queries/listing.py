"""Lists of records with their totals, what waits, and what a kind comes to."""

from collections.abc import Iterable
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
class Group:
    """The records of a kind that share a value of its grouping field ("" where it has none)."""

    label: str
    count: int
    person_times: int
    money: Decimal
    mean: Decimal | None
    held: int
    judged: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of records, latest first, and what all that the filter holds come to.

    `sums` are (label, sum, unit) of the kind's own numbers.
    """

    rows: list[Entry]
    next: str
    count: int
    person_times: int
    money: Decimal
    sums: list[tuple[str, Decimal, str]]
    groups: list[Group]


def listing(wanted: Filter, sight: Sight, after: str = "") -> Listing:
    """Two statements: the page, and the totals by group. Raises Refused for a bad cursor."""
    every = entries(wanted, sight)
    rows = every.order_by("-starts_on", "-pk")
    if after:
        day, key = after_place(after)
        rows = rows.filter(Q(starts_on__lt=day) | Q(starts_on=day, pk__lt=key))
    found = list(rows[: PAGE + 1])
    what = kind(wanted.kind) if wanted.kind else None
    parts = list(_parts(what, every))
    added = [one for one in what.fields if one.type in ADDED_UP and one.unit != "%"] if what else []
    sums = [(o.label, _total(parts, f"sum_{o.name}"), o.unit) for o in added]
    return Listing(
        rows=found[:PAGE],
        next=place_text(found[PAGE - 1]) if len(found) > PAGE else "",
        count=int(_total(parts, "count")),
        person_times=int(_total(parts, "persons")),
        money=_total(parts, "sum"),
        sums=sums,
        groups=[_group(part) for part in parts],
    )


def amount(name: str) -> Cast:
    """A number kept in the fields, as a number."""
    return Cast(KT(f"fields__{name}"), _AMOUNT)


def _parts(what: Definition | None, every: "QuerySet[Entry]") -> Iterable[dict[str, Any]]:
    """What the records come to by the grouping field of the kind, the largest group first."""
    by = KT(f"fields__{what.group}") if what and what.group else Value("")
    facts: dict[str, Any] = {
        "count": Count("pk"), "persons": Sum("person_times"), "sum": Sum("money"),
    }  # fmt: skip
    if what is not None:
        added = (one.name for one in what.fields if one.type in ADDED_UP)
        facts |= {f"sum_{name}": Sum(amount(name)) for name in added}
        facts |= {"mean": Avg(amount(what.mean))} if what.mean else {}
    if what is not None and what.share:
        share = f"fields__{what.share}"
        facts["held"] = Count("pk", filter=Q(**{share: True}))
        facts["judged"] = Count("pk", filter=Q(**{f"{share}__in": [True, False]}))
    rows: Any = every.order_by().annotate(by=by).values("by").annotate(**facts)
    found: Iterable[dict[str, Any]] = rows.order_by(F("count").desc(), "by")
    return found


def _total(parts: list[dict[str, Any]], name: str) -> Decimal:
    return sum((part[name] or Decimal(0) for part in parts), Decimal(0))


def _group(part: dict[str, Any]) -> Group:
    return Group(
        part["by"] or "未填", part["count"], part["persons"] or 0, part["sum"] or Decimal(0),
        part.get("mean"), part.get("held", 0), part.get("judged", 0),
    )  # fmt: skip


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
