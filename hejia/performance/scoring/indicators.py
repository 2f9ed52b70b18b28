"""Scoring of indicators a unit set itself (财预〔2020〕10号 and its regional forms).

Met → full weight; not met → weight × actual ÷ target (≥) or target ÷ actual (≤); a qualitative
grade allows coefficients within its band. The execution rate is the first row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from hejia.performance.figures import (
    ONE,
    ZERO,
    NotAFigure,
    divide,
    honest_percent,
    percent,
    plain,
    read_number,
    round_by,
)
from hejia.performance.scoring.reading import Facts, FigureProblem
from hejia.performance.scoring.result import ItemScore
from hejia.performance.scoring.rulesets import IndicatorRule, Shape

COMPARATORS: Final = ("≥", "≤", "=", ">", "<", "区间", "定性")
#: What is never more than the whole of something; growth, by contrast, may be.
SHARES: Final = ("满意率", "满意度", "办结率", "成功率", "及时率", "合格率", "达标率", "回复率")
_NONE: Final = (None, "")
_SAME: Final = {">=": "≥", "<=": "≤", "＝": "=", "＞": ">", "＜": "<"}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator with its result. `coefficient` (0–1) belongs to `grade` of a 定性 one."""

    name: str
    level1: str
    level2: str
    comparator: str
    weight: Decimal
    target: Decimal = ZERO
    target_max: Decimal = ZERO
    actual: Decimal | None = None
    grade: str = ""
    coefficient: Decimal | None = None
    share: bool = False
    """A rate of a whole, written with %: it cannot exceed 1."""


def read_indicator(row: Mapping[str, object]) -> Indicator:
    """An indicator from a JSON row (name, level1, level2, comparator, weight, target, …).

    Raises NotAFigure with the sentence; the caller names the indicator.
    """
    comparator = str(row.get("comparator", "")).strip()
    comparator = _SAME.get(comparator, comparator)
    if comparator not in COMPARATORS:
        raise NotAFigure(f"的比较符号“{comparator}”不认识，应为 {'、'.join(COMPARATORS)} 之一")
    written = [_in_percent(row[key]) for key in ("target", "actual") if row.get(key) not in _NONE]
    if len(set(written)) > 1:
        raise NotAFigure("的指标值和实际完成值一个写百分数、一个不写，请统一")
    name, level1 = (str(row.get(key, "")).strip() for key in ("name", "level1"))
    level1 = level1.removesuffix("指标")
    return Indicator(
        name=name,
        level1=level1,
        level2=str(row.get("level2", "")).strip(),
        comparator=comparator,
        weight=_required(row, "weight", "分值"),
        target=ZERO if comparator == "定性" else _required(row, "target", "指标值"),
        target_max=_required(row, "target_max", "指标值上限") if comparator == "区间" else ZERO,
        actual=_optional(row, "actual"),
        grade=str(row.get("grade") or "").strip(),
        coefficient=_optional(row, "coefficient"),
        share=any(written) and (level1 == "满意度" or name.endswith(SHARES)),
    )


def _in_percent(value: object) -> bool:
    return isinstance(value, str) and value.strip().endswith(("%", "％"))


def _required(row: Mapping[str, object], key: str, word: str) -> Decimal:
    if row.get(key) in _NONE:
        raise NotAFigure(f"缺少{word}")
    number = read_number(row[key])
    if number < 0:
        raise NotAFigure(f"的{word}不可能小于 0")
    return number


def _optional(row: Mapping[str, object], key: str) -> Decimal | None:
    return None if row.get(key) in _NONE else read_number(row[key])


def score_indicators(
    rule: IndicatorRule,
    facts: Facts,
    indicators: Sequence[Indicator],
    problems: list[FigureProblem],
) -> list[ItemScore]:
    """The execution row and every indicator; problems are appended, nothing is guessed."""
    if not indicators:
        message = "没有绩效指标；本规则按单位自设的指标评分，请给出各项指标及其完成情况。"
        problems.append(FigureProblem("绩效指标", message))
        return []
    shape = shape_of(rule, indicators)
    _check_weights(shape, indicators, problems)
    _check_names(indicators, problems)
    for indicator in indicators:
        _check_result(rule, indicator, problems)
    if problems:
        return []
    return [
        _execution(rule, shape, facts),
        *[score_indicator(rule, indicator) for indicator in indicators],
    ]


def shape_of(rule: IndicatorRule, indicators: Sequence[Indicator]) -> Shape:
    """The row of first-level weights that fits: with or without 成本 and 满意度 indicators."""
    levels = {indicator.level1 for indicator in indicators}
    wanted = ("成本" in levels, "满意度" in levels)
    fitting = [s for s in rule.shapes if (s.cost, s.satisfaction) == wanted]
    # A form without 成本 at the first level keeps it under 产出; then only 满意度 decides.
    return (fitting or [s for s in rule.shapes if s.satisfaction == wanted[1]] or rule.shapes)[0]


def _check_weights(
    shape: Shape, indicators: Sequence[Indicator], problems: list[FigureProblem]
) -> None:
    for name, weight in shape.weights.items():
        given = sum((i.weight for i in indicators if i.level1 == name), ZERO)
        if given != weight:
            message = f"“{name}指标”的分值合计是 {plain(given)}，应为 {plain(weight)}。"
            problems.append(FigureProblem(f"{name}指标分值", message))
    for indicator in indicators:
        if indicator.level1 not in shape.weights:
            message = (
                f"指标“{indicator.name}”的一级指标“{indicator.level1}”不在本规则中，"
                f"应为 {'、'.join(shape.weights)} 之一。"
            )
            problems.append(FigureProblem(indicator.name, message))


def _check_names(indicators: Sequence[Indicator], problems: list[FigureProblem]) -> None:
    names = [(indicator.level1, indicator.level2, indicator.name) for indicator in indicators]
    for key in dict.fromkeys(names):
        if names.count(key) > 1:
            message = f"指标“{key[2]}”在“{key[0]}指标”下写了不止一次，请合并或区分。"
            problems.append(FigureProblem(key[2], message))


def _check_result(rule: IndicatorRule, indicator: Indicator, problems: list[FigureProblem]) -> None:
    if indicator.weight == 0:
        message = "的分值是 0，应大于 0"
    elif indicator.comparator == "定性":
        message = _qualitative_problem(rule, indicator)
    elif indicator.actual is None:
        message = "缺少实际完成值"
    else:
        message = _impossible(indicator, indicator.actual)
    if message:
        problems.append(FigureProblem(indicator.name, f"指标“{indicator.name}”{message}。"))


def _impossible(indicator: Indicator, actual: Decimal) -> str:
    """What cannot be about a measured indicator; empty if nothing."""
    if actual < 0:
        return f"的实际完成值是 {plain(actual)}，不可能小于 0"
    if indicator.comparator == "区间" and indicator.target_max < indicator.target:
        return "的区间上限小于下限"
    if indicator.comparator == "≥" and indicator.target == 0:
        return "的指标值是 0，“≥0”总能达到，衡量不了什么；请改写指标值"
    over = max(actual, indicator.target)
    if indicator.share and over > ONE:
        return f"写了 {percent(over)}，比率不可能超过 100%"
    return ""


def _qualitative_problem(rule: IndicatorRule, indicator: Indicator) -> str:
    band = next((b for b in rule.bands if b.name == indicator.grade), None)
    names = "、".join(b.name for b in rule.bands)
    if band is None:
        return f"是定性指标，应评定为 {names} 之一"
    value = indicator.coefficient
    if value is None:
        return f"评定为“{band.name}”，缺少得分系数"
    if not band.low <= value <= band.high or (band.low_open and value == band.low):
        return (
            f"评定为“{band.name}”，得分系数 {percent(value)} 不在 "
            f"{percent(band.low)} 至 {percent(band.high)} 之间"
        )
    return ""


def _execution(rule: IndicatorRule, shape: Shape, facts: Facts) -> ItemScore:
    budget, spent = facts.numbers[rule.budget], facts.numbers[rule.spent]
    raw = divide(shape.execution * min(spent, budget), budget)
    rate = divide(spent, budget)
    reasons = []
    if rate < rule.execution_warn:
        reasons.append(f"执行率低于 {percent(rule.execution_warn)}")
    if rate > ONE:
        reasons.append("执行数超过全年预算数")
    if facts.numbers[rule.initial] != budget:
        reasons.append("年中调整了预算")
    sentence = (
        f"{rule.spent} {plain(spent)} ÷ {rule.budget} {plain(budget)} = {honest_percent(rate)}"
    )
    if rate > ONE:
        sentence += "，超过 100%，按 100% 计"
    points = _print(rule, raw, shape.execution)
    return ItemScore(
        name="预算执行率",
        group="预算执行率",
        subgroup="预算执行率",
        max=shape.execution,
        score=points,
        raw=raw,
        explanation=f"{sentence}；{plain(shape.execution)} 分按执行率计，得 {plain(points)} 分。",
        certainty="own",
        reason_required="；".join(reasons),
    )


def score_indicator(rule: IndicatorRule, indicator: Indicator) -> ItemScore:
    """One indicator by its comparator; bounded by its weight and monotone in the result."""
    if indicator.comparator == "定性":
        share = indicator.coefficient or ZERO
        clause = f"评定为“{indicator.grade}”，系数 {percent(share)}"
    else:
        share = attainment(indicator)
        clause = _comparison(indicator)
    raw = indicator.weight * min(share, ONE)
    points = _print(rule, raw, indicator.weight)
    reason = ""
    if raw < indicator.weight:
        reason = "未达到年度指标值"
    elif exceeded(indicator) > rule.over_warn:
        reason = f"实际完成值超过指标值的 {percent(rule.over_warn)}"
    return ItemScore(
        name=indicator.name,
        group=f"{indicator.level1}指标",
        subgroup=indicator.level2,
        max=indicator.weight,
        score=points,
        raw=raw,
        explanation=f"{clause}；分值 {plain(indicator.weight)}，得 {plain(points)} 分。",
        certainty="own",
        reason_required=reason,
    )


def attainment(indicator: Indicator) -> Decimal:
    """How much of the target was reached, 0–1 (1 = met). `=` and 区间 use the nearer edge."""
    actual, low = indicator.actual or ZERO, indicator.target
    high = indicator.target_max if indicator.comparator == "区间" else low
    if met(indicator):
        return ONE
    wants_more = indicator.comparator in ("≥", ">") or (
        indicator.comparator in ("=", "区间") and actual < low
    )
    # A strict target equal to the result is a miss by nothing measurable: just under full marks.
    if actual == low:
        return ONE - Decimal("0.0001")
    return divide(actual, low) if wants_more else divide(high, actual)


def met(indicator: Indicator) -> bool:
    """Does the result satisfy the comparator?"""
    actual, target = indicator.actual or ZERO, indicator.target
    verdicts = {
        "≥": actual >= target,
        ">": actual > target,
        "≤": actual <= target,
        "<": actual < target,
        "=": actual == target,
        "区间": target <= actual <= indicator.target_max,
    }
    return verdicts[indicator.comparator]


def exceeded(indicator: Indicator) -> Decimal:
    """Result ÷ target of a „more is better" indicator; 0 where that says nothing."""
    if indicator.comparator not in ("≥", ">") or indicator.target == 0:
        return ZERO
    return divide(indicator.actual or ZERO, indicator.target)


def _comparison(indicator: Indicator) -> str:
    actual = plain(indicator.actual or ZERO)
    target = f"{indicator.comparator}{plain(indicator.target)}"
    if indicator.comparator == "区间":
        target = f"{plain(indicator.target)} 至 {plain(indicator.target_max)}"
    if met(indicator):
        return f"实际 {actual}，达到指标值 {target}"
    share = honest_percent(attainment(indicator))
    return f"实际 {actual}，未达到指标值 {target}，按完成程度 {share} 计"


def _print(rule: IndicatorRule, raw: Decimal, most: Decimal) -> Decimal:
    points = round_by(rule.rounding, raw, rule.places)
    if raw < most and points >= most:
        return round_by("down", raw, rule.places)
    return points
