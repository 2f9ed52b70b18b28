"""Hunan: 部门整体支出绩效自评表 (document 001). Money by source and structure, eight columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from hejia.performance.figures import ZERO, divide, percent, plain, shown_amount
from hejia.performance.sheets import Cell, Document, Table, cell, head, number

DASH = "－"


@dataclass(frozen=True, slots=True)
class Money:
    """全年预算数 and 全年执行数, yuan."""

    budget: Decimal
    spent: Decimal

    def __add__(self, other: Money) -> Money:
        return Money(self.budget + other.budget, self.spent + other.spent)

    @property
    def rate(self) -> str:
        """执行率 with two decimals; 不适用 without a budget."""
        return "不适用" if self.budget == 0 else percent(divide(self.spent, self.budget))


@dataclass(frozen=True, slots=True)
class ScoredIndicator:
    """One row of the indicators. `score` None while not yet scored; prints blank."""

    level1: str
    level2: str
    name: str
    target: str
    actual: str
    weight: Decimal
    score: Decimal | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OverallForm:
    """Everything the form asks. Totals are derived, never entered."""

    department: str
    year: int
    duties: str
    establishment: int
    staff: int
    fiscal: Money
    other: Money
    personnel: Money
    operating: Money
    projects: Money
    objective: str
    outcome: str
    indicators: tuple[ScoredIndicator, ...]
    execution_weight: Decimal = Decimal(10)
    execution_score: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """Σ of the scores given (execution and indicators)."""
        given = [row.score for row in self.indicators if row.score is not None]
        return sum(given, self.execution_score or ZERO)


def overall_table(form: OverallForm) -> Document:
    """The form, A4 portrait; the execution rate carries its score on the total row."""
    basic = form.personnel + form.operating
    money = [
        _money_row("合计", form.fiscal + form.other, form),
        _money_row("（1）财政拨款", form.fiscal),
        _money_row("（2）其他资金", form.other),
        _money_row("合计", basic + form.projects),
        _money_row("（1）基本支出", basic),
        _money_row("其中：人员支出", form.personnel),
        _money_row("公用支出", form.operating),
        _money_row("（2）项目支出", form.projects),
    ]
    rows: list[tuple[Cell, ...]] = [
        (head("部门职责"), cell(form.duties, colspan=8)),
        (
            head("人员编制"),
            cell(str(form.establishment), colspan=3, align="center"),
            head("实有人数"),
            cell(str(form.staff), colspan=4, align="center"),
        ),
        (
            head("整体资金（万元）", 1, 9),
            head("项 目", 3),
            *[head(name) for name in ("全年预算数", "全年执行数", "执行率", "分值", "得分")],
        ),
        (head("资金来源", 1, 3), *money[0]),
        *money[1:3],
        (head("资金结构", 1, 5), *money[3]),
        *money[4:],
        (head("年度总体目标", 1, 2), head("年初设定目标", 4), head("全年完成情况", 4)),
        (cell(form.objective, colspan=4), cell(form.outcome, colspan=4)),
        *indicator_rows(form.indicators),
        (
            head("总分", 6),
            number(plain(form.execution_weight + sum((i.weight for i in form.indicators), ZERO))),
            number("" if form.execution_score is None else plain(form.total)),
            cell(""),
        ),
    ]
    table = Table(
        rows=tuple(rows),
        widths=(5, 6, 7, 14, 12, 17, 7, 6, 12),
        headers=0,
        title=f"{form.year}年度部门整体支出绩效自评表",
        name="整体支出绩效自评表",
        left=f"部门名称：{form.department}",
    )
    return Document(table.title, (table,), size=8.5)


def _money_row(name: str, money: Money, form: OverallForm | None = None) -> tuple[Cell, ...]:
    weight, points = DASH, DASH
    if form is not None:
        weight = plain(form.execution_weight)
        points = "" if form.execution_score is None else plain(form.execution_score)
    return (
        cell(name, colspan=2),
        number(shown_amount(money.budget), money.budget),
        number(shown_amount(money.spent), money.spent),
        cell(money.rate, align="right"),
        cell(weight, align="center"),
        cell(points, align="center"),
    )


def indicator_rows(indicators: Sequence[ScoredIndicator]) -> list[tuple[Cell, ...]]:
    """Head and rows of the indicator block, nine columns; equal levels share a cell."""
    names = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
    rows: list[tuple[Cell, ...]] = [
        (
            head("绩效指标", 1, len(indicators) + 1),
            *[head(name) for name in names],
            head("偏差原因分析及改进措施"),
        )
    ]
    for place, row in enumerate(indicators):
        shared = [
            cell(text, rowspan=span, align="center")
            for depth, text in ((1, row.level1), (2, row.level2))
            if (span := _run(indicators, place, depth))
        ]
        points = "" if row.score is None else plain(row.score)
        rows.append(
            (
                *shared,
                cell(row.name),
                cell(row.target),
                cell(row.actual),
                cell(plain(row.weight), align="center"),
                cell(points, align="center"),
                cell(row.reason),
            )
        )
    return rows


def _run(indicators: Sequence[ScoredIndicator], start: int, depth: int) -> int:
    keys = [(row.level1, row.level2)[:depth] for row in indicators]
    if start and keys[start - 1] == keys[start]:
        return 0
    return len(list(takewhile(lambda key: key == keys[start], keys[start:])))
