"""A document as JSON and back: what was handed in can be printed again exactly as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from hejia.performance.sheets.model import Block, Cell, Document, Heading, Paragraph, Table


def to_json(document: Document) -> dict[str, Any]:
    """Plain JSON values; exact figures become text."""
    blocks = [{"kind": type(block).__name__, **_plain(asdict(block))} for block in document.blocks]
    return {**_plain(asdict(document)), "blocks": blocks}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, Decimal) else value


def from_json(content: Mapping[str, Any]) -> Document:
    """The document again. Raises KeyError or TypeError for what is none."""
    return Document(**{**content, "blocks": tuple(_block(row) for row in content["blocks"])})


def _block(row: Mapping[str, Any]) -> Block:
    facts = {key: value for key, value in row.items() if key != "kind"}
    if row["kind"] == "Heading":
        return Heading(**facts)
    if row["kind"] == "Paragraph":
        return Paragraph(**facts)
    rows = tuple(tuple(_cell(cell) for cell in cells) for cells in facts["rows"])
    widths, notes = tuple(facts["widths"]), tuple(facts["notes"])
    return Table(**{**facts, "rows": rows, "widths": widths, "notes": notes})


def _cell(facts: Mapping[str, Any]) -> Cell:
    value = facts["value"]
    return Cell(**{**facts, "value": None if value is None else Decimal(value)})
