"""Everything a printed budget is made from, at one moment. Tables and text read only this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from hejia.performance.budgeting.lines import Line, every, total
from hejia.performance.budgeting.subjects import SubjectTree
from hejia.performance.figures import ZERO, shown_amount
from hejia.performance.sheets import Cell, number


@dataclass(frozen=True, slots=True)
class Task:
    """A yearly task of table 11: the project it stands for, and what it is about."""

    project: str
    name: str
    content: str
    objective: str = ""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One indicator as printed in table 11."""

    level1: str
    level2: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class BudgetFacts:
    """One department's budget of one year, with the year before for comparison.

    `places` is the decimals printed under 万元 (three-public amounts always show up to two).
    `reasons` maps a subject of the text (see narrative) to the stated reason.
    """

    department: str
    authority: str
    year: int
    lines: tuple[Line, ...]
    subjects: SubjectTree
    prior: tuple[Line, ...] = ()
    tasks: tuple[Task, ...] = ()
    objective: str = ""
    targets: tuple[TargetRow, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    carried_forward: Decimal = ZERO
    places: int = 0

    def sum(self, keep: Callable[[Line], bool] = every) -> Decimal:
        """Exact sum over this year's lines, yuan."""
        return total(self.lines, keep)

    def shown(self, yuan: Decimal, places: int | None = None) -> str:
        """An amount as this budget prints it."""
        return shown_amount(yuan, "万元", self.places if places is None else places)

    def amount(self, yuan: Decimal, places: int | None = None, *, bold: bool = False) -> Cell:
        """A figure cell: rounded for display only, with the exact amount behind it."""
        return number(self.shown(yuan, places), yuan, bold=bold)
