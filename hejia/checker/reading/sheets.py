"""XLSX and XLS: every sheet as titles and a table, figures as the sheet shows them."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import openpyxl
import python_calamine
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
DECIMALS = re.compile(r"0\.(0+)")

Rows = list[list[Cell]]


def read_bytes(data: bytes, name: str) -> Document:
    """Read a workbook of either kind."""
    if name.lower().endswith(".xls"):
        sheets = list(_old_sheets(data, name))
    else:
        sheets = list(_new_sheets(data, name))
    blocks: list[Block] = []
    lines: list[Line] = []
    for title, rows in sheets:
        found, texts = _sheet_blocks(title, rows)
        blocks.extend(found)
        lines.extend(texts)
    if not any(isinstance(block, Grid) for block in blocks):
        raise Unreadable("empty", f"《{name}》里没有读到表格内容。")
    return Document(name, "xlsx", tuple(blocks), tuple(lines))


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


def _new_sheets(data: bytes, name: str) -> Iterator[tuple[str, Rows]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise Unreadable("broken", BROKEN.format(name=name)) from error
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if sheet.max_row * sheet.max_column > MOST_CELLS:
            raise Unreadable(
                "size", f"《{name}》的工作表“{sheet.title}”过大。请删去空行空列后再查。"
            )
        rows = [
            [
                Cell(
                    shown_value(cell.value, cell.number_format or "").strip(),
                    Place(sheet=sheet.title, cell=cell.coordinate),
                )
                for cell in row
            ]
            for row in sheet.iter_rows()
        ]
        yield sheet.title, rows


def _old_sheets(data: bytes, name: str) -> Iterator[tuple[str, Rows]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable("broken", BROKEN.format(name=name)) from error
    for title in book.sheet_names:
        values = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        rows = []
        for number, row in enumerate(values, 1):
            places = [Place(sheet=title, cell=f"{_letters(c)}{number}") for c in range(len(row))]
            cells = zip(row, places, strict=True)
            rows.append([Cell(_old_value(value), place) for value, place in cells])
        yield title, rows


def _old_value(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return shown_value(value, "").strip()


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


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
    used = max((at for row in body for at, cell in enumerate(row, 1) if cell.text), default=0)
    return [Grid(tuple(tuple(row[:used]) for row in body), tuple(above[-8:]))]
