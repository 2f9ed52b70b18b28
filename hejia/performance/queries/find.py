"""Single things and short lists of a unit's year; what is not of the unit is Missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from hejia.kernel.errors import Missing
from hejia.performance.figures import ZERO
from hejia.performance.models import (
    Adjustment,
    Budget,
    BudgetLine,
    Evaluation,
    Evidence,
    Indicator,
    Payment,
    Project,
    Round,
    Survey,
    Target,
    Unit,
)
from hejia.performance.queries.money import Part

MOST_PAYMENTS = 500
PROJECT_RULESET = "national-project-2020"
"""The form of every project's self-evaluation."""


def budget_of(unit: Unit, year: int) -> Budget | None:
    """The budget, if one was begun."""
    return Budget.objects.filter(unit=unit, year=year).first()


def line_of(unit: Unit, year: int, line_id: int) -> BudgetLine:
    """A budget line. Raises Missing."""
    line = BudgetLine.objects.filter(pk=line_id, budget__unit=unit, budget__year=year).first()
    if line is None:
        raise Missing("这一行预算")
    return line


@dataclass(frozen=True, slots=True)
class Payments:
    """The latest vouchers, and the sum and number of all."""

    rows: list[Payment]
    whole: Decimal
    count: int


def payments_of(unit: Unit, year: int, part: Part) -> Payments:
    """The vouchers of a part of the budget, latest first. Two statements."""
    every = Payment.objects.filter(line__budget__unit=unit, line__budget__year=year)
    every = every.filter(**part.payments)
    sums = every.aggregate(whole=Sum("amount"), count=Count("id"))
    rows = every.select_related("line__project").order_by("-on", "-id")[:MOST_PAYMENTS]
    return Payments(list(rows), sums["whole"] or ZERO, sums["count"])


def adjustments_of(unit: Unit, year: int) -> Iterable[Adjustment]:
    """Every change of the approved budget, latest first."""
    rows = Adjustment.objects.filter(line__budget__unit=unit, line__budget__year=year)
    return rows.select_related("line__project", "actor").order_by("-on", "-id")


def projects_of(unit: Unit, year: int) -> list[Project]:
    """The projects by code."""
    return list(Project.objects.filter(unit=unit, year=year))


def project_of(unit: Unit, year: int, project_id: int | None) -> Project | None:
    """A project; None for 0 and for none, the department itself. Raises Missing."""
    if not project_id:
        return None
    project = Project.objects.filter(pk=project_id, unit=unit, year=year).first()
    if project is None:
        raise Missing("这个项目")
    return project


def target_of(unit: Unit, year: int, project_id: int) -> Target | None:
    """The target of a project or (0) the department, if begun. Raises Missing for no project."""
    project = project_of(unit, year, project_id)
    rows = Target.objects.filter(unit=unit, year=year)
    rows = rows.filter(project=None) if project is None else rows.filter(project=project)
    return rows.first()


def indicator_of(unit: Unit, year: int, indicator_id: int) -> Indicator | None:
    """An indicator of the unit's year; None for 0 (a new one). Raises Missing."""
    if not indicator_id:
        return None
    rows = Indicator.objects.filter(target__unit=unit, target__year=year)
    indicator = rows.filter(pk=indicator_id).first()
    if indicator is None:
        raise Missing("这个指标")
    return indicator


def evidence_of(evidence_id: int) -> Evidence:
    """A file behind a reading; whoever asks must pass the gate of its indicator. Raises Missing."""
    found = Evidence.objects.select_related("measurement").filter(pk=evidence_id).first()
    if found is None:
        raise Missing("这份材料")
    return found


def surveys_of(unit: Unit, year: int) -> "QuerySet[Survey]":
    """The surveys, latest first."""
    return Survey.objects.filter(unit=unit, year=year).order_by("-on")


def evaluation_of(unit: Unit, year: int, project_id: int) -> Evaluation:
    """The evaluation of a project or (0) the department; one not begun yet is not stored."""
    project = project_of(unit, year, project_id)
    rows = Evaluation.objects.select_related("unit", "project").filter(unit=unit, year=year)
    rows = rows.filter(project=None) if project is None else rows.filter(project=project)
    ruleset = unit.form if project is None else PROJECT_RULESET
    return rows.first() or Evaluation(unit=unit, year=year, project=project, ruleset=ruleset)


def round_of(round_id: int) -> Round:
    """A monitoring round; whoever asks must pass the gate of its unit. Raises Missing."""
    found = Round.objects.filter(pk=round_id).first()
    if found is None:
        raise Missing("这次监控")
    return found


def rounds_of(unit: Unit, year: int) -> "QuerySet[Round]":
    """The rounds, latest first."""
    return Round.objects.filter(unit=unit, year=year)
