"""A document as data: headings, paragraphs and tables with spans. Renderers only draw it.

Spans work as in HTML: a row lists only the cells that begin in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `value` is the exact figure behind `text` where there is one (XLSX keeps text as
    printed; the figure is shown rounded, never recomputed from the print)."""

    text: str = ""
    colspan: int = 1
    rowspan: int = 1
    align: str = "left"
    bold: bool = False
    shaded: bool = False
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, level 1–3."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `align` left (indented two characters), center, right, or note (small)."""

    text: str
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `widths` are relative; `headers` rows repeat on every page; `notes` stand below."""

    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    headers: int = 1
    title: str = ""
    left: str = ""
    right: str = ""
    notes: tuple[str, ...] = ()
    label: str = ""
    name: str = ""
    """Sheet name in a workbook."""


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `size` is the type size in points of tables, `paper` a4 or a3."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    paper: str = "a4"
    size: float = 10.5
    cover: bool = False

    @property
    def tables_only(self) -> bool:
        """A form rather than a report."""
        return all(isinstance(block, Table) for block in self.blocks)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Only the tables, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with its first row and column."""

    row: int
    column: int
    cell: Cell


def cell(text: str, *, colspan: int = 1, rowspan: int = 1, align: str = "left") -> Cell:
    """A body cell."""
    return Cell(text, colspan, rowspan, align)


def head(text: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    """A header cell: centred, bold, shaded."""
    return Cell(text, colspan, rowspan, "center", bold=True, shaded=True)


def number(text: str, value: Decimal | None = None, *, bold: bool = False) -> Cell:
    """A right-aligned figure as printed, with the exact one behind it."""
    return Cell(text, align="right", value=value, bold=bold)


def row(*cells: Cell | str) -> tuple[Cell, ...]:
    """A row; plain text becomes a body cell."""
    return tuple(Cell(c) if isinstance(c, str) else c for c in cells)


def placed(rows: Sequence[Sequence[Cell]]) -> list[Placed]:
    """Where each cell stands once spans above it are taken into account."""
    taken: set[tuple[int, int]] = set()
    found = []
    for r, cells in enumerate(rows):
        column = 0
        for one in cells:
            while (r, column) in taken:
                column += 1
            found.append(Placed(r, column, one))
            for down in range(one.rowspan):
                for across in range(one.colspan):
                    taken.add((r + down, column + across))
            column += one.colspan
    return found
