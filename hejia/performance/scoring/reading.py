"""Entered figures against the rule set's list: what is missing or impossible is named, in Chinese.

All problems are collected before refusing, so that a clerk mends them in one go.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from hejia.performance.figures import NotAFigure, percent, plain, read_number, read_plain
from hejia.performance.scoring.rulesets import FigureRule, ItemRule, RuleSet


@dataclass(frozen=True, slots=True)
class FigureProblem:
    """One figure that is missing or cannot be; `message` is a whole sentence naming it."""

    figure: str
    message: str


class FigureProblems(Exception):
    """The evaluation cannot be made from these figures. Nothing was guessed."""

    def __init__(self, problems: Iterable[FigureProblem]) -> None:
        self.problems: Final = tuple(problems)
        super().__init__("\n".join(p.message for p in self.problems))


@dataclass(slots=True)
class Facts:
    """Figures that have been read and found possible."""

    numbers: dict[str, Decimal] = field(default_factory=dict)
    series: dict[str, tuple[Decimal, ...]] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    judged: dict[str, Decimal] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read(
    ruleset: RuleSet, figures: Mapping[str, object], judged: Mapping[str, object]
) -> tuple[Facts, list[FigureProblem]]:
    """Read every figure the rule set asks for, and the judged items; return what is wrong."""
    facts = Facts()
    problems: list[FigureProblem] = []
    for rule in ruleset.figures.values():
        _read_one(rule, ruleset, figures, facts, problems)
    for rule in ruleset.figures.values():
        _check_relations(rule, facts, problems)
    _read_judged(ruleset, judged, facts, problems)
    _name_unused(ruleset, figures, facts)
    return facts, problems


def _read_one(
    rule: FigureRule,
    ruleset: RuleSet,
    figures: Mapping[str, object],
    facts: Facts,
    problems: list[FigureProblem],
) -> None:
    value = figures.get(rule.name)
    if value is None or value == "":
        near = difflib.get_close_matches(
            rule.name, [k for k in figures if k not in ruleset.figures], 1, 0.75
        )
        hint = f"（有一个没有认出的“{near[0]}”，是否写错了名称？）" if near else ""
        problems.append(FigureProblem(rule.name, f"缺少“{rule.name}”，请填写后再评分{hint}。"))
        return
    try:
        _READERS[rule.kind](rule, value, facts)
    except NotAFigure as wrong:
        problems.append(FigureProblem(rule.name, named(f"“{rule.name}”", wrong)))


def named(subject: str, wrong: NotAFigure) -> str:
    """The sentence about a figure; what was written in it is quoted after „填的“."""
    told = str(wrong)
    return f"{subject}{'填的' if told.startswith('“') else ''}{told}。"


def _read_amount(rule: FigureRule, value: object, facts: Facts) -> None:
    facts.numbers[rule.name] = _possible(rule, read_plain(value))


def _read_count(rule: FigureRule, value: object, facts: Facts) -> None:
    number = _possible(rule, read_plain(value))
    if number != number.to_integral_value():
        raise NotAFigure(f"是 {plain(number)}，但应当是整数")
    facts.numbers[rule.name] = number


def _read_rates(rule: FigureRule, value: object, facts: Facts) -> None:
    if not isinstance(value, list | tuple) or len(value) != rule.length:
        raise NotAFigure(f"应当是 {rule.length} 个百分数，按季度排列")
    facts.series[rule.name] = tuple(
        _nth(rule, position, entry) for position, entry in enumerate(value, start=1)
    )


def _nth(rule: FigureRule, position: int, entry: object) -> Decimal:
    if entry is None or entry == "":
        raise NotAFigure(f"缺少第 {position} 个数")
    try:
        return _possible(rule, read_number(entry))
    except NotAFigure as wrong:
        raise NotAFigure(f"的第 {position} 个数：{wrong}") from wrong


def _read_flag(rule: FigureRule, value: object, facts: Facts) -> None:
    words = {"是": True, "否": False, "true": True, "false": False}
    flag = words.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(flag, bool):
        raise NotAFigure("应当写“是”或“否”（true 或 false）")
    facts.flags[rule.name] = flag


_READERS: Final = {
    "amount": _read_amount,
    "count": _read_count,
    "rates": _read_rates,
    "flag": _read_flag,
}


def _possible(rule: FigureRule, number: Decimal) -> Decimal:
    if number < 0 and not rule.signed:
        raise NotAFigure(f"是 {plain(number)}，不可能小于 0")
    if rule.most is not None and number > rule.most:
        raise NotAFigure(
            f"是 {plain(number)}（即 {percent(number)}），超过可能的最大值 {percent(rule.most)}；"
            "百分数请带上 %，如 93.58%"
        )
    return number


def _check_relations(rule: FigureRule, facts: Facts, problems: list[FigureProblem]) -> None:
    number = facts.numbers.get(rule.name)
    if number is None:
        return
    if rule.base and number == 0:
        problems.append(
            FigureProblem(rule.name, f"“{rule.name}”是 0，不能作分母，无法计算；请核对。")
        )
    ceiling = facts.numbers.get(rule.at_most)
    if ceiling is None or number <= ceiling * rule.times:
        return
    told = f"“{rule.name}”（{plain(number)}）"
    base = f"“{rule.at_most}”（{plain(ceiling)}）"
    if rule.times == 1:
        message = f"{told}不可能大于{base}，请核对这两个数。"
    elif ceiling == 0:  # nothing planned: the rule of the item says what that means
        return
    else:
        message = f"{told}是{base}的 {plain(rule.times)} 倍以上，请核对单位是否混用了元和万元。"
    problems.append(FigureProblem(rule.name, message))


def _read_judged(
    ruleset: RuleSet, judged: Mapping[str, object], facts: Facts, problems: list[FigureProblem]
) -> None:
    known: set[str] = set()
    for item in ruleset.items:
        names = (item.name, *item.aliases)
        known.update(names)
        given = [name for name in names if judged.get(name) not in (None, "")]
        if given:
            _take_judged(item, judged[given[0]], facts, problems)
        elif item.judged:
            problems.append(
                FigureProblem(
                    item.name,
                    f"缺少评判项“{item.name}”的得分（0 至 {plain(item.max)} 分），请评判后填写。",
                )
            )
    for name in judged:
        if name not in known:
            facts.notes.append(f"评判项“{name}”不在本规则中，没有采用。")


def _take_judged(
    item: ItemRule, value: object, facts: Facts, problems: list[FigureProblem]
) -> None:
    if not item.judged and item.parts[0].method != "check":
        message = f"“{item.name}”由数字计算，不能直接给分；请从评判项中删去。"
        problems.append(FigureProblem(item.name, message))
        return
    try:
        points = read_plain(value)
    except NotAFigure as wrong:
        message = named(f"评判项“{item.name}”的得分", wrong)
        problems.append(FigureProblem(item.name, message))
        return
    if not 0 <= points <= item.max:
        message = (
            f"评判项“{item.name}”给了 {plain(points)} 分，应在 0 至 {plain(item.max)} 分之间。"
        )
        problems.append(FigureProblem(item.name, message))
        return
    facts.judged[item.name] = points


def _name_unused(ruleset: RuleSet, figures: Mapping[str, object], facts: Facts) -> None:
    for name in figures:
        if name not in ruleset.figures:
            facts.notes.append(f"数字“{name}”不在本规则中，没有采用。")
