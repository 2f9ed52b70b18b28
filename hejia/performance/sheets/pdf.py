"""PDF by typst: one template, the document handed over as JSON (no text is ever read as markup)."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

from hejia.performance.sheets.model import Block, Document, Heading, Paragraph


def render(document: Document) -> bytes:
    """The PDF's bytes (PDF/A-2b, fonts embedded)."""
    content = {
        "title": document.title,
        "landscape": document.landscape,
        "paper": document.paper,
        "size": document.size,
        "cover": document.cover,
        "tables_only": document.tables_only,
        "blocks": [_block(block) for block in document.blocks],
    }
    pdf = _compiler().compile(
        input=_template(),
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
        format="pdf",
        pdf_standards="a-2b",
        pdf_tags=False,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst answered no single file")
    return pdf


@cache
def _compiler() -> typst.Compiler:
    """One compiler for the process: loading the fonts anew costs 80 ms each time."""
    folder = Path(pylopdf_fonts_zh_cn.sans_path()).parent
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )
    return typst.Compiler(input=_template(), font_paths=fonts, ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return (files("hejia.performance") / "sheets" / "document.typ").read_bytes()


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text, "align": block.align}
    rows = [[_cell(asdict(cell)) for cell in cells] for cells in block.rows]
    return {
        "kind": "table",
        "label": block.label,
        "title": block.title,
        "left": block.left,
        "right": block.right,
        "notes": list(block.notes),
        "widths": list(block.widths),
        "header": rows[: block.headers],
        "body": rows[block.headers :],
    }


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in cell.items() if key != "value"}
    return kept | {"text": _breakable(cell["text"])}


def _breakable(text: str) -> str:
    """A rate with its parts, 97.75%（2133/2182）, may break before the bracket and the stroke; left
    whole it would run over the edge of a narrow cell."""
    return text.replace("（", "\u200b（").replace("/", "/\u200b")
