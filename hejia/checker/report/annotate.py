"""An annotated copy: comments in Word and Excel, highlights in PDF; other formats as Markdown."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pypdf
from docx.document import Document as WordFile
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from openpyxl.comments import Comment
from pypdf.annotations import Highlight, Text
from pypdf.generic import ArrayObject, FloatObject

from hejia.checker.errors import Unreadable
from hejia.checker.finding import Finding
from hejia.checker.public import Report
from hejia.checker.report.plain import SEVERITY, as_markdown

AUTHOR = "体检"
COLORS = {"hard": "ff9999", "soft": "ffe699"}


def annotate(path: Path, report: Report, folder: Path) -> Path:
    """Write a copy of `path` with the findings marked into `folder`; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        target = folder / f"{path.stem}.体检.md"
        target.write_text(as_markdown([report]), encoding="utf-8")
        return target
    target = folder / f"{path.stem}.体检{path.suffix.lower()}"
    if target.resolve() == path.resolve():
        raise Unreadable("target", "批注副本不能写在原文件上，请换一个文件夹。")
    target.write_bytes(writer(path.read_bytes(), report))
    return target


def words(finding: Finding) -> str:
    """A finding as the text of a comment."""
    return f"【{SEVERITY[finding.severity]} {finding.rule}】{finding.message}"


def _word(data: bytes, report: Report) -> bytes:
    out = docx.Document(io.BytesIO(data))
    for finding in report.findings:
        run = _word_run(out, finding)
        if run is not None:
            out.add_comment(run, text=words(finding), author=AUTHOR, initials="检")
    return _saved(out.save)


def _word_run(out: WordFile, finding: Finding) -> Run | None:
    place = finding.place
    if place.table is not None and place.cell:
        return _cell_run(out, place.table, place.cell)
    if place.paragraph is None or place.paragraph > len(out.paragraphs):
        return None
    return _first_run(out.paragraphs[place.paragraph - 1])


def _cell_run(out: WordFile, table: int, cell: str) -> Run | None:
    found = re.match(r"R(\d+)C(\d+)", cell)
    if not found or table > len(out.tables):
        return None
    cells = out.tables[table - 1].rows[int(found[1]) - 1].cells
    paragraphs = cells[min(int(found[2]), len(cells)) - 1].paragraphs
    filled = [paragraph for paragraph in paragraphs if paragraph.runs]
    return _first_run((filled or paragraphs)[0])


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
        before = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(before + words(finding), AUTHOR, height=120, width=320)
    return _saved(book.save)


def _pdf(data: bytes, report: Report) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for finding in report.findings:
        place = finding.place
        if place.page is None or place.box is None or place.page > len(writer.pages):
            continue
        page = writer.pages[place.page - 1]
        left, top, right, bottom = place.box
        height = float(page.mediabox.height)
        box = (left, height - bottom, right, height - top)
        writer.add_annotation(place.page - 1, _highlight(box, finding))
        note = Text(text=words(finding), rect=(box[2], box[3], box[2] + 16, box[3] + 16))
        writer.add_annotation(place.page - 1, note)
    return _saved(writer.write)


def _highlight(box: tuple[float, float, float, float], finding: Finding) -> Highlight:
    left, bottom, right, top = box
    corners = (left, top, right, top, left, bottom, right, bottom)
    quads = ArrayObject([FloatObject(value) for value in corners])
    return Highlight(rect=box, quad_points=quads, highlight_color=COLORS[finding.severity])


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


WRITERS: dict[str, Callable[[bytes, Report], bytes]] = {
    ".docx": _word,
    ".xlsx": _excel,
    ".pdf": _pdf,
}
