"""Tables whose cells stand one below the other, each on a line that begins with a tab.

A row ends with a blank line; a line without a tab continues the cell above it.
"""

import re
from collections import Counter
from collections.abc import Sequence

from hejia.checker.document import Cell, Line
from hejia.checker.figures import parse_cell

SINGLE = re.compile(r"^\s?\t[^\t]*$")
TITLE = re.compile(
    r"^(?:表\s*\d+|[^，。]{2,40}表(?:[（(].*[）)])?|(?:金额)?单位[:：].*|注[:：].*|部门名称[:：].*)$"
)
CELL_LIMIT = 400
LEAST = 10


def upright_stretch(lines: Sequence[Line], start: int) -> int:
    """How many lines from `start` on form such a table; 0 when they do not."""
    if not SINGLE.match(lines[start].text):
        return 0
    singles, end, quiet = 0, start, 0
    for index in range(start, len(lines)):
        text = lines[index].text
        if SINGLE.match(text):
            singles, end, quiet = singles + 1, index + 1, 0
        elif "\t" in text or len(text.strip()) > CELL_LIMIT:
            break
        elif text.strip():
            quiet += 1
            if quiet > 4 or _is_title(text, lines, index):
                break
    return end - start if singles >= LEAST else 0


def _is_title(text: str, lines: Sequence[Line], index: int) -> bool:
    """A line that continues no cell: the cell above it is empty or a figure, or it is a title."""
    above = next((line.text for line in reversed(lines[:index]) if line.text.strip(" \r")), "")
    cell = above.strip()
    if not cell or parse_cell(cell) is not None:
        return True
    return bool(TITLE.match(text.strip()))


def upright_rows(lines: Sequence[Line]) -> list[tuple[Cell, ...]]:
    """The rows: cells joined, each with the place of its first line."""
    rows: list[list[Cell]] = [[]]
    blank = False
    for line in lines:
        text = line.text
        if not text.strip() and "\t" not in text:
            blank = True
            continue
        if "\t" in text:
            if blank and rows[-1]:
                rows.append([])
            rows[-1].append(Cell(text.strip(), line.place))
        elif rows[-1]:
            last = rows[-1][-1]
            rows[-1][-1] = Cell(last.text + text.strip(), last.place)
        blank = False
    return _repaired([row for row in rows if row])


def _repaired(rows: list[list[Cell]]) -> list[tuple[Cell, ...]]:
    """Join halves of a row that a blank line inside a cell has torn, set totals to the right."""
    usual = [width for width, times in Counter(map(len, rows)).items() if times >= 3 and width > 3]
    out: list[list[Cell]] = []
    for row in rows:
        torn = out and len(out[-1]) + len(row) in usual and len(out[-1]) < len(row)
        if torn and len(row) not in usual:
            out[-1].extend(row)
        else:
            out.append(row)
    return [tuple(_spread_total(row, usual, out)) for row in out]


def _spread_total(row: list[Cell], usual: list[int], rows: list[list[Cell]]) -> list[Cell]:
    """总分 | 100 | 100 | : the label spans the columns before its figures."""
    if (
        not re.match(r"^(?:总分|合计|总计|总得分|自评总分)", row[0].text)
        or not usual
        or len(row) in usual
    ):
        return row
    at = rows.index(row)
    width = next((len(before) for before in reversed(rows[:at]) if len(before) in usual), 0)
    blanks = [Cell("", row[0].place)] * (width - len(row))
    return [row[0], *blanks, *row[1:]]
