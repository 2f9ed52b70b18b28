"""Tables of subjects whose cells are set apart by one blank only, empty cells left out.

`2012901 行政运行 487.00 487.00` — the first figure after a name is the total; which columns the
others belong to is not known, so only the first is kept.
"""

import re
from collections.abc import Sequence

from hejia.checker.document import Cell, Line
from hejia.checker.figures import folded
from hejia.checker.reading.spaced import is_lost

NUMBER = r"(?:-?\d[\d,]*\.\d+|[—－-]{1,2}(?=\s|$)|0(?=\s|$))"
ENTRY = re.compile(
    rf"(?P<code>\d{{3,7}})(?P<name>(?:\s+[^\d\s][^\d\s]*){{0,3}}?)(?P<numbers>(?:\s+{NUMBER})+)"
)
TOTAL = re.compile(rf"^(?P<name>合\s?计|总\s?计)(?P<numbers>(?:\s+{NUMBER})+)$")
WRAPPED = re.compile(r"^[^\d。；，：:]{1,14}$")
LEAST = 4


def packed_stretch(lines: Sequence[Line], start: int) -> int:
    """How many lines from `start` on list subject codes with figures; 0 when they do not."""
    if not _entries(lines[start]):
        return 0
    found, end, quiet = 0, start, 0
    for index in range(start, len(lines)):
        text = lines[index].text.strip()
        if _entries(lines[index]):
            found, end, quiet = found + 1, index + 1, 0
        elif not text or WRAPPED.match(text):
            quiet += 1
            if quiet > 6:
                break
        else:
            if is_lost(text):
                return 0  # a row that was not understood may belong to the sums
            break
    return end - start if found >= LEAST else 0


def packed_rows(lines: Sequence[Line]) -> list[tuple[Cell, ...]]:
    """Rows code | name | total; the right half of a two-sided table follows the left half."""
    sides: list[list[tuple[Cell, ...]]] = []
    for line in lines:
        for side, entry in enumerate(_entries(line)):
            while len(sides) <= side:
                sides.append([])
            _side_of(entry, sides, side).append(entry)
    return [row for side in sides for row in side]


def _side_of(
    entry: tuple[Cell, ...], sides: list[list[tuple[Cell, ...]]], side: int
) -> list[tuple[Cell, ...]]:
    """The list a line's entry goes on with: alone on its line, it may be of the right half."""
    family = entry[0].text[:3]
    last = [rows[-1][0].text[:3] if rows else "" for rows in sides]
    if family and last[side] and last[side] != family and family in last and len(family) == 3:
        return sides[last.index(family)]
    return sides[side]


def _entries(line: Line) -> list[tuple[Cell, ...]]:
    text = folded(line.text.strip())
    if "\t" in text or "  " in text:
        return []
    total = TOTAL.match(text)
    if total:
        return [_row(line, "", "合计", total["numbers"])]
    found = list(ENTRY.finditer(text))
    if not found or sum(len(entry.group()) for entry in found) < 0.8 * len(text):
        return []
    if any(len(entry["code"]) not in {3, 5, 7} for entry in found):
        return []
    return [_row(line, entry["code"], entry["name"], entry["numbers"]) for entry in found]


def _row(line: Line, code: str, name: str, numbers: str) -> tuple[Cell, ...]:
    first = numbers.split()[0]
    return (
        Cell(code, line.place),
        Cell("".join(name.split()), line.place),
        Cell(first, line.place),
    )
