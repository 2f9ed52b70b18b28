"""Tables 1, 2 and 6: income against spending. Income is what the lines say pays for them."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest
from typing import Final

from hejia.performance.budgeting.facts import BudgetFacts
from hejia.performance.budgeting.lines import Line, from_source, total, units
from hejia.performance.figures import ZERO
from hejia.performance.sheets import Cell, Table, head, row
from hejia.performance.vocabulary import FISCAL_SOURCES, FUND_SOURCES

UNIT_LINE: Final = "单位：万元"
TAIL_NOTE: Final = "注：金额由元换算为万元时四舍五入，合计与各分项之和可能有尾数误差。"
ORDINALS: Final = "一二三四五六七八九十"
UNIT_FUNDS: Final = ("business", "operating", "superior", "subordinate", "other")


def label(facts: BudgetFacts) -> str:
    """The line that names the department on every table."""
    return f"部门名称：{facts.department}"


def income(facts: BudgetFacts, source: str) -> Decimal:
    """This year's income from a source: the lines it pays, and what it leaves for next year."""
    paid = facts.sum(lambda line: line.source == source)
    return paid + (facts.carried_forward if source == "general" else ZERO)


def balance(facts: BudgetFacts) -> Table:
    """Table 1 收支总表."""
    left = _income_rows(facts)
    right = _spending_rows(facts, facts.lines)
    carried = facts.sum(lambda line: line.source == "carried")
    this_year = facts.sum(lambda line: line.source != "carried") + facts.carried_forward
    return Table(
        rows=(
            *_balance_head(facts),
            *_side_by_side(left, right),
            *_closing(facts, this_year, carried, facts.sum()),
        ),
        widths=(5, 2, 5, 2),
        headers=2,
        title="收支总表",
        name="表1 收支总表",
        label="表 1",
        left=label(facts),
        right=UNIT_LINE,
        notes=("注：财政拨款指一般公共预算、政府性基金预算和国有资本经营预算。", TAIL_NOTE),
    )


def fiscal_balance(facts: BudgetFacts) -> Table:
    """Table 6 政府预算拨款收支总表: table 1 limited to the three fiscal sources."""
    lines = [line for line in facts.lines if line.fiscal]
    granted = [(FUND_SOURCES[source], income(facts, source)) for source in FISCAL_SOURCES]
    whole = sum((amount for _, amount in granted), ZERO)
    left = [("政府预算拨款", whole), *granted]
    return Table(
        rows=(
            *_balance_head(facts),
            *_side_by_side(
                [(name, facts.amount(amount)) for name, amount in left],
                _spending_rows(facts, lines),
            ),
            *_closing(facts, whole, ZERO, total(lines)),
        ),
        widths=(5, 2, 5, 2),
        headers=2,
        title="政府预算拨款收支总表",
        name="表6 政府预算拨款收支总表",
        label="表 6",
        left=label(facts),
        right=UNIT_LINE,
        notes=(TAIL_NOTE,),
    )


def income_by_unit(facts: BudgetFacts) -> Table:
    """Table 2 收入总表: unit × fund source."""
    sources = list(FUND_SOURCES)
    heads = [head("预算单位"), head("收入总计"), *[head(FUND_SOURCES[s]) for s in sources]]
    rows = [
        _income_row(facts, unit, [line for line in facts.lines if line.unit == unit], sources)
        for unit in units(facts.lines)
    ]
    if len(rows) != 1:
        rows.append(_income_row(facts, "合计", list(facts.lines), sources))
    return Table(
        rows=(tuple(heads), *rows),
        widths=(4, *[2] * (len(sources) + 1)),
        title="收入总表",
        name="表2 收入总表",
        label="表 2",
        left=label(facts),
        right=UNIT_LINE,
        notes=(TAIL_NOTE,),
    )


def _income_row(
    facts: BudgetFacts, name: str, lines: list[Line], sources: list[str]
) -> tuple[Cell, ...]:
    amounts = [total(lines, from_source(source)) for source in sources]
    return row(name, facts.amount(total(lines)), *[facts.amount(a) for a in amounts])


def _balance_head(facts: BudgetFacts) -> tuple[tuple[Cell, ...], ...]:
    year = f"{facts.year} 年预算数"
    return (
        (head("收 入", 2), head("支 出", 2)),
        (head("项 目"), head(year), head("项 目"), head(year)),
    )


def _income_rows(facts: BudgetFacts) -> list[tuple[str, Cell]]:
    fiscal = sum((income(facts, source) for source in FISCAL_SOURCES), ZERO)
    own = sum((income(facts, source) for source in UNIT_FUNDS), ZERO)
    amount = facts.amount
    return [
        ("一、政府预算拨款", amount(fiscal)),
        *_numbered(facts, FISCAL_SOURCES),
        ("二、财政专户管理资金", amount(income(facts, "special_account"))),
        ("三、单位资金", amount(own)),
        *_numbered(facts, UNIT_FUNDS),
    ]


def _numbered(facts: BudgetFacts, sources: tuple[str, ...]) -> list[tuple[str, Cell]]:
    return [
        (f"{position}. {FUND_SOURCES[source]}", facts.amount(income(facts, source)))
        for position, source in enumerate(sources, start=1)
    ]


def _spending_rows(
    facts: BudgetFacts, lines: list[Line] | tuple[Line, ...]
) -> list[tuple[str, Cell]]:
    rows, ordinal = [], 0
    for node in facts.subjects.rows(lines):
        name = node.name
        if node.depth == 1:
            name = f"{ordinal_word(ordinal)}、{name}"
            ordinal += 1
        rows.append((name, facts.amount(node.total)))
    return rows


def ordinal_word(position: int) -> str:
    """一, 二 … 十, 十一 … for position 0, 1 …"""
    tens, ones = divmod(position + 1, 10)
    if position < 10:
        return ORDINALS[position]
    return ("" if tens == 1 else ORDINALS[tens - 1]) + "十" + (ORDINALS[ones - 1] if ones else "")


def _side_by_side(
    left: list[tuple[str, Cell]], right: list[tuple[str, Cell]]
) -> list[tuple[Cell, ...]]:
    blank = ("", Cell())
    return [
        row(income_name, income_cell, name, cell)
        for (income_name, income_cell), (name, cell) in zip_longest(left, right, fillvalue=blank)
    ]


def _closing(
    facts: BudgetFacts, this_year: Decimal, carried: Decimal, spent: Decimal
) -> list[tuple[Cell, ...]]:
    amount, forward = facts.amount, facts.carried_forward
    return [
        row("本年收入合计", amount(this_year), "本年支出合计", amount(spent)),
        row("上年结余、结转", amount(carried), "结转下年", amount(forward)),
        row("收入总计", amount(this_year + carried), "支出总计", amount(spent + forward)),
    ]
