"""Tables pasted as text: every cell on a line of its own, no tab, no blank line, no bar.

`项目名称 / 预算数 / 执行数 / 甲 / 12.5 / 12.0 / …` is believed only where as many headings as a row
has cells stand first and every row has figures and words in the same places; else it is left as
text.
"""

from collections.abc import Sequence

from hejia.checker.document import Cell, Line
from hejia.checker.figures import is_blank, parse_cell
from hejia.checker.understanding.headings import HEADER_WORDS

LEAST_WIDTH, MOST_WIDTH = 3, 16
LEAST_ROWS, LEAST_FIGURES, LEAST_HEADINGS = 3, 2, 2
MOST_HEADING, MOST_CELL = 20, 60

Rows = list[tuple[Cell, ...]]


def stacked_stretch(lines: Sequence[Line], start: int) -> int:
    """How many lines from `start` on form such a table; 0 when they do not for sure."""
    widest = _headings(lines, start)
    fitting = [n for n in (_fits(lines, start, k) for k in range(LEAST_WIDTH, widest + 1)) if n]
    return fitting[0] if len(fitting) == 1 else 0


def stacked_rows(lines: Sequence[Line]) -> Rows:
    """The rows of a stretch: as wide as there are headings before the first row of figures."""
    widest = _headings(lines, 0)
    width = next(k for k in range(LEAST_WIDTH, widest + 1) if _fits(lines, 0, k))
    cells = [Cell(line.text.strip(), line.place) for line in lines]
    return [tuple(cells[at : at + width]) for at in range(0, len(cells), width)]


def _headings(lines: Sequence[Line], start: int) -> int:
    """How many short lines without figures stand from `start` on."""
    if not HEADER_WORDS.search(lines[start].text):
        return 0
    count = 0
    for line in lines[start : start + MOST_WIDTH]:
        text = line.text.strip()
        if not text or "\t" in text or len(text) > MOST_HEADING or _is_entry(text):
            break
        count += 1
    return count


def _fits(lines: Sequence[Line], start: int, width: int) -> int:
    """The length of the table if its rows are `width` cells wide; 0 where one row disagrees."""
    named = sum(bool(HEADER_WORDS.search(line.text)) for line in lines[start : start + width])
    if named < max(LEAST_HEADINGS, width - 1):
        return 0
    end = start + width
    while end < len(lines) and lines[end].text.strip() and len(lines[end].text) <= MOST_CELL:
        end += 1
    body = [line.text.strip() for line in lines[start + width : end]]
    rows = [body[at : at + width] for at in range(0, len(body), width)]
    if len(rows) < LEAST_ROWS or len(rows[-1]) != width:
        return 0
    pattern = [any(parse_cell(row[at]) is not None for row in rows) for at in range(width)]
    if sum(pattern) < LEAST_FIGURES or all(pattern) or _goes_on(lines, end, width):
        return 0
    return end - start if all(_agrees(row, pattern) for row in rows) else 0


def _goes_on(lines: Sequence[Line], end: int, width: int) -> bool:
    """Whether figures alone on their lines follow: a row with blank cells, so not all was read."""
    following = [line.text.strip() for line in lines[end : end + 3 * width]]
    return any(text and _is_entry(text) for text in following)


def _agrees(row: Sequence[str], pattern: Sequence[bool]) -> bool:
    cells = zip(row, pattern, strict=True)
    return all(_is_entry(text) if figures else not _is_entry(text) for text, figures in cells)


def _is_entry(text: str) -> bool:
    return parse_cell(text) is not None or is_blank(text)
