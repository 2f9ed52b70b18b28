"""Document 002 → the task form of Guangzhou."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from hejia.performance.disclosure.tasks import KeyIndicator, TaskForm, YearTask
from hejia.performance.figures import WAN
from hejia.performance.published.cells import read_rows


def read(path: Path) -> TaskForm:
    """The form; adjustment and rates are derived again."""
    rows = [row for row in read_rows(path) if any(row)]
    labelled = _labelled(rows)
    goals = next(rows[i + 1] for i, row in enumerate(rows) if row[0] == "年度目标")
    amount = {name: Decimal(labelled[name]) * WAN for name in _AMOUNTS}
    return TaskForm(
        department=labelled["部门名称"],
        year=int(labelled["被评价年度"].removesuffix("年")),
        initial=amount["部门年初预算收入"],
        adjusted=amount["部门调整预算收入"],
        spent=amount["实际支出数"],
        general=amount["其中：一般公共预算"],
        objective=goals[1],
        outcome=goals[3],
        tasks=tuple(_tasks(rows)),
        key_projects=labelled["重点项目绩效情况"],
        overall=labelled["部门整体绩效"],
        problems=labelled["存在问题"],
        measures=labelled["改进措施或下一步计划"],
    )


_AMOUNTS = ("部门年初预算收入", "部门调整预算收入", "实际支出数", "其中：一般公共预算")


def _labelled(rows: list[list[str]]) -> dict[str, str]:
    """label → the next filled cell of its row."""
    found: dict[str, str] = {}
    for row in rows:
        filled = [cell for cell in row if cell]
        for label, value in pairwise(filled):
            found.setdefault(label, value)
    return found


def _tasks(rows: list[list[str]]) -> list[YearTask]:
    tasks: list[tuple[list[str], list[KeyIndicator]]] = []
    for row in rows:
        if re.fullmatch(r"任务\d+", row[0]):
            tasks.append((row, [KeyIndicator(row[3], row[4])]))
        elif tasks and len(row) > 4 and not any(row[:3]) and row[3]:
            tasks[-1][1].append(KeyIndicator(row[3], row[4]))
    return [
        YearTask(row[1], row[2], tuple(indicators), Decimal(row[5]) * WAN)
        for row, indicators in tasks
    ]
