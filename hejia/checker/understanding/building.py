"""From a grid to tables: one grid may hold several below or beside each other.

Money above indicators in a self-evaluation, or two lists of subjects side by side: each gets a
heading of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hejia.checker.document import Grid
from hejia.checker.figures import folded
from hejia.checker.understanding import headings
from hejia.checker.understanding.body import body_rows
from hejia.checker.understanding.kinds import blind_kind, kind_of, misplaced, with_code_columns
from hejia.checker.understanding.realigning import realigned_rows
from hejia.checker.understanding.sections import Rows, sections, titles_of
from hejia.checker.understanding.tables import Column, Row, Table

LEAST_FULL = 2
MOST_COLUMNS = 200


def tables_of(grids: Sequence[Grid]) -> list[Table]:
    """All tables of a document; what is wider than any form is none."""
    tables: list[Table] = []
    for number, grid in enumerate(grids):
        if is_endless(grid):
            continue
        for header, body in sections(grid):
            if body:
                tables.extend(_side_by_side(_table(number, grid, header, body)))
    return tables


def is_endless(grid: Grid) -> bool:
    """Whether a row holds more cells than a table of this kind has columns."""
    return max(map(len, grid.rows), default=0) > MOST_COLUMNS


def _side_by_side(table: Table) -> list[Table]:
    """A table of several code | name | amount blocks beside each other, as one table each."""
    starts = [c.index for c in table.kinds("code") if _full_codes(table, c.index)]
    if len(starts) < 2:
        return [table]
    tables = []
    for start, end in pairwise([*starts, len(table.columns)]):
        columns = tuple(c for c in table.columns if start <= c.index < end)
        rows = tuple(row for row in (_block_row(row, start, end) for row in table.rows) if row)
        if rows:
            tables.append(replace(table, columns=columns, rows=rows))
    return tables


def _full_codes(table: Table, index: int) -> bool:
    texts = [folded(row.text(index)) for row in table.rows]
    return sum(bool(re.fullmatch(r"\d{3}|\d{5}", text)) for text in texts) >= 2


def _block_row(row: Row, start: int, end: int) -> Row | None:
    data = {at: datum for at, datum in row.data.items() if start <= at < end}
    code = folded(row.text(start)).strip()
    names = [headings.bare(row.text(at)) for at in range(start, end) if at not in data]
    label = next((name for name in names if name and name != code), "")
    if not data or not (code or label):
        return None
    known = code if re.fullmatch(r"\d{3}(?:\d{2}){0,2}", code) else ""
    return Row(row.index, row.cells, label, known, data)


def _table(number: int, grid: Grid, header: Rows, body: Rows) -> Table:
    width = max(len(cells) for _, cells in body)
    titles = titles_of([cells for _, cells in header], body, width)
    full = [(index, cells) for index, cells in body if len(cells) == width]
    sure = full if len(full) < len(body) and len(full) >= LEAST_FULL else body
    columns = _columns(titles, sure, width)
    body = realigned_rows(body, columns)
    if sure is full:
        columns = _columns(titles, body, width)
    rows = body_rows(number, body, columns)
    shown = tuple(cells for _, cells in header)
    wider = any(sum(bool(cell.text) for cell in cells) > width for cells in shown)
    return Table(grid.title, columns, rows, grid.aligned and not wider, shown, grid.heading)


def _columns(titles: Sequence[str], body: Rows, width: int) -> tuple[Column, ...]:
    """What each column holds, judged by these rows."""
    columns = tuple(
        Column(index, titles[index], kind_of(titles[index], [cells for _, cells in body], index))
        for index in range(width)
    )
    if misplaced(columns, body):
        columns = tuple(replace(c, heading="", kind=blind_kind(c, body)) for c in columns)
    return with_code_columns(columns, body)
