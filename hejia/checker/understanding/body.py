"""Body rows: the label, the subject code and the figures of each."""

import re
from collections.abc import Sequence
from dataclasses import replace

from hejia.checker.document import Cell
from hejia.checker.figures import Figure, folded, is_blank, parse_cell
from hejia.checker.understanding import headings
from hejia.checker.understanding.sections import Rows
from hejia.checker.understanding.tables import Column, Datum, Row

POINTS = (-1, -1)
CODE_NAME = re.compile(r"^[\[【]?(\d{3}(?:\d{2}){0,2})[\]】]?[-\s]*([^\d\s.,%].*)$")


def body_rows(number: int, body: Rows, columns: tuple[Column, ...]) -> tuple[Row, ...]:
    labels = [
        column.index
        for column in columns
        if column.kind in {"label", "text"} and not headings.VALUE.search(column.heading)
    ]
    codes = [column.index for column in columns if column.kind == "code"]
    numeric = [c for c in columns if c.kind in {"amount", "rate", "weight", "score"}]
    shown = [cells for _, cells in body]
    fine = {
        c.index: POINTS
        if c.kind in {"weight", "score"}
        else (_precision(shown, c.index), _finest(shown, c.index))
        for c in numeric
    }
    rows = []
    for index, cells in body:
        code, name = _code_of(cells, codes, labels)
        label = name or _label(cells, labels, numeric) or _word_among(cells, codes)
        data = {
            at: replace(datum, column=columns[at].heading)
            for at, datum in _data((number, index), cells, fine, labels, label).items()
        }
        rows.append(Row(index, cells, label, code, data))
    return tuple(rows)


def _code_of(cells: Sequence[Cell], codes: list[int], labels: list[int]) -> tuple[str, str]:
    """The subject code of a row and, when code and name share a cell, the name."""
    parts = [folded(cells[i].text).replace(" ", "") for i in codes if i < len(cells)]
    joined = "".join(parts)
    if re.fullmatch(r"\d{3}(?:\d{2}){0,2}", joined):
        return joined, ""
    for index in [*codes, *labels]:
        found = CODE_NAME.match(cells[index].text) if index < len(cells) else None
        if found and not re.match(r"[年月日号元万个项家名]", found.group(2)):
            return found.group(1), headings.bare(found.group(2))
    return "", ""


def _label(cells: Sequence[Cell], labels: list[int], numeric: list[Column]) -> str:
    first = numeric[0].index if numeric else len(cells)
    texts = [headings.bare(cells[i].text) for i in labels if i < len(cells)]
    left = [headings.bare(cells[i].text) for i in labels if i < min(first, len(cells))]
    named = [text for text in left if text and not is_blank(text)]
    if named:
        return named[-1]
    named = [text for text in texts if text and not is_blank(text)]
    return named[-1] if named else ""


def _word_among(cells: Sequence[Cell], codes: list[int]) -> str:
    """合计 where the codes of the other rows stand."""
    texts = [headings.bare(cells[i].text) for i in codes if i < len(cells)]
    return next((text for text in texts if text and not re.search(r"\d", text)), "")


def _precision(body: Sequence[tuple[Cell, ...]], index: int) -> int:
    """Decimals of a column that drops trailing zeros; 0 where each figure speaks for itself."""
    figures = _column_figures(body, index)
    most = max((figure.decimals for figure in figures), default=0)
    full = sum(figure.decimals == most for figure in figures)
    return most if 2 * full >= len(figures) else 0


def _finest(body: Sequence[tuple[Cell, ...]], index: int) -> int:
    return max((figure.decimals for figure in _column_figures(body, index)), default=0)


def _column_figures(body: Sequence[tuple[Cell, ...]], index: int) -> list[Figure]:
    cells = [cells[index].text for cells in body if index < len(cells)]
    return [figure for figure in map(parse_cell, cells) if figure and figure.value]


def _data(
    at: tuple[int, int],
    cells: Sequence[Cell],
    numeric: dict[int, tuple[int, int]],
    labels: list[int],
    label: str,
) -> dict[int, Datum]:
    data = {}
    for column, (fine, finest) in numeric.items():
        figure = parse_cell(cells[column].text) if column < len(cells) else None
        if figure is None:
            continue
        own = _near_label(cells, labels, column) or label
        if fine < 0:  # points: whole ones are exact, decimals may have been rounded
            fine = max(2, figure.decimals) if figure.decimals else 4
        elif not figure.value:
            fine = finest
        data[column] = Datum((*at, column), figure, cells[column].place, own, "", fine)
    return data


def _near_label(cells: Sequence[Cell], labels: list[int], column: int) -> str:
    """The label left of a figure: the second half of 收支总表 has its own."""
    for index in sorted((i for i in labels if i < column), reverse=True):
        text = headings.bare(cells[index].text)
        if text and not is_blank(text):
            return text
    return ""
