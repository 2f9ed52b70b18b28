"""XLS, the old binary workbook: every sheet as in a new one, but without number formats."""

import io
from collections.abc import Iterator

import python_calamine

from hejia.checker.document import Document
from hejia.checker.errors import Unreadable
from hejia.checker.reading.limits import BROKEN
from hejia.checker.reading.sheets import Rows, cells, document_of, shown_value

VISIBLE = python_calamine.SheetVisibleEnum.Visible


def read_bytes(data: bytes, name: str) -> Document:
    """Read an old workbook (.xls)."""
    return document_of(_sheets(data), name)


def _sheets(data: bytes) -> Iterator[tuple[str, Rows]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable("broken", BROKEN) from error
    for sheet in book.sheets_metadata:
        if sheet.visible != VISIBLE:
            continue
        values = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        yield (
            sheet.name,
            [
                cells(sheet.name, number, _used([_value(value) for value in row]))
                for number, row in enumerate(values, 1)
            ],
        )


def _value(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return shown_value(value, "").strip()


def _used(texts: list[str]) -> list[str]:
    """Without the blanks at the end of a row."""
    return texts[: max((at for at, text in enumerate(texts, 1) if text), default=0)]
