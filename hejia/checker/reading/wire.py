"""Documents as JSON, to come back from the child process. No pickles from a parser of strangers."""

from typing import Any

from hejia.checker.document import Block, Cell, Document, Grid, Line, Paragraph, Place


def document_to(document: Document) -> dict[str, Any]:
    """A document as plain lists; `document_from` is its inverse."""
    return {
        "name": document.name,
        "format": document.format,
        "remarks": list(document.remarks),
        "lines": [[line.text, _place(line.place)] for line in document.lines],
        "blocks": [_block(block) for block in document.blocks],
    }


def document_from(data: dict[str, Any]) -> Document:
    """The document that `document_to` wrote."""
    return Document(
        data["name"],
        data["format"],
        tuple(_block_from(block) for block in data["blocks"]),
        tuple(Line(text, _place_from(place)) for text, place in data["lines"]),
        tuple(data["remarks"]),
    )


def _place(place: Place) -> list[Any]:
    return [
        place.line,
        place.page,
        place.sheet,
        place.cell,
        place.table,
        place.paragraph,
        place.box,
    ]


def _place_from(data: list[Any]) -> Place:
    line, page, sheet, cell, table, paragraph, box = data
    return Place(line, page, sheet, cell, table, paragraph, tuple(box) if box else None)


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        marks = [[at, _place(place)] for at, place in block.marks]
        return {"text": block.text, "marks": marks, "heading": block.heading}
    return {
        "rows": [[[cell.text, _place(cell.place)] for cell in row] for row in block.rows],
        "above": [[line.text, _place(line.place)] for line in block.heading],
        "notes": [[line.text, _place(line.place)] for line in block.notes],
        "aligned": block.aligned,
    }


def _block_from(data: dict[str, Any]) -> Block:
    if "text" in data:
        marks = tuple((at, _place_from(place)) for at, place in data["marks"])
        return Paragraph(data["text"], marks, data["heading"])
    return Grid(
        tuple(tuple(Cell(text, _place_from(at)) for text, at in row) for row in data["rows"]),
        tuple(Line(text, _place_from(at)) for text, at in data["above"]),
        tuple(Line(text, _place_from(at)) for text, at in data["notes"]),
        data["aligned"],
    )
