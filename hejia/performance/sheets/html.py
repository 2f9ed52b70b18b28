"""Web page fragment: escaped, classes only, no inline script; the page around it is the site's."""

from __future__ import annotations

from html import escape

from hejia.performance.sheets.model import Block, Cell, Document, Heading, Paragraph, Table


def render(document: Document) -> str:
    """The document's body as HTML."""
    return "\n".join(block_html(block) for block in document.blocks)


def block_html(block: Block) -> str:
    """One block."""
    if isinstance(block, Heading):
        level = block.level + 1
        return f"<h{level}>{escape(block.text)}</h{level}>"
    if isinstance(block, Paragraph):
        return f'<p class="sheet-{block.align}">{escape(block.text)}</p>'
    return table_html(block)


def table_html(table: Table) -> str:
    """A table with its caption, unit line and notes, scrollable on a narrow screen."""
    whole = sum(table.widths)
    columns = "".join(f'<col width="{100 * w / whole:.1f}%">' for w in table.widths)
    head = "".join(_row(cells, "th") for cells in table.rows[: table.headers])
    body = "".join(_row(cells, "td") for cells in table.rows[table.headers :])
    label = f'<p class="sheet-label">{escape(table.label)}</p>' if table.label else ""
    title = f'<p class="sheet-title">{escape(table.title)}</p>' if table.title else ""
    edge = ""
    if table.left or table.right:
        edge = (
            f'<div class="sheet-edge"><span>{escape(table.left)}</span>'
            f"<span>{escape(table.right)}</span></div>"
        )
    notes = "".join(f'<p class="sheet-note">{escape(note)}</p>' for note in table.notes)
    return (
        f'<section class="sheet">{label}{title}{edge}<div class="table-responsive">'
        f'<table class="table table-bordered sheet-table"><colgroup>{columns}</colgroup>'
        f"<thead>{head}</thead><tbody>{body}</tbody></table></div>{notes}</section>"
    )


def _row(cells: tuple[Cell, ...], tag: str) -> str:
    return "<tr>" + "".join(_cell(cell, tag) for cell in cells) + "</tr>"


def _cell(cell: Cell, tag: str) -> str:
    tag = "th" if cell.shaded else tag
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    bold = " fw-bold" if cell.bold else ""
    text = escape(cell.text).replace("\n", "<br>")
    return f'<{tag}{spans} class="sheet-{cell.align}{bold}">{text}</{tag}>'
