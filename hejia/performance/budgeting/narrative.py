"""The text of a printed budget: amounts, growth and reasons from the same facts as the tables.

A change without a stated reason is not glossed over: it is listed as missing, and the page that
prints refuses until it is stated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from hejia.performance.budgeting.balance import ordinal_word
from hejia.performance.budgeting.facts import BudgetFacts
from hejia.performance.budgeting.lines import Line, total
from hejia.performance.budgeting.spending import public_amounts
from hejia.performance.figures import growth, percent
from hejia.performance.sheets import Block, Heading, Paragraph
from hejia.performance.vocabulary import KINDS, PROCUREMENT

#: Keys under which reasons are stated; projects use their own name.
TOTAL_REASON = "预算收支总体"
PUBLIC_REASON = "“三公”经费"
OPERATING_REASON = "机关运行经费"


@dataclass(frozen=True, slots=True)
class Narrative:
    """The text, and the subjects whose change still lacks a reason."""

    blocks: tuple[Block, ...]
    missing: tuple[str, ...]


class _Writer:
    def __init__(self, facts: BudgetFacts) -> None:
        self.facts = facts
        self.blocks: list[Block] = []
        self.missing: list[str] = []

    def say(self, text: str) -> None:
        self.blocks.append(Paragraph(text))

    def head(self, text: str, level: int = 1) -> None:
        self.blocks.append(Heading(text, level))

    def reasoned(self, text: str, subject: str, now: Decimal, before: Decimal) -> None:
        """A sentence about a change, with its reason."""
        reason = self.facts.reasons.get(subject, "").strip().rstrip("。")
        if now != before and not reason:
            self.missing.append(subject)
        self.say(f"{text}主要原因：{reason}。" if reason else text)


def narrative(facts: BudgetFacts) -> Narrative:
    """Parts two to six of the budget text."""
    writer = _Writer(facts)
    _overall(writer)
    _spending(writer)
    _procurement(writer)
    _three_public(writer)
    _performance(writer)
    return Narrative(tuple(writer.blocks), tuple(writer.missing))


def change(facts: BudgetFacts, now: Decimal, before: Decimal, places: int | None = None) -> str:
    """比上年增加 x 万元，增长 y% — amounts from exact sums, growth 不适用 on a zero base."""
    last = f"比 {facts.year - 1} 年"
    difference = now - before
    if difference == 0:
        return f"与 {facts.year - 1} 年持平"
    more = difference > 0
    words = ("增加", "增长") if more else ("减少", "下降")
    text = f"{last}{words[0]} {facts.shown(abs(difference), places)} 万元"
    rate = growth(now, before)
    if rate is None:
        return f"{text}（上年为 0，增长率不适用）"
    return f"{text}，{words[1]} {percent(abs(rate))}"


def _overall(writer: _Writer) -> None:
    facts = writer.facts
    now, before = facts.sum(), total(facts.prior)
    writer.head("第二部分　部门预算收支总体情况")
    sides = "；".join(
        f"{facts.year} 年部门预算{side} {facts.shown(now)} 万元，{change(facts, now, before)}"
        for side in ("收入", "支出")
    )
    writer.reasoned(f"{sides}。", TOTAL_REASON, now, before)


def _spending(writer: _Writer) -> None:
    facts = writer.facts
    writer.head("第三部分　部门预算支出具体情况")
    by_kind = {kind: facts.sum(_of_kind(kind)) for kind in KINDS}
    listed = "、".join(f"{KINDS[k]} {facts.shown(a)} 万元" for k, a in by_kind.items())
    writer.say(f"部门预算 {facts.shown(facts.sum())} 万元，包括{listed}。")
    projects = dict.fromkeys(line.project for line in facts.lines if not line.basic)
    tasks = {task.project: task for task in facts.tasks}
    for position, project in enumerate(projects):
        now = facts.sum(_of_project(project))
        before = total(facts.prior, _of_project(project))
        purpose = tasks[project].objective.rstrip("。") if project in tasks else ""
        purpose = f"，主要用于{purpose}" if purpose else ""
        text = (
            f"（{ordinal_word(position)}）{project} {facts.shown(now)} 万元{purpose}。"
            f"{change(facts, now, before)}。"
        )
        writer.reasoned(text, project, now, before)


def _of_kind(kind: str) -> Callable[[Line], bool]:
    return lambda line: line.kind == kind


def _of_project(project: str) -> Callable[[Line], bool]:
    return lambda line: not line.basic and line.project == project


def _procurement(writer: _Writer) -> None:
    facts = writer.facts
    writer.head("第四部分　政府采购预算情况")
    whole = facts.sum(lambda line: bool(line.procurement))
    parts = "、".join(
        f"{PROCUREMENT[kind]}采购 {facts.shown(facts.sum(_bought(kind)))} 万元"
        for kind in ("goods", "works", "services")
    )
    writer.say(f"{facts.year} 年政府采购预算共计 {facts.shown(whole)} 万元，其中{parts}。")


def _bought(kind: str) -> Callable[[Line], bool]:
    return lambda line: line.procurement == kind


def _three_public(writer: _Writer) -> None:
    facts = writer.facts
    now = public_amounts(list(facts.lines))
    before = public_amounts(list(facts.prior))
    writer.head("第五部分　一般公共预算“三公”经费预算情况")
    writer.reasoned(
        f"{facts.year} 年“三公”经费预算 {facts.shown(now[0], 2)} 万元，"
        f"{change(facts, now[0], before[0], 2)}。",
        PUBLIC_REASON,
        now[0],
        before[0],
    )
    names = ("", "因公出国（境）费用", "公务接待费", "公务用车购置和运行维护费")
    for position in (1, 2, 3):
        writer.say(
            f"{position}. {names[position]}：{facts.shown(now[position], 2)} 万元，"
            f"{change(facts, now[position], before[position], 2)}。"
        )


def _performance(writer: _Writer) -> None:
    facts = writer.facts
    money = facts.sum(lambda line: not line.basic)
    count = len(dict.fromkeys(line.project for line in facts.lines if not line.basic))
    writer.head("第六部分　部门预算绩效管理情况")
    writer.say(
        f"{facts.year} 年纳入预算绩效管理的项目支出 {facts.shown(money)} 万元，"
        f"编报绩效目标的项目 {count} 个；年中（8 月底前）编报绩效监控，年度终了开展绩效自评。"
    )
    writer.head("第七部分　其他需要说明的情况")
    now = facts.sum(_of_kind("operating"))
    before = total(facts.prior, _of_kind("operating"))
    writer.reasoned(
        f"机关运行经费预算 {facts.shown(now)} 万元，{change(facts, now, before)}。",
        OPERATING_REASON,
        now,
        before,
    )
