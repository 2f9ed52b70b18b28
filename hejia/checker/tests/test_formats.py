"""One wrong figure, told at its place whatever file it comes in."""

import io
import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdf
import pytest

from hejia.checker.document import Grid
from hejia.checker.public import Options, check_document, read_document
from hejia.checker.tests.specimens.budgets import budget
from hejia.checker.tests.specimens.evaluations import disclosure, overall_report
from hejia.checker.tests.specimens.model import Specimen
from hejia.checker.tests.specimens.printed import Press, as_html, as_pdf
from hejia.checker.tests.specimens.render import as_docx, as_text, as_xlsx

HERE = Options(bounded=False)
XLS = Path(__file__).parent / "files" / "budget.xls"
"""The faulty specimen below as numbers in a workbook, saved by LibreOffice as .xls."""


def faulty() -> Specimen:
    """A budget whose subject 201 has 20 too much in its column 基本支出."""
    specimen = budget(5)
    index = next(i for i, mark in enumerate(specimen.marks) if "node" in mark.roles)
    return specimen.falsified(index, specimen.marks[index].value + 20)


def turned(data: bytes, angle: int) -> bytes:
    """The same pages, shown turned by a viewer, or lying on their side to be turned."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for page in writer.pages:
        page.rotate(angle)
        if angle == 270:
            page.transfer_rotation_to_content()
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


FORMS: dict[str, tuple[str, Callable[[Specimen], bytes], str]] = {
    "text": ("a.txt", lambda s: as_text(s, "tabs").encode(), "第78行"),
    "text in GBK": ("a.txt", lambda s: as_text(s, "tabs").encode("gb18030"), "第78行"),
    "Word": ("a.docx", as_docx, "第3个表格 单元格R3C4"),
    "Excel": ("a.xlsx", as_xlsx, "工作表“表3” 单元格D7"),
    "web page": ("a.html", as_html, "第3个表格 单元格R3C4"),
    "PDF": ("a.pdf", as_pdf, "第2页 第1个表格 单元格R3C4"),
    "PDF shown turned": ("a.pdf", lambda s: turned(as_pdf(s), 90), "第2页 第1个表格 单元格R3C4"),
    "PDF lying": ("a.pdf", lambda s: turned(as_pdf(s), 270), "第2页 第1个表格 单元格R3C4"),
    "old Excel": ("a.xls", lambda _: XLS.read_bytes(), "工作表“表3” 单元格D7"),
    "old Excel, really a page": ("a.xls", as_html, "第3个表格 单元格R3C4"),
    "old Excel, really new": ("a.xls", as_xlsx, "工作表“表3” 单元格D7"),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_error_is_told_from_every_format(form: str) -> None:
    name, write, place = FORMS[form]
    (found,) = check_document(write(faulty()), name, HERE).hard
    assert (found.rule, found.printed, found.expected) == ("R1-code", "63.01", "43.01")
    assert found.where == place
    assert found.line is None or form.startswith(("text", "web")) or form.endswith("page")


@pytest.mark.parametrize("form", [form for form in FORMS if form != "old Excel"])
def test_a_clean_document_is_clean_in_every_format(form: str) -> None:
    name, write, _ = FORMS[form]
    assert check_document(write(budget(5)), name, HERE).hard == ()


def test_a_pdf_without_lines_is_read_by_where_things_stand() -> None:
    data = as_pdf(faulty(), Press(ruled=False, wide=True, size=7))
    (found,) = check_document(data, "a.pdf", HERE).hard
    assert (found.printed, found.expected) == ("63.01", "43.01")
    assert found.place.page is not None
    assert found.place.box is not None


def test_a_table_over_several_pages_is_one_table() -> None:
    data = as_pdf(overall_report(10), Press(wide=True, size=8))
    document = read_document(data, "a.pdf", bounded=False)
    (grid,) = document.grids
    assert {row[0].place.page for row in grid.rows} == {1, 2}
    assert grid.rows[-1][0].text == "合计"
    assert check_document(data, "a.pdf", HERE).hard == ()


def test_a_row_cut_by_the_end_of_a_page_is_one_row() -> None:
    document = read_document(as_pdf(disclosure(10)), "a.pdf", bounded=False)
    assert len(pypdf.PdfReader(io.BytesIO(as_pdf(disclosure(10)))).pages) > 1
    (grid,) = document.grids
    assert [row[0].text for row in grid.rows if row[0].text.isdigit()] == list(
        map(str, range(1, len(grid.rows)))
    )
    assert all(row[7].text.endswith("。") for row in grid.rows[1:] if row[7].text)


def test_page_numbers_and_running_titles_are_no_text_of_the_document() -> None:
    document = read_document(as_pdf(overall_report(10), Press(wide=True)), "a.pdf", bounded=False)
    assert not [p.text for p in document.paragraphs if p.text.isdigit()]


def test_a_watermark_across_the_page_is_not_read() -> None:
    words = Specimen("样稿", random.Random(1), ["样稿，不得外传"])
    mark = pypdf.PdfReader(io.BytesIO(as_pdf(words))).pages[0]
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(as_pdf(budget(5))))
    writer.pages[0].merge_transformed_page(mark, pypdf.Transformation().rotate(-30), over=True)
    buffer = io.BytesIO()
    writer.write(buffer)
    plain = read_document(as_pdf(budget(5)), "a.pdf", bounded=False)
    assert read_document(buffer.getvalue(), "a.pdf", bounded=False).lines == plain.lines


def test_wide_empty_sheets_are_read_without_their_emptiness() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["项目", "预算数"], ["培训", 10], ["宣传", 8], ["合计", 18]):
        sheet.append(row)
    sheet.cell(60_000, 200).value = " "
    sheet["A9"] = "=SUM(B2:B3)"
    buffer = io.BytesIO()
    book.save(buffer)
    document = read_document(buffer.getvalue(), "a.xlsx", bounded=False)
    (grid,) = document.grids
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.rows[-1]] == ["合计", "18"]
    assert "1 个公式没有保存计算结果" in document.remarks[0]
