"""What a limit is: an amount of a unit, pauses in it, and the office hours it may count in.

Pure values; kernel.calendar computes with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple


class Unit(StrEnum):
    """What a limit is counted in."""

    MINUTE = "minute"
    HOUR = "hour"  # 小时, running on through nights and holidays
    WORK_HOUR = "work_hour"  # 工作小时, inside office hours
    DAY = "day"  # 自然日
    WORKDAY = "workday"  # 工作日
    MONTH = "month"


UNIT_LABELS: Mapping[Unit, str] = {
    Unit.MINUTE: "分钟",
    Unit.HOUR: "小时",
    Unit.WORK_HOUR: "小时（工作时间）",
    Unit.DAY: "日",
    Unit.WORKDAY: "个工作日",
    Unit.MONTH: "个月",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """So much of a unit.

    `rolls_over`: a last day that is not worked moves to the next working day (hours never do:
    a protective 24 h or 72 h is not put off by a holiday). `skips_first_hour`:
    the hour in which the period begins is not counted (courts).
    """

    amount: int
    unit: Unit
    rolls_over: bool = False
    skips_first_hour: bool = False

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError("a limit is at least one unit long")
        if self.rolls_over and self.unit not in (Unit.DAY, Unit.WORKDAY, Unit.MONTH):
            raise ValueError("only a last day can roll over, not an hour")

    @classmethod
    def court(cls, amount: int, unit: Unit) -> "Limit":
        """A period as courts count it (民事诉讼法: first hour or day out, last day rolls over)."""
        by_day = unit in (Unit.DAY, Unit.MONTH, Unit.WORKDAY)
        return cls(amount, unit, rolls_over=by_day, skips_first_hour=unit == Unit.HOUR)

    def __str__(self) -> str:
        return f"{self.amount} {UNIT_LABELS[self.unit]}"

    @property
    def counts_work(self) -> bool:
        """Whether only working time counts."""
        return self.unit in (Unit.WORKDAY, Unit.WORK_HOUR)


class Due(NamedTuple):
    """When a limit runs out (China's time); provisional when official days are still missing."""

    at: datetime
    provisional: bool


class Pause(NamedTuple):
    """A stretch that does not count (中止 → 恢复)."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The spans of a working day, in order, each (opens, closes)."""

    spans: tuple[tuple[time, time], ...] = (
        (time(9), time(12)),
        (time(14), time(18)),
    )

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise ValueError("office hours must be spans in order that do not touch")


def parse_spans(text: str) -> OfficeHours:
    """Office hours from text like `09:00-12:00 14:00-18:00`; raises ValueError when wrong."""
    spans = [part.split("-") for part in text.split()]
    return OfficeHours(tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in spans))
