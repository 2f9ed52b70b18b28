"""DOCX: paragraphs and tables in order, merged cells kept at their first place."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn
from lxml import etree

from hejia.checker.document import Block, Cell, Document, Grid, Line, Place
from hejia.checker.errors import Unreadable
from hejia.checker.reading.limits import BROKEN
from hejia.checker.reading.lines import TITLE_LIMIT, join_continued, paragraph

TEXT, TAB, BREAK = qn("w:t"), qn("w:tab"), qn("w:br")
PARAGRAPH, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
SPAN, JOINED, VALUE = qn("w:gridSpan"), qn("w:vMerge"), qn("w:val")
CELL_FACTS, ROW_FACTS = qn("w:tcPr"), qn("w:trPr")
MOST_WIDTH = 60
MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SKIPPED = frozenset({qn("w:del"), qn("w:moveFrom"), MC_FALLBACK})
GRID_BEFORE, SDT = qn("w:gridBefore"), qn("w:sdtContent")


def read_bytes(data: bytes, name: str) -> Document:
    """Read a Word document."""
    try:
        body = docx.Document(io.BytesIO(data)).element.body
    except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise Unreadable("broken", BROKEN) from error
    blocks: list[Block] = []
    lines: list[Line] = []
    above: list[Line] = []
    tables = paragraphs = 0
    for element in body_elements(body):
        if element.tag == PARAGRAPH:
            paragraphs += 1
            line = Line(_text(element), Place(paragraph=paragraphs))
            lines.append(line)
            if line.text.strip():
                blocks.append(paragraph([line]))
                above = [*above[-7:], line] if len(line.text) <= TITLE_LIMIT else []
        else:
            tables += 1
            rows = tuple(_rows(element, tables))
            lines.extend(Line(cell.text, cell.place) for row in rows for cell in row if cell.text)
            if rows:
                blocks.append(Grid(rows, tuple(above)))
            above = []
    if not blocks:
        raise Unreadable(
            "scan",
            "《{name}》里没有文字（可能是扫描的图片）。请用有文字的 Word、Excel 或 PDF 检查。",
        )
    return Document(name, "docx", tuple(join_continued(blocks)), tuple(lines))


def body_elements(body: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables of the body, also inside content controls."""
    for element in body:
        if element.tag in {PARAGRAPH, TABLE}:
            yield element
        else:
            for inner in element.iterchildren(SDT):
                yield from body_elements(inner)


def _rows(table: etree._Element, number: int) -> Iterator[tuple[Cell, ...]]:
    for at, row in enumerate(table.iterchildren(ROW), 1):
        cells: list[Cell] = []
        for column, element in row_cells(row):
            while len(cells) < column - 1:
                cells.append(Cell("", _place(number, at, len(cells) + 1)))
            joined = element.find(f"./{CELL_FACTS}/{JOINED}")
            follows = joined is not None and joined.get(VALUE) != "restart"
            place = _place(number, at, column)
            cells.append(Cell("" if follows else _cell_text(element), place))
            cells.extend(Cell("", place) for _ in range(_width(element) - 1))
        yield tuple(cells)


def row_cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row, each with the column it begins in, from 1."""
    before = row.find(f"./{ROW_FACTS}/{GRID_BEFORE}")
    column = 1 + (min(int(before.get(VALUE, "0")), MOST_WIDTH) if before is not None else 0)
    for element in _cells(row):
        yield column, element
        column += _width(element)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row, also inside content controls."""
    for element in row:
        if element.tag == CELL:
            yield element
        else:
            for inner in element.iterchildren(SDT):
                yield from _cells(inner)


def _place(table: int, row: int, column: int) -> Place:
    return Place(table=table, cell=f"R{row}C{column}")


def _width(cell: etree._Element) -> int:
    span = cell.find(f"./{CELL_FACTS}/{SPAN}")
    return min(int(span.get(VALUE, "1")), MOST_WIDTH) if span is not None else 1


def _cell_text(cell: etree._Element) -> str:
    return "".join(_text(paragraph) for paragraph in cell.iter(PARAGRAPH)).strip()


def _text(element: etree._Element) -> str:
    parts = []
    for node in element.iter(TEXT, TAB, BREAK):
        if any(parent.tag in SKIPPED for parent in node.iterancestors()):
            continue
        parts.append(node.text or "" if node.tag == TEXT else " ")
    return "".join(parts)
