"""An annotated copy: comments in Word and Excel, highlights in PDF; other formats as Markdown."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pypdf
from docx.oxml.table import CT_Row, CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from openpyxl.comments import Comment
from pypdf.annotations import Highlight
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

from hejia.checker.errors import Unreadable
from hejia.checker.finding import Finding
from hejia.checker.public import Report
from hejia.checker.reading.word import PARAGRAPH, body_elements, row_cells
from hejia.checker.report.plain import SEVERITY, as_markdown

AUTHOR = "体检"
COLORS = {"hard": "ff9999", "soft": "ffe699"}
WIDE_NOTE, LINE_CHARS, LINE_HEIGHT = 340, 24, 18
ENDING = ".体检"


def annotate(path: Path, report: Report, folder: Path) -> Path:
    """Write a copy of `path` with the findings marked into `folder`; return its path."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        suffix, content = annotated(path.read_bytes(), path.name, report)
        target = folder / f"{path.stem}{ENDING}{suffix}"
        target.write_bytes(content)
    except OSError as error:
        raise Unreadable("target", f"批注副本写不进“{folder}”，请换一个能写的文件夹。") from error
    return target


def annotated(data: bytes, name: str, report: Report) -> tuple[str, bytes]:
    """The ending and the bytes of the copy; Markdown for formats that carry no comments.

    Everything of the source that openpyxl, python-docx and pypdf keep is kept: text, styles,
    formulas, widths; charts of a workbook are not.
    """
    suffix = Path(name).suffix.lower()
    writer = WRITERS.get(suffix)
    if writer is None or (suffix == ".xlsx" and not data.startswith(b"PK")):
        return ".md", as_markdown([report]).encode()
    return suffix, writer(data, report)


def words(finding: Finding) -> str:
    """A finding as the text of a comment."""
    return f"【{SEVERITY[finding.severity]} {finding.rule}】{finding.message}"


def _word(data: bytes, report: Report) -> bytes:
    out = docx.Document(io.BytesIO(data))
    elements = list(body_elements(out.element.body))
    texts = [element for element in elements if isinstance(element, CT_P)]
    tables = [element for element in elements if isinstance(element, CT_Tbl)]
    for finding in report.findings:
        place = finding.place
        if place.table is not None and place.cell:
            found = _in_table(tables, place.table, place.cell)
        else:
            found = texts[place.paragraph - 1] if place.paragraph else None
        if found is not None:
            run = _first_run(Paragraph(found, out._body))
            out.add_comment(run, text=words(finding), author=AUTHOR, initials="检")
    return _saved(out.save)


def _in_table(tables: list[CT_Tbl], number: int, cell: str) -> CT_P | None:
    """The first paragraph with text of a cell named by row and column."""
    found = re.fullmatch(r"R(\d+)C(\d+)", cell)
    if not found:
        return None
    row: CT_Row = tables[number - 1].tr_lst[int(found[1]) - 1]
    begun = [element for column, element in row_cells(row) if column <= int(found[2])]
    paragraphs: list[CT_P] = list(begun[-1].iterchildren(PARAGRAPH)) if begun else []
    filled = [paragraph for paragraph in paragraphs if paragraph.text]
    return next(iter([*filled, *paragraphs]), None)


def _first_run(paragraph: Paragraph) -> Run:
    return paragraph.runs[0] if paragraph.runs else paragraph.add_run("")


def _excel(data: bytes, report: Report) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for finding in report.findings:
        place = finding.place
        if place.sheet not in book.sheetnames or not place.cell:
            continue
        cell = book[place.sheet][place.cell]
        if isinstance(cell, openpyxl.cell.MergedCell):
            continue
        text = f"{cell.comment.text}\n{words(finding)}" if cell.comment else words(finding)
        high = LINE_HEIGHT * (2 + len(text) // LINE_CHARS)
        cell.comment = Comment(text, AUTHOR, height=high, width=WIDE_NOTE)
    return _saved(book.save)


def _pdf(data: bytes, report: Report) -> bytes:
    try:
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    except (PyPdfError, DependencyError, ValueError, KeyError) as error:
        raise Unreadable(
            "target", "这份 PDF 加了保护或结构特殊，批注写不进去。请用 Markdown 或 Excel 清单。"
        ) from error
    for finding, page, box in _boxes(report):
        if page <= len(writer.pages):
            writer.add_annotation(page - 1, _highlight(box, finding))
    return _saved(writer.write)


def _boxes(report: Report) -> Iterator[tuple[Finding, int, tuple[float, float, float, float]]]:
    for finding in report.findings:
        if finding.place.page is not None and finding.place.box is not None:
            yield finding, finding.place.page, finding.place.box


def _highlight(box: tuple[float, float, float, float], finding: Finding) -> Highlight:
    """A coloured field over the place; pointing at it shows the finding."""
    left, bottom, right, top = box
    corners = (left, top, right, top, left, bottom, right, bottom)
    quads = ArrayObject([FloatObject(value) for value in corners])
    mark = Highlight(rect=box, quad_points=quads, highlight_color=COLORS[finding.severity])
    mark[NameObject("/Contents")] = TextStringObject(words(finding))
    mark[NameObject("/T")] = TextStringObject(AUTHOR)
    return mark


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


WRITERS: dict[str, Callable[[bytes, Report], bytes]] = {
    ".docx": _word,
    ".xlsx": _excel,
    ".pdf": _pdf,
}
