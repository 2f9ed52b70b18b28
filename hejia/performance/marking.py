"""A checked document as a page: paragraphs and tables, with every finding's figure marked."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hejia.checker.public import Cell, Document, Finding, Grid, Paragraph, Place

WIDE: Final = str.maketrans("０１２３４５６７８９．％，", "0123456789.%,")
SHORT, PROSE = 16, 60
FIGURE: Final = re.compile(r"[-+−－]?[\d０-９,，.．]+[%％]?|[—－-]+")
LONG, HEAD, NEAR = 200, 4, 3
"""Of a table with more rows than LONG, the first HEAD and those NEAR a finding are shown."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding by the number it has on the page."""

    number: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `numbers` are the findings it is marked with."""

    text: str
    numbers: tuple[int, ...] = ()
    hard: bool = False

    @property
    def short(self) -> bool:
        """Short enough to stand on one line with its number."""
        return len(self.text) <= SHORT


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of the page."""

    pieces: tuple[Piece, ...]
    heading: bool
    where: str
    is_table: bool = False


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of the page; figures stand to the right, sentences need width."""

    pieces: tuple[Piece, ...]
    is_figure: bool
    is_prose: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `left_out` rows before it are not shown."""

    cells: tuple[Square, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page, without its empty columns."""

    rows: tuple[Row, ...]
    where: str
    left_out: int = 0
    is_table: bool = True


@dataclass(frozen=True, slots=True)
class Marked:
    """The page, and the findings that could be marked on it."""

    blocks: tuple[Text | Table, ...]
    placed: frozenset[int]


def marked(document: Document, findings: Sequence[Finding]) -> Marked:
    """The document with `findings` marked; they are numbered from 1 in their order."""
    waiting: dict[Place, list[Told]] = defaultdict(list)
    for number, finding in enumerate(findings, 1):
        waiting[finding.place].append(Told(number, finding))
    blocks: list[Text | Table] = []
    where = ""
    for block in document.blocks:
        at = _position(block)
        shown = "" if at == where else at
        where = at or where
        if isinstance(block, Grid):
            blocks.append(_table(block, waiting, shown))
        else:
            blocks.append(_text(block, waiting, shown))
    left = {told.number for several in waiting.values() for told in several}
    return Marked(tuple(blocks), frozenset(range(1, len(findings) + 1)) - left)


def cut(text: str, tolds: Sequence[Told], start: int = 0, end: int | None = None) -> list[Piece]:
    """Text cut so that each finding's figure is a piece of its own.

    The figure is looked for between `start` and `end`, then anywhere; where it does not stand as
    printed (it was reckoned from several), the whole text is marked.
    """
    end = len(text) if end is None else end
    spans: dict[tuple[int, int], list[Told]] = defaultdict(list)
    for told in tolds:
        span = _span(text, told.finding.printed, start, end) or (start, end)
        over = next((other for other in spans if span[0] < other[1] and other[0] < span[1]), span)
        spans[over].append(told)
    pieces, at = [], 0
    for (left, right), several in sorted(spans.items()):
        if text[at:left]:
            pieces.append(Piece(text[at:left]))
        hard = any(told.finding.severity == "hard" for told in several)
        pieces.append(Piece(text[left:right], tuple(t.number for t in several), hard))
        at = right
    if text[at:]:
        pieces.append(Piece(text[at:]))
    return pieces


def _span(text: str, printed: str, start: int, end: int) -> tuple[int, int] | None:
    if not printed:
        return None
    figure = re.escape(printed.replace(",", ""))
    loose = re.sub(r"(\d)(?=\d)", r"\1,?", figure)
    pattern = re.compile(rf"(?<![\d.]){loose}(?![\d]|\.\d)")
    plain = text.translate(WIDE)
    found = pattern.search(plain, start, end) or pattern.search(plain)
    return found.span() if found else None


def _text(block: Paragraph, waiting: dict[Place, list[Told]], where: str) -> Text:
    edges = [offset for offset, _ in block.marks[1:]] + [len(block.text)]
    pieces: list[Piece] = []
    done = 0
    for (offset, place), edge in zip(block.marks, edges, strict=True):
        tolds = waiting.pop(place, [])
        if tolds:
            if block.text[done:offset]:
                pieces.append(Piece(block.text[done:offset]))
            pieces.extend(cut(block.text[offset:edge], tolds))
            done = edge
    if block.text[done:]:
        pieces.append(Piece(block.text[done:]))
    return Text(tuple(pieces), block.heading, where)


def _table(grid: Grid, waiting: dict[Place, list[Told]], where: str) -> Table:
    tolds = [_row_findings(row, waiting) for row in grid.rows]
    columns = [at for at in range(max(map(len, grid.rows))) if _is_used(grid, at)]
    keep = _kept(len(grid.rows), {at for at, found in enumerate(tolds) if found})
    rows, last = [], -1
    for at in keep:
        row = grid.rows[at]
        texts = [row[column].text if column < len(row) else "" for column in columns]
        cells = tuple(
            _square(text, tolds[at].get(column, ()), first=column == columns[0])
            for text, column in zip(texts, columns, strict=True)
        )
        rows.append(Row(cells, at - last - 1))
        last = at
    return Table(tuple(rows), where, len(grid.rows) - 1 - last)


def _square(text: str, tolds: Sequence[Told], *, first: bool) -> Square:
    """A cell; what leads a row is a code or an ordinal, no figure."""
    is_figure = not first and bool(FIGURE.fullmatch(text))
    return Square(tuple(cut(text, tolds)), is_figure, len(text) > PROSE)


def _row_findings(row: Sequence[Cell], waiting: dict[Place, list[Told]]) -> dict[int, list[Told]]:
    """The findings of a row by column; cells of a text share the place of their line."""
    found: dict[int, list[Told]] = defaultdict(list)
    for place in dict.fromkeys(cell.place for cell in row):
        columns = [at for at, cell in enumerate(row) if cell.place == place]
        for told in waiting.pop(place, []):
            fits = [at for at in columns if _holds(row[at].text, told.finding.printed)]
            filled = [at for at in columns if row[at].text]
            found[next(iter([*fits, *filled, *columns]))].append(told)
    return found


def _holds(text: str, printed: str) -> bool:
    return _span(text, printed, 0, len(text)) is not None


def _is_used(grid: Grid, column: int) -> bool:
    return any(column < len(row) and row[column].text for row in grid.rows)


def _kept(count: int, found: set[int]) -> list[int]:
    if count <= LONG:
        return list(range(count))
    near = {at + step for at in found for step in range(-NEAR, NEAR + 1)}
    return [at for at in range(count) if at < HEAD or at in near]


def _position(block: Paragraph | Grid) -> str:
    """The page or sheet a block stands on, in words."""
    places: Iterable[Place] = (
        (cell.place for cell in block.cells()) if isinstance(block, Grid) else [block.place(0)]
    )
    first = next(iter(places), Place())
    if first.sheet:
        return f"工作表“{first.sheet}”"
    return f"第{first.page}页" if first.page is not None else ""
