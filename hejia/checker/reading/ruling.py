"""Tables drawn with lines: which glyphs stand in which cell."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hejia.checker.document import Cell, Place
from hejia.checker.reading.columns import display_width

THIN = 3.0
NEAR = 3.0
LEAST_LENGTH = 8.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, y downwards, in points."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character and where it is drawn."""

    char: str
    box: Box


@dataclass(frozen=True, slots=True)
class Rule:
    """A line: at `at`, from `start` to `end`."""

    way: Literal["across", "down"]
    at: float
    start: float
    end: float

    @staticmethod
    def sides(box: Box) -> list["Rule"]:
        """The line a thin box is, or the four sides of a wide one."""
        wide, high = box.right - box.left, box.bottom - box.top
        middle_x, middle_y = box.middle
        if high <= THIN < wide:
            return [Rule("across", middle_y, box.left, box.right)]
        if wide <= THIN < high:
            return [Rule("down", middle_x, box.top, box.bottom)]
        if wide <= THIN or high <= THIN:
            return []
        return [
            Rule("across", box.top, box.left, box.right),
            Rule("across", box.bottom, box.left, box.right),
            Rule("down", box.left, box.top, box.bottom),
            Rule("down", box.right, box.top, box.bottom),
        ]


Corners = Callable[[Box], tuple[float, float, float, float]]
"""An upright box as the rectangle of the page itself, for the place of a cell."""


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table with its rows and the glyphs it has taken."""

    box: Box
    rows: list[tuple[Cell, ...]]
    glyphs: list[Glyph]


def ruled_tables(
    glyphs: Sequence[Glyph], rules: Sequence[Rule], page: int, corners: Corners
) -> list[RuledTable]:
    """The tables of a page; a frame around text is none."""
    found: list[RuledTable] = []
    for across, down in _connected(rules):
        ys, xs = _merged([r.at for r in across]), _merged([r.at for r in down])
        if len(xs) < 3 or len(ys) < 3:
            continue
        place = Place(page=page, table=len(found) + 1)
        table = _table(glyphs, _Ruling(xs, ys, down, across), place, corners)
        if sum(bool(cell.text) for row in table.rows for cell in row) >= 4:
            found.append(table)
    return found


def text_lines(glyphs: Sequence[Glyph], unit: float) -> Iterator[tuple[Box, str]]:
    """Glyphs as lines of text from top to bottom: box, and the text spaced out as it stands."""
    for row in _lines_of(glyphs):
        left, right = row[0].box.left, max(glyph.box.right for glyph in row)
        top = min(glyph.box.top for glyph in row)
        bottom = max(glyph.box.bottom for glyph in row)
        yield Box(left, top, right, bottom), _spaced(row, unit)


def _connected(rules: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Groups of lines that touch each other."""
    rules = [rule for rule in rules if rule.end - rule.start >= LEAST_LENGTH]
    across = sorted({r for r in rules if r.way == "across"}, key=lambda r: r.at)
    down = sorted({r for r in rules if r.way == "down"}, key=lambda r: r.start)
    groups: list[tuple[Box, list[Rule], list[Rule]]] = []
    for rule in across:
        _join(groups, Box(rule.start, rule.at, rule.end, rule.at), rule)
    for rule in down:
        _join(groups, Box(rule.at, rule.start, rule.at, rule.end), rule)
    for _, lying, standing in groups:
        if len(lying) >= 3 and len(standing) >= 3:
            yield lying, standing


def _join(groups: list[tuple[Box, list[Rule], list[Rule]]], box: Box, rule: Rule) -> None:
    lying, standing = ([rule], []) if rule.way == "across" else ([], [rule])
    apart = []
    for other, across, down in groups:
        if _touch(other, box):
            box = Box(
                min(box.left, other.left),
                min(box.top, other.top),
                max(box.right, other.right),
                max(box.bottom, other.bottom),
            )
            lying, standing = across + lying, down + standing
        else:
            apart.append((other, across, down))
    groups[:] = [*apart, (box, lying, standing)]


def _touch(one: Box, other: Box) -> bool:
    return (
        one.left - NEAR <= other.right
        and other.left - NEAR <= one.right
        and one.top - NEAR <= other.bottom
        and other.top - NEAR <= one.bottom
    )


def _merged(values: Sequence[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > NEAR:
            out.append(value)
    return out


@dataclass(frozen=True, slots=True)
class _Ruling:
    """The lines of one table: where they stand, and how far each reaches."""

    xs: list[float]
    ys: list[float]
    down: Sequence[Rule]
    across: Sequence[Rule]


def _table(glyphs: Sequence[Glyph], ruling: _Ruling, table: Place, corners: Corners) -> RuledTable:
    xs, ys = ruling.xs, ruling.ys
    owner = _owners(ruling)
    slots: dict[tuple[int, int], list[Glyph]] = {}
    taken = []
    for glyph in glyphs:
        x, y = glyph.box.middle
        column, row = _slot(x, xs), _slot(y, ys)
        if column is None or row is None:
            continue
        slots.setdefault(owner[row][column], []).append(glyph)
        taken.append(glyph)
    rows = []
    for row in range(len(ys) - 1):
        cells = []
        for column in range(len(xs) - 1):
            inside = slots.get((row, column), []) if owner[row][column] == (row, column) else []
            text = "".join(_spaced(line, 1e9) for line in _lines_of(inside))
            area = Box(xs[column], ys[row], xs[column + 1], ys[row + 1])
            name = f"R{row + 1}C{column + 1}"
            place = Place(page=table.page, table=table.table, cell=name, box=corners(area))
            cells.append(Cell(text, place))
        rows.append(tuple(cells))
    return RuledTable(Box(xs[0], ys[0], xs[-1], ys[-1]), rows, taken)


def _slot(value: float, edges: Sequence[float]) -> int | None:
    for index in range(len(edges) - 1):
        if edges[index] - 0.5 <= value < edges[index + 1]:
            return index
    return None


def _owners(ruling: _Ruling) -> list[list[tuple[int, int]]]:
    """For every square the first square of the cell it belongs to: no line between, one cell."""
    xs, ys = ruling.xs, ruling.ys
    owner = [[(r, c) for c in range(len(xs) - 1)] for r in range(len(ys) - 1)]
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            middle_x, middle_y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            if row and not _between(ruling.across, ys[row], middle_x):
                owner[row][column] = owner[row - 1][column]
            elif column and not _between(ruling.down, xs[column], middle_y):
                owner[row][column] = owner[row][column - 1]
    return owner


def _between(rules: Sequence[Rule], at: float, along: float) -> bool:
    return any(
        abs(rule.at - at) <= NEAR and rule.start - NEAR <= along <= rule.end + NEAR
        for rule in rules
    )


def _lines_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs in rows from top to bottom, each row from left to right."""
    rows: list[list[Glyph]] = []
    level = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.box.middle[1]):
        middle = glyph.box.middle[1]
        height = max(glyph.box.bottom - glyph.box.top, 4.0)
        if rows and middle - level <= height * 0.6:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            level = middle
    return [sorted(row, key=lambda g: g.box.left) for row in rows]


def _spaced(row: Sequence[Glyph], unit: float) -> str:
    """A row as text: wide gaps become as many blanks as they would take on a screen."""
    out = ""
    last: Glyph | None = None
    for glyph in row:
        gap = glyph.box.left - last.box.right if last else 0.0
        size = max(glyph.box.bottom - glyph.box.top, 4.0)
        if last and gap > size * 0.9 and unit < 1e6:
            column = round((glyph.box.left - row[0].box.left) / unit)
            out += " " * max(2, column - display_width(out))
        elif last and gap > size * 0.35 and (last.char.isascii() and glyph.char.isascii()):
            out += " "
        out += glyph.char
        last = glyph
    return out if unit > 1e6 else " " * max(0, round(row[0].box.left / unit) - 4) + out
