"""Chance that repeats: the same seed gives the same draws on every machine.

Only for synthetic data; nothing secret may ever come from here. Pure.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Dice:
    """Draws by 32 random bits each (a tenth of the cost of `random.choice`)."""

    __slots__ = ("_bits",)

    def __init__(self, seed: int) -> None:
        self._bits = Random(seed).getrandbits  # noqa: S311 synthetic data must repeat

    def below(self, count: int) -> int:
        """0 … count - 1."""
        return self._bits(32) * count >> 32

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all alike."""
        return options[self._bits(32) * len(options) >> 32]

    def chance(self, share: int, of: int = 100) -> bool:
        """True in `share` of `of` cases."""
        return self._bits(32) * of >> 32 < share


class Lots(Generic[T]):
    """Options with weights (whole numbers)."""

    __slots__ = ("_edges", "_options", "_total")

    def __init__(self, weights: Mapping[T, int]) -> None:
        self._options = tuple(weights)
        self._edges = tuple(accumulate(weights.values()))
        self._total = self._edges[-1]

    def draw(self, dice: Dice) -> T:
        """One option, each as often as it weighs."""
        return self._options[bisect_right(self._edges, dice.below(self._total))]
