"""Budget lines from a worksheet: a row per line, columns by their Chinese heads, faults per cell.

Pure: cells in, rows and sentences out; reading the file is the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from hejia.performance.figures import NotAFigure, plain, read_number
from hejia.performance.vocabulary import ENTERPRISE, FUND_SOURCES, KINDS, PROCUREMENT, THREE_PUBLIC

HEADS: Final = (
    "功能科目", "经济科目", "资金来源", "支出类别", "项目编码", "金额（元）",
    "政府采购", "面向企业", "“三公”经费", "说明",
)  # fmt: skip
REQUIRED: Final = ("功能科目", "资金来源", "支出类别", "金额（元）")
#: head → (our code by label)
CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "资金来源": {label: code for code, label in FUND_SOURCES.items()},
    "支出类别": {label: code for code, label in KINDS.items()},
    "政府采购": {label: code for code, label in PROCUREMENT.items()},
    "面向企业": {label: code for code, label in ENTERPRISE.items()},
    "“三公”经费": {label: code for code, label in THREE_PUBLIC.items()},
}
MOST_FAULTS: Final = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One imported line; `project` is a project's code ("" for basic spending)."""

    function: str
    economic: str
    source: str
    kind: str
    project: str
    amount: Decimal
    procurement: str
    enterprise: str
    three_public: str
    note: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a sheet came to: rows, or sentences per cell (never both used)."""

    rows: tuple[Row, ...]
    faults: tuple[str, ...]


def read_sheet(cells: Sequence[Sequence[object]]) -> Read:
    """The lines of a sheet whose first row holds the heads (any order, extra ones ignored)."""
    heads = [str(cell).strip() for cell in cells[0]] if cells else []
    missing = [head for head in REQUIRED if head not in heads]
    if missing:
        return Read((), (f"第 1 行缺少列：{'、'.join(missing)}。请用模板的表头。",))
    rows, faults = [], []
    for number, row in enumerate(cells[1:], start=2):
        facts = {head: cell for head, cell in zip(heads, row, strict=False) if head in HEADS}
        if not any(str(cell).strip() for cell in facts.values()):
            continue
        found, wrong = _row(facts)
        faults += [f"第 {number} 行 {sentence}" for sentence in wrong]
        if found is not None:
            rows.append(found)
        if len(faults) >= MOST_FAULTS:
            faults.append("错误较多，只列出前面的部分；改正后请重新导入。")
            break
    if not rows and not faults:
        faults.append("表里没有数据行。")
    return Read(tuple(rows), tuple(faults))


def _row(facts: Mapping[str, object]) -> tuple[Row | None, list[str]]:
    wrong: list[str] = []
    codes = {head: _code(head, facts.get(head), wrong) for head in CODES}
    amount = _amount(facts.get("金额（元）"), wrong)
    function = _digits(facts.get("功能科目"))
    if not function:
        wrong.append("功能科目：请填 7 位编码。")
    if wrong or amount is None:
        return None, wrong
    return (
        Row(
            function=function,
            economic=_digits(facts.get("经济科目")),
            source=codes["资金来源"],
            kind=codes["支出类别"],
            project=_digits(facts.get("项目编码")),
            amount=amount,
            procurement=codes["政府采购"],
            enterprise=codes["面向企业"],
            three_public=codes["“三公”经费"],
            note=str(facts.get("说明") or "").strip()[:200],
        ),
        [],
    )


def _code(head: str, cell: object, wrong: list[str]) -> str:
    text = str(cell or "").strip()
    known = CODES[head]
    if text in known:
        return known[text]
    if text in known.values():
        return text
    if text or head in REQUIRED:
        labels = "、".join(known)
        wrong.append(f"{head}：“{text}”不在可选项中，应为 {labels} 之一。")
    return ""


def _amount(cell: object, wrong: list[str]) -> Decimal | None:
    """A worksheet stores doubles; an amount of money has at most two decimals."""
    try:
        amount = read_number(repr(cell) if isinstance(cell, float) else cell)
    except NotAFigure as fault:
        wrong.append(f"金额（元）：{fault}。")
        return None
    if amount != round(amount, 2) or amount < 0:
        wrong.append(f"金额（元）：{plain(amount)} 应不小于 0，最多两位小数。")
        return None
    return amount


def _digits(cell: object) -> str:
    """A code that a worksheet may have turned into a number."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell if cell is not None else "").strip()
