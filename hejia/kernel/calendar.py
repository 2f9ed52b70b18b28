"""The working calendar: when a limit runs out, and how much of it is used.

Pure: official holidays and make-up days are given; nothing here reads the clock. A year whose
official days are not known runs on weekends and the holidays of fixed date; what depends on such
a year is marked provisional (暂定) and is to be computed again when the year is loaded.

Rules of counting: hours run from the moment itself; of days, weeks and months the first day is
not counted and the last ends at 24:00 (written 23:59:59), a working day at the close of office
(民法典 第二百零一至二百零四条; 民事诉讼法 on 期间; 全国年节及纪念日放假办法).
"""

import calendar as gregorian
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hejia.kernel.periods import UNIT_LABELS as UNIT_LABELS
from hejia.kernel.periods import Due as Due
from hejia.kernel.periods import Limit as Limit
from hejia.kernel.periods import OfficeHours as OfficeHours
from hejia.kernel.periods import Pause as Pause
from hejia.kernel.periods import Unit as Unit
from hejia.kernel.periods import parse_spans as parse_spans

CHINA = ZoneInfo("Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 2000, 2099  # what the tables span; a moment outside is a ValueError
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})

_SECOND = 1_000_000  # everything is counted in whole microseconds
_HOUR = 3600 * _SECOND
_DAY = 24 * _HOUR
_LAST_SECOND = _DAY - _SECOND
_BASE = date(FIRST_YEAR, 1, 1).toordinal()
_SPAN = date(LAST_YEAR + 1, 1, 1).toordinal() - _BASE
_MIDNIGHT = datetime(FIRST_YEAR, 1, 1, tzinfo=CHINA)


class DayKind(StrEnum):
    """What the State Council's yearly notice makes of a day."""

    WORKDAY = "workday"  # 工作日
    WEEKEND = "weekend"  # 休息日
    HOLIDAY = "holiday"  # 法定节假日, with the days off around it
    MAKEUP = "makeup"  # 调休上班: a weekend day that is worked


WORKED = frozenset({DayKind.WORKDAY, DayKind.MAKEUP})


class Calendar:
    """Official days of some years, as tables for fast answers.

    `days` holds the days that differ from the plain week (or all days); `years` the years for
    which `days` is complete.
    """

    def __init__(
        self,
        days: Mapping[date, DayKind],
        years: Collection[int],
        hours: OfficeHours | None = None,
    ) -> None:
        self.years = frozenset(years)
        self.hours = hours or OfficeHours()
        self._spans = tuple((_of_day(a), _of_day(b)) for a, b in self.hours.spans)
        self._day_work = sum(b - a for a, b in self._spans)
        self._closes = self._spans[-1][1]
        self._kinds = {day: kind for day, kind in days.items() if day.year in self.years}
        self._index()

    def _index(self) -> None:
        """Per day: is it worked, and how many working days lie before it."""
        self._worked = bytearray(_SPAN)
        self._before = array("i", bytes(4 * (_SPAN + 1)))
        self._workdays = array("i")
        for index in range(_SPAN):
            self._before[index] = len(self._workdays)
            if self.kind(date.fromordinal(_BASE + index)) in WORKED:
                self._worked[index] = 1
                self._workdays.append(index)
        self._before[_SPAN] = len(self._workdays)

    # Days

    def covers(self, year: int) -> bool:
        """Whether the official days of `year` are known."""
        return year in self.years

    def kind(self, day: date) -> DayKind:
        """What `day` is; in a year that is not covered by weekday and fixed holidays alone."""
        known = self._kinds.get(day)
        if known is not None:
            return known
        if day.year not in self.years and (day.month, day.day) in FIXED_HOLIDAYS:
            return DayKind.HOLIDAY
        return DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND

    def is_workday(self, day: date) -> bool:
        """Whether offices work on `day`."""
        return bool(self._worked[_index_of(day)])

    def next_workday(self, day: date) -> date:
        """`day` itself if it is worked, else the first working day after it."""
        return _day_at(self._workday(self._before[_index_of(day)]))

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (`count` ≥ 1), which itself is not counted."""
        return _day_at(self._nth_after(_index_of(day), count))

    def workdays_between(self, first: date, end: date) -> int:
        """How many working days lie in [first, end)."""
        return self._before[_index_of(end)] - self._before[_index_of(first)]

    def in_office(self, moment: datetime) -> bool:
        """Whether `moment` lies within office hours."""
        day, clock = _split(moment)
        return bool(self._worked[day]) and any(a <= clock < b for a, b in self._spans)

    # Limits

    def due(
        self,
        start: datetime,
        limit: Limit,
        *,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Limit] = (),
    ) -> Due:
        """When `limit` from `start` runs out, lengthened by `extensions` and finished `pauses`.

        Raises ValueError for a naive moment or one outside FIRST_YEAR … LAST_YEAR.
        """
        day, clock = _split(start)
        first = day
        day, clock = self._advance(day, clock, limit)
        for extension in extensions:
            day, clock = self._advance(day, clock, extension)
        for pause in sorted(pauses):
            since, until = _split(max(pause.since, start)), _split(pause.until)
            if since < min(until, (day, clock)):  # one that begins after the end moves nothing
                day, clock = self._shift((day, clock), limit, since, until)
        works = limit.counts_work or any(extension.counts_work for extension in extensions)
        if limit.rolls_over:
            first = first if works else day
            day = self._nth_after(day - 1, 1)
            works = True
        return Due(_join(day, clock), works and not self._known(first, day))

    def moment_at(
        self,
        start: datetime,
        limit: Limit,
        percent: int,
        *,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Limit] = (),
    ) -> datetime:
        """The first moment at which `percent` of the limit is used; at 100 the due moment itself.

        Limits of working days and hours are used up by office hours, all others by the clock.
        """
        end = self.due(start, limit, pauses=pauses, extensions=extensions).at
        if percent >= 100:
            return end
        runs = list(_running(start, end, pauses))
        total = sum(self._used(a, b, limit) for a, b in runs)
        wanted = -(-total * percent // 100)
        for begins, ends in runs:
            used = self._used(begins, ends, limit)
            if wanted <= used:
                return self._after(begins, wanted, limit)
            wanted -= used
        return end

    def elapsed(
        self,
        start: datetime,
        limit: Limit,
        now: datetime,
        *,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Limit] = (),
    ) -> int:
        """Whole per cent of the limit used at `now`; 100 and more once it has run out."""
        end = self.due(start, limit, pauses=pauses, extensions=extensions).at
        total = sum(self._used(a, b, limit) for a, b in _running(start, end, pauses))
        used = sum(self._used(a, b, limit) for a, b in _running(start, now, pauses))
        if now < end:
            return min(99, used * 100 // total) if total else 99
        return max(100, used * 100 // total) if total else 100

    def _advance(self, day: int, clock: int, limit: Limit) -> tuple[int, int]:
        """The last moment of `limit` begun at (day, clock), before any rolling over."""
        unit, amount = limit.unit, limit.amount
        if unit == Unit.DAY:
            return day + amount, _LAST_SECOND
        if unit == Unit.WORKDAY:
            return self._nth_after(day, amount), self._closes
        if unit == Unit.WORK_HOUR:
            return self._unworked(self._work_before(day, clock) + amount * _HOUR)
        if unit == Unit.MONTH:
            return _index_of(_add_months(_day_at(day), amount)), _LAST_SECOND
        if limit.skips_first_hour:
            clock = (clock // _HOUR + 1) * _HOUR
        clock += amount * (_HOUR if unit == Unit.HOUR else 60 * _SECOND)
        return day + clock // _DAY, clock % _DAY

    def _shift(
        self, end: tuple[int, int], limit: Limit, since: tuple[int, int], until: tuple[int, int]
    ) -> tuple[int, int]:
        """Move `end` by the stretch from `since` to `until`, in the measure of the limit."""
        (day, clock), (d1, c1), (d2, c2) = end, since, until
        if limit.unit == Unit.WORK_HOUR:
            paused = self._work_before(d2, c2) - self._work_before(d1, c1)
            return self._unworked(self._work_before(day, clock) + paused)
        if limit.unit == Unit.WORKDAY:
            paused = self._before[d2] - self._before[d1]
            return (self._nth_after(day, paused) if paused else day), clock
        if limit.unit in (Unit.DAY, Unit.MONTH):
            return day + d2 - d1, clock
        clock += (d2 - d1) * _DAY + c2 - c1
        return day + clock // _DAY, clock % _DAY

    def _known(self, first: int, last: int) -> bool:
        """Whether every year from day `first` to day `last` is covered."""
        years = range(_day_at(first).year, _day_at(last).year + 1)
        return all(year in self.years for year in years)

    def _nth_after(self, day: int, count: int) -> int:
        if day >= _SPAN:
            raise ValueError(_OUTSIDE)
        return self._workday(self._before[day + 1] + count - 1)

    def _workday(self, number: int) -> int:
        """The working day before which `number` others lie."""
        if number >= len(self._workdays):
            raise ValueError(_OUTSIDE)
        return self._workdays[number]

    def _work_before(self, day: int, clock: int) -> int:
        """Working microseconds from the first day of the tables to (day, clock)."""
        done = self._before[day] * self._day_work
        if self._worked[day]:
            for opens, closes in self._spans:
                if clock > opens:
                    done += min(clock, closes) - opens
        return done

    def _unworked(self, work: int) -> tuple[int, int]:
        """The earliest (day, clock) by which `work` microseconds were worked."""
        index, rest = divmod(work - 1, self._day_work)
        rest += 1
        for opens, closes in self._spans:
            if rest <= closes - opens:
                return self._workday(index), opens + rest
            rest -= closes - opens
        raise AssertionError("a remainder is shorter than a day")

    def _used(self, begins: datetime, ends: datetime, limit: Limit) -> int:
        """Microseconds of the limit's own measure between two moments."""
        (d1, c1), (d2, c2) = _split(begins), _split(ends)
        if limit.counts_work:
            return self._work_before(d2, c2) - self._work_before(d1, c1)
        return (d2 - d1) * _DAY + c2 - c1

    def _after(self, begins: datetime, amount: int, limit: Limit) -> datetime:
        """The first moment by which `amount` microseconds were used since `begins`."""
        if amount <= 0:
            return begins.astimezone(CHINA)
        day, clock = _split(begins)
        if limit.counts_work:
            return _join(*self._unworked(self._work_before(day, clock) + amount))
        return begins.astimezone(CHINA) + timedelta(microseconds=amount)


_OUTSIDE = f"the calendar spans {FIRST_YEAR} to {LAST_YEAR} only"


def _running(start: datetime, end: datetime, pauses: Sequence[Pause]) -> Iterator[Pause]:
    """The stretches of [start, end] that no pause covers."""
    at = start
    for since, until in sorted(pauses):
        if since > at:
            yield Pause(at, min(since, end))
        at = max(at, until)
        if at >= end:
            return
    if at < end:
        yield Pause(at, end)


def midnight(day: date) -> datetime:
    """The moment at which `day` begins in China."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def _of_day(clock: time) -> int:
    seconds = (clock.hour * 60 + clock.minute) * 60 + clock.second
    return seconds * _SECOND + clock.microsecond


def _split(moment: datetime) -> tuple[int, int]:
    """China's day (index from FIRST_YEAR) and microsecond of the day of an aware moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    local = moment if moment.tzinfo is CHINA else moment.astimezone(CHINA)
    seconds = (local.hour * 60 + local.minute) * 60 + local.second
    return _index_of(local), seconds * _SECOND + local.microsecond


def _join(day: int, clock: int) -> datetime:
    if day >= _SPAN:
        raise ValueError(_OUTSIDE)
    return _MIDNIGHT + timedelta(days=day, microseconds=clock)


def _index_of(day: date) -> int:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(_OUTSIDE)
    return day.toordinal() - _BASE


def _day_at(index: int) -> date:
    return date.fromordinal(_BASE + index)


def _add_months(day: date, count: int) -> date:
    """The day of the same number `count` months on, or that month's last (民法典 第二百零二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
