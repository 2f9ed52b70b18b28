"""Document 003 → the figures the Shenzhen rule set asks for, and the scores as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from hejia.performance.scoring import load

RULESET: Final = "shenzhen-2023"
_N: Final = r"([\d,.]+)"
_SENTENCES: Final = {
    "政府采购计划金额": rf"政府采购计划金额为\s*{_N}\s*万元",
    "政府采购实际支出": rf"政府采购计划金额为\s*[\d.]+\s*万元，实际支出金额为\s*{_N}\s*万元",
    "三公经费预算": rf"“三公”经费年初预算安排为{_N}万元",
    "三公经费支出": rf"“三公”经费年初预算安排为[\d.]+万元，实际支出数为{_N}万元",
    "日常公用经费调整预算": rf"日常公用经费年初预算数为[\d.]+万元，调整后预算数为{_N}万元",
    "日常公用经费支出": rf"调整后预算数为[\d.]+万元，实际支出数为{_N}万元",
    "固定资产原值": rf"固定资产原值为\s*{_N}\s*万元",
    "固定资产在用": rf"固定资产原值为\s*[\d.]+\s*万元，在用为\s*{_N}\s*万元",
    "编制人数": rf"核定行政编制数\s*{_N}\s*人",
    "在编人数": rf"核定行政编制数\s*\d+\s*人，实有在编人数为\s*{_N}\s*人",
    "计划完成项目数": rf"主要{_N}个履职项目均已按计划完成",
    "已完成项目数": rf"主要{_N}个履职项目均已按计划完成",
}  # fmt: skip
_QUARTERS: Final = r"[一二三四]季度序时执行率为([\d.]+%)"


@dataclass(frozen=True, slots=True)
class Published:
    """Figures for the rule set, judged points as printed, and every printed score."""

    figures: dict[str, object]
    judged: dict[str, object]
    printed: dict[str, Decimal]
    total: Decimal


def read(path: Path) -> Published:
    """Read text and table 1. Raises ValueError naming a figure that the text does not state."""
    text = path.read_text(encoding="utf-8").replace("\n", "")
    printed, total = _printed(path)
    judged = {i.name: str(printed[i.name]) for i in load(RULESET).items if i.judged}
    figures: dict[str, object] = {name: _find(text, name) for name in _SENTENCES}
    figures["季度序时执行率"] = re.findall(_QUARTERS, text)
    # The report says in words: no staff beyond the establishment, every key task done, no
    # stock-taking this year.
    figures["编外人数"] = "0" if "无编外人员" in text else None
    figures["未完成重点工作数"] = "0" if "已全部按照相关要求完成工作内容" in text else None
    figures["年度资产清查"] = "未定期开展资产清查工作" not in text
    return Published(figures, dict(judged), printed, total)


def _find(text: str, name: str) -> str:
    found = re.search(_SENTENCES[name], text)
    if not found:
        raise ValueError(f"文件中没有找到“{name}”。")
    return found[1].replace(",", "")


def _printed(path: Path) -> tuple[dict[str, Decimal], Decimal]:
    names = {item.name for item in load(RULESET).items}
    printed, total = {}, Decimal(0)
    for line in path.read_text(encoding="utf-8").split("\n"):
        cells = [c.strip() for c in line.split("\t")]
        name = next((c for c in cells if c in names), None)
        if name and len(cells) >= 3:
            printed[name] = Decimal([c for c in cells if c][-1])
        elif cells[0] == "合计" and len(cells) > 3:
            total = Decimal([c for c in cells if c][-1])
    return printed, total
