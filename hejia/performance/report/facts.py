"""What a report is made from: figures from the snapshot, and prose that people write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from hejia.performance.figures import ZERO, divide, honest_percent, percent, shown_amount
from hejia.performance.scoring import Result


@dataclass(frozen=True, slots=True)
class Finance:
    """The year's money in yuan: initial, adjusted and final, split into basic and project."""

    initial_basic: Decimal
    initial_project: Decimal
    adjusted_basic: Decimal
    adjusted_project: Decimal
    final_basic: Decimal
    final_project: Decimal
    carried_in: Decimal = ZERO
    procurement_planned: Decimal = ZERO
    procurement_spent: Decimal = ZERO
    public_budget: Decimal = ZERO
    public_spent: Decimal = ZERO
    operating_initial: Decimal = ZERO
    operating_adjusted: Decimal = ZERO
    operating_spent: Decimal = ZERO

    @property
    def initial(self) -> Decimal:
        """年初部门预算数."""
        return self.initial_basic + self.initial_project

    @property
    def adjusted(self) -> Decimal:
        """调整后预算数."""
        return self.adjusted_basic + self.adjusted_project

    @property
    def final(self) -> Decimal:
        """部门决算数."""
        return self.final_basic + self.final_project


@dataclass(frozen=True, slots=True)
class Standing:
    """Staff, assets, projects and what the year's recorded work counts to."""

    establishment: int
    staff: int
    extra_staff: int
    asset_original: Decimal
    asset_used: Decimal
    projects_planned: int
    projects_done: int
    quarters: tuple[Decimal, ...] = ()
    work: tuple[str, ...] = ()
    """Sentences about recorded work, each from an indicator's snapshot."""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A department's report. `texts` holds the prose by section key (see sections)."""

    department: str
    year: int
    finance: Finance
    standing: Standing
    result: Result | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


def wan(yuan: Decimal) -> str:
    """1234567 → 123.46 万元."""
    return f"{shown_amount(yuan)} 万元"


def rate(part: Decimal, whole: Decimal) -> str:
    """A rate in a sentence; 不适用 on a zero base; never 100% for what is not complete."""
    return "不适用" if whole == 0 else honest_percent(divide(part, whole))


def change_rate(part: Decimal, whole: Decimal) -> str:
    """A rate of change, sign dropped."""
    return "不适用" if whole == 0 else percent(abs(divide(part, whole)))
