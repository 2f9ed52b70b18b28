"""Function subjects 类 (3 digits) ⊃ 款 (5) ⊃ 项 (7), each valid from one year to another.

The tree follows from the digits. A code that is not in the list of the year is refused, not
printed without a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from hejia.performance.budgeting.lines import Line
from hejia.performance.figures import ZERO

LENGTHS = (3, 5, 7)


@dataclass(frozen=True, slots=True)
class Subject:
    """One code of the classification. `valid_to` 0 means still valid."""

    code: str
    name: str
    valid_from: int = 0
    valid_to: int = 0

    def valid_in(self, year: int) -> bool:
        """Is the code in force in that year?"""
        return self.valid_from <= year and (not self.valid_to or year <= self.valid_to)


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A node of the tree with exact sums of the lines below it. `depth` 1–3."""

    code: str
    name: str
    depth: int
    total: Decimal
    basic: Decimal
    project: Decimal


class SubjectTree:
    """The subjects of one year. Raises KeyError with a sentence for a code it does not know."""

    def __init__(self, subjects: Iterable[Subject], year: int) -> None:
        self.year = year
        self._names = {s.code: s.name for s in subjects if s.valid_in(year)}

    def name(self, code: str) -> str:
        """The name of a code in this year."""
        try:
            return self._names[code]
        except KeyError as wrong:
            raise KeyError(
                f"支出功能科目 {code} 不在 {self.year} 年的科目表中，请核对。"
            ) from wrong

    def knows(self, code: str) -> bool:
        """Is this a 项 in force this year?"""
        return len(code) == LENGTHS[-1] and code in self._names

    def leaves(self) -> list[tuple[str, str]]:
        """(code, name) of every 项, by code."""
        return sorted((c, n) for c, n in self._names.items() if len(c) == LENGTHS[-1])

    def rows(self, lines: Iterable[Line]) -> list[SubjectRow]:
        """Every 类, 款, 项 that carries money, parents before children; parents are exact sums."""
        sums: dict[str, list[Decimal]] = {}
        for line in lines:
            for code in ancestry(line.function):
                row = sums.setdefault(code, [ZERO, ZERO])
                row[0 if line.basic else 1] += line.amount
        return [
            SubjectRow(code, self.name(code), LENGTHS.index(len(code)) + 1, b + p, b, p)
            for code, (b, p) in sorted(sums.items())
        ]


def ancestry(code: str) -> Iterator[str]:
    """201, 20129, 2012901 for 2012901. Raises ValueError for a code of another length."""
    if len(code) != LENGTHS[-1] or not code.isdigit():
        raise ValueError(f"支出功能科目应为 7 位数字（项），现为“{code}”。")
    return (code[:length] for length in LENGTHS)
