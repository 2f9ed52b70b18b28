"""Stretches of time a figure is told for: [first, end) in China's days. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from hejia.kernel.calendar import midnight
from hejia.kernel.errors import Refused

_YEARS: Final = range(1990, 2101)
"""Years a figure may be asked for: no case is older, and no plan reaches further."""
_FORMS: Final = (
    (re.compile(r"(\d{4})-(\d{2})"), lambda y, m: Period.month(y, m)),
    (re.compile(r"(\d{4})Q([1-4])"), lambda y, q: Period.quarter(y, q)),
    (re.compile(r"(\d{4})"), lambda y: Period.year(y)),
)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day (included) to `end` (not included)."""

    first: date
    end: date

    def __post_init__(self) -> None:
        if self.first >= self.end:
            raise Refused("bad_period", "开始日期应早于结束日期，请重新选择期间。")

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> "Period":
        return cls(date(year, 3 * quarter - 2, 1), _month_after(year, 3 * quarter))

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        return cls(date(year, month, 1), _month_after(year, month))

    @classmethod
    def read(cls, text: str) -> "Period":
        """From 2026, 2026Q1, 2026-03 or 2026-01-01..2026-08-31 (both days counted in).

        Raises Refused for anything else.
        """
        try:
            found = _read(text.strip())
            if found.first.year in _YEARS and found.last.year in _YEARS:
                return found
            raise ValueError(text)
        except (ValueError, OverflowError):
            raise Refused(
                "bad_period", f"期间“{text[:30]}”不正确，应如 2026、2026Q1 或 2026-03。"
            ) from None

    def __str__(self) -> str:
        """The shortest text that `read` reads."""
        year, month = self.first.year, self.first.month
        for candidate in (Period.year(year), Period.quarter(year, (month + 2) // 3)):
            if candidate == self:
                whole = candidate == Period.year(year)
                return str(year) if whole else f"{year}Q{(month + 2) // 3}"
        if self == Period.month(year, month):
            return f"{year}-{month:02}"
        return f"{self.first}..{self.last}"

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)

    @property
    def label(self) -> str:
        """2026年, 2026年第一季度, 2026年3月, or both days."""
        text = str(self)
        if ".." in text:
            return f"{self.first} 至 {self.last}"
        if "Q" in text:
            return f"{text[:4]}年第{'一二三四'[int(text[-1]) - 1]}季度"
        return f"{text[:4]}年{int(text[5:])}月" if "-" in text else f"{text}年"

    @property
    def begins_at(self) -> datetime:
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        return midnight(self.end)


def _month_after(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


def _read(text: str) -> Period:
    if ".." in text:
        first, last = text.split("..", 1)
        return Period(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
    for pattern, make in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            maker: Callable[..., Period] = make
            return maker(*map(int, match.groups()))
    raise ValueError(text)
