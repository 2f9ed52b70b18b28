"""The targets of numbers of cases, stated anew once the cases are there: what a year brings is not
known before, and a target far below or above it would show nothing on the board."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from hejia.accounts.public import Sight
from hejia.insight import public as insight
from hejia.performance.commands.targets import (
    IndicatorDraft,
    act_on_target,
    draft_of,
    save_indicator,
)
from hejia.performance.models import Indicator, Round, Target, Unit
from hejia.performance.workflow import TargetAction, TargetStatus

BY_CASES = ("accepted", "reports")
"""Keys of the indicators that count cases."""


def restated(
    unit: Unit, year: int, counted: int, clerk: Sight, leader: Sight, now: datetime
) -> list[str]:
    """In June the targets follow what the year `counted` brought: adjusted with the reason, handed
    in and approved anew, as a department would. Nothing once the year is monitored."""
    then = datetime(year, 6, 30, 2, 0, tzinfo=UTC)
    if then > now or Round.objects.filter(unit=unit, year=year).exists():
        return []
    whole = insight.Period.year(counted)
    brought = {key: _expected(insight.measure(key, whole, now=now).value) for key in BY_CASES}
    said = []
    for target in Target.objects.filter(unit=unit, year=year, status=TargetStatus.APPROVED):
        rows = target.indicators.filter(source="insight", binding__key__in=BY_CASES)
        values = {row: brought[row.binding["key"]] for row in rows}
        if values and all(values.values()):
            _adjust(target, values, clerk, leader, then)
            said.append(f"{unit.name} {year} 年绩效目标调整（{len(values)} 项宗数）")
    return said


def _expected(value: Decimal | None) -> str:
    """A little less than the year brought, in two figures as people set targets; "" for nothing."""
    wanted = int((value or Decimal(0)) * 97 / 100)
    step = 10 ** max(0, len(str(wanted)) - 2)
    return str(wanted // step * step) if wanted else ""


def _adjust(
    target: Target, values: dict[Indicator, str], clerk: Sight, leader: Sight, then: datetime
) -> None:
    def act(action: TargetAction, by: Sight, **facts: str) -> None:
        seen = Target.objects.values_list("version", flat=True).get(pk=target.pk)
        act_on_target(
            unit_id=target.unit_id, year=target.year, project_id=target.project_id,
            action=action, seen=seen, facts=facts, by=by, now=then,
        )  # fmt: skip

    act(TargetAction.ADJUST, clerk, comment="按系统运行以来的实际宗数核定指标值（演示，虚构）")
    for row, value in values.items():
        entered = IndicatorDraft(replace(draft_of(row), value=value), row.cumulative)
        save_indicator(
            unit_id=target.unit_id, year=target.year, project_id=target.project_id,
            indicator_id=row.pk, entered=entered, by=clerk,
        )  # fmt: skip
    act(TargetAction.SUBMIT, clerk)
    act(TargetAction.APPROVE, leader)
