"""Specimens as PDF and as web pages, in the ways such files are made."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from hejia.checker.tests.specimens.model import Specimen

TEMPLATE = """
#let doc = json(bytes(sys.inputs.at("data")))
#set page(paper: "a4", flipped: doc.wide, margin: 1.6cm, numbering: "1")
#set text(font: "Noto Sans SC", size: doc.size * 1pt)
#set par(justify: false)
#let stroke-of = if doc.ruled { 0.5pt } else { none }
#for block in doc.blocks {
  if block.kind == "text" { par(block.text) } else {
    let body = block.rows.flatten()
    table(columns: block.columns, stroke: stroke-of, align: left + horizon,
      table.header(..block.head.flatten()), ..body)
  }
}
"""


@dataclass(frozen=True)
class Press:
    """How a PDF is made: with lines drawn, landscape, type size in points."""

    ruled: bool = True
    wide: bool = False
    size: float = 9


def as_pdf(specimen: Specimen, press: Press = Press()) -> bytes:
    """The specimen as a PDF with text."""
    blocks = []
    for block in specimen.blocks:
        if isinstance(block, str):
            blocks.append({"kind": "text", "text": specimen.printed(block)})
            continue
        blocks += [{"kind": "text", "text": specimen.printed(text)} for text in block.above]
        width = max(map(len, [*block.header, *block.body]))
        blocks.append(
            {
                "kind": "table",
                "columns": width,
                "head": _filled(specimen, block.header, width),
                "rows": _filled(specimen, block.body, width),
            }
        )
        blocks += [{"kind": "text", "text": specimen.printed(text)} for text in block.below]
    data = {"ruled": press.ruled, "wide": press.wide, "size": press.size, "blocks": blocks}
    pdf = typst.compile(
        TEMPLATE.encode(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        font_paths=[str(Path(pylopdf_fonts_zh_cn.sans_path()).parent)],
        ignore_system_fonts=True,
    )
    assert isinstance(pdf, bytes)
    return pdf


def as_html(specimen: Specimen) -> bytes:
    """The specimen as a page, the way a publishing system writes it: everything on few lines."""
    out = ["<html><head><meta charset=utf-8><style>td{padding:0}</style></head><body>"]
    for block in specimen.blocks:
        if isinstance(block, str):
            out.append(f"<p>{escape(specimen.printed(block))}</p>")
            continue
        out += [f"<p>{escape(specimen.printed(text))}</p>" for text in block.above]
        rows = [[specimen.printed(cell) for cell in row] for row in [*block.header, *block.body]]
        cells = ["".join(f"<td><p>{escape(cell)}</p></td>" for cell in row) for row in rows]
        out.append("<table><tbody>" + "\n".join(f"<tr>{row}</tr>" for row in cells))
        out.append("</tbody></table>")
        out += [f"<p>{escape(specimen.printed(text))}</p>" for text in block.below]
    return "\n".join([*out, "</body></html>"]).encode()


def _filled(specimen: Specimen, rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    return [[*map(specimen.printed, row), *[""] * (width - len(row))] for row in rows]
