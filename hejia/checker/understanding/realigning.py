"""Rows that lost blank cells at their beginning: their cells are set under the right columns.

A converter that drops blank cells shifts the rest of a row to the left. What each column holds in
the other rows tells where the cells belong; a row that fits as it stands is left alone.
"""

import re
from collections import Counter
from collections.abc import Sequence

from hejia.checker.document import Cell
from hejia.checker.figures import folded, is_blank
from hejia.checker.understanding import headings
from hejia.checker.understanding.sections import YEAR_CELL, Rows, is_entry
from hejia.checker.understanding.subjects import CLASSES
from hejia.checker.understanding.tables import Column

FIGURES = frozenset({"amount", "rate", "weight", "score", "code", "ordinal"})
CLASS_NAMES = frozenset(name for names in CLASSES.values() for name in names)
LEAST_LOST = 2
NUMBERED = re.compile(r"^[一二三四五六七八九十]+[、.．]")


def realigned_rows(body: Rows, columns: Sequence[Column]) -> Rows:
    """All rows with their cells under the columns they belong to."""
    families = {c.index: _families(body, c.index) for c in columns if c.kind == "code"}
    income = _income_half(body, columns)
    found: Rows = []
    for index, cells in body:
        if len(columns) - len(cells) >= LEAST_LOST and all(is_entry(cell.text) for cell in cells):
            continue  # figures without a word beside them: nothing tells where they belong
        cells = _total(cells, columns)
        step = _step(cells, columns, families, income)
        blank = Cell("", cells[0].place) if cells else None
        found.append((index, (*[blank] * step, *cells) if blank and step else cells))
    return found


def _step(
    cells: Sequence[Cell], columns: Sequence[Column], families: dict[int, Counter[str]], income: int
) -> int:
    """How many blank cells a row lost at its beginning."""
    short = len(columns) - len(cells)
    if short <= 0 or not cells or is_blank(cells[0].text):
        return 0
    first = folded(cells[0].text).strip()
    other = _other_family(first, families)
    if 0 < other <= short:
        return other
    name = NUMBERED.sub("", headings.bare(first))
    if 0 < income <= short and name in CLASS_NAMES:
        return income
    judged = [_judged(cells, columns, step) for step in range(short + 1)]
    return judged.index(max(judged))


def _judged(cells: Sequence[Cell], columns: Sequence[Column], step: int) -> tuple[int, int]:
    """With `step` blank cells before the row: misfits (counted down), and figures that fit."""
    wrong = fitting = 0
    for at, cell in enumerate(cells):
        column = columns[at + step]
        if is_blank(cell.text) or _holds_anything(column):
            continue
        wrong += is_entry(cell.text) != (column.kind in FIGURES)
        fitting += is_entry(cell.text) and column.kind in FIGURES
    return -wrong, fitting


def _holds_anything(column: Column) -> bool:
    return bool(re.search(r"值|目标|情况|内容|数量|完成|说明|备注|原因", column.heading))


def _families(body: Rows, index: int) -> Counter[str]:
    texts = (folded(cells[index].text).strip() for _, cells in body if index < len(cells))
    return Counter(text[:3] for text in texts if re.fullmatch(r"\d{5,7}", text))


def _other_family(code: str, families: dict[int, Counter[str]]) -> int:
    """The column whose codes begin like this one, when those of the first column do not."""
    if not re.fullmatch(r"\d{5,7}", code) or 0 not in families or len(families) < 2:
        return 0
    best = max(families, key=lambda index: families[index][code[:3]])
    usual = families[0].most_common(1)
    return best if usual and usual[0][0] != code[:3] else 0


def _income_half(body: Rows, columns: Sequence[Column]) -> int:
    """Where the spending half of a table begins whose first column lists income; else 0."""
    labels = [c.index for c in columns if c.kind in {"label", "text"}]
    if len(labels) < 2 or labels[0] != 0:
        return 0
    first = [NUMBERED.sub("", headings.bare(cells[0].text)) for _, cells in body if cells]
    spending = [
        NUMBERED.sub("", headings.bare(cells[labels[1]].text))
        for _, cells in body
        if labels[1] < len(cells)
    ]
    listed = any(re.search(r"收入|拨款|资金", text) for text in first)
    return labels[1] if listed and any(text in CLASS_NAMES for text in spending) else 0


def _total(cells: tuple[Cell, ...], columns: Sequence[Column]) -> tuple[Cell, ...]:
    """A total row that lost its blank cells: 合计 | 1310 | 684 | 626 under five columns.

    Its figures would stand one column too far left, one of them under a label heading; they are
    moved to the right end.
    """
    short = len(columns) - len(cells)
    stray = [
        at
        for at, cell in enumerate(cells)
        if columns[at].kind == "label" and is_entry(cell.text) and not YEAR_CELL.match(cell.text)
    ]
    if not stray or not columns[stray[0]].heading or _holds_anything(columns[stray[0]]):
        return cells
    if not 0 < short <= 2 or not headings.TOTAL_LABEL.match(headings.bare(cells[0].text)):
        return cells
    return (cells[0], *(Cell("", cells[0].place),) * short, *cells[1:])
