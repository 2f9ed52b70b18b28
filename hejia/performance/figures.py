"""Figures: reading what a person wrote, rounding by a named rule, showing for print.

Money, rates and scores are `Decimal`. Nothing here guesses: text that is not plainly a number is
refused with a sentence. This is the one place of the room that rounds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Final

HUNDRED: Final = Decimal(100)
ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)

#: Every division of this room runs under this context: 40 digits, half-up.
PRECISE: Final = Context(prec=40, rounding=ROUND_HALF_UP)

ROUNDINGS: Final = {
    "half-up": ROUND_HALF_UP,
    "down": ROUND_DOWN,
    "half-even": ROUND_HALF_EVEN,
}

_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


class NotAFigure(ValueError):
    """The text is not a number; the message is a Chinese sentence without the figure's name."""


def read_number(value: object) -> Decimal:
    """One entered value as Decimal: text or JSON number, `%` allowed (93.58% → 0.9358).

    Full-width digits and thousands separators are understood. Raises NotAFigure.
    """
    if isinstance(value, bool):
        raise NotAFigure("应当是一个数字，现在是“是/否”")
    if isinstance(value, int | Decimal):
        return _finite(Decimal(value))
    if not isinstance(value, str):
        raise NotAFigure("应当是一个数字")
    text = unicodedata.normalize("NFKC", value).replace("−", "-").strip()
    percent = text.endswith("%")
    body = text.removesuffix("%").strip()
    if not _NUMBER.fullmatch(body):
        raise NotAFigure(f"“{value}”不是一个数字；请只写数字，不带单位")
    number = Decimal(body.replace(",", ""))
    return number / HUNDRED if percent else number


def read_plain(value: object) -> Decimal:
    """An amount, a count or points: like `read_number`, but a percentage is none of these."""
    if isinstance(value, str) and "%" in unicodedata.normalize("NFKC", value):
        raise NotAFigure(f"“{value}”是百分数，这里应当写数")
    return read_number(value)


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise NotAFigure("不是一个有限的数字")
    return number


def divide(part: Decimal, whole: Decimal) -> Decimal:
    """part ÷ whole with 40 digits; the caller has made sure that whole is not zero."""
    return PRECISE.divide(part, whole)


def round_by(mode: str, number: Decimal, places: int) -> Decimal:
    """Round by the named mode (`half-up`, `down`, `half-even`) to `places` decimals."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUNDINGS[mode])


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no trailing zeros (5.00 → 5, 1E+1 → 10)."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def percent(rate: Decimal, places: int = 2, mode: str = "half-up") -> str:
    """A rate for print: 0.9358 → 93.58%."""
    return plain(round_by(mode, rate * HUNDRED, places)) + "%"


def fixed_percent(rate: Decimal, places: int) -> str:
    """A rate with all its decimals, as some forms print it: 1 → 100.0%."""
    return format(round_by("half-up", rate * HUNDRED, places), "f") + "%"


def honest_percent(rate: Decimal, places: int = 2) -> str:
    """Like `percent`, but a rate below 100 % never prints as 100 %: it is cut off instead."""
    shown = round_by("half-up", rate * HUNDRED, places)
    if rate < ONE and shown >= HUNDRED:
        shown = round_by("down", rate * HUNDRED, places)
    return plain(shown) + "%"


def growth(now: Decimal, before: Decimal) -> Decimal | None:
    """(now − before) ÷ before; None where the base is zero, which prints as 不适用."""
    return None if before == 0 else divide(now - before, before)


WAN: Final = Decimal(10000)

#: Yuan → the number printed under 单位：万元 or 单位：元.
SHOWN_UNITS: Final[dict[str, Callable[[Decimal], Decimal]]] = {
    "万元": lambda yuan: yuan / WAN,
    "元": lambda yuan: yuan,
}


def shown_amount(yuan: Decimal, unit: str = "万元", places: int = 2) -> str:
    """An amount in yuan as printed: rounded half-up for display only, trailing zeros dropped."""
    return plain(round_by("half-up", SHOWN_UNITS[unit](yuan), places))
