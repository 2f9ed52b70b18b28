"""A specimen: text and tables whose figures are marks, so that one of them can be falsified."""

import random
import re
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

MARK = re.compile("\x01(\\d+)\x02")
WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")


@dataclass(frozen=True)
class Mark:
    """One printed figure: what it says and which faults may be put into it."""

    value: Decimal
    decimals: int
    roles: frozenset[str]
    suffix: str = ""
    thousands: bool = False

    def text(self) -> str:
        number = f"{quantized(self.value, self.decimals):{',' if self.thousands else ''}f}"
        return number + self.suffix


@dataclass
class TableBlock:
    """A table: header rows, body rows, lines above and below."""

    header: list[list[str]]
    body: list[list[str]]
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


@dataclass
class Specimen:
    """Blocks in order; strings are paragraphs."""

    name: str
    rng: random.Random
    blocks: list[str | TableBlock] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    thousands: bool = False
    wide: bool = False
    stripped: bool = False
    execution_score: Decimal = Decimal(0)
    plan_meals: Decimal = Decimal(0)
    plan_cars: Decimal = Decimal(0)

    def fig(self, value: Decimal | int, decimals: int = 2, *roles: str, suffix: str = "") -> str:
        """A mark for a figure in the text."""
        self.marks.append(Mark(Decimal(value), decimals, frozenset(roles), suffix, self.thousands))
        return f"\x01{len(self.marks) - 1}\x02"

    def say(self, *paragraphs: str) -> None:
        self.blocks.extend(paragraphs)

    def falsified(self, index: int, value: Decimal) -> "Specimen":
        """The same specimen with one figure changed."""
        marks = list(self.marks)
        marks[index] = replace(marks[index], value=value)
        return replace(self, marks=marks)

    def printed(self, text: str) -> str:
        """Text with its marks as figures."""
        return MARK.sub(lambda found: self._text(self.marks[int(found.group(1))]), text)

    def _text(self, mark: Mark) -> str:
        text = mark.text()
        if self.stripped and "." in text and not mark.suffix and "rate" not in mark.roles:
            text = text.rstrip("0").rstrip(".")
        return text.translate(WIDE) if self.wide else text


def quantized(value: Decimal, decimals: int) -> Decimal:
    """Half up, as such tables round."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def split(rng: random.Random, total: Decimal, parts: int, decimals: int = 2) -> list[Decimal]:
    """`parts` positive amounts that add up to `total` exactly."""
    step = 10**decimals
    whole = int(total * step)
    cuts = sorted(rng.sample(range(1, whole), parts - 1))
    edges = [0, *cuts, whole]
    return [Decimal(edges[i + 1] - edges[i]) / step for i in range(parts)]


def amount(rng: random.Random, low: int, high: int, decimals: int = 2) -> Decimal:
    return Decimal(rng.randrange(low * 10**decimals, high * 10**decimals)) / 10**decimals


def percent(part: Decimal, whole: Decimal, decimals: int = 2) -> Decimal:
    return quantized(part / whole * 100, decimals)
