"""Money of a unit's year: per project and in all, planned, adjusted and paid. Amounts in yuan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import DecimalField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from hejia.performance.budgeting.facts import BudgetFacts, TargetRow, Task
from hejia.performance.budgeting.lines import Line
from hejia.performance.figures import ZERO
from hejia.performance.models import (
    Adjustment,
    Budget,
    BudgetLine,
    Indicator,
    Payment,
    Project,
    Target,
    Unit,
)
from hejia.performance.queries.subjects import tree
from hejia.performance.queries.wording import value_text

_MONEY: "DecimalField[Decimal, Decimal]" = DecimalField(max_digits=16, decimal_places=2)


@dataclass(slots=True)
class Money:
    """What was planned, adjusted and paid; `quarters` is what was paid in each."""

    initial: Decimal = ZERO
    adjusted: Decimal = ZERO
    paid: Decimal = ZERO
    quarters: list[Decimal] = field(default_factory=lambda: [ZERO] * 4)

    def add(self, other: "Money") -> None:
        """Add another's figures to these."""
        self.initial += other.initial
        self.adjusted += other.adjusted
        self.paid += other.paid
        self.quarters = [a + b for a, b in zip(self.quarters, other.quarters, strict=True)]


@dataclass(frozen=True, slots=True)
class LineMoney:
    """A line's attributes with its money."""

    kind: str
    source: str
    project_id: int | None
    procurement: str
    three_public: str
    money: Money


_LINES = """
    SELECT line.kind, line.source, line.project_id, line.procurement, line.three_public,
           line.amount,
           coalesce((SELECT sum(a.amount) FROM performance_adjustment a
                      WHERE a.line_id = line.id AND a."on" <= %(until)s), 0),
           coalesce(paid.q1, 0), coalesce(paid.q2, 0), coalesce(paid.q3, 0), coalesce(paid.q4, 0)
      FROM performance_budgetline line
      JOIN performance_budget budget ON budget.id = line.budget_id
      LEFT JOIN LATERAL (
           SELECT sum(p.amount) FILTER (WHERE extract(quarter FROM p."on") = 1) AS q1,
                  sum(p.amount) FILTER (WHERE extract(quarter FROM p."on") = 2) AS q2,
                  sum(p.amount) FILTER (WHERE extract(quarter FROM p."on") = 3) AS q3,
                  sum(p.amount) FILTER (WHERE extract(quarter FROM p."on") = 4) AS q4
             FROM performance_payment p
            WHERE p.line_id = line.id AND p."on" <= %(until)s) paid ON true
     WHERE budget.unit_id = %(unit)s AND budget.year = %(year)s
     ORDER BY line.id
"""


def lines_with_money(unit_id: int, year: int, until: date | None = None) -> list[LineMoney]:
    """Every line with what was adjusted and paid up to a day (default: the whole year); one
    statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _LINES, {"unit": unit_id, "year": year, "until": until or date(year, 12, 31)}
        )
        return [_line_money(row) for row in cursor.fetchall()]


def _line_money(row: tuple[Any, ...]) -> LineMoney:
    kind, source, project, procurement, public, amount, moved, *quarters = row
    money = Money(amount, amount + moved, sum(quarters, ZERO), list(quarters))
    return LineMoney(kind, source, project, procurement, public, money)


def total(lines: Iterable[LineMoney]) -> Money:
    """The lines' money together."""
    whole = Money()
    for line in lines:
        whole.add(line.money)
    return whole


@dataclass(frozen=True, slots=True)
class Part:
    """The lines a figure counts: `name` for people, `lines` as conditions on a line."""

    name: str
    lines: dict[str, Any]

    @property
    def payments(self) -> dict[str, Any]:
        """The same as conditions on a payment."""
        return {f"line__{field_name}": value for field_name, value in self.lines.items()}


_PARTS: Final[Mapping[str, Part]] = {
    "public": Part("“三公”经费", {"three_public__gt": ""}),
    "bought": Part("政府采购", {"procurement__gt": ""}),
    "operating": Part("日常公用经费", {"kind": "operating"}),
}


def part_of(only: str, project: Project | None = None) -> Part:
    """A named part of the budget, a project's lines, or all of them (an unknown name)."""
    if project is not None:
        return Part(project.name, {"project_id": project.pk})
    return _PARTS.get(only, Part("", {}))


@dataclass(slots=True)
class LineRow:
    """A line as the budget page shows it. Amounts in yuan."""

    line: BudgetLine
    adjusted: Decimal
    paid: Decimal
    subject: str = ""


def budget_lines(unit_id: int, year: int, part: Part | None = None) -> list[LineRow]:
    """The lines (or a part of them) for the budget page; one statement."""
    rows: Any = (
        BudgetLine.objects.filter(budget__unit_id=unit_id, budget__year=year)
        .filter(**part.lines if part else {})
        .select_related("project")
        .annotate(
            moved=_sum_of(Adjustment.objects.all()), paid_so_far=_sum_of(Payment.objects.all())
        )
        .order_by("function", "kind", "id")
    )
    return [LineRow(line, line.amount + line.moved, line.paid_so_far) for line in rows]


def _sum_of(rows: Any) -> Coalesce:
    per_line = rows.filter(line=OuterRef("pk")).order_by().values("line")
    sums = Subquery(per_line.annotate(sum=Sum("amount")).values("sum"), output_field=_MONEY)
    return Coalesce(sums, Value(ZERO), output_field=_MONEY)


def pure_lines(unit: Unit, year: int) -> list[Line]:
    """The initial budget as the pure tables take it."""
    rows = BudgetLine.objects.filter(budget__unit=unit, budget__year=year).order_by("id")
    return [
        Line(unit.name, function, source, kind, amount, economic, project or "", *more)
        for function, source, kind, amount, economic, project, *more in rows.values_list(
            "function", "source", "kind", "amount", "economic", "project__name",
            "procurement", "enterprise", "three_public",
        )
    ]  # fmt: skip


def budget_facts(unit: Unit, year: int) -> BudgetFacts:
    """The printed budget's facts, with last year's lines beside them."""
    budget = Budget.objects.filter(unit=unit, year=year).first()
    target = Target.objects.filter(unit=unit, year=year, project=None).first()
    projects = Project.objects.filter(unit=unit, year=year).order_by("code")
    rows = Indicator.objects.filter(target=target).order_by("place") if target else []
    return BudgetFacts(
        department=unit.department,
        authority=unit.authority,
        year=year,
        lines=tuple(pure_lines(unit, year)),
        prior=tuple(pure_lines(unit, year - 1)),
        subjects=tree(year),
        tasks=tuple(Task(p.name, p.task or p.name, p.content, p.purpose) for p in projects),
        objective=target.objective if target else "",
        targets=tuple(TargetRow(r.level1, r.level2, r.name, value_text(r)) for r in rows),
        reasons=budget.reasons if budget else {},
        places=budget.places if budget else 2,
    )
