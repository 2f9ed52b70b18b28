"""Word: the document in the fonts government offices use (named, taken from the reader's system).

Tables are written as WordprocessingML directly: cell by cell through python-docx costs a scan of
the row per access, which a 26-column form feels.
"""

from __future__ import annotations

import io
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor, Twips
from lxml.etree import SubElement

from hejia.performance.sheets.model import Document, Heading, Paragraph, Placed, Table, placed

BODY_FONT: Final = "仿宋_GB2312"
TITLE_FONT: Final = "方正小标宋简体"
HEADING_FONTS: Final = {1: "黑体", 2: "楷体_GB2312", 3: BODY_FONT}
PAPER: Final = {"a4": (21.0, 29.7), "a3": (29.7, 42.0)}
#: Characters from which on a row may break across pages.
_LONG: Final = 200
#: Rows up to which a table with a label is not broken.
_WHOLE: Final = 30
#: Twips per centimetre.
TWIPS: Final = 567
ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "note": WD_ALIGN_PARAGRAPH.LEFT,
}


def render(document: Document) -> bytes:
    """The .docx file's bytes."""
    word = docx.Document()
    width = _page(word, document)
    _page_numbers(word, document)
    _style(word.styles["Normal"], BODY_FONT, 16 if not document.tables_only else document.size)
    word.core_properties.title = document.title
    if document.cover:
        _title(word, document.title)
    for place, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            _heading(word, block)
        elif isinstance(block, Paragraph):
            _paragraph(word, block)
        else:
            _table(word, block, width, document.size, fresh=document.tables_only and place > 0)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _page(word: Any, document: Document) -> int:
    """Set paper and margins; return the printable width in twips."""
    short, long = PAPER[document.paper]
    section = word.sections[0]
    across, down = (long, short) if document.landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(across), Cm(down)
    margin = 1.5 if document.tables_only else 2.7
    section.left_margin = section.right_margin = Cm(margin)
    section.top_margin = section.bottom_margin = Cm(2.0 if document.tables_only else 3.2)
    return int((across - 2 * margin) * TWIPS)


def _page_numbers(word: Any, document: Document) -> None:
    """Below each page: — 1 — as in official papers, 第 1 页，共 2 页 on forms."""
    before, after = ("第 ", " 页") if document.tables_only else ("— ", " —")
    section = word.sections[0]
    section.footer_distance = Cm(1.0 if document.tables_only else 2.0)
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    size = 9 if document.tables_only else 14
    _run(paragraph, before, "宋体", size)
    _field(paragraph, "PAGE", size)
    _run(paragraph, after, "宋体", size)
    if document.tables_only:
        _run(paragraph, "，共 ", "宋体", size)
        _field(paragraph, "NUMPAGES", size)
        _run(paragraph, " 页", "宋体", size)


def _field(paragraph: Any, name: str, size: float) -> None:
    """A figure that the reader's program fills in."""
    field = SubElement(paragraph._p, qn("w:fldSimple"))
    field.set(qn("w:instr"), name)
    run = SubElement(field, qn("w:r"))
    look = SubElement(run, qn("w:rPr"))
    SubElement(look, qn("w:sz")).set(qn("w:val"), str(int(size * 2)))
    SubElement(run, qn("w:t")).text = "1"


def _style(style: Any, font: str, size: float) -> None:
    style.font.name = font
    style.font.size = Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _run(paragraph: Any, text: str, font: str, size: float, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.name = font
    run.font.size = Pt(size)
    run.font.bold = bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _title(word: Any, text: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(18)
    _run(paragraph, text, TITLE_FONT, 22)


def _heading(word: Any, block: Heading) -> None:
    paragraph = word.add_paragraph(style=f"Heading {block.level}")
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.space_after = Pt(3)
    paragraph.paragraph_format.first_line_indent = Pt(32)
    _run(paragraph, block.text, HEADING_FONTS[block.level], 16, bold=block.level == 3)
    for run in paragraph.runs:
        run.font.color.rgb = RGBColor(0, 0, 0)


def _paragraph(word: Any, block: Paragraph) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = ALIGN[block.align]
    spacing = paragraph.paragraph_format
    spacing.line_spacing = Pt(28) if block.align != "note" else None
    spacing.space_after = Pt(0)
    if block.align == "left":
        spacing.first_line_indent = Pt(32)
    _run(paragraph, block.text, BODY_FONT, 10.5 if block.align == "note" else 16)


def _table(word: Any, table: Table, width: int, size: float, *, fresh: bool) -> None:
    """Title, edge line, table and notes; `fresh` begins on a new page."""
    above = _above(word, table, width)
    if fresh:
        first = above[0] if above else _gap(word)
        first.paragraph_format.page_break_before = True
    # The table goes before the section properties, which must stay last in the body.
    word.element.body.insert_element_before(_table_xml(table, width, size), "w:sectPr")
    for note in table.notes:
        paragraph = word.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        _run(paragraph, note, "宋体", 9)
    if not table.notes:
        _gap(word)


def _above(word: Any, table: Table, width: int) -> list[Any]:
    """Label, title and the line with department and unit, kept with the table."""
    made = []
    if table.label:
        made.append(word.add_paragraph())
        _run(made[-1], table.label, "黑体", 12)
    if table.title:
        made.append(word.add_paragraph())
        made[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(made[-1], table.title, TITLE_FONT, 18)
    if table.left or table.right:
        made.append(_edge_line(word, table, width))
    for paragraph in made:
        paragraph.paragraph_format.keep_with_next = True
    return made


def _gap(word: Any) -> Any:
    """A line too low to begin a page of its own."""
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(1)
    return paragraph


def _edge_line(word: Any, table: Table, width: int) -> Any:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(width), WD_TAB_ALIGNMENT.RIGHT)
    _run(paragraph, f"{table.left}\t{table.right}", "宋体", 10.5)
    return paragraph


def _table_xml(table: Table, width: int, size: float) -> Any:
    whole = sum(table.widths)
    columns = [width * w // whole for w in table.widths]
    element = parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblW w:w='{width}' w:type='dxa'/>"
        "<w:jc w:val='center'/><w:tblBorders>"
        + "".join(
            f"<w:{side} w:val='single' w:sz='4' w:space='0' w:color='000000'/>"
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + "</w:tblBorders><w:tblLayout w:type='fixed'/><w:tblCellMar>"
        "<w:top w:w='28' w:type='dxa'/><w:left w:w='60' w:type='dxa'/>"
        "<w:bottom w:w='28' w:type='dxa'/><w:right w:w='60' w:type='dxa'/></w:tblCellMar></w:tblPr>"
        "<w:tblGrid>" + "".join(f"<w:gridCol w:w='{c}'/>" for c in columns) + "</w:tblGrid></w:tbl>"
    )
    starts = {(spot.row, spot.column): spot for spot in placed(table.rows)}
    covered = {
        (spot.row + down, spot.column): spot
        for spot in starts.values()
        for down in range(1, spot.cell.rowspan)
    }
    for r in range(len(table.rows)):
        _row_xml(element, r, r < table.headers, starts, covered, columns, size)
    if table.label and len(table.rows) <= _WHOLE:
        _keep_whole(element)
    return element


def _keep_whole(element: Any) -> None:
    """A short table within a text stands on one page: every row is kept with the next."""
    for line in element.findall(qn("w:tr"))[:-1]:
        for properties in line.iter(qn("w:pPr")):
            properties.insert(0, properties.makeelement(qn("w:keepNext"), {}))


def _row_xml(
    element: Any,
    r: int,
    header: bool,
    starts: dict[tuple[int, int], Placed],
    covered: dict[tuple[int, int], Placed],
    columns: list[int],
    size: float,
) -> None:
    line = SubElement(element, qn("w:tr"))
    properties = SubElement(line, qn("w:trPr"))
    here = (starts.get((r, column)) for column in range(len(columns)))
    if all(len(spot.cell.text) < _LONG for spot in here if spot):
        SubElement(properties, qn("w:cantSplit"))
    if header:
        SubElement(properties, qn("w:tblHeader"))
    column = 0
    while column < len(columns):
        spot = starts.get((r, column)) or covered.get((r, column))
        span = spot.cell.colspan if spot else 1
        _cell_xml(line, spot, spot is not None and spot.row != r, columns, column, size)
        column += span


def _cell_xml(
    line: Any, spot: Placed | None, below: bool, columns: list[int], column: int, size: float
) -> None:
    cell = SubElement(line, qn("w:tc"))
    properties = SubElement(cell, qn("w:tcPr"))
    span = spot.cell.colspan if spot else 1
    wide = SubElement(properties, qn("w:tcW"))
    wide.set(qn("w:w"), str(sum(columns[column : column + span])))
    wide.set(qn("w:type"), "dxa")
    if span > 1:
        SubElement(properties, qn("w:gridSpan")).set(qn("w:val"), str(span))
    if spot and spot.cell.rowspan > 1:
        SubElement(properties, qn("w:vMerge")).set(qn("w:val"), "continue" if below else "restart")
    if spot and spot.cell.shaded:
        shade = SubElement(properties, qn("w:shd"))
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "EEF2F7")
    SubElement(properties, qn("w:vAlign")).set(qn("w:val"), "center")
    texts = [""] if spot is None or below else spot.cell.text.split("\n")
    for text in texts:
        _text_xml(cell, text, spot, size)


def _text_xml(cell: Any, text: str, spot: Placed | None, size: float) -> None:
    paragraph = SubElement(cell, qn("w:p"))
    properties = SubElement(paragraph, qn("w:pPr"))
    spacing = SubElement(properties, qn("w:spacing"))
    spacing.set(qn("w:after"), "0")
    spacing.set(qn("w:line"), "240")
    SubElement(properties, qn("w:jc")).set(qn("w:val"), spot.cell.align if spot else "left")
    if not text:
        return
    run = SubElement(paragraph, qn("w:r"))
    look = SubElement(run, qn("w:rPr"))
    fonts = SubElement(look, qn("w:rFonts"))
    for key in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(key), "宋体")
    if spot and spot.cell.bold:
        SubElement(look, qn("w:b"))
    SubElement(look, qn("w:sz")).set(qn("w:val"), str(int(size * 2)))
    piece = SubElement(run, qn("w:t"))
    piece.text = text
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
