"""A unit's year at a glance: the steps until hand-in, and this year beside the last."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from hejia.performance.commands.units import years_before
from hejia.performance.figures import divide, growth, honest_percent, percent, plain, shown_amount
from hejia.performance.models import Budget, Evaluation, Indicator, Measurement, Round, Target, Unit
from hejia.performance.queries.money import Money, lines_with_money, total
from hejia.performance.workflow import EvaluationStatus, TargetStatus


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the year: done or what to do next, and where."""

    label: str
    done: bool
    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Money and steps."""

    money: Money
    rate: str
    steps: list[StepRow]
    carried_from: int | None


def years(units: "QuerySet[Unit]", year: int, today: date) -> list[int]:
    """The years offered beside the one shown, latest first: those with a budget or an evaluation,
    this one and the next. One statement."""
    told = Budget.objects.filter(unit__in=units).values_list("year")
    told = told.union(Evaluation.objects.filter(unit__in=units).values_list("year"))
    return sorted({year, today.year, today.year + 1, *(one for (one,) in told)}, reverse=True)


def of(unit: Unit, year: int) -> Overview:
    """Eight statements."""
    money = total(lines_with_money(unit.pk, year))
    rate = honest_percent(divide(money.paid, money.adjusted)) if money.adjusted else "—"
    budget = Budget.objects.filter(unit=unit, year=year).first()
    target = Target.objects.filter(unit=unit, year=year, project=None).first()
    evaluation = Evaluation.objects.filter(unit=unit, year=year, project=None).first()
    steps = [
        _budget_step(budget, money),
        _target_step(target),
        _measure_step(unit, year),
        _round_step(unit, year),
        _evaluation_step(evaluation),
    ]
    earlier = years_before(unit, year) if budget is None and target is None else []
    return Overview(money, rate, steps, earlier[0] if earlier else None)


def _budget_step(budget: Budget | None, money: Money) -> StepRow:
    if budget is None or not money.initial:
        return StepRow("填报预算", False, "还没有明细；可以录入或导入 XLSX。", "budget/")
    if budget.approved_at is None:
        return StepRow("填报预算", False, "明细已有，等待批复。", "budget/")
    return StepRow("填报预算", True, "已批复，年中变动登记为调整。", "budget/")


def _target_step(target: Target | None) -> StepRow:
    if target is None:
        return StepRow("设定绩效目标", False, "还没有填报。", "targets/0/")
    label = TargetStatus(target.status).label
    return StepRow("设定绩效目标", target.status == TargetStatus.APPROVED, label, "targets/0/")


def _measure_step(unit: Unit, year: int) -> StepRow:
    rows = Indicator.objects.filter(target__unit=unit, target__year=year)
    whole = rows.count()
    measured = Measurement.objects.filter(indicator__in=rows).values("indicator").distinct().count()
    words = f"{whole} 个指标，已测量 {measured} 个。" if whole else "还没有指标。"
    return StepRow("测量指标", bool(whole) and measured == whole, words, "targets/0/")


def _round_step(unit: Unit, year: int) -> StepRow:
    last = Round.objects.filter(unit=unit, year=year).order_by("-cutoff").first()
    if last is None:
        return StepRow("绩效监控", False, "还没有开展；8 月底前须报送一次。", "rounds/")
    day = f"{last.cutoff:%m 月 %d 日}"
    if last.closed_at is None:
        return StepRow("绩效监控", False, f"截至 {day} 的监控尚未报送。", "rounds/")
    return StepRow("绩效监控", True, f"截至 {day} 的监控已报送。", "rounds/")


def _evaluation_step(evaluation: Evaluation | None) -> StepRow:
    if evaluation is None:
        return StepRow("绩效自评", False, "还没有开始。", "evaluation/0/")
    status = EvaluationStatus(evaluation.status)
    return StepRow("绩效自评", status == EvaluationStatus.DONE, status.label, "evaluation/0/")


@dataclass(frozen=True, slots=True)
class YearPair:
    """One figure in two years."""

    label: str
    before: str
    now: str
    change: str
    growth: str


def two_years(unit: Unit, year: int) -> list[YearPair]:
    """Money by kind, and scores; two statements per year."""
    now, before = lines_with_money(unit.pk, year), lines_with_money(unit.pk, year - 1)
    pairs = []
    for label, keep in (
        ("预算合计（年初）", lambda line: True),  # noqa: ARG005 keeps every line
        ("基本支出", lambda line: line.kind != "project"),
        ("项目支出", lambda line: line.kind == "project"),
        ("政府采购", lambda line: bool(line.procurement)),
        ("“三公”经费", lambda line: bool(line.three_public)),
    ):
        pairs.append(
            _pair(
                label,
                total(line for line in before if keep(line)).initial,
                total(line for line in now if keep(line)).initial,
            )
        )
    pairs.append(_pair("调整后预算", total(before).adjusted, total(now).adjusted))
    pairs.append(_pair("实际支出", total(before).paid, total(now).paid))
    scores = dict(
        Evaluation.objects.filter(unit=unit, year__in=(year, year - 1), project=None).values_list(
            "year", "self_score"
        )
    )
    pairs.append(
        YearPair("自评得分", _score(scores.get(year - 1)), _score(scores.get(year)), "", "")
    )
    return pairs


def _score(score: Decimal | None) -> str:
    return "—" if score is None else f"{plain(score)} 分"


def _pair(label: str, before: Decimal, now: Decimal) -> YearPair:
    rate = growth(now, before)
    return YearPair(
        label,
        shown_amount(before),
        shown_amount(now),
        shown_amount(now - before),
        "不适用" if rate is None else percent(rate),
    )
