"""What a reader hands to the checker: paragraphs and grids, every character with its place."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. `line` counts "\\n" only, from 1; the others name page or cell.

    `paragraph` is a paragraph of a Word document or a line of a PDF page; `box` is left, bottom,
    right, top in points of the PDF page itself.
    """

    line: int | None = None
    page: int | None = None
    sheet: str = ""
    cell: str = ""
    table: int | None = None
    paragraph: int | None = None
    box: tuple[float, float, float, float] | None = field(default=None, compare=False)

    def words(self) -> str:
        """The place in the words of a reader: 第 3 页 / 工作表 表1 单元格 C5 / 第 12 行."""
        parts = []
        if self.sheet:
            parts.append(f"工作表“{self.sheet}”")
        if self.page is not None:
            parts.append(f"第{self.page}页")
        if self.table is not None and not self.sheet:
            parts.append(f"第{self.table}个表格")
        if self.cell:
            parts.append(f"单元格{self.cell}")
        elif self.line is not None:
            parts.append(f"第{self.line}行")
        elif self.paragraph is not None:
            parts.append(f"第{self.paragraph}{'段' if self.page is None else '行'}")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Line:
    """One line (or cell text) as it stands in the document, for titles and lists."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid; `text` as printed, outer blanks removed."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as read. `aligned` is false where the columns of a row could only be guessed."""

    rows: tuple[tuple[Cell, ...], ...]
    heading: tuple[Line, ...] = ()
    notes: tuple[Line, ...] = ()
    aligned: bool = True

    @property
    def title(self) -> str:
        """The words above the table, blanks removed."""
        return "".join("".join(line.text.split()) for line in self.heading)

    def cells(self) -> Iterator[Cell]:
        for row in self.rows:
            yield from row


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, hard line breaks and blanks removed; `marks` maps offsets to places."""

    text: str
    marks: tuple[tuple[int, Place], ...]
    heading: bool = False

    def place(self, offset: int) -> Place:
        """The place of the character at `offset`."""
        index = bisect_right(self.marks, offset, key=lambda mark: mark[0]) - 1
        return self.marks[max(index, 0)][1]


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: its blocks in reading order and all its lines."""

    name: str
    format: str
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    remarks: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]

    @property
    def grids(self) -> list[Grid]:
        return [block for block in self.blocks if isinstance(block, Grid)]
