"""Monitoring: time against money against targets, at a cut-off date. Pure; rates are Decimal.

序时进度 = elapsed months ÷ 12. 序时执行率 = spending rate ÷ 序时进度, so it may exceed 100 %.
Two separate lights, as the finance departments' own forms have them: money and target.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from hejia.performance.figures import (
    HUNDRED,
    ONE,
    SHOWN_UNITS,
    ZERO,
    divide,
    honest_percent,
    percent,
    plain,
    round_by,
)

TWELVE: Final = Decimal(12)
CAUSES: Final = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他")
POSSIBILITIES: Final = {"sure": "确定能", "maybe": "有可能", "impossible": "完全不可能"}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """At or above `green` of the calendar's pace is green, at or above `yellow` yellow, else red.

    No national number exists; 90 and 70 are what we start with, and a district may change them.
    """

    green: Decimal = Decimal("0.9")
    yellow: Decimal = Decimal("0.7")


@dataclass(frozen=True, slots=True)
class MoneyPace:
    """Spending at the cut-off. Rates are fractions; `forecast` is yuan at year's end."""

    budget: Decimal
    spent: Decimal
    elapsed: Decimal
    rate: Decimal
    paced: Decimal
    forecast: Decimal
    light: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TargetPace:
    """One indicator at the cut-off."""

    reached: Decimal
    paced: Decimal
    forecast: Decimal
    light: str
    sentence: str


def elapsed_share(cutoff: date) -> Decimal:
    """序时进度: full months passed by the end of the cut-off day ÷ 12; a part month by its days."""
    following = date(cutoff.year + cutoff.month // 12, cutoff.month % 12 + 1, 1)
    days_in_month = (following - cutoff.replace(day=1)).days
    months = Decimal(cutoff.month - 1) + divide(Decimal(cutoff.day), Decimal(days_in_month))
    return divide(months, TWELVE)


def light_of(paced: Decimal, thresholds: Thresholds) -> str:
    """green, yellow or red for a pace (1 = exactly with the calendar)."""
    if paced >= thresholds.green:
        return "green"
    return "yellow" if paced >= thresholds.yellow else "red"


def money_pace(
    budget: Decimal, spent: Decimal, cutoff: date, thresholds: Thresholds | None = None
) -> MoneyPace:
    """Money light and forecast; `budget` is the adjusted budget and must be above zero.

    The forecast goes on at the pace so far and stops at the budget: nobody may spend beyond it.
    """
    if budget <= 0:
        raise ValueError("调整后预算为 0，没有执行率可算")
    elapsed = elapsed_share(cutoff)
    rate = divide(spent, budget)
    paced = divide(rate, elapsed)
    forecast = max(spent, min(budget, divide(spent, elapsed)))
    light = "red" if spent > budget else light_of(paced, thresholds or Thresholds())
    over = "；支出已超过预算" if spent > budget else ""
    return MoneyPace(
        budget=budget,
        spent=spent,
        elapsed=elapsed,
        rate=rate,
        paced=paced,
        forecast=forecast,
        light=light,
        sentence=(
            f"截至 {cutoff.month} 月 {cutoff.day} 日，序时进度 {percent(elapsed)}，"
            f"执行率 {honest_percent(rate)}，序时执行率 {percent(paced)}{over}。"
        ),
    )


def target_pace(
    comparator: str,
    target: Decimal,
    actual: Decimal,
    cutoff: date,
    *,
    cumulative: bool,
    unit: str = "",
    thresholds: Thresholds | None = None,
) -> TargetPace:
    """Target light and forecast. `cumulative` figures (counts, money) grow with the year; rates and
    states are compared with the target as they stand. A ≤ figure that grows must stay under it."""
    limits = thresholds or Thresholds()
    elapsed = elapsed_share(cutoff)
    forecast = actual
    if cumulative:  # what is counted one by one is not forecast in halves
        forecast = round_by("half-up", divide(actual, elapsed), 2 if unit in SHOWN_UNITS else 0)
    if comparator in ("≤", "<"):
        return _ceiling(target, actual, forecast, unit)
    if target == 0:
        return TargetPace(ONE, ONE, forecast, "green", "指标值为 0，已达到。")
    reached = divide(actual, target)
    paced = divide(reached, elapsed) if cumulative else reached
    light = "green" if reached >= ONE else light_of(paced, limits)
    sentence = (
        f"已完成 {_short(actual)}{unit}，"
        f"为指标值 {plain(target)}{unit}的 {honest_percent(reached)}；"
        f"按目前进度全年预计 {_short(forecast)}{unit}。"
        if cumulative
        else f"目前 {_short(actual)}{unit}，指标值 {plain(target)}{unit}。"
    )
    return TargetPace(reached, paced, forecast, light, sentence)


def _short(number: Decimal) -> str:
    """Two decimals at most; what is not yet 100 does not read 100."""
    shown = round(number, 2)
    return plain(shown if shown != HUNDRED or number == HUNDRED else Decimal("99.99"))


def _ceiling(target: Decimal, actual: Decimal, forecast: Decimal, unit: str) -> TargetPace:
    """A figure that should stay low: green while the forecast stays within the target."""
    if actual > target:
        room, light = divide(target, actual), "red"
    elif forecast > target:
        room, light = divide(target, forecast), "yellow"
    else:
        room, light = ONE, "green"
    sentence = (
        f"目前 {_short(actual)}{unit}，上限 {plain(target)}{unit}，"
        f"全年预计 {_short(forecast)}{unit}。"
    )
    return TargetPace(room, room, forecast, light, sentence)


def worst(lights: list[str]) -> str:
    """The gravest of several lights; green for none."""
    order = ("red", "yellow", "green")
    return next((light for light in order if light in lights), "green")


def execution_of_quarters(spent_by_quarter: list[Decimal], budget: Decimal) -> list[Decimal]:
    """序时执行率 at the end of each quarter from cumulative spending and one adjusted budget."""
    cumulative, rates = ZERO, []
    for quarter, spent in enumerate(spent_by_quarter, start=1):
        cumulative += spent
        elapsed = divide(Decimal(quarter * 25), HUNDRED)
        rates.append(divide(divide(cumulative, budget), elapsed))
    return rates
