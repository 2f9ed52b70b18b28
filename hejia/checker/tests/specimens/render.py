"""Specimens as text in the layouts such documents are found in, and as files."""

import io
from collections.abc import Sequence

import docx
import xlsxwriter

from hejia.checker.reading.columns import display_width
from hejia.checker.tests.specimens.model import Specimen, TableBlock

LAYOUTS = ("tabs", "pipes", "upright", "layout", "broken")
LINE = 80
PAGE = 9  # body rows of a broken table before the next page repeats its heading


def as_text(specimen: Specimen, layout: str) -> str:
    """The specimen as text in one of `LAYOUTS`."""
    lines: list[str] = ["", ""]
    for block in specimen.blocks:
        if isinstance(block, str):
            lines += _paragraph(specimen.printed(block), layout)
        else:
            above = [specimen.printed(text) for text in block.above]
            lines += [part for text in above for part in (text, "")]
            if layout == "broken":
                lines += _pages(specimen, block, above)
            else:
                lines += _table(_printed(specimen, block), layout)
            lines += ["", *(specimen.printed(text) for text in block.below), ""]
    return "\n".join(lines)


def as_docx(specimen: Specimen) -> bytes:
    """The specimen as a Word document."""
    out = docx.Document()
    for block in specimen.blocks:
        if isinstance(block, str):
            out.add_paragraph(specimen.printed(block))
            continue
        for text in block.above:
            out.add_paragraph(specimen.printed(text))
        rows = _printed(specimen, block)
        table = out.add_table(rows=len(rows), cols=max(map(len, rows)))
        for row, cells in zip(rows, table.rows, strict=True):
            for text, cell in zip(row, cells.cells, strict=False):
                cell.text = text
        for text in block.below:
            out.add_paragraph(specimen.printed(text))
    buffer = io.BytesIO()
    out.save(buffer)
    return buffer.getvalue()


def as_xlsx(specimen: Specimen) -> bytes:
    """The specimen's tables as a workbook, one sheet each; its text is left out."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    tables = [block for block in specimen.blocks if isinstance(block, TableBlock)]
    for number, block in enumerate(tables, 1):
        sheet = book.add_worksheet(f"表{number}")
        rows = [[specimen.printed(text)] for text in block.above]
        rows += _printed(specimen, block)
        rows += [[specimen.printed(text)] for text in block.below]
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
    book.close()
    return buffer.getvalue()


def _printed(specimen: Specimen, block: TableBlock) -> list[list[str]]:
    return [[specimen.printed(cell) for cell in row] for row in [*block.header, *block.body]]


def _pages(specimen: Specimen, block: TableBlock, above: Sequence[str]) -> list[str]:
    """As converters break a long table: heading and column titles again on every page.

    Blank cells at the end of a row are lost, those at its beginning stay.
    """
    rows = _printed(specimen, block)
    head, body = rows[: len(block.header)], rows[len(block.header) :]
    lines: list[str] = []
    for start in range(0, len(body), PAGE):
        if start:
            lines += ["", *(part for text in above for part in (text, ""))]
        for row in (*head, *body[start : start + PAGE]):
            lines.append("\t".join(row).rstrip("\t") or "\t")
    return lines


def _paragraph(text: str, layout: str) -> list[str]:
    if layout == "broken" and len(text) > 60:
        half = 40 + len(text) % 15
        return [text[:half], "", text[half:], ""]
    if layout != "layout":
        return [text, ""]
    return [*_wrapped(text), ""]


def _wrapped(text: str) -> list[str]:
    """Lines as wide as a printed page, broken anywhere, as Chinese is."""
    lines = [""]
    for sign in text:
        if display_width(lines[-1] + sign) > LINE:
            lines.append("")
        lines[-1] += sign
    return lines


def _table(rows: Sequence[Sequence[str]], layout: str) -> list[str]:
    if layout == "pipes":
        return ["| " + " | ".join(row) + " |" for row in rows]
    if layout == "upright":
        return [line for row in rows for line in (*("\t" + cell for cell in row), "")]
    if layout == "layout":
        return _spaced(rows)
    return ["\t".join(row) for row in rows]


def _spaced(rows: Sequence[Sequence[str]]) -> list[str]:
    width = max(map(len, rows))
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    widths = [max(display_width(row[i]) for row in filled) + 3 for i in range(width)]
    return [
        "".join(
            cell + " " * (widths[i] - display_width(cell)) for i, cell in enumerate(row)
        ).rstrip()
        for row in filled
    ]
