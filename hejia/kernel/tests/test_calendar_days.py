"""Official days: loaded from the package, from a file, and made into the working calendar."""

from datetime import UTC, date, datetime

import chinese_calendar
import pytest

from hejia.kernel.calendar import DayKind, Limit, Unit
from hejia.kernel.calendar_days import (
    LOADED,
    OfficialDay,
    coverage_problems,
    import_csv,
    load_known_years,
    package_years,
    read_csv,
    save_year,
    set_office_hours,
    working_calendar,
    year_faults,
)
from hejia.kernel.errors import Refused
from hejia.kernel.models import CalendarDay, CalendarYear, Message

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
HEAD = "日期,类别,名称\n"
FIXED = HEAD + "".join(
    f"2031-{day},法定节假日,{name}\n"
    for day, name in [
        ("01-01", "元旦"),
        ("05-01", "劳动节"),
        ("05-02", "劳动节"),
        ("10-01", "国庆节"),
        ("10-02", "国庆节"),
        ("10-03", "国庆节"),
    ]
)
FILE = FIXED + "2031/2/8,调休上班,春节调休\n,,\n"  # a Saturday worked; an empty line at the end


@pytest.fixture
def empty(db):
    CalendarYear.objects.all().delete()


def test_every_day_of_every_loaded_year_is_what_the_package_says(empty):
    assert load_known_years(now=NOW) == package_years()
    calendar = working_calendar()
    assert calendar.covers(2025)
    for year in package_years():
        for ordinal in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()):
            day = date.fromordinal(ordinal)
            assert calendar.is_workday(day) == chinese_calendar.is_workday(day), day
    assert load_known_years(now=NOW) == []


def test_a_year_is_loaded_from_a_file_and_told(empty):
    due = working_calendar().due(datetime(2031, 2, 7, 2, tzinfo=UTC), Limit(1, Unit.WORKDAY))
    assert (due.at.date(), due.provisional) == (date(2031, 2, 10), True)
    assert import_csv(FILE.encode(), 2031, source="测试", now=NOW) == []
    due = working_calendar().due(datetime(2031, 2, 7, 2, tzinfo=UTC), Limit(1, Unit.WORKDAY))
    assert (due.at.date(), due.provisional) == (date(2031, 2, 8), False)
    news = Message.objects.filter(topic=LOADED).latest("id")
    assert news.facts == {"year": 2031}


def test_loading_a_year_again_replaces_it(empty):
    import_csv(FILE.encode(), 2031, source="测试", now=NOW)
    import_csv(FIXED.encode("gb18030"), 2031, source="更正", now=NOW)
    assert CalendarYear.objects.get(year=2031).source == "更正"
    assert CalendarDay.objects.filter(year_id=2031).count() == 6


WRONG = """日期,类别,名称
2031-02-30,法定节假日,春节
2030-01-01,法定节假日,元旦
2031-01-01,放假,元旦
2031-01-02,法定节假日,元旦
2031-01-02,法定节假日,这个名称实在是太长了，已经超过了二十个字的限制
二月三日,,
"""


def test_each_wrong_cell_is_named_and_nothing_is_loaded(empty):
    errors = import_csv(WRONG.encode(), 2031, source="测试", now=NOW)
    assert [(e.row, e.column) for e in errors] == [
        (2, "日期"),
        (3, "日期"),
        (4, "类别"),
        (6, "日期"),
        (6, "名称"),
        (7, "日期"),
        (7, "类别"),
    ]
    assert not CalendarYear.objects.exists()


@pytest.mark.parametrize(("content", "column"), [(b"", "日期"), ("日期,名称\n".encode(), "类别")])
def test_a_file_without_its_columns_is_told(content, column):
    _, errors = read_csv(content, 2031)
    assert column in [error.column for error in errors]


def test_what_cannot_be_a_years_notice_is_refused(empty):
    short = "".join(line for line in FILE.splitlines(True) if "05-01" not in line).encode()
    with pytest.raises(Refused, match="缺少法定节假日 5月1日"):
        import_csv(short, 2031, source="测试", now=NOW)
    assert not CalendarYear.objects.exists()
    strange = [
        OfficialDay(date(2031, 3, 3), DayKind.MAKEUP),  # a Monday
        OfficialDay(date(2031, 3, 4), DayKind.WEEKEND),
        OfficialDay(date(2031, 3, 8), DayKind.WORKDAY),
        OfficialDay(date(2031, 3, 8), DayKind.HOLIDAY),
        OfficialDay(date(2030, 3, 8), DayKind.HOLIDAY),
    ]
    assert len(year_faults(2031, strange)) == 6


def test_office_hours_are_set_and_used_at_once(db):
    start = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # 08:30
    assert working_calendar().due(start, Limit(1, Unit.WORK_HOUR)).at.hour == 10
    set_office_hours("08:00-12:00  14:30-17:30")
    assert working_calendar().due(start, Limit(1, Unit.WORK_HOUR)).at.hour == 9
    with pytest.raises(Refused) as caught:
        set_office_hours("8点到6点")
    assert "hours" in caught.value.fields


def test_missing_years_are_told_in_time(empty):
    days, _ = read_csv(FILE.encode(), 2031)
    save_year(2031, days, source="测试", now=NOW)
    assert coverage_problems(date(2031, 11, 30)) == []
    assert "2032 年" in coverage_problems(date(2031, 12, 1))[0]
    assert "2030 年" in coverage_problems(date(2030, 6, 1))[0]


def test_the_calendar_is_kept_until_it_changes(db, django_assert_num_queries):
    first = working_calendar()
    with django_assert_num_queries(0):
        assert working_calendar() is first
