"""Table 11 部门整体支出绩效目标表: tasks with money, the yearly objective, the indicators."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from hejia.performance.budgeting.balance import UNIT_LINE
from hejia.performance.budgeting.facts import BudgetFacts, TargetRow, Task
from hejia.performance.budgeting.lines import Line, total
from hejia.performance.sheets import Cell, Table, cell, head

BASIC_CONTENT = "人员工资福利与日常公用支出。"


def department_targets(facts: BudgetFacts) -> Table:
    """Table 11; the tasks' amounts total table 1, because both are sums over the same lines."""
    tasks = _task_rows(facts)
    rows: list[tuple[Cell, ...]] = [
        (
            head("部门名称", 2),
            cell(facts.department, colspan=2),
            head("主管部门"),
            cell(facts.authority, colspan=2),
        ),
        (
            head("年度主要任务", 1, len(tasks) + 2),
            head("任务名称", 2, 2),
            head("主要内容", 1, 2),
            head("预算金额（万元）", 3),
        ),
        (head("总额"), head("其中：财政拨款"), head("其中：其他资金")),
        *tasks,
        (head("年度总体目标"), cell(facts.objective, colspan=6)),
        (
            head("年度绩效指标", 1, len(facts.targets) + 1),
            head("一级指标"),
            head("二级指标"),
            head("三级指标"),
            head("目标值", 3),
        ),
        *_indicator_rows(facts.targets),
    ]
    return Table(
        rows=tuple(rows),
        widths=(2, 2, 3, 9, 2, 2, 2),
        headers=0,
        title="部门整体支出绩效目标表",
        name="表11 绩效目标表",
        label="表 11",
        left=f"{facts.year} 年度",
        right=UNIT_LINE,
    )


def _task_rows(facts: BudgetFacts) -> list[tuple[Cell, ...]]:
    named = {task.project: task for task in facts.tasks}
    projects: dict[str, list[Line]] = {task.project: [] for task in facts.tasks}
    for line in facts.lines:
        if not line.basic:
            projects.setdefault(line.project, []).append(line)
    basic = [line for line in facts.lines if line.basic]
    rows = [_amount_row(facts, "基本支出", BASIC_CONTENT, basic)]
    for project, lines in projects.items():
        task = named.get(project, Task(project, project, ""))
        rows.append(_amount_row(facts, task.name, task.content, lines))
    rows.append(_amount_row(facts, "金额合计", "", list(facts.lines)))
    return rows


def _amount_row(facts: BudgetFacts, name: str, content: str, lines: list[Line]) -> tuple[Cell, ...]:
    fiscal = total(lines, lambda line: line.fiscal)
    return (
        cell(name, colspan=2),
        cell(content),
        facts.amount(total(lines)),
        facts.amount(fiscal),
        facts.amount(total(lines) - fiscal),
    )


def _indicator_rows(targets: Sequence[TargetRow]) -> list[tuple[Cell, ...]]:
    """Equal neighbours of the first and second level share one cell."""
    rows = []
    for position, target in enumerate(targets):
        cells = []
        for depth in (1, 2):
            span = _run(targets, position, depth)
            if span:
                text = (target.level1, target.level2)[depth - 1]
                cells.append(cell(text, rowspan=span, align="center"))
        rows.append((*cells, cell(target.name), cell(target.value, colspan=3)))
    return rows


def _run(targets: Sequence[TargetRow], start: int, depth: int) -> int:
    """Rows that share the cell beginning at `start`; 0 where it began earlier."""
    keys = [(t.level1, t.level2)[:depth] for t in targets]
    if start and keys[start - 1] == keys[start]:
        return 0
    return len(list(takewhile(lambda key: key == keys[start], keys[start:])))
