"""Files people upload as tables (CSV, XLSX), read within bounds.

A reader of workbooks lays a sheet out whole, from its first cell to its last: a file of a few
kilobytes whose last cell is XFD1048576 would take all memory of the machine. So its size, packed
and unpacked, and the place of its furthest cell are looked at before it is opened.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

MAX_BYTES: Final = 25 * 1024 * 1024
MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_CELLS: Final = 8_000_000
MAX_COLUMNS: Final = 1_000

_CHUNK: Final = 4 * 1024 * 1024
_FAR_COLUMN: Final = re.compile(rb"""\sr\s*=\s*["']([A-Z]{2,3})\d""")
_FAR_ROW: Final = re.compile(rb"""\sr\s*=\s*["'][A-Z]{0,3}(\d{5,7})["']""")
_LEAST_ROW: Final = 9_999
"""What a sheet without a row of five digits may have at most."""
_LEAST_COLUMN: Final = 26
_OTHER_KINDS: Final = ("content.xml", "workbook.bin")
"""What makes a packed file an OpenDocument or a binary workbook, which are not taken."""


class Unreadable(ValueError):
    """A file that cannot be taken as a table at all; the message (Chinese) says what to do."""


def refuse_size(size: int) -> None:
    """Raise Unreadable for a file larger than is taken; `size` in bytes."""
    if size > MAX_BYTES:
        raise Unreadable(
            f"文件有{size / 2**20:.1f}MB，超过{MAX_BYTES // 2**20}MB，请拆分后分次导入。"
        )


def lines(content: bytes, file_name: str) -> Iterator[list[str]]:
    """The lines of a CSV (UTF-8 or GB 18030), or of the first sheet of an XLSX, as texts.

    Raises Unreadable, also while the lines are taken.
    """
    refuse_size(len(content))
    if content.startswith(b"PK") or file_name.lower().endswith((".xlsx", ".xlsm")):
        return ([text_of(cell) for cell in row] for row in first_sheet(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("这是旧版Excel（.xls）文件，请另存为.xlsx后再上传。")
    return _csv_lines(content)


def first_sheet(content: bytes) -> list[list[object]]:
    """The first sheet of an XLSX as its cells are typed, from A1 on. Raises Unreadable."""
    refuse_size(len(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _refuse_vastness(packed)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except (zipfile.BadZipFile, CalamineError, IndexError, NotImplementedError) as error:
        raise Unreadable("文件已损坏或不是Excel工作簿，请重新另存为.xlsx后上传。") from error
    return rows


def text_of(cell: object) -> str:
    """A cell as it reads. A whole number loses its ".0"; beyond 15 digits Excel has none left."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return str(cell)


def _refuse_vastness(packed: zipfile.ZipFile) -> None:
    entries = packed.infolist()
    if any(entry.filename.lower().endswith(_OTHER_KINDS) for entry in entries):
        raise Unreadable("只能读取.xlsx工作簿，请用Excel或WPS另存为.xlsx后上传。")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unreadable("工作簿展开后过大，请只保留需要导入的工作表。")
    for entry in entries:
        rows, columns = _furthest(packed, entry)
        if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
            raise Unreadable(
                "工作簿里有离数据很远的单元格（很靠右的列或很靠下的行），"
                "请删去数据以外的行和列，另存后再上传。"
            )


def _furthest(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """An upper bound of the last row and column a part of a workbook names."""
    row, column, rest = _LEAST_ROW, _LEAST_COLUMN, b""
    with packed.open(entry) as part:
        while chunk := part.read(_CHUNK):
            text = rest + chunk
            row = max(row, *(int(found) for found in _FAR_ROW.findall(text)), 0)
            column = max(column, *(_number(found) for found in set(_FAR_COLUMN.findall(text))), 0)
            rest = text[-32:]
    return row, column


def _number(letters: bytes) -> int:
    """A column's number by its letters: "A" is 1, "AA" 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _csv_lines(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return _parted(text)
    raise Unreadable("无法识别文件的文字编码，请另存为UTF-8编码的CSV，或.xlsx。")


def _parted(text: str) -> Iterator[list[str]]:
    reader = csv.reader(_narrow(text))
    try:
        yield from reader
    except csv.Error as error:
        raise Unreadable(
            f"第{reader.line_num}行有一格过长，多半是引号没有成对，请改正后再上传。"
        ) from error


def _narrow(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if line.count(",") > MAX_COLUMNS * 10:
            raise Unreadable(f"第{number}行的列太多，请只保留需要导入的列。")
        yield line
