"""The board: every visible unit's year on one row, and what is missing until hand-in.

Five statements for any number of units.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from hejia.accounts.public import Sight
from hejia.performance.access import units_in
from hejia.performance.figures import ZERO, divide, honest_percent, percent
from hejia.performance.models import Evaluation, Target, Unit
from hejia.performance.monitoring import Thresholds, elapsed_share, light_of
from hejia.performance.workflow import EvaluationStatus, TargetStatus


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit on the board. Amounts in yuan."""

    id: int
    name: str
    remark: str
    initial: Decimal
    adjusted: Decimal
    paid: Decimal
    approved: bool
    light: str
    rate: str
    paced: str
    lights: Mapping[str, int]
    target: str
    target_label: str
    evaluation: str
    evaluation_label: str
    self_score: Decimal | None
    review_score: Decimal | None


@dataclass(frozen=True, slots=True)
class Board:
    """The rows, their totals, and how far the calendar is."""

    year: int
    elapsed: str
    rows: list[UnitRow]
    initial: Decimal = ZERO
    adjusted: Decimal = ZERO
    paid: Decimal = ZERO
    rate: str = "不适用"
    red: int = 0
    late: list[UnitRow] = field(default_factory=list)


_MONEY = """
    SELECT budget.unit_id, budget.approved_at IS NOT NULL,
           coalesce(sum(line.amount), 0),
           coalesce(sum((SELECT sum(a.amount) FROM performance_adjustment a
                          WHERE a.line_id = line.id)), 0),
           coalesce(sum((SELECT sum(p.amount) FROM performance_payment p
                          WHERE p.line_id = line.id AND p."on" <= %(today)s)), 0)
      FROM performance_budget budget
      LEFT JOIN performance_budgetline line ON line.budget_id = budget.id
     WHERE budget.unit_id = ANY(%(units)s) AND budget.year = %(year)s
     GROUP BY budget.id
"""

_LIGHTS = """
    SELECT latest.unit_id, item.light, count(*)
      FROM (SELECT DISTINCT ON (unit_id) id, unit_id FROM performance_round
             WHERE unit_id = ANY(%(units)s) AND year = %(year)s
             ORDER BY unit_id, cutoff DESC) latest
      JOIN performance_rounditem item ON item.round_id = latest.id
     GROUP BY latest.unit_id, item.light
"""


def board(by: Sight, year: int, today: date) -> Board:
    """The board of a year as of a day (the year's last day once it is over)."""
    day = min(max(today, date(year, 1, 1)), date(year, 12, 31))
    units = list(units_in(by, year))
    ids = [u.pk for u in units]
    keys = {"units": ids, "year": year, "today": day}
    money = {row[0]: row[1:] for row in _rows(_MONEY, keys)}
    lights: dict[int, dict[str, int]] = {}
    for unit, light, count in _rows(_LIGHTS, keys):
        lights.setdefault(unit, {})[light] = count
    targets = dict(
        Target.objects.filter(unit_id__in=ids, year=year, project=None).values_list(
            "unit_id", "status"
        )
    )
    evaluations = {
        unit: rest
        for unit, *rest in Evaluation.objects.filter(
            unit_id__in=ids, year=year, project=None
        ).values_list("unit_id", "status", "self_score", "review_score")
    }
    rows = [
        _row(
            u,
            money.get(u.pk),
            lights.get(u.pk, {}),
            targets.get(u.pk, ""),
            evaluations.get(u.pk, ["", None, None]),
            elapsed_share(day),
        )
        for u in units
    ]
    return _whole(year, day, rows)


def _rows(statement: str, keys: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, keys)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _row(
    unit: Unit,
    money: tuple[Any, ...] | None,
    lights: dict[str, int],
    target: str,
    evaluation: list[Any],
    elapsed: Decimal,
) -> UnitRow:
    approved, initial, moved, paid = money or (False, ZERO, ZERO, ZERO)
    adjusted = initial + moved
    rate = divide(paid, adjusted) if adjusted else None
    paced = divide(rate, elapsed) if rate is not None and elapsed else None
    status, own, review = evaluation
    return UnitRow(
        id=unit.pk,
        name=unit.name,
        remark=unit.remark,
        initial=initial,
        adjusted=adjusted,
        paid=paid,
        approved=approved,
        light="" if paced is None else light_of(paced, Thresholds()),
        rate="—" if rate is None else honest_percent(rate),
        paced="—" if paced is None else percent(paced),
        lights=lights,
        target=target,
        target_label=TargetStatus(target).label if target else "未填报",
        evaluation=status,
        evaluation_label=EvaluationStatus(status).label if status else "未开始",
        self_score=own,
        review_score=review,
    )


def _whole(year: int, day: date, rows: list[UnitRow]) -> Board:
    initial = sum((row.initial for row in rows), ZERO)
    adjusted = sum((row.adjusted for row in rows), ZERO)
    paid = sum((row.paid for row in rows), ZERO)
    return Board(
        year=year,
        elapsed=percent(elapsed_share(day)),
        rows=rows,
        initial=initial,
        adjusted=adjusted,
        paid=paid,
        rate=honest_percent(divide(paid, adjusted)) if adjusted else "不适用",
        red=sum(row.lights.get("red", 0) for row in rows),
        late=[row for row in rows if row.light == "red"],
    )
