"""How one part of an item earns its points: a small function per method named in the rule sets.

Each answers exact points (not rounded) and half a sentence saying why.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from hejia.performance.figures import ONE, ZERO, divide, honest_percent, percent, plain
from hejia.performance.scoring.reading import Facts
from hejia.performance.scoring.rulesets import PartRule


@dataclass(frozen=True, slots=True)
class PartScore:
    """Exact points of one part and the clause that explains them."""

    points: Decimal
    clause: str


_OPS: Final[Mapping[str, tuple[Callable[[Decimal, Decimal], bool], str]]] = {
    "<": (operator.lt, "低于"),
    "<=": (operator.le, "不超过"),
    ">=": (operator.ge, "不低于"),
    ">": (operator.gt, "高于"),
}


def judged(part: PartRule, facts: Facts) -> PartScore:
    """Points given by a person."""
    points = facts.judged[part.item]
    return PartScore(points, f"评判得 {plain(points)} 分")


def rate(part: PartRule, facts: Facts) -> PartScore:
    """Numerator ÷ denominator × points; above 100 % capped, or worth nothing (`over = "zero"`)."""
    top, base, formula = _quotient(part, facts)
    if top > base and part.over == "zero":
        return PartScore(ZERO, f"{formula}，超过 100%，按规则不得分")
    points = divide(part.max * min(top, base), base)
    if top >= base:
        return PartScore(points, f"{formula}，全部完成")
    return PartScore(points, f"{formula}，按比例得 {plain(part.max)}×{plain(top)}÷{plain(base)}")


def bands(part: PartRule, facts: Facts) -> PartScore:
    """The rate numerator ÷ denominator looked up in the bands."""
    top, base, formula = _quotient(part, facts)
    if base == 0:  # only where the rule says what nothing out of nothing means
        return _nothing_planned(part, top)
    return _banded(part, divide(top, base), formula)


def share_bands(part: PartRule, facts: Facts) -> PartScore:
    """The share first ÷ (first + second) looked up in the bands."""
    name, other = part.figures
    top = facts.numbers[name]
    base = top + facts.numbers[other]
    share = divide(top, base) if base else ZERO
    formula = f"{name} {plain(top)} ÷（{other}＋{name}）{plain(base)} = {_shown(top, base)}"
    return _banded(part, share, formula)


def sum_capped(part: PartRule, facts: Facts) -> PartScore:
    """Each rate of the series, capped at 100 %, times `step` points."""
    rates = facts.series[part.figures[0]]
    points = sum((min(r, ONE) for r in rates), ZERO) * part.step
    listed = "、".join(percent(r) for r in rates)
    return PartScore(
        points,
        f"各季度 {listed}，每季最高按 100% 计、每季 {plain(part.step)} 分，得 {plain(points)}",
    )


def mean(part: PartRule, facts: Facts) -> PartScore:
    """The mean of the series (rates not capped one by one), capped at 100 %, times points."""
    rates = facts.series[part.figures[0]]
    average = divide(sum(rates, ZERO), Decimal(len(rates)))
    points = min(average, ONE) * part.max
    shown = percent(average, 4)
    return PartScore(points, f"全年平均 {shown}，得 {plain(part.max)}×{shown} = {plain(points)}")


def per_unfinished(part: PartRule, facts: Facts) -> PartScore:
    """Full points less `step` for each unfinished task, never below zero."""
    count = facts.numbers[part.figures[0]]
    if count == 0:
        return PartScore(part.max, f"{part.figures[0]}为 0，全部完成，得满分")
    points = max(ZERO, part.max - count * part.step)
    return PartScore(points, f"{part.figures[0]} {plain(count)} 项，每项扣 {plain(part.step)} 分")


def check(part: PartRule, facts: Facts) -> PartScore:
    """`step` points hang on a yes/no fact; a judged value, if given, is a further ceiling."""
    name = part.figures[0]
    done = facts.flags[name]
    ceiling = part.max if done else part.max - part.step
    clause = f"{name}已开展，不扣分"
    if not done:
        clause = f"{name}未开展，扣 {plain(part.step)} 分；其余方面没有扣分"
    given = facts.judged.get(part.item)
    if given is None:
        return PartScore(ceiling, clause)
    lost = f"{name}已开展" if done else f"{name}未开展，最多得 {plain(ceiling)} 分"
    return PartScore(min(given, ceiling), f"评判 {plain(given)} 分，{lost}")


METHODS: Final[Mapping[str, Callable[[PartRule, Facts], PartScore]]] = {
    "judged": judged,
    "rate": rate,
    "bands": bands,
    "share-bands": share_bands,
    "sum-capped": sum_capped,
    "mean": mean,
    "per-unfinished": per_unfinished,
    "check": check,
}


def _quotient(part: PartRule, facts: Facts) -> tuple[Decimal, Decimal, str]:
    name, base_name = part.figures
    top, base = facts.numbers[name], facts.numbers[base_name]
    formula = f"{name} {plain(top)} ÷ {base_name} {plain(base)} = {_shown(top, base)}"
    return top, base, formula


def _shown(top: Decimal, base: Decimal) -> str:
    return honest_percent(divide(top, base)) if base else "无法计算"


def _nothing_planned(part: PartRule, top: Decimal) -> PartScore:
    name, base_name = part.figures
    if top == 0:
        return PartScore(part.max, f"{base_name}和{name}都是 0，没有发生，不扣分")
    return PartScore(ZERO, f"{base_name}为 0 而{name}为 {plain(top)}，超出预算，不得分")


def _banded(part: PartRule, value: Decimal, formula: str) -> PartScore:
    for band in part.bands:
        if not band.op:
            return PartScore(band.points, f"{formula}，不在以上各档，得 {plain(band.points)} 分")
        compare, word = _OPS[band.op]
        if compare(value, band.edge):
            edge = percent(band.edge)
            return PartScore(band.points, f"{formula}，{word} {edge}，得 {plain(band.points)} 分")
    raise AssertionError(f"{part.label}: bands without a last row")
