"""The working calendar: known days by hand, and properties against a day-by-day count."""

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hejia.kernel.calendar import (
    CHINA,
    Calendar,
    DayKind,
    Limit,
    OfficeHours,
    Pause,
    Unit,
    parse_spans,
)


def official(*years):
    days = {d: DayKind.HOLIDAY for d in chinese_calendar.holidays if d.year in years}
    return days | {d: DayKind.MAKEUP for d in chinese_calendar.workdays if d.year in years}


KNOWN = Calendar(official(2024, 2025, 2026), {2024, 2025, 2026})


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


BY_HAND = [
    # Hours run on through night and holiday.
    ("2026-09-30T20:15", Limit(24, Unit.HOUR), "2026-10-01T20:15"),
    ("2026-03-02T23:50", Limit(15, Unit.MINUTE), "2026-03-03T00:05"),
    # Days: the first is out, the last ends at 24:00.
    ("2026-03-02T00:00", Limit(15, Unit.DAY), "2026-03-17T23:59:59"),
    ("2026-03-02T23:59", Limit(15, Unit.DAY), "2026-03-17T23:59:59"),
    # 2026-09-25 is 中秋, 09-26/27 off; the last day of a court period moves to Monday.
    ("2026-09-20T10:00", Limit(5, Unit.DAY), "2026-09-25T23:59:59"),
    ("2026-09-20T10:00", Limit.court(5, Unit.DAY), "2026-09-28T23:59:59"),
    # The hour in which a court's period begins is out.
    ("2026-03-02T10:20", Limit.court(72, Unit.HOUR), "2026-03-05T11:00"),
    ("2026-03-02T10:00", Limit.court(24, Unit.HOUR), "2026-03-03T11:00"),
    # Working days end at the close of office; 2026-10-01..07 are off, 10-10 (Sat) is worked.
    ("2026-09-30T10:00", Limit(1, Unit.WORKDAY), "2026-10-08T18:00"),
    ("2026-10-09T10:00", Limit(1, Unit.WORKDAY), "2026-10-10T18:00"),
    ("2026-10-10T10:00", Limit(1, Unit.WORKDAY), "2026-10-12T18:00"),
    # Working hours: lunch, night and weekend do not count; the end of a span belongs to it.
    ("2026-03-02T09:00", Limit(3, Unit.WORK_HOUR), "2026-03-02T12:00"),
    ("2026-03-02T11:00", Limit(4, Unit.WORK_HOUR), "2026-03-02T17:00"),
    ("2026-03-06T17:30", Limit(4, Unit.WORK_HOUR), "2026-03-09T14:30"),
    ("2026-03-07T03:00", Limit(7, Unit.WORK_HOUR), "2026-03-09T18:00"),
    # Months: the day of the same number, or the month's last.
    ("2025-08-31T09:00", Limit(6, Unit.MONTH), "2026-02-28T23:59:59"),
    ("2025-11-15T09:00", Limit(3, Unit.MONTH), "2026-02-15T23:59:59"),
]


@pytest.mark.parametrize(("start", "limit", "due"), BY_HAND)
def test_limits_run_out_when_the_law_says(start, limit, due):
    assert KNOWN.due(at(start), limit) == (at(due), False)


def test_a_moment_of_another_zone_is_the_same_moment():
    noon = datetime(2026, 3, 1, 17, tzinfo=UTC)  # 2 March, 01:00 in China
    assert KNOWN.due(noon, Limit(1, Unit.DAY)).at == at("2026-03-03T23:59:59")


@pytest.mark.parametrize("day", ["2026-12-31", "2026-12-25"])  # a Thursday and a Friday
def test_a_year_without_official_days_is_provisional(day):
    """One day past coverage, on a weekday as on a weekend, the result is marked."""
    start = at(day + "T10:00")
    limits = [Limit(6, Unit.WORKDAY), Limit(42, Unit.WORK_HOUR), Limit(9, Unit.DAY, True)]
    assert [KNOWN.due(start, limit).provisional for limit in limits] == [True] * 3
    assert not KNOWN.due(start, Limit(9, Unit.DAY)).provisional
    assert not KNOWN.due(start, Limit(99, Unit.HOUR)).provisional
    assert not KNOWN.due(at("2026-12-30T10:00"), Limit(1, Unit.WORKDAY)).provisional


def test_a_roll_over_is_provisional_only_by_its_last_days():
    bare = Calendar({}, {2026})
    assert not bare.due(at("2025-12-20T10:00"), Limit(20, Unit.DAY, True)).provisional
    assert bare.due(at("2026-12-30T10:00"), Limit(3, Unit.DAY, True)).provisional


def test_an_unknown_year_keeps_weekends_and_fixed_holidays():
    kinds = {day: KNOWN.kind(date.fromisoformat(day)) for day in ("2027-05-01", "2027-10-04")}
    assert kinds == {"2027-05-01": DayKind.HOLIDAY, "2027-10-04": DayKind.WORKDAY}
    assert KNOWN.covers(2026)
    assert not KNOWN.covers(2027)
    # 2027-01-01 (Fri) is a fixed holiday, 02/03 a weekend
    assert KNOWN.due(at("2026-12-31T10:00"), Limit(1, Unit.WORKDAY)) == (
        at("2027-01-04T18:00"),
        True,
    )


def test_days_of_an_uncovered_year_are_not_believed():
    half = Calendar({date(2027, 3, 1): DayKind.HOLIDAY}, {2026})
    assert half.is_workday(date(2027, 3, 1))


def test_questions_about_days():
    assert KNOWN.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert KNOWN.next_workday(date(2026, 10, 8)) == date(2026, 10, 8)
    assert KNOWN.add_workdays(date(2026, 9, 30), 2) == date(2026, 10, 9)
    assert KNOWN.workdays_between(date(2026, 10, 1), date(2026, 10, 12)) == 3
    assert KNOWN.in_office(at("2026-10-10T09:00"))  # a Saturday worked
    assert not KNOWN.in_office(at("2026-10-10T13:00"))
    assert not KNOWN.in_office(at("2026-10-11T10:00"))
    assert str(Limit(1, Unit.WORKDAY)) == "1 个工作日"


@pytest.mark.parametrize(
    ("start", "limit"),
    [
        (datetime(2026, 3, 2), Limit(1, Unit.DAY)),  # noqa: DTZ001 a naive moment is the fault
        (at("1999-12-31T10:00"), Limit(1, Unit.DAY)),
        (at("2099-12-31T10:00"), Limit(1, Unit.DAY)),
        (at("2099-12-31T10:00"), Limit(1, Unit.WORKDAY)),
        (at("2099-12-31T10:00"), Limit(99, Unit.WORK_HOUR)),
        (at("2099-12-01T10:00"), Limit(9000, Unit.DAY, True)),
    ],
)
def test_what_the_tables_do_not_span_is_an_error(start, limit):
    with pytest.raises(ValueError, match=r"time zone|spans"):
        KNOWN.due(start, limit)


def test_office_hours_are_read_and_checked():
    assert parse_spans("08:30-12:00 14:30-18:00").spans[0] == (time(8, 30), time(12))
    for wrong in ("", "12:00-09:00", "09:00-12:00 11:00-18:00", "09:00-12:00 12:00-18:00"):
        with pytest.raises(ValueError, match="office hours"):
            parse_spans(wrong)
    with pytest.raises(ValueError, match="one unit"):
        Limit(0, Unit.DAY)
    with pytest.raises(ValueError, match="roll over"):
        Limit(24, Unit.HOUR, rolls_over=True)


PAUSED = [
    (Limit(24, Unit.HOUR), "2026-03-02T12:00", "2026-03-02T15:30", "2026-03-03T13:30"),
    (Limit(15, Unit.DAY), "2026-03-04T12:00", "2026-03-09T09:00", "2026-03-22T23:59:59"),
    (Limit(3, Unit.WORKDAY), "2026-03-03T12:00", "2026-03-09T09:00", "2026-03-11T18:00"),
    (Limit(3, Unit.WORKDAY), "2026-03-03T12:00", "2026-03-03T16:00", "2026-03-05T18:00"),
    (Limit(4, Unit.WORK_HOUR), "2026-03-02T11:00", "2026-03-03T09:00", "2026-03-03T12:00"),
]


@pytest.mark.parametrize(("limit", "since", "until", "due"), PAUSED)
def test_a_pause_moves_the_end_in_the_measure_of_the_limit(limit, since, until, due):
    pause = Pause(at(since), at(until))
    assert KNOWN.due(at("2026-03-02T10:00"), limit, pauses=[pause]).at == at(due)


def test_a_pause_outside_the_limit_moves_nothing():
    start, day = at("2026-03-02T10:00"), Limit(24, Unit.HOUR)
    late = Pause(at("2026-03-03T11:00"), at("2026-03-04T11:00"))  # it had run out already
    early = Pause(at("2026-03-01T11:00"), at("2026-03-02T09:00"))
    across = Pause(at("2026-03-01T11:00"), at("2026-03-02T11:00"))  # one hour of it counts
    assert KNOWN.due(start, day, pauses=[late, early]).at == at("2026-03-03T10:00")
    assert KNOWN.due(start, day, pauses=[across]).at == at("2026-03-03T11:00")


def test_an_extension_begins_where_the_limit_ends():
    more = [Limit(15, Unit.DAY)]
    due = KNOWN.due(at("2026-03-02T10:00"), Limit(15, Unit.DAY), extensions=more)
    assert due.at == at("2026-04-01T23:59:59")


def test_thresholds_fall_in_the_measure_of_the_limit():
    start, day, work = at("2026-03-02T10:00"), Limit(24, Unit.HOUR), Limit(4, Unit.WORK_HOUR)
    assert KNOWN.moment_at(start, day, 50) == at("2026-03-02T22:00")
    assert KNOWN.moment_at(start, work, 50) == at("2026-03-02T12:00")
    assert KNOWN.moment_at(start, work, 80) == at("2026-03-02T15:12")
    assert KNOWN.moment_at(start, work, 0) == start
    pause = [Pause(at("2026-03-02T11:00"), at("2026-03-03T11:00"))]
    assert KNOWN.moment_at(start, day, 50, pauses=pause) == at("2026-03-03T22:00")
    assert KNOWN.elapsed(start, day, at("2026-03-03T11:00"), pauses=pause) == 4
    assert KNOWN.elapsed(start, day, start) == 0
    assert KNOWN.elapsed(start, day, at("2026-03-04T10:00")) == 200


moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 hypothesis adds the zone itself
    datetime(2026, 10, 1),  # noqa: DTZ001 hypothesis adds the zone itself
    timezones=st.just(CHINA),
)
by_day = st.builds(
    Limit, st.integers(1, 60), st.sampled_from([Unit.DAY, Unit.WORKDAY]), st.booleans()
)
by_hour = st.builds(
    Limit,
    st.integers(1, 60),
    st.sampled_from([Unit.MINUTE, Unit.HOUR, Unit.WORK_HOUR]),
    st.just(False),
    st.booleans(),
)
limits = by_day | by_hour | st.builds(Limit, st.integers(1, 2), st.just(Unit.MONTH), st.booleans())


def by_counting(start: datetime, limit: Limit) -> datetime:
    """The slow and obvious way: step by step through the days."""
    day, left = start.date(), limit.amount
    while left:
        day += timedelta(days=1)
        left -= limit.unit == Unit.DAY or KNOWN.is_workday(day)
    while limit.rolls_over and not KNOWN.is_workday(day):
        day += timedelta(days=1)
    return datetime.combine(
        day, time(18) if limit.unit == Unit.WORKDAY else time(23, 59, 59), CHINA
    )


@given(moments, st.sampled_from([Unit.DAY, Unit.WORKDAY]), st.integers(1, 60), st.booleans())
def test_days_agree_with_counting_them_one_by_one(start, unit, amount, rolls):
    limit = Limit(amount, unit, rolls)
    assert KNOWN.due(start, limit).at == by_counting(start, limit)


@given(moments, st.integers(1, 60))
def test_working_hours_agree_with_counting_the_minutes(start, amount):
    start = start.replace(second=0, microsecond=0)
    moment, left = start, amount * 60
    while left:
        left -= KNOWN.in_office(moment)
        moment += timedelta(minutes=1)
    assert KNOWN.due(start, Limit(amount, Unit.WORK_HOUR)).at == moment


@given(moments, limits)
def test_a_limit_ends_after_it_began_and_never_on_a_day_off_when_it_rolls(start, limit):
    due = KNOWN.due(start, limit)
    assert due.at > start
    assert not due.provisional
    if limit.rolls_over or limit.counts_work:
        assert KNOWN.is_workday(due.at.date())


@given(moments, limits, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_a_later_start_never_ends_earlier(start, limit, later):
    assert KNOWN.due(start, limit).at <= KNOWN.due(start + later, limit).at


pauses = st.lists(st.integers(0, 40_000), min_size=4, max_size=4, unique=True).map(sorted)


@given(moments, limits, pauses, st.sampled_from([1, 50, 80, 99, 100]))
@settings(max_examples=200)
def test_a_threshold_is_crossed_exactly_at_its_moment(start, limit, edges, percent):
    a, b, c, d = (start + timedelta(minutes=edge) for edge in edges)
    terms = {"pauses": [Pause(a, b), Pause(c, d)]}
    crossing = KNOWN.moment_at(start, limit, percent, **terms)
    due = KNOWN.due(start, limit, **terms).at
    assert start <= crossing <= due
    assert KNOWN.elapsed(start, limit, crossing, **terms) >= percent
    before = crossing - timedelta(microseconds=1)
    if start < before:
        assert KNOWN.elapsed(start, limit, before, **terms) < percent


@given(moments, limits, pauses)
def test_a_pause_never_shortens_a_limit(start, limit, edges):
    a, b, *_ = (start + timedelta(minutes=edge) for edge in edges)
    assert KNOWN.due(start, limit, pauses=[Pause(a, b)]).at >= KNOWN.due(start, limit).at


def test_office_hours_of_another_shape():
    early = Calendar({}, {2026}, OfficeHours(((time(8), time(16)),)))
    assert early.due(at("2026-03-02T15:00"), Limit(2, Unit.WORK_HOUR)).at == at("2026-03-03T09:00")
