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
SKIPPED, GRID_BEFORE, SDT = qn("w:del"), qn("w:gridBefore"), qn("w:sdtContent")


def read_bytes(data: bytes, name: str) -> Document:
    """Read a Word document."""
    try:
        body = docx.Document(io.BytesIO(data)).element.body
    except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise Unreadable("broken", BROKEN.format(name=name)) from error
    blocks: list[Block] = []
    lines: list[Line] = []
    above: list[Line] = []
    tables = paragraphs = 0
    for element in _children(body):
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
    return Document(name, "docx", tuple(join_continued(blocks)), tuple(lines))


def _children(body: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables of the body, also inside content controls."""
    for element in body:
        if element.tag in {PARAGRAPH, TABLE}:
            yield element
        else:
            for inner in element.iterchildren(SDT):
                yield from _children(inner)


def _rows(table: etree._Element, number: int) -> Iterator[tuple[Cell, ...]]:
    for at, row in enumerate(table.iterchildren(ROW), 1):
        cells: list[Cell] = []
        for element in row.iterchildren(CELL):
            span = element.find(f".//{SPAN}")
            joined = element.find(f"./*/{JOINED}")
            place = Place(table=number, cell=f"R{at}C{len(cells) + 1}")
            follows = joined is not None and joined.get(VALUE) != "restart"
            cells.append(Cell("" if follows else _cell_text(element), place))
            width = int(span.get(VALUE, "1")) if span is not None else 1
            cells.extend(Cell("", place) for _ in range(min(width, 60) - 1))
        yield tuple(cells)


def _cell_text(cell: etree._Element) -> str:
    return "".join(_text(paragraph) for paragraph in cell.iter(PARAGRAPH)).strip()


def _text(element: etree._Element) -> str:
    parts = []
    for node in element.iter(TEXT, TAB, BREAK):
        if any(parent.tag == SKIPPED for parent in node.iterancestors()):
            continue
        parts.append(node.text or "" if node.tag == TEXT else " ")
    return "".join(parts)
