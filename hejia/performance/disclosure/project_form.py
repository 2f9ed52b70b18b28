"""The national 项目支出绩效自评表: money with its score, objective, scored indicators, total."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hejia.performance.disclosure.overall import DASH, ScoredIndicator, indicator_rows
from hejia.performance.figures import ZERO, divide, percent, plain, shown_amount
from hejia.performance.sheets import Cell, Document, Table, cell, head, number


@dataclass(frozen=True, slots=True)
class Funding:
    """年初预算数, 全年预算数, 全年执行数 of one source, yuan."""

    initial: Decimal
    adjusted: Decimal
    spent: Decimal

    def __add__(self, other: Funding) -> Funding:
        return Funding(
            self.initial + other.initial, self.adjusted + other.adjusted, self.spent + other.spent
        )

    @property
    def rate(self) -> str:
        """执行率 = 全年执行数 ÷ 全年预算数; 不适用 without a budget."""
        return "不适用" if self.adjusted == 0 else percent(divide(self.spent, self.adjusted))


@dataclass(frozen=True, slots=True)
class ProjectForm:
    """Everything the form asks of one project."""

    project: str
    authority: str
    unit: str
    year: int
    granted: Funding
    carried: Funding
    other: Funding
    objective: str
    outcome: str
    indicators: tuple[ScoredIndicator, ...]
    execution_weight: Decimal
    execution_score: Decimal

    @property
    def total(self) -> Decimal:
        """Execution plus indicators."""
        given = (row.score for row in self.indicators if row.score is not None)
        return sum(given, self.execution_score)


def project_table(form: ProjectForm) -> Document:
    """The form, A4 portrait."""
    whole = form.granted + form.carried + form.other
    names = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    rows: list[tuple[Cell, ...]] = [
        (head("项目名称"), cell(form.project, colspan=8)),
        (
            head("主管部门"),
            cell(form.authority, colspan=3),
            head("实施单位"),
            cell(form.unit, colspan=4),
        ),
        (head("项目资金（万元）", 1, 5), head("", 2), *[head(name) for name in names]),
        _funding("年度资金总额", whole, form),
        _funding("其中：当年财政拨款", form.granted),
        _funding("上年结转资金", form.carried),
        _funding("其他资金", form.other),
        (head("年度总体目标", 1, 2), head("预期目标", 4), head("实际完成情况", 4)),
        (cell(form.objective, colspan=4), cell(form.outcome, colspan=4)),
        *indicator_rows(form.indicators),
        (
            head("总分", 6),
            number(plain(form.execution_weight + sum((i.weight for i in form.indicators), ZERO))),
            number(plain(form.total), form.total, bold=True),
            cell(""),
        ),
    ]
    table = Table(
        rows=tuple(rows),
        widths=(5, 6, 7, 13, 11, 16, 8, 6, 14),
        headers=0,
        title="项目支出绩效自评表",
        name="项目支出绩效自评表",
        left=f"（{form.year} 年度）",
    )
    return Document(f"{form.project}　项目支出绩效自评表", (table,), size=8.5)


def _funding(name: str, money: Funding, form: ProjectForm | None = None) -> tuple[Cell, ...]:
    weight = DASH if form is None else plain(form.execution_weight)
    points = DASH if form is None else plain(form.execution_score)
    return (
        cell(name, colspan=2),
        *[number(shown_amount(a), a) for a in (money.initial, money.adjusted, money.spent)],
        cell(weight, align="center"),
        cell(money.rate, align="right"),
        cell(points, align="center"),
    )
