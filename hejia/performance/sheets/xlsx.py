"""Workbook: one sheet per table, printable as the form is, figures as numbers."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import xlsxwriter

from hejia.performance.figures import plain
from hejia.performance.sheets.model import Cell, Document, Table, placed

PAPER = {"a4": 9, "a3": 8}
ALIGN = {"left": "left", "center": "center", "right": "right"}
#: Characters of width the relative widths of a table are spread over.
PAGE_CHARACTERS = {(False, "a4"): 88, (True, "a4"): 130, (False, "a3"): 130, (True, "a3"): 190}


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
        _draw(sheet, table, formats)
    book.close()
    return buffer.getvalue()


class _Formats:
    """One xlsxwriter format per look, made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[tuple[Any, ...], Any] = {}

    def of(self, cell: Cell, places: int | None) -> Any:
        key = (cell.align, cell.bold, cell.shaded, places)
        if key not in self._known:
            look = {
                "align": ALIGN[cell.align],
                "valign": "vcenter",
                "border": 1,
                "text_wrap": True,
                "bold": cell.bold,
                "font_name": "宋体",
                "font_size": 10,
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
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    spread = PAGE_CHARACTERS[document.landscape, document.paper]
    whole = sum(table.widths)
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, max(4, spread * width / whole))


def _draw(sheet: Any, table: Table, formats: _Formats) -> None:
    last = len(table.widths) - 1
    top = 0
    for text, look in (
        (table.label, {"align": "left"}),
        (table.title, {"align": "center", "bold": True, "font_size": 16}),
    ):
        if text:
            _line(sheet, top, last, text, formats.free(**look))
            top += 1
    if table.left or table.right:
        sheet.write_string(top, 0, table.left, formats.free(align="left"))
        sheet.write_string(top, last, table.right, formats.free(align="right"))
        top += 1
    for spot in placed(table.rows):
        _cell(sheet, top + spot.row, spot.column, spot.cell, formats)
    if table.headers:
        sheet.repeat_rows(top, top + table.headers - 1)
    end = top + len(table.rows)
    for position, note in enumerate(table.notes):
        _line(sheet, end + position, last, note, formats.free(text_wrap=True, font_size=9))


def _line(sheet: Any, row: int, last: int, text: str, look: Any) -> None:
    if last:
        sheet.merge_range(row, 0, row, last, text, look)
    else:
        sheet.write_string(row, 0, text, look)


def _cell(sheet: Any, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    shown = _as_number(cell)
    places = None if shown is None else max(0, -int(shown.as_tuple().exponent))
    look = formats.of(cell, places)
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
