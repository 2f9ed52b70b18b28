"""Workbook: one sheet per table, printable as the form is, figures as numbers."""

from __future__ import annotations

import io
import math
from decimal import Decimal
from typing import Any

import xlsxwriter

from hejia.performance.figures import plain
from hejia.performance.sheets.model import Cell, Document, Table, placed

PAPER = {"a4": 9, "a3": 8}
ALIGN = {"left": "left", "center": "center", "right": "right"}
#: Characters of width the relative widths of a table are spread over.
PAGE_CHARACTERS = {(False, "a4"): 88, (True, "a4"): 130, (False, "a3"): 130, (True, "a3"): 190}
#: Type sizes in points, tried until a row fits the tallest there is.
SIZES = (10, 9, 8, 7, 6)
TALLEST = 409.0


def render(document: Document) -> bytes:
    """The workbook's bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": document.title})
    formats = _Formats(book)
    used: set[str] = set()
    for table in document.tables:
        sheet = book.add_worksheet(_sheet_name(table, used))
        _page(sheet, document, table)
        _draw(sheet, table, _columns(document, table), formats)
    book.close()
    return buffer.getvalue()


class _Formats:
    """One xlsxwriter format per look, made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[tuple[Any, ...], Any] = {}

    def of(self, cell: Cell, places: int | None, size: int) -> Any:
        key = (cell.align, cell.bold, cell.shaded, places, size)
        if key not in self._known:
            look = {
                "align": ALIGN[cell.align],
                "valign": "vcenter",
                "border": 1,
                "text_wrap": True,
                "bold": cell.bold,
                "font_name": "宋体",
                "font_size": size,
            }
            if cell.shaded:
                look["bg_color"] = "#EEF2F7"
            if places is not None:
                look["num_format"] = "0" if places == 0 else "0." + "0" * places
            self._known[key] = self._book.add_format(look)
        return self._known[key]

    def free(self, **look: Any) -> Any:
        """A format without borders, for titles and notes."""
        return self._book.add_format({"font_name": "宋体", "valign": "vcenter", **look})


def _sheet_name(table: Table, used: set[str]) -> str:
    base = "".join(c for c in (table.name or table.title or "表") if c not in r"[]:*?/\\")[:28]
    name, count = base, 1
    while name in used:
        count += 1
        name = f"{base}{count}"
    used.add(name)
    return name


def _page(sheet: Any, document: Document, table: Table) -> None:
    sheet.set_paper(PAPER[document.paper])
    if document.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页，共 &N 页")
    for column, width in enumerate(_columns(document, table)):
        sheet.set_column(column, column, width)


def _columns(document: Document, table: Table) -> list[float]:
    """Widths in characters."""
    spread, whole = PAGE_CHARACTERS[document.landscape, document.paper], sum(table.widths)
    return [max(4, spread * width / whole) for width in table.widths]


def _heights(table: Table, columns: list[float], size: int) -> list[float]:
    """Points each row needs at a type size; neither Excel nor LibreOffice fits merged cells."""
    heights = [size + 5.0] * len(table.rows)
    spots = placed(table.rows)
    for spot in sorted(spots, key=lambda spot: spot.cell.rowspan):
        width = sum(columns[spot.column : spot.column + spot.cell.colspan])
        need = _lines(spot.cell.text, width, size) * (size + 3.2) + 4
        rows = range(spot.row, spot.row + spot.cell.rowspan)
        lacking = need - sum(heights[r] for r in rows)
        if lacking > 0:
            for r in rows:
                heights[r] += lacking / len(rows)
    return heights


def _lines(text: str, width: float, size: int) -> int:
    """How many lines a text takes in a cell so many characters (of 11 points) wide."""
    room = max(1.0, (width - 1) * 11 / size)
    return sum(
        max(1, math.ceil(sum(2 if ord(c) > 0x2E7F else 1.1 for c in part) / room))
        for part in text.split("\n")
    )


def _fitting(table: Table, columns: list[float]) -> tuple[int, list[float]]:
    """The largest type size at which every row is low enough, and the heights then."""
    for size in SIZES:
        heights = _heights(table, columns, size)
        if max(heights, default=0) <= TALLEST:
            break
    return size, [min(height, TALLEST) for height in heights]


def _draw(sheet: Any, table: Table, columns: list[float], formats: _Formats) -> None:
    last = len(table.widths) - 1
    top = 0
    for text, size, look in (
        (table.label, 11, {"align": "left"}),
        (table.title, 16, {"align": "center", "bold": True}),
    ):
        if text:
            sheet.set_row(top, size + 8)
            _line(sheet, top, last, text, formats.free(font_size=size, **look))
            top += 1
    if table.left or table.right:
        sheet.write_string(top, 0, table.left, formats.free(align="left"))
        sheet.write_string(top, last, table.right, formats.free(align="right"))
        top += 1
    size, heights = _fitting(table, columns)
    for row, height in enumerate(heights):
        sheet.set_row(top + row, height)
    for spot in placed(table.rows):
        _cell(sheet, top + spot.row, spot.column, spot.cell, formats, size)
    if table.headers:
        sheet.repeat_rows(top, top + table.headers - 1)
    end = top + len(table.rows)
    for position, note in enumerate(table.notes):
        sheet.set_row(end + position, _lines(note, sum(columns), 9) * 12.2 + 4)
        _line(sheet, end + position, last, note, formats.free(text_wrap=True, font_size=9))


def _line(sheet: Any, row: int, last: int, text: str, look: Any) -> None:
    if last:
        sheet.merge_range(row, 0, row, last, text, look)
    else:
        sheet.write_string(row, 0, text, look)


def _cell(sheet: Any, row: int, column: int, cell: Cell, formats: _Formats, size: int) -> None:
    shown = _as_number(cell)
    places = None if shown is None else max(0, -int(shown.as_tuple().exponent))
    look = formats.of(cell, places, size)
    if cell.rowspan > 1 or cell.colspan > 1:
        last_row, last_column = row + cell.rowspan - 1, column + cell.colspan - 1
        sheet.merge_range(row, column, last_row, last_column, "", look)
    if shown is None:
        sheet.write_string(row, column, cell.text, look)
    else:
        sheet.write_number(row, column, float(shown), look)


def _as_number(cell: Cell) -> Decimal | None:
    """The printed figure as a number cell; text such as 100% or — stays text.

    A workbook stores doubles: the figure as printed (≤ 15 digits) survives that, so what is
    written is the print, not the exact amount.
    """
    if cell.value is None:
        return None
    text = cell.text.replace(",", "")
    shown = Decimal(text) if text.lstrip("-").replace(".", "", 1).isdigit() else None
    return shown if shown is None or plain(shown) == plain(Decimal(str(float(shown)))) else None
