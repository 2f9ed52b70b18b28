"""Printed matter: one frozen document model, four renderers (XLSX, Word, PDF, web page)."""

from hejia.performance.sheets.model import (
    Block,
    Cell,
    Document,
    Heading,
    Paragraph,
    Placed,
    Table,
    cell,
    head,
    number,
    placed,
    row,
)

__all__ = [
    "Block",
    "Cell",
    "Document",
    "Heading",
    "Paragraph",
    "Placed",
    "Table",
    "cell",
    "head",
    "number",
    "placed",
    "row",
]
