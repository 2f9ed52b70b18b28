"""Figures + rule set → scores. Pure: no clock, no database, the same answer for ever.

Rounding happens here and nowhere else, as each item's rule names it; where the rule forbids it, an
item that is not complete never rounds up to full marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from hejia.performance.figures import (
    ONE,
    ZERO,
    divide,
    fixed_percent,
    honest_percent,
    percent,
    plain,
    round_by,
)
from hejia.performance.scoring.indicators import Indicator, score_indicators
from hejia.performance.scoring.methods import METHODS
from hejia.performance.scoring.reading import Facts, FigureProblems, read
from hejia.performance.scoring.result import GroupScore, ItemScore, Rate, Result
from hejia.performance.scoring.rulesets import ItemRule, RateRule, RuleSet

_MODES = {"half-up": "四舍五入", "down": "不进位，截去尾数", "half-even": "四舍六入五成双"}


def score(
    ruleset: RuleSet,
    figures: Mapping[str, object],
    judged: Mapping[str, object] | None = None,
    indicators: Sequence[Indicator] = (),
) -> Result:
    """Evaluate; raises FigureProblems naming every figure that is missing or impossible."""
    facts, problems = read(ruleset, figures, judged or {})
    own: list[ItemScore] = []
    if ruleset.indicators is not None:
        own = score_indicators(ruleset.indicators, facts, indicators, problems)
    if problems:
        raise FigureProblems(problems)
    items = (*[score_item(item, facts) for item in ruleset.items], *own)
    groups = _groups(items)
    total = sum((item.score for item in items), ZERO) if ruleset.scored else None
    return Result(
        ruleset=ruleset.id,
        version=ruleset.version,
        digest=ruleset.digest,
        total=total,
        grade=_grade(ruleset, total),
        items=items,
        groups=groups,
        rates=tuple(_derived(rule, facts) for rule in ruleset.rates),
        notes=tuple(facts.notes),
    )


def score_item(item: ItemRule, facts: Facts) -> ItemScore:
    """One row: the exact sum of its parts, then the row's own rounding."""
    parts = [METHODS[part.method](part, facts) for part in item.parts]
    raw = sum((part.points for part in parts), ZERO)
    points, rounding_clause = rounded(item, raw)
    clauses = "；".join(
        f"{rule.label}：{part.clause}" if rule.label else part.clause
        for rule, part in zip(item.parts, parts, strict=True)
    )
    if item.judged and item.note:
        clauses += f"，评判要点：{item.note.rstrip('。')}"
    verdict = f"本项 {plain(item.max)} 分，得 {plain(points)} 分。"
    return ItemScore(
        name=item.name,
        group=item.group,
        subgroup=item.subgroup,
        max=item.max,
        score=points,
        raw=raw,
        explanation=f"{clauses}{rounding_clause}。{verdict}",
        certainty=item.certainty,
    )


def rounded(item: ItemRule, raw: Decimal) -> tuple[Decimal, str]:
    """The printed score and the clause that names the rounding (empty if nothing was rounded)."""
    points = round_by(item.rounding, raw, item.places)
    if points == raw:
        return points, ""
    mode = _MODES[item.rounding]
    if item.full_only_when_complete and raw < item.max and points >= item.max:
        points = round_by("down", raw, item.places)
        return points, f"；未达到满分，不得进位为满分，{plain_raw(raw)} 取 {plain(points)}"
    return points, f"；{plain_raw(raw)} {mode}到 {item.places} 位小数"


def plain_raw(raw: Decimal) -> str:
    """A raw score to six decimals, cut off (never rounded up)."""
    return plain(round_by("down", raw, 6))


def _groups(items: Sequence[ItemScore]) -> tuple[GroupScore, ...]:
    names = list(dict.fromkeys(item.group for item in items))
    return tuple(_group(name, [i for i in items if i.group == name]) for name in names)


def _group(name: str, items: Sequence[ItemScore]) -> GroupScore:
    subs = list(dict.fromkeys(item.subgroup for item in items))
    children = tuple(_sum(sub, [i for i in items if i.subgroup == sub]) for sub in subs)
    whole = _sum(name, items)
    return GroupScore(whole.name, whole.max, whole.score, whole.rate, children)


def _sum(name: str, items: Sequence[ItemScore]) -> GroupScore:
    most = sum((item.max for item in items), ZERO)
    points = sum((item.score for item in items), ZERO)
    return GroupScore(name, most, points, divide(points, most) if most else ZERO)


def _grade(ruleset: RuleSet, total: Decimal | None) -> str | None:
    if total is None:
        return None
    return next((name for name, edge in ruleset.grades if total >= edge), None)


def _derived(rule: RateRule, facts: Facts) -> Rate:
    top = facts.numbers[rule.numerator]
    minus = facts.numbers[rule.minus] if rule.minus else ZERO
    base = facts.numbers[rule.denominator]
    value = divide(top - minus, base)
    shown = percent(value, rule.places, rule.rounding)
    if rule.fixed:
        shown = fixed_percent(value, rule.places)
    above = f"（{rule.numerator} {plain(top)} − {rule.minus} {plain(minus)}）"
    above = above if rule.minus else f"{rule.numerator} {plain(top)}"
    sentence = f"{above} ÷ {rule.denominator} {plain(base)} = {shown}。"
    if value < ONE and shown.startswith("100"):
        sentence += f"精确到两位为 {honest_percent(value)}，尚未全部完成。"
    return Rate(rule.name, value, shown, sentence)
