"""Tables as understood: headings, labels, subject codes and number columns.

Codes, ordinals and years are told apart from amounts once, in `building`, so that no rule ever
sums a code or takes an amount for a year.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from hejia.checker.document import Cell, Line, Place
from hejia.checker.figures import Figure, Interval, is_blank
from hejia.checker.understanding import headings

MONEY_UNIT = re.compile(r"单位[：:](?:人民币)?(亿元|万元|元)")
NUMBER_ONLY = re.compile(r"^(?:公开|附)?表?[\d\-一二三四五六七八九十]{1,4}表?$")


@dataclass(frozen=True, slots=True)
class Datum:
    """One figure of a table: who it is, where it stands, what it says."""

    key: tuple[int, int, int]
    figure: Figure
    place: Place
    row: str
    column: str
    fine: int = 0

    @property
    def interval(self) -> Interval:
        """The values this figure may stand for, by the precision of its column."""
        return self.figure.finer(self.fine).rounded

    @property
    def name(self) -> str:
        """How a reader would call it: 行名“列名”."""
        if self.row and self.column:
            return f"“{self.row}”的“{self.column}”"
        return f"“{self.row or self.column or self.figure.text}”"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading (all header rows joined) and what it holds."""

    index: int
    heading: str
    kind: str  # label | code | ordinal | amount | rate | weight | score | text


@dataclass(frozen=True, slots=True)
class Row:
    """A body row. `label` is the nearest text to the left of its first figures."""

    index: int
    cells: tuple[Cell, ...]
    label: str
    code: str
    data: dict[int, Datum]

    @property
    def is_total(self) -> bool:
        return bool(headings.TOTAL_LABEL.match(self.label))

    def text(self, column: int) -> str:
        return self.cells[column].text if column < len(self.cells) else ""

    def is_unread(self, column: int) -> bool:
        """True where something is printed that is no figure: its amount is not known."""
        return column not in self.data and not is_blank(self.text(column))

    @property
    def place(self) -> Place:
        return self.cells[0].place


@dataclass(frozen=True)
class Table:
    """One heading with its body."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    aligned: bool
    header: tuple[tuple[Cell, ...], ...]
    heading: tuple[Line, ...] = ()

    @property
    def name(self) -> str:
        """The table's own title: the last line above it that names a table."""
        for line in reversed(self.heading):
            text = headings.bare(line.text)
            if NUMBER_ONLY.match(text):
                continue
            if re.search(r"表(?:[（(].*[）)])?$", text) and len(text) <= 50:
                return text
        return ""

    @property
    def money(self) -> str:
        """The unit its heading gives: 元, 万元, 亿元; empty where it does not say."""
        found = [MONEY_UNIT.search(headings.bare(line.text)) for line in self.heading]
        return next((match.group(1) for match in reversed(found) if match), "")

    def kinds(self, kind: str) -> list[Column]:
        return [column for column in self.columns if column.kind == kind]

    @cached_property
    def amounts(self) -> list[Column]:
        return self.kinds("amount")

    @property
    def has_codes(self) -> bool:
        return any(row.code for row in self.rows)
