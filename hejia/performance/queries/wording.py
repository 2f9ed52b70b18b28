"""Indicators in words: what is aimed at and what it came to, as forms and reports print them."""

from decimal import Decimal
from typing import Protocol

from hejia.performance.figures import divide, honest_percent, plain
from hejia.performance.models import Indicator, Measurement
from hejia.performance.targeting import QUALITATIVE


def value_text(row: Indicator) -> str:
    """An indicator's value as printed: ≥95%, 100%, or the description."""
    if row.comparator in ("定性", "区间"):
        return row.value
    sign = "" if row.comparator == "=" else row.comparator
    bare = row.value.lstrip("≥≤=<> ")
    unit = "" if not row.unit or bare.endswith(row.unit) else row.unit
    return f"{sign}{bare}{'' if unit == '%' or not unit else ' '}{unit}"


def asked_text(row: Indicator) -> str:
    """Name and value in one cell; a description that begins with its name is not told twice."""
    value = value_text(row)
    if value.startswith(row.name):
        return value
    return f"{row.name}{'：' if row.comparator == QUALITATIVE else ''}{value}"


def came_text(row: Indicator, reading: Measurement | None) -> str:
    """Name and what it came to; a description stands alone."""
    text = actual_text(row, reading)
    if reading is not None and reading.value is None:
        return text
    return f"{row.name}{text}" if text else ""


def work_sentences(rows: list[Indicator], readings: dict[int, Measurement]) -> list[str]:
    """A sentence per counted indicator, with numerator and denominator where it is a rate."""
    return [
        f"{row.name}：{actual_text(row, readings[row.pk])}。"
        for row in rows
        if row.pk in readings and readings[row.pk].value is not None
    ]


def actual_text(row: Indicator, reading: Measurement | None) -> str:
    """What an indicator came to, as a form prints it."""
    if reading is None:
        return ""
    if reading.value is None:
        return reading.text or reading.grade
    return counted_text(row, reading)


class Countable(Protocol):
    """A number, and both its parts where it is a rate: a reading or a fresh count."""

    @property
    def value(self) -> Decimal | None: ...
    @property
    def numerator(self) -> Decimal | None: ...
    @property
    def denominator(self) -> Decimal | None: ...


def counted_text(row: Indicator, counted: Countable) -> str:
    """1043 宗, 98.2%（108/110）: never a full 100% for what is not complete."""
    if counted.value is None:
        return ""
    top, base = counted.numerator, counted.denominator
    if top is None or base is None:
        return f"{plain(round(counted.value, 2))}{row.unit}"
    return f"{honest_percent(divide(top, base))}（{plain(top)}/{plain(base)}）"
