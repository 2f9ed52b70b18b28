"""CSV and XLSX as rows of text under their headings."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

MAX_BYTES: Final = 40 * 1024 * 1024
MAX_UNPACKED: Final = 600 * 1024 * 1024
MAX_ROWS: Final = 200_000
_FAULTS_KEPT: Final = 2000


class Unreadable(ValueError):
    """A file that cannot be taken as a table at all; the message (Chinese) says what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that is wrong. `row` counts as the file's program shows it, from 1."""

    row: int
    column: str
    value: str
    wrong: str


@dataclass(slots=True)
class Faults:
    """What was found wrong: all of it is counted, the first of it kept."""

    kept: list[Fault] = field(default_factory=list)
    count: int = 0
    rows: set[int] = field(default_factory=set)

    def note(self, row: int, column: str, value: str, wrong: str) -> None:
        self.count += 1
        self.rows.add(row)
        if len(self.kept) < _FAULTS_KEPT:
            self.kept.append(Fault(row, column, value[:60], wrong))


@dataclass(frozen=True, slots=True)
class Row:
    """A row by our names of its columns; a column that is not there reads as ""."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column we know: how we call it, what it may be called besides, whether it must be there."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False


def read(content: bytes, file_name: str, columns: Sequence[Column], faults: Faults) -> list[Row]:
    """The rows of the first sheet. Raises Unreadable; missing columns are noted as faults."""
    if len(content) > MAX_BYTES:
        raise Unreadable(f"文件超过{MAX_BYTES // 2**20}MB，请拆分后分次导入。")
    lines = _lines(content, file_name)
    headings = [h.strip().lstrip("\ufeff").rstrip("*＊") for h in next(lines, [])]
    places = _places(headings, columns, faults)
    rows: list[Row] = []
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) == MAX_ROWS:
            raise Unreadable(f"文件超过{MAX_ROWS}行，请拆分后分次导入。")
        named = {name: cells[at].strip() for name, at in places.items() if at < len(cells)}
        rows.append(Row(number, named))
    if not rows and not faults.count:
        faults.note(2, "（整行）", "", "表头下面没有数据，请填写后再上传")
    return rows


def _places(headings: list[str], columns: Sequence[Column], faults: Faults) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in columns:
        names = (column.name, *column.aliases)
        at = next((i for i, heading in enumerate(headings) if heading in names), None)
        if at is not None:
            found[column.name] = at
        elif column.required:
            known = "、".join(h for h in headings if h) or "（空）"
            faults.note(1, column.name, known, f"缺少“{column.name}”列，请按模板的表头填写")
    return found


def _lines(content: bytes, file_name: str) -> Iterator[list[str]]:
    if content.startswith(b"PK") or file_name.lower().endswith((".xlsx", ".xlsm")):
        return _workbook_lines(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("这是旧版Excel（.xls）文件，请另存为.xlsx后再上传。")
    return _csv_lines(content)


def _csv_lines(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return csv.reader(io.StringIO(text, newline=""))
    raise Unreadable("无法识别文件的文字编码，请另存为UTF-8编码的CSV，或.xlsx。")


def _workbook_lines(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MAX_UNPACKED:
                raise Unreadable("工作簿展开后过大，请只保留需要导入的工作表。")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (zipfile.BadZipFile, CalamineError) as error:
        raise Unreadable("文件已损坏或不是Excel工作簿，请重新另存为.xlsx后上传。") from error
    rows = sheet.to_python(skip_empty_area=False)
    return ([_text(cell) for cell in row] for row in rows)


def _text(cell: object) -> str:
    """A cell as it reads. A whole number loses its ".0"; beyond 15 digits Excel has none left."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
