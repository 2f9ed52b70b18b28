"""The arithmetic of a clock: when it is due after all that happened, and when it speaks.

Pure: no Django, no database, no reading of the clock.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol

from hejia.cases.limits import Since, TimeLimit
from hejia.cases.vocabulary import RiskLevel, Scope
from hejia.kernel.calendar import CHINA, Calendar, Due, Limit, Pause, Unit

WARNINGS: Final = (50, 80, 100)


class Running(Protocol):
    """A clock that has not ended, as the rules see it: `models.Clock` satisfies it."""

    @property
    def kind(self) -> str: ...
    @property
    def turn(self) -> int: ...
    @property
    def level(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def amount(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def paused_at(self) -> datetime | None: ...
    @property
    def paused_seconds(self) -> int: ...
    @property
    def extended_days(self) -> int: ...
    @property
    def provisional(self) -> bool: ...


class Mark(NamedTuple):
    """A moment at which a clock speaks: `name` is 50, 80, 100 or the level that is told."""

    at: datetime
    name: str


def recompute(clock: Running, row: TimeLimit, calendar: Calendar, *, at: datetime) -> Due:
    """When `clock` is due under `row`, the limit of another colour, from the moment `at` on.

    A graver colour only shortens, counted from now, so that nothing is late the moment it is
    raised; a lesser one counts from the start and only lengthens.
    """
    if row.level.severity >= RiskLevel.of(clock.level).severity:
        fresh = calendar.due(at, row.limit)
        return fresh if fresh.at < clock.due_at else Due(clock.due_at, clock.provisional)
    again = due_again(clock, row.limit, calendar)
    return again if again.at > clock.due_at else Due(clock.due_at, clock.provisional)


def due_again(clock: Running, limit: Limit, calendar: Calendar) -> Due:
    """When `clock` is due, counted anew from its start with what was extended and paused.

    This is what mends provisional clocks once a year's holidays are loaded. Of limits in working
    days, pauses count as if they had lain at the start, for only their length is kept.
    """
    extensions = [Limit(clock.extended_days, Unit.DAY)] if clock.extended_days else []
    due = calendar.due(clock.started_at, limit, extensions=extensions)
    if not clock.paused_seconds:
        return due
    pause = Pause(clock.started_at, clock.started_at + timedelta(seconds=clock.paused_seconds))
    moved = shifted(due.at, limit, pause, calendar)
    return Due(moved.at, due.provisional or moved.provisional)


def shifted(due_at: datetime, limit: Limit, pause: Pause, calendar: Calendar) -> Due:
    """A due moment moved by a pause: by whole days where days count, else by its length."""
    since, until = pause.since.astimezone(CHINA), pause.until.astimezone(CHINA)
    if limit.unit is Unit.WORKDAY:
        days = calendar.workdays_between(since.date(), until.date())
        return calendar.due(due_at, Limit(days, Unit.WORKDAY)) if days else Due(due_at, False)
    if limit.unit in (Unit.DAY, Unit.MONTH):
        return Due(due_at + timedelta(days=(until.date() - since.date()).days), False)
    return Due(due_at + (until - since), False)


def thresholds(
    row: TimeLimit, began: datetime, due_at: datetime, calendar: Calendar
) -> tuple[datetime, ...]:
    """The moments at which 50, 80 and 100 % of [began, due_at] are used.

    Limits of working time are used up in office hours, unless the due moment was moved.
    """
    if row.limit.counts_work and calendar.due(began, row.limit).at == due_at:
        return tuple(calendar.moment_at(began, row.limit, percent) for percent in WARNINGS)
    span = due_at - began
    return (*(began + span * percent / 100 for percent in WARNINGS[:-1]), due_at)


def escalations(
    row: TimeLimit, began: datetime, due_at: datetime
) -> tuple[tuple[datetime, Scope], ...]:
    """When, if nothing happens, the next levels are told, in order of time."""
    steps = [
        ((began if one.since is Since.START else due_at) + one.amount * _SPANS[one.unit], one.to)
        for one in row.escalations
    ]
    return tuple(sorted(steps))


_SPANS: Final = {
    Unit.MINUTE: timedelta(minutes=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: timedelta(days=1),
}


def marks_between(
    row: TimeLimit,
    began: datetime,
    due_at: datetime,
    calendar: Calendar,
    *,
    after: datetime | None = None,
    extended_days: int = 0,
) -> tuple[Mark, ...]:
    """Warnings and escalations of a clock, in order of time; only those past `after` if given.

    A name is told once per clock; an extension makes new names (`80+15`), for what was said of
    the old deadline does not warn of the new one.
    """
    suffix = f"+{extended_days}" if extended_days else ""
    moments = thresholds(row, began, due_at, calendar)
    marks = [Mark(at, f"{p}{suffix}") for at, p in zip(moments, WARNINGS, strict=True)]
    marks += [Mark(at, f"{to}{suffix}") for at, to in escalations(row, began, due_at)]
    return tuple(sorted(mark for mark in marks if after is None or mark.at > after))
