"""PDF: tables by their ruling, all other text as lines set out by position.

Read with PDFium, which is some twenty times faster than reading in Python.
"""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from hejia.checker.document import Block, Document, Grid, Line, Place
from hejia.checker.errors import Unreadable
from hejia.checker.reading.limits import BROKEN, LOCKED
from hejia.checker.reading.lines import (
    PAGE_NUMBER,
    TITLE_LIMIT,
    blocks_from_lines,
    join_continued,
    squeeze,
)
from hejia.checker.reading.ruling import Glyph, Rule, RuledTable, ruled_tables, text_lines
from hejia.checker.reading.turning import Corners, Turn, quarter, usual

MOST_PAGES = 600
LEAST_GLYPHS = 30
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Page:
    """The glyphs and ruling lines of a page, turned upright, y growing downwards."""

    number: int
    glyphs: list[Glyph]
    rules: list[Rule]
    turn: Turn


def read_bytes(data: bytes, name: str) -> Document:
    """Read a PDF; a scan without text is refused."""
    try:
        book = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if b"/Encrypt" in data:
            raise Unreadable("locked", LOCKED) from error
        raise Unreadable("broken", BROKEN) from error
    if len(book) > MOST_PAGES:
        raise Unreadable("size", f"《{{name}}》超过 {MOST_PAGES} 页，请分开检查。")
    pages = [_page(book[index], index + 1) for index in range(len(book))]
    if sum(len(page.glyphs) for page in pages) < LEAST_GLYPHS:
        raise Unreadable(
            "scan", "《{name}》是扫描件，里面没有文字。请用原来的 Word、Excel 或文字版 PDF 检查。"
        )
    items = [list(_items(page)) for page in pages]
    lines = [line for page in items for item in page for line in _lines(item)]
    empty = [str(page.number) for page in pages if len(page.glyphs) < 2]
    remarks = (f"第{'、'.join(empty)}页没有文字，未检查。",) if empty else ()
    return Document(name, "pdf", tuple(_blocks(items)), tuple(lines), remarks)


def _lines(item: Line | RuledTable) -> list[Line]:
    if isinstance(item, Line):
        return [item]
    return [Line(cell.text, cell.place) for row in item.rows for cell in row if cell.text]


def _blocks(pages: Sequence[Sequence[Line | RuledTable]]) -> list[Block]:
    """Paragraphs and tables of the text that runs on from page to page."""
    furniture = _furniture(pages)
    blocks: list[Block] = []
    pending: list[Line] = []
    for item in (item for page in pages for item in page):
        if isinstance(item, RuledTable):
            blocks.extend(blocks_from_lines(pending))
            blocks.append(Grid(tuple(item.rows), tuple(_above(pending))))
            pending = []
        elif item.place not in furniture:
            pending.append(item)
    return join_continued([*blocks, *blocks_from_lines(pending)])


def _furniture(pages: Sequence[Sequence[Line | RuledTable]]) -> set[Place]:
    """Page numbers, and lines at the edge of pages that have stood there on a page before."""
    edges = [line for page in pages for line in _edges(page)]
    often = Counter(DIGITS.sub("", squeeze(line.text)) for line in edges)
    first: set[str] = set()
    found = set()
    for line in edges:
        text = DIGITS.sub("", squeeze(line.text))
        again = often[text] >= max(3, len(pages) // 3) and text in first
        if again or PAGE_NUMBER.match(line.text.strip()):
            found.add(line.place)
        first.add(text)
    return found


def _edges(page: Sequence[Line | RuledTable]) -> list[Line]:
    """The lines among the first two and the last two things on a page."""
    near = [*page[:2], *page[2:][-2:]]
    return [item for item in near if isinstance(item, Line)]


def _above(lines: Sequence[Line]) -> list[Line]:
    near = [line for line in lines if line.text.strip()][-8:]
    return [line for line in near if len(line.text.strip()) <= TITLE_LIMIT]


def _items(page: Page) -> Iterator[Line | RuledTable]:
    """Tables and the lines between them, from top to bottom."""
    tables = ruled_tables(page.glyphs, page.rules, page.number, page.turn.corners)
    inside = {id(glyph) for table in tables for glyph in table.glyphs}
    free = [glyph for glyph in page.glyphs if id(glyph) not in inside]
    unit = _unit(page.glyphs)
    placed: list[tuple[float, Line | RuledTable]] = [(t.box.top, t) for t in tables]
    for number, (box, text) in enumerate(text_lines(free, unit), 1):
        place = Place(page=page.number, paragraph=number, box=page.turn.corners(box))
        placed.append((box.top, Line(text, place)))
    for _, item in sorted(placed, key=lambda pair: pair[0]):
        yield item


def _unit(glyphs: Sequence[Glyph]) -> float:
    """Half the width of a usual character: one column of a screen."""
    widths = [g.box.right - g.box.left for g in glyphs if ord(g.char) > 0x2E80]
    return (statistics.median(widths) if widths else 10.0) / 2


def _page(page: pdfium.PdfPage, number: int) -> Page:
    written = list(_written(page))
    turn = Turn(usual([way for _, way, _ in written]), page.get_mediabox())
    glyphs = [Glyph(char, turn.box(corners)) for char, _, corners in written]
    return Page(number, glyphs, _rules(page, turn), turn)


def _written(page: pdfium.PdfPage) -> Iterator[tuple[str, int, Corners]]:
    """Every character that is seen, the way it runs, and where; slanted ones left out."""
    text = page.get_textpage()
    handle = text.raw
    area = raw.FS_RECTF()
    for index in range(raw.FPDFText_CountChars(handle)):
        char = chr(raw.FPDFText_GetUnicode(handle, index))
        if char.isspace() or ord(char) < 32 or char == "\ufffe":
            continue
        way = quarter(raw.FPDFText_GetCharAngle(handle, index))
        if way is not None and raw.FPDFText_GetLooseCharBox(handle, index, area):
            yield char, way, (area.left, area.bottom, area.right, area.top)
    text.close()


def _rules(page: pdfium.PdfPage, turn: Turn) -> list[Rule]:
    """Thin or stroked paths as horizontal and vertical lines."""
    rules = []
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=4):
        rules.extend(Rule.sides(turn.box(item.get_bounds())))
    return rules
