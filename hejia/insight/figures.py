"""A figure with what it rests on, and when its small numbers must not be shown. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Final

from hejia.insight.vocabulary import Shape

SMALLEST: Final = 5
"""Fewer than this many cases are not told to those who see figures only (k-anonymity)."""
Z_95: Final = Decimal("1.959963984540054")
_DAY: Final = Decimal(86400)
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Spread:
    """How long it took, in days."""

    mean: Decimal
    median: Decimal
    p90: Decimal
    longest: Decimal

    @classmethod
    def of(cls, total: int, count: int, median: int, p90: int, longest: int) -> "Spread":
        """From seconds. Median and p90 are the nearest rank: days that a case really took."""
        return cls(
            Decimal(total) / count / _DAY, Decimal(median) / _DAY, Decimal(p90) / _DAY,
            Decimal(longest) / _DAY,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator's figure.

    `value` is exact (a rate between 0 and 1, days, a number); None where there is nothing to
    divide by, or where `hidden`. `excluded`: reason → how many were left out.
    """

    indicator: str
    shape: Shape
    unit: str
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    excluded: Mapping[str, int] = field(default_factory=dict)
    spread: Spread | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    as_of: datetime | None = None
    hidden: bool = False

    @property
    def text(self) -> str:
        """As it is shown: 96.40%, 12.5, 1,043; — where there is none, <5 where hidden."""
        if self.hidden:
            return "不显示" if self.shape is Shape.RATE else f"<{SMALLEST}"
        if self.value is None:
            return "—"
        if self.shape is Shape.RATE:
            return percent(self.value)
        if self.shape is Shape.DAYS:
            return f"{self.value.quantize(Decimal('0.1'), ROUND_HALF_UP):,}"
        return f"{self.value:,.0f}"

    @property
    def left_out(self) -> int:
        """How many rows were left out, for whatever reason."""
        return sum(self.excluded.values())


def percent(rate: Decimal) -> str:
    """A rate in percent with two decimals, half up; short of all never shows as 100 %."""
    mode = ROUND_HALF_UP
    if Decimal("0.9999") < rate < 1:
        mode = ROUND_DOWN
    elif 0 < rate < Decimal("0.0001"):
        mode = ROUND_UP
    return f"{(rate * _HUNDRED).quantize(Decimal('0.01'), mode)}%"


def wilson(numerator: int, denominator: int) -> tuple[Decimal, Decimal]:
    """The 95 % score interval of a share (Wilson 1927). `denominator` ≥ 1."""
    n, p, z2 = Decimal(denominator), Decimal(numerator) / denominator, Z_95 * Z_95
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt() / (1 + z2 / n)
    low = middle - half if numerator else Decimal(0)
    high = middle + half if numerator < denominator else Decimal(1)
    return low, high


def is_small(figure: Figure) -> bool:
    """Whether few enough persons stand behind it (or behind its rest) to be told apart."""
    whole = figure.denominator or 0
    parts = [whole]
    if figure.numerator is not None and figure.shape in (Shape.RATE, Shape.GAP):
        parts += [figure.numerator, whole - figure.numerator]
    return any(0 < part < SMALLEST for part in parts)


def veiled(figure: Figure) -> Figure:
    """The figure as those may see it who see no cases."""
    left_out = {why: n for why, n in figure.excluded.items() if n >= SMALLEST}
    if not is_small(figure):
        return replace(figure, excluded=left_out)
    return replace(
        figure, numerator=None, denominator=None, value=None, excluded=left_out, spread=None,
        low=None, high=None, hidden=True,
    )  # fmt: skip


def veiled_together(parts: Sequence[Figure], total: Figure) -> list[Figure]:
    """Parts of a shown total: where one alone is hidden, the next smallest is hidden with it.

    Otherwise total minus the rest would tell it.
    """
    small = {index for index, part in enumerate(parts) if is_small(part)}
    others = [i for i, part in enumerate(parts) if i not in small and part.denominator]
    if len(small) == 1 and others and not is_small(total):
        small.add(min(others, key=lambda i: parts[i].denominator or 0))
    return [
        replace(
            veiled(part), numerator=None, denominator=None, value=None, spread=None, low=None,
            high=None, hidden=True,
        ) if index in small else veiled(part)
        for index, part in enumerate(parts)
    ]  # fmt: skip
