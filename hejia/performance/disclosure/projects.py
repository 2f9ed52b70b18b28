"""Longgang: 部门预算项目绩效自评情况公开表 (document 000). One row per project, no scores.

Eight target/actual pairs; what does not apply is written so, never left blank.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hejia.performance.figures import shown_amount
from hejia.performance.scoring import load, score
from hejia.performance.sheets import Cell, Document, Table, cell, head, number

RULESET = "longgang-project-2020"
PAIRS = (
    "数量指标", "质量指标", "时效指标", "成本指标",
    "经济效益指标", "社会效益指标", "生态效益指标", "服务对象满意度指标",
)  # fmt: skip
NOT_APPLICABLE = "不适用"
NOTHING = "——"


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project. Amounts in yuan. `pairs` holds (target, actual) in the order of PAIRS."""

    name: str
    budget: Decimal
    spent: Decimal
    fiscal: Decimal
    objective: str
    outcome: str
    pairs: tuple[tuple[str, str], ...]
    problems: str = ""
    remedies: str = ""

    @property
    def rate(self) -> str:
        """预算支出执行率 as the form prints it (whole percent)."""
        figures = {"项目年度预算金额": self.budget, "实际支出金额": self.spent}
        return score(load(RULESET), figures).rates[0].shown


def projects_table(department: str, year: int, rows: Sequence[ProjectRow]) -> Document:
    """The form, A3 landscape."""
    table = Table(
        rows=(*_heads(), *[_row(place, row) for place, row in enumerate(rows, start=1)]),
        widths=(6, 10, 9, 8, 8, 9, *_widths(rows)),
        headers=3,
        title=f"{year}年度{department}部门预算项目绩效自评情况公开表",
        name="项目绩效自评公开表",
        left=f"部门名称（盖章）：{department}",
        right="单位：万元",
    )
    return Document(table.title, (table,), landscape=True, paper="a3", size=6.5)


def _widths(rows: Sequence[ProjectRow]) -> list[int]:
    """Of the columns of words: wide where much is written, narrow where nothing applies."""
    longest = [
        max((len(text) for text in column), default=0)
        for column in zip(*[_words(row) for row in rows], strict=True)
    ]
    return [
        min(24, max(8, math.isqrt(length * 3))) for length in longest or [0] * (2 * len(PAIRS) + 4)
    ]


def _words(row: ProjectRow) -> list[str]:
    """What stands in the columns of words, from the objective on."""
    pairs = [text for pair in row.pairs for text in pair]
    return [row.objective, row.outcome, *pairs, row.problems or NOTHING, row.remedies or NOTHING]


def _heads() -> tuple[tuple[Cell, ...], ...]:
    fixed = ("序号", "项目名称", "项目年度预算金额")
    first = (
        *[head(text, 1, 3) for text in fixed],
        head("实际支出金额", 2),
        head("预算支出执行率", 1, 3),
        head("年初绩效目标", 1, 3),
        head("绩效目标整体完成情况", 1, 3),
        head("产出目标", 8),
        head("效益目标", 6),
        head("满意度指标", 2),
        head("项目执行中存在的问题", 1, 3),
        head("整改情况", 1, 3),
    )
    second = (
        head("合计", 1, 2),
        head("其中：财政拨款", 1, 2),
        *[head(name, 2) for name in PAIRS],
    )
    third = tuple(head(text) for _ in PAIRS for text in ("年度指标内容", "完成情况"))
    return first, second, third


def _row(place: int, row: ProjectRow) -> tuple[Cell, ...]:
    amounts = [number(shown_amount(a), a) for a in (row.budget, row.spent, row.fiscal)]
    return (
        cell(str(place), align="center"),
        cell(row.name),
        *amounts,
        cell(row.rate, align="right"),
        *[cell(text) for text in _words(row)],
    )
