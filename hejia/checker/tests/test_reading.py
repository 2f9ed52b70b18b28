"""Reading: formats, places, and files from strangers."""

import io
import time
import zipfile

import docx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hejia.checker.document import Grid, Paragraph
from hejia.checker.errors import Unreadable
from hejia.checker.public import check_document, read_document
from hejia.checker.reading.kinds import OLE
from hejia.checker.reading.limits import MOST_BYTES, MOST_TEXT_BYTES, check_size
from hejia.checker.reading.sheets import shown_value
from hejia.checker.reading.wire import document_from, document_to


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def test_form_feeds_do_not_end_lines() -> None:
    text = "第一行\f还是第一行\n\n第三行2022年XX万元\n"
    report = check_document(text.encode(), "a.txt")
    assert [finding.line for finding in report.hard] == [3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_usual_encodings_are_read(encoding: str) -> None:
    document = read_document("2022年部门预算".encode(encoding), "a.txt")
    assert document.lines[0].text == "2022年部门预算"


def test_hard_wrapped_lines_are_one_paragraph_with_their_lines() -> None:
    text = (
        "本级预算1310万元，包括人员支出609万元、对个人和家庭的补助支出35万\n\n元、项目支出626万元。"
    )
    (paragraph,) = read_document(text.encode(), "a.txt").paragraphs
    assert "35万元、项目" in paragraph.text
    assert paragraph.place(paragraph.text.index("626")).line == 3


def test_cells_one_below_the_other_become_rows() -> None:
    rows = [
        ["项目", "预算数", "执行数"],
        ["培训", "10", "9"],
        ["宣传", "8", "7"],
        ["合计", "18", "16"],
    ]
    text = "\n".join("\n".join("\t" + cell for cell in row) + "\n" for row in rows)
    (grid,) = read_document(text.encode(), "a.txt").grids
    assert texts(grid) == rows


def test_columns_by_position_keep_blanks_blank() -> None:
    text = (
        "科目编码     科目名称           合计      基本支出    项目支出\n"
        "201          一般公共服务支出   113.00       48.00       65.00\n"
        "20129        群众团体事务       113.00       48.00       65.00\n"
        "2012901      行政运行            48.00       48.00\n"
        "2012902      一般行政管理事务    65.00                   65.00\n"
    )
    (grid,) = read_document(text.encode(), "a.txt").grids
    last = [cell.text for cell in grid.rows[-1]]
    assert last[0] == "2012902"
    assert [last.index("65.00"), len(last) - 1 - last[::-1].index("65.00")] == [2, 6]


def test_word_tables_keep_merged_cells_at_their_first_place() -> None:
    out = docx.Document()
    table = out.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "项目"
    table.cell(0, 2).text = "预算数"
    for column, text in enumerate(("培训", "线上", "10")):
        table.cell(1, column).text = text
    buffer = io.BytesIO()
    out.save(buffer)
    (grid,) = read_document(buffer.getvalue(), "a.docx").grids
    assert texts(grid) == [["项目", "", "预算数"], ["培训", "线上", "10"]]


def test_web_tables_unfold_their_spans() -> None:
    page = (
        "<html><body><p>2022年预算</p><table><tr><td rowspan=2>项目</td><td colspan=2>预算数<"
        "/td></tr>"
        "<tr><td>基本</td><td>项目支出</td></tr><tr><td>甲</td><td>1</td><td>2</td></tr></table></body></html>"
    )
    document = read_document(page.encode(), "a.html", bounded=False)
    assert texts(document.grids[0]) == [
        ["项目", "预算数", ""],
        ["", "基本", "项目支出"],
        ["甲", "1", "2"],
    ]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.98779, "0.00%", "98.78%"),
        (1234.5, "#,##0.00", "1234.50"),
        (0.1 + 0.2, "General", "0.3"),
        (626, "General", "626"),
        (None, "General", ""),
    ],
)
def test_sheet_values_are_read_as_shown(value: object, form: str, text: str) -> None:
    assert shown_value(value, form) == text


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return buffer.getvalue()


def blank_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def locked_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def word_file(text: str) -> bytes:
    out = docx.Document()
    out.add_paragraph(text)
    buffer = io.BytesIO()
    out.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("空.txt", b"", "empty"),
        ("坏.docx", b"PK\x03\x04nonsense", "broken"),
        ("坏.xlsx", archive({"hello.txt": b"hello"}), "broken"),
        ("坏.pdf", b"%PDF-1.4 nonsense", "broken"),
        ("坏.xls", b"nonsense", "broken"),
        ("炸弹.docx", archive({f"{n}.xml": b"0" * 80_000_000 for n in range(4)}), "bomb"),
        ("宏.docx", archive({"word/vbaProject.bin": b"x"}), "macro"),
        ("宏.xlsm", b"x", "macro"),
        ("图.png", b"x", "format"),
        ("图.pdf", b"\x89PNG\r\n", "format"),
        ("旧.doc", b"x", "format"),
        ("旧.docx", OLE + "WordDocument".encode("utf-16-le"), "format"),
        ("锁.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
        ("锁.pdf", locked_pdf(), "locked"),
        ("错.docx", blank_pdf(), "mismatch"),
        ("错.txt", blank_pdf(), "mismatch"),
        ("错.pdf", word_file("2022年预算"), "mismatch"),
        ("错.xlsx", word_file("2022年预算"), "mismatch"),
        ("图.docx", word_file(""), "scan"),
        ("空.html", b"<html><script>x</script></html>", "empty"),
        ("乱.txt", b"\x00\xff\xfe\x00\x81", "encoding"),
        ("扫描.pdf", blank_pdf(), "scan"),
    ],
)
def test_unfit_file_is_refused_with_a_sentence(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_document(data, name)
    assert refusal.value.code == code
    assert refusal.value.message.startswith(f"《{name}》") or code == "format"
    assert name in refusal.value.message
    assert refusal.value.message.endswith("。")


def test_huge_file_is_refused_unread() -> None:
    check_size(MOST_BYTES)
    with pytest.raises(Unreadable):
        check_size(MOST_BYTES + 1)
    with pytest.raises(Unreadable):
        check_size(MOST_TEXT_BYTES + 1, is_text=True)


def test_documents_survive_the_way_from_the_child_process() -> None:
    text = "2022年预算\n\n项目\t预算数\n甲\t1\n\n收入1310万元。"
    document = read_document(text.encode(), "a.txt")
    assert document_from(document_to(document)) == document


PIECES = st.sampled_from(
    [
        "\t",
        "\n",
        " ",
        "  ",
        "。",
        "，",
        "合计",
        "2012901",
        "201",
        "项目",
        "预算数",
        "执行率",
        "分值",
        "得分",
        "一级指标",
        "100%",
        "1,310.5",
        "12万元",
        "其中：",
        "占5%",
        "比上年增加",
        "增长",
        "—",
        "-3.2",
        "|",
        "总分",
        "一、",
        "（类）",
    ]
)


@given(st.lists(PIECES, max_size=80).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_text_is_checked_without_failing(text: str) -> None:
    report = check_document((text or "x").encode(), "a.txt")
    lines = (text or "x").count("\n") + 1
    assert all(finding.line and 1 <= finding.line <= lines for finding in report.findings)


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_strange_text_is_checked_without_failing(text: str) -> None:
    data = text.encode("utf-8", "ignore") or b"x"
    try:
        check_document(data, "a.txt")
    except Unreadable:
        assert b"\x00" in data  # refused as no text


def test_a_document_is_paragraphs_and_grids() -> None:
    document = read_document("说明文字一句。\n\n甲\t1\n乙\t2\n".encode(), "a.txt")
    assert [type(block) for block in document.blocks] == [Paragraph, Grid]


def test_long_lines_take_no_long_time() -> None:
    text = ("占" * 2000 + "比上年增加" * 500 + "1万元，" * 500 + "（类" * 500) + "\n"
    started = time.perf_counter()
    check_document((text * 3).encode(), "a.txt")
    assert time.perf_counter() - started < 20
