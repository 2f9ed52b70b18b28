"""A table is read within bounds: what would take the machine down is refused in a sentence."""

import io
import zipfile

import pytest
import xlsxwriter

from hejia.kernel import tables
from hejia.kernel.tables import Unreadable, first_sheet, lines


def workbook(row: int, column: int) -> bytes:
    """A heading, a value, and one cell further away."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "编号")
        sheet.write(1, 0, 7)
        sheet.write(row, column, "远")
    return file.getvalue()


def packed(name: str, size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * size)
    return file.getvalue()


def test_a_sheet_is_read_from_its_first_cell_to_its_last() -> None:
    assert first_sheet(workbook(2, 27))[2][27] == "远"
    assert list(lines(workbook(1, 1), "表.xlsx")) == [["编号", ""], ["7", "远"]]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("最右.xlsx", workbook(0, 16_383), "很靠右的列"),
        ("最下.xlsx", workbook(1_048_575, 0), "很靠下的行"),
        ("炸弹.xlsx", packed("xl/worksheets/sheet1.xml", 500_000), "展开后过大"),
        ("其他.xlsx", packed("content.xml", 10), "另存为.xlsx"),
        ("空包.xlsx", packed("a.txt", 10), "不是Excel工作簿"),
        ("长格.csv", b"a,b\n" + b"x" * 200_000, "有一格过长"),
        ("多列.csv", b"," * 20_000, "列太多"),
        ("旧版.xls", b"\xd0\xcf\x11\xe0", "旧版Excel"),
    ],
    ids=["right", "down", "bomb", "other", "empty", "cell", "columns", "old"],
)
def test_what_would_take_the_machine_down_is_refused(
    name: str, content: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_UNPACKED", 400_000)
    with pytest.raises(Unreadable, match=said):
        list(lines(content, name))


def test_the_furthest_cell_is_found_across_the_pieces_it_is_read_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "_CHUNK", 7)
    with pytest.raises(Unreadable, match="很靠右的列"):
        first_sheet(workbook(0, 16_383))


def test_a_large_file_is_refused_by_its_size_and_not_by_its_writing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 2**20)
    with pytest.raises(Unreadable, match=r"文件有1\.5MB，超过1MB"):
        lines(b"\xff" * (3 * 2**19), "过大.csv")
