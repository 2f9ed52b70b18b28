"""XLSX: every sheet as titles and a table, figures as the sheet shows them."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from hejia.checker.document import Block, Cell, Document, Grid, Line, Place
from hejia.checker.errors import Unreadable
from hejia.checker.figures import parse_cell
from hejia.checker.reading.limits import BROKEN
from hejia.checker.reading.lines import paragraph

MOST_CELLS = 400_000
NOT_TABLE = re.compile(
    r"^(?:注|备注|说明|单位|编制单位|部门|填报)[:：]|[。]$|单位[:：]\s*(?:万元|元)$"
)
NO_RESULT = re.compile(rb"<f[ >][^<]*</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>")
DECIMALS = re.compile(r"0\.(0+)")

Rows = list[list[Cell]]


def read_bytes(data: bytes, name: str) -> Document:
    """Read a workbook (.xlsx)."""
    return document_of(_sheets(data), name, _unreckoned(data))


def document_of(
    sheets: Iterable[tuple[str, Rows]], name: str, remarks: tuple[str, ...] = ()
) -> Document:
    """The document of sheets given as name and rows. Raises Unreadable where all are empty."""
    blocks: list[Block] = []
    lines: list[Line] = []
    for title, rows in sheets:
        found, texts = _sheet_blocks(title, rows)
        blocks.extend(found)
        lines.extend(texts)
    if not any(isinstance(block, Grid) for block in blocks):
        raise Unreadable("empty", "《{name}》里没有读到表格内容。")
    return Document(name, "xlsx", tuple(blocks), tuple(lines), remarks)


def shown_value(value: object, form: str) -> str:
    """A cell's value as its number format shows it."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, datetime | date):
        return value.strftime("%Y年%m月%d日")
    if not isinstance(value, int | float):
        return str(value)
    decimals = DECIMALS.search(form)
    places = len(decimals.group(1)) if decimals else None
    if "%" in form:
        return f"{value * 100:.{places or 0}f}%"
    if places is not None:
        return f"{value:.{places}f}"
    if re.fullmatch(r"[#,]*0(?:_.*)?", form):
        return f"{value:.0f}"
    return _general(value)


def _general(value: float) -> str:
    text = f"{value:.10g}"
    return f"{value:.6f}".rstrip("0").rstrip(".") if "e" in text else text


def _sheets(data: bytes) -> Iterator[tuple[str, Rows]]:
    """The visible sheets, row by row as they stream; what lies empty to the right is not made."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise Unreadable("broken", BROKEN) from error
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()
            yield sheet.title, _rows(sheet.title, sheet.iter_rows())


def _rows(title: str, given: Iterable[Sequence[Any]]) -> Rows:
    rows: Rows = []
    filled = 0
    for number, row in enumerate(given, 1):
        values = [(cell.value, cell.number_format) for cell in row]
        texts = [shown_value(value, form or "").strip() for value, form in values]
        used = max((at for at, text in enumerate(texts, 1) if text), default=0)
        filled += used
        if filled > MOST_CELLS:
            raise Unreadable("size", f"《{{name}}》的工作表“{title}”过大。请删去无关的行列后再查。")
        rows.append(cells(title, number, texts[:used]))
    return rows


def cells(sheet: str, number: int, texts: Sequence[str]) -> list[Cell]:
    """The cells of a row; `number` counts from 1."""
    return [
        Cell(text, Place(sheet=sheet, cell=f"{get_column_letter(column)}{number}"))
        for column, text in enumerate(texts, 1)
    ]


def _unreckoned(data: bytes) -> tuple[str, ...]:
    """A remark where formulas were saved without their results: their cells are read as empty."""
    count = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                count += len(NO_RESULT.findall(archive.read(name)))
    if not count:
        return ()
    return (f"有 {count} 个公式没有保存计算结果，当作空白。请在 Excel 或 WPS 里打开、保存后再查。",)


def _sheet_blocks(title: str, rows: Rows) -> tuple[list[Block], list[Line]]:
    """Titles and notes as paragraphs, the rest as tables."""
    name = Line(title, Place(sheet=title))
    lines: list[Line] = [name]
    above: list[Line] = [name]
    blocks: list[Block] = []
    body: Rows = []
    for row in rows:
        filled = [cell for cell in row if cell.text]
        lines.extend(Line(cell.text, cell.place) for cell in filled)
        if not filled:
            continue
        if _is_text_row(filled):
            blocks.extend(_close(body, above))
            above = above if not body else []
            body = []
            above.append(Line(filled[0].text, filled[0].place))
            blocks.append(paragraph([above[-1]]))
        else:
            body.append(row)
    blocks.extend(_close(body, above))
    return blocks, lines


def _is_text_row(filled: Sequence[Cell]) -> bool:
    if len(filled) > 2 or any(parse_cell(cell.text) for cell in filled):
        return False
    return len(filled) == 1 or all(NOT_TABLE.search(cell.text) for cell in filled)


def _close(body: Rows, above: Sequence[Line]) -> list[Block]:
    if not body:
        return []
    wide = max(len(row) for row in body)
    return [Grid(tuple(_padded(row, wide) for row in body), tuple(above[-8:]))]


def _padded(row: list[Cell], wide: int) -> tuple[Cell, ...]:
    """The row with blank cells up to the width of its table."""
    sheet, number = row[0].place.sheet, int(re.sub(r"\D", "", row[0].place.cell))
    return tuple(cells(sheet, number, [*(c.text for c in row), *[""] * (wide - len(row))]))
