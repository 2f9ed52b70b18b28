"""Document 000 → project rows. Some cells were lost when the table was scanned: they stay empty."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

from hejia.performance.disclosure.projects import NOT_APPLICABLE, PAIRS, ProjectRow
from hejia.performance.figures import WAN
from hejia.performance.published.cells import read_rows

#: Cells before the first target: number, name, three amounts, rate, objective, outcome.
LEADING: Final = 8
FULL: Final = LEADING + 2 * len(PAIRS) + 2


def read(path: Path) -> tuple[ProjectRow, ...]:
    """The projects in order."""
    rows = [[c for c in row if c] for row in read_rows(path) if row[0].isdigit()]
    return tuple(_project(row) for row in rows)


def _project(cells: list[str]) -> ProjectRow:
    objective, outcome, pairs, tail = _place(cells)
    budget, spent, fiscal = (Decimal(c) * WAN for c in cells[2:5])
    return ProjectRow(
        name=cells[1],
        budget=budget,
        spent=spent,
        fiscal=fiscal,
        objective=objective,
        outcome=outcome,
        pairs=tuple((pairs[i], pairs[i + 1]) for i in range(0, 2 * len(PAIRS), 2)),
        problems=tail[0],
        remedies=tail[1],
    )


def _place(cells: list[str]) -> tuple[str, str, list[str], list[str]]:
    """Put the cells where they belong: the pairs 不适用/不适用 (economic, ecological) anchor the
    right side; a scan lost cells only left of them, and problems or remedies at the far end."""
    marks = [i for i, text in enumerate(cells) if text == NOT_APPLICABLE]
    economic, ecological = marks[0], marks[2]
    left = cells[LEADING:economic]
    lost = 8 - len(left)
    # What is left keeps its order; the lost cells are taken from the front (scanned worst).
    pairs = [*[""] * lost, *left]
    pairs += cells[economic:ecological] + cells[ecological : ecological + 4]
    tail = [*cells[ecological + 4 :], "", ""][:2]
    return cells[6], cells[7], pairs, tail
