"""Guangzhou: 部门整体支出绩效自评表 (document 002). Money, tasks with key indicators, no scores."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hejia.performance.figures import shown_amount
from hejia.performance.scoring import load, score
from hejia.performance.sheets import Cell, Document, Table, cell, head, number

RULESET = "guangzhou-department-2021"


@dataclass(frozen=True, slots=True)
class KeyIndicator:
    """A task's key indicator and how it went, as text."""

    name: str
    actual: str


@dataclass(frozen=True, slots=True)
class YearTask:
    """One main task. `money` in yuan."""

    expected: str
    outcome: str
    indicators: tuple[KeyIndicator, ...]
    money: Decimal


@dataclass(frozen=True, slots=True)
class TaskForm:
    """Everything the form asks. The adjustment and both rates are derived."""

    department: str
    year: int
    initial: Decimal
    adjusted: Decimal
    spent: Decimal
    general: Decimal
    objective: str
    outcome: str
    tasks: tuple[YearTask, ...]
    key_projects: str
    overall: str
    problems: str
    measures: str


def task_table(form: TaskForm) -> Document:
    """The form, A4 portrait."""
    figures = {
        "部门年初预算收入": form.initial,
        "部门调整预算收入": form.adjusted,
        "实际支出数": form.spent,
    }
    done, moved = (rate.shown for rate in score(load(RULESET), figures).rates)
    rows: list[tuple[Cell, ...]] = [
        *_money_rows(form, done, moved),
        *_goal_rows(form),
        *[row for place, task in enumerate(form.tasks, start=1) for row in _task(place, task)],
        (head("重点项目绩效情况", 2), cell(form.key_projects, colspan=4)),
        (head("部门整体绩效", 2), cell(form.overall, colspan=4)),
        (head("存在问题", 2), cell(form.problems, colspan=4)),
        (head("改进措施或下一步计划", 2), cell(form.measures, colspan=4)),
    ]
    table = Table(
        rows=tuple(rows),
        widths=(3, 6, 8, 5, 4, 3),
        headers=0,
        title="部门整体支出绩效自评表",
        name="整体支出绩效自评表",
        right="单位：万元",
    )
    return Document(table.title, (table,), size=9)


def _money_rows(form: TaskForm, done: str, moved: str) -> list[tuple[Cell, ...]]:
    return [
        (
            head("部门名称"),
            cell(form.department, colspan=3),
            head("被评价年度"),
            cell(f"{form.year}年"),
        ),
        (
            head("部门资金情况", 1, 4),
            *_pair("部门调整预算收入", form.adjusted),
            *_pair("部门年初预算收入", form.initial),
        ),
        (
            *_pair("实际支出数", form.spent),
            *_pair("年度预算调整数", form.adjusted - form.initial),
        ),
        (*_pair("其中：一般公共预算", form.general), cell("", colspan=3)),
        (
            head("预算完成率"),
            cell(done, align="right"),
            head("预算调整率"),
            cell(moved, align="right", colspan=2),
        ),
    ]


def _goal_rows(form: TaskForm) -> list[tuple[Cell, ...]]:
    names = ("主要任务", "预期目标", "目标完成情况", "关键指标", "指标完成情况", "任务涉及资金")
    return [
        (
            head("年度目标", 1, 2),
            head("部门整体支出的预期目标", 2),
            head("部门整体支出的目标完成情况", 3),
        ),
        (cell(form.objective, colspan=2), cell(form.outcome, colspan=3)),
        tuple(head(name) for name in names),
    ]


def _pair(name: str, amount: Decimal) -> tuple[Cell, Cell]:
    span = 2 if name in ("部门年初预算收入", "年度预算调整数") else 1
    shown = Cell(shown_amount(amount), colspan=span, align="right", value=amount)
    return head(name), shown


def _task(place: int, task: YearTask) -> list[tuple[Cell, ...]]:
    count = max(1, len(task.indicators))
    indicators = task.indicators or (KeyIndicator("", ""),)
    rows: list[tuple[Cell, ...]] = []
    for position, indicator in enumerate(indicators):
        pair = (cell(indicator.name), cell(indicator.actual))
        if position:
            rows.append(pair)
            continue
        shown = number(shown_amount(task.money), task.money)
        rows.append(
            (
                head(f"任务{place}", 1, count),
                cell(task.expected, rowspan=count),
                cell(task.outcome, rowspan=count),
                *pair,
                Cell(shown.text, rowspan=count, align="right", value=task.money),
            )
        )
    return rows
