"""PDF: tables by their ruling, all other text as lines set out by position.

Read with PDFium, which is some twenty times faster than reading in Python.
"""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from hejia.checker.document import Block, Document, Grid, Line, Place
from hejia.checker.errors import Unreadable
from hejia.checker.reading.limits import BROKEN
from hejia.checker.reading.lines import TITLE_LIMIT, blocks_from_lines, join_continued
from hejia.checker.reading.ruling import Box, Glyph, Rule, RuledTable, ruled_tables, text_lines

MOST_PAGES = 600
LEAST_GLYPHS = 30


@dataclass(frozen=True, slots=True)
class Page:
    """The glyphs and ruling lines of a page, upright, y growing downwards."""

    number: int
    glyphs: list[Glyph]
    rules: list[Rule]


def read_bytes(data: bytes, name: str) -> Document:
    """Read a PDF; a scan without text is refused."""
    try:
        book = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Unreadable("broken", BROKEN.format(name=name)) from error
    if len(book) > MOST_PAGES:
        raise Unreadable("size", f"《{name}》超过 {MOST_PAGES} 页，请分开检查。")
    pages = [_page(book[index], index + 1) for index in range(len(book))]
    if sum(len(page.glyphs) for page in pages) < LEAST_GLYPHS:
        raise Unreadable(
            "scan", f"《{name}》是扫描件，里面没有文字。请用原来的 Word、Excel 或文字版 PDF 检查。"
        )
    blocks: list[Block] = []
    lines: list[Line] = []
    pending: list[Line] = []
    for page in pages:
        for item in _items(page):
            if isinstance(item, Line):
                pending.append(item)
                lines.append(item)
                continue
            blocks.extend(blocks_from_lines(pending))
            grid = Grid(tuple(item.rows), tuple(_above(pending)))
            lines.extend(Line(c.text, c.place) for c in grid.cells() if c.text)
            blocks.append(grid)
            pending = []
    blocks.extend(blocks_from_lines(pending))
    empty = [str(page.number) for page in pages if len(page.glyphs) < 2]
    remarks = (f"第{'、'.join(empty)}页没有文字，未检查。",) if empty else ()
    return Document(name, "pdf", tuple(join_continued(blocks)), tuple(lines), remarks)


def _above(lines: Sequence[Line]) -> list[Line]:
    near = [line for line in lines if line.text.strip()][-8:]
    return [line for line in near if len(line.text.strip()) <= TITLE_LIMIT]


def _items(page: Page) -> Iterator[Line | RuledTable]:
    """Tables and the lines between them, from top to bottom."""
    tables = ruled_tables(page.glyphs, page.rules, page.number)
    inside = {id(glyph) for table in tables for glyph in table.glyphs}
    free = [glyph for glyph in page.glyphs if id(glyph) not in inside]
    unit = _unit(page.glyphs)
    placed: list[tuple[float, Line | RuledTable]] = [(t.box.top, t) for t in tables]
    for top, box, text in text_lines(free, unit):
        placed.append((top, Line(text, Place(page=page.number, box=box))))
    for _, item in sorted(placed, key=lambda pair: pair[0]):
        yield item


def _unit(glyphs: Sequence[Glyph]) -> float:
    """Half the width of a usual character: one column of a screen."""
    widths = [g.box.right - g.box.left for g in glyphs if ord(g.char) > 0x2E80]
    return (statistics.median(widths) if widths else 10.0) / 2


def _page(page: pdfium.PdfPage, number: int) -> Page:
    width, height = page.get_mediabox()[2:4]
    turn = _Turn(page.get_rotation(), width, height)
    return Page(number, _glyphs(page, turn), _rules(page, turn))


@dataclass(frozen=True, slots=True)
class _Turn:
    """From PDF coordinates to upright ones with y downwards."""

    rotation: int
    width: float
    height: float

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        if self.rotation == 90:
            return Box(bottom, left, top, right)
        if self.rotation == 180:
            return Box(self.width - right, bottom, self.width - left, top)
        if self.rotation == 270:
            return Box(
                self.height - top, self.width - right, self.height - bottom, self.width - left
            )
        return Box(left, self.height - top, right, self.height - bottom)


def _glyphs(page: pdfium.PdfPage, turn: _Turn) -> list[Glyph]:
    text = page.get_textpage()
    handle = text.raw
    area = raw.FS_RECTF()
    glyphs = []
    for index in range(raw.FPDFText_CountChars(handle)):
        char = chr(raw.FPDFText_GetUnicode(handle, index))
        if char.isspace() or ord(char) < 32 or char == "\ufffe":
            continue
        if raw.FPDFText_GetLooseCharBox(handle, index, area):
            glyphs.append(Glyph(char, turn.box(area.left, area.bottom, area.right, area.top)))
    text.close()
    return glyphs


def _rules(page: pdfium.PdfPage, turn: _Turn) -> list[Rule]:
    """Thin or stroked paths as horizontal and vertical lines."""
    rules = []
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=4):
        box = turn.box(*item.get_bounds())
        rules.extend(Rule.sides(box))
    return rules
