"""Document 001 → the overall form of Hunan. One cell per line; table heads repeat on each page."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Final

from hejia.performance.disclosure.overall import Money, OverallForm, ScoredIndicator
from hejia.performance.figures import WAN

LEVELS: Final = {"产出指标", "效益指标", "满意度指标"}
_MONEY: Final = {
    "（1）财政拨款": "fiscal",
    "（2）其他资金": "other",
    "其中：人员支出": "personnel",
    "公用支出": "operating",
    "（2）项目支出": "projects",
}
_NAME: Final = re.compile(r"指标\d+：")


def read(path: Path) -> OverallForm:
    """The form; totals are derived again, so a misprinted total shows as a difference."""
    cells = _cells(path.read_text(encoding="utf-8"))
    money = {}
    for place, text in enumerate(cells):
        if text in _MONEY and _MONEY[text] not in money:
            budget, spent = (Decimal(c) * WAN for c in cells[place + 1 : place + 3])
            money[_MONEY[text]] = Money(budget, spent)
    goal = cells.index("全年完成情况")
    return OverallForm(
        department="长沙市岳麓区妇女联合会",
        year=2021,
        duties=cells[cells.index("部门职责") + 1],
        establishment=int(cells[cells.index("人员编制") + 1]),
        staff=int(cells[cells.index("实有人数") + 1]),
        fiscal=money["fiscal"],
        other=money["other"],
        personnel=money["personnel"],
        operating=money["operating"],
        projects=money["projects"],
        objective=cells[goal + 1],
        outcome=cells[goal + 2],
        indicators=tuple(_indicators(cells[goal:])),
    )


def _cells(text: str) -> list[str]:
    """Cells in reading order; a cell broken over lines is joined, empty cells are dropped."""
    joined: list[str] = []
    for line in text.split("\n"):
        if line.startswith("\t"):
            joined.append(line.strip())
        elif joined:
            joined[-1] += line.strip()
        if line.startswith("\t总分"):
            break
    return [cell for cell in joined if cell]


def _indicators(cells: list[str]) -> list[ScoredIndicator]:
    found = []
    level1 = level2 = ""
    for place, text in enumerate(cells):
        if text in LEVELS and not cells[place + 1].startswith("三级"):
            level1 = text
        elif place + 1 < len(cells) and _NAME.match(cells[place + 1]) and not _is_value(text):
            level2 = text
        if not _NAME.match(text):
            continue
        target, actual, weight, score = cells[place + 1 : place + 5]
        found.append(
            ScoredIndicator(level1, level2, text, target, actual, Decimal(weight), Decimal(score))
        )
    return found


def _is_value(text: str) -> bool:
    return text.isdigit()
