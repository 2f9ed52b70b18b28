"""Budget lines: one amount with everything a budget table asks about it. Amounts in yuan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from hejia.performance.figures import ZERO
from hejia.performance.vocabulary import BASIC_KINDS, FISCAL_SOURCES


@dataclass(frozen=True, slots=True)
class Line:
    """One budget line. `function` is the 7-digit 项; `economic` the economic subject code."""

    unit: str
    function: str
    source: str
    kind: str
    amount: Decimal
    economic: str = ""
    project: str = ""
    procurement: str = ""
    enterprise: str = ""
    three_public: str = ""

    @property
    def basic(self) -> bool:
        """基本支出, as against 项目支出."""
        return self.kind in BASIC_KINDS

    @property
    def fiscal(self) -> bool:
        """财政拨款: general, government fund or state capital budget."""
        return self.source in FISCAL_SOURCES


def every(_line: Line) -> bool:
    """Keeps every line."""
    return True


def total(lines: Iterable[Line], keep: Callable[[Line], bool] = every) -> Decimal:
    """Exact sum of the lines that `keep` accepts."""
    return sum((line.amount for line in lines if keep(line)), ZERO)


def from_source(source: str) -> Callable[[Line], bool]:
    """Keeps the lines that a fund source pays."""
    return lambda line: line.source == source


def units(lines: Iterable[Line]) -> list[str]:
    """Units in the order of first appearance."""
    return list(dict.fromkeys(line.unit for line in lines))
