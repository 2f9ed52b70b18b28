"""The official days of a district: loaded, read from a file, and made into the working calendar.

Where `chinesecalendar` covers a year its data is taken; a later year comes from a CSV file made
after the State Council's notice. Until then that year runs provisionally (kernel/calendar.py).
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import chinese_calendar
from django.db import transaction

from hejia.kernel import outbox, reference
from hejia.kernel.calendar import FIXED_HOLIDAYS, Calendar, DayKind, OfficeHours, parse_spans
from hejia.kernel.errors import Refused
from hejia.kernel.models import CalendarDay, CalendarYear, DayKindLabel, Office

LOADED = "kernel.calendar_loaded"  # the news: results that were provisional can be made final
_FIRST = 2018  # of chinesecalendar's years, those that cases may reach back to
_COLUMNS = ("日期", "类别", "名称")
_KINDS = {str(kind.label): DayKind(kind.value) for kind in DayKindLabel}


@dataclass(frozen=True, slots=True)
class OfficialDay:
    """A day that differs from the plain week, or is confirmed not to."""

    date: date
    kind: DayKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong in one cell of a file; row 1 is the heading."""

    row: int
    column: str
    value: str
    sentence: str


@reference.kept
def working_calendar() -> Calendar:
    """The calendar of the open district; kept until a year or the office hours change."""
    days = {day: DayKind(kind) for day, kind in CalendarDay.objects.values_list("date", "kind")}
    years = CalendarYear.objects.values_list("year", flat=True)
    return Calendar(days, list(years), office_hours())


def office_hours() -> OfficeHours:
    """When offices are open, as set here, else the usual hours."""
    spans = Office.objects.filter(id=1).values_list("hours", flat=True).first()
    return parse_spans(spans) if spans else OfficeHours()


@transaction.atomic
def set_office_hours(text: str) -> None:
    """Set the office hours from text like `09:00-12:00 14:00-18:00`. Refuses what is no hours."""
    try:
        parse_spans(text)
    except ValueError:
        sentence = "请按“09:00-12:00 14:00-18:00”的样子填写办公时间，各段先后分明、互不相接。"
        raise Refused("office_hours", sentence, {"hours": sentence}) from None
    Office.objects.update_or_create(id=1, defaults={"hours": " ".join(text.split())})
    reference.changed()


def package_years() -> list[int]:
    """The years the installed `chinesecalendar` knows, as far back as cases may reach."""
    years = {day.year for day in chinese_calendar.holidays}
    return sorted(year for year in years if year >= _FIRST)


def load_known_years(*, now: datetime) -> list[int]:
    """Load the package's years that are not there yet; which they were."""
    present = set(CalendarYear.objects.values_list("year", flat=True))
    fresh = [year for year in package_years() if year not in present]
    for year in fresh:
        save_year(year, _from_package(year), source="chinesecalendar 软件包", now=now)
    return fresh


def _from_package(year: int) -> list[OfficialDay]:
    off = [
        OfficialDay(day, DayKind.HOLIDAY, chinese_calendar.Holiday(name).chinese)
        for day, name in chinese_calendar.holidays.items()
        if day.year == year
    ]
    worked = [
        OfficialDay(day, DayKind.MAKEUP, f"{chinese_calendar.Holiday(name).chinese}调休")
        for day, name in chinese_calendar.workdays.items()
        if day.year == year
    ]
    return off + worked


@transaction.atomic
def save_year(year: int, days: Iterable[OfficialDay], *, source: str, now: datetime) -> None:
    """Put these in place of all the days of `year`, which is covered from now on.

    Refuses (`calendar_year`) what cannot be a year's notice; tells the rest of the system, so
    that provisional results of the year are computed again.
    """
    days = list(days)
    if faults := year_faults(year, days):
        raise Refused("calendar_year", f"{year} 年的节假日安排有误：{'；'.join(faults)}。")
    CalendarYear.objects.update_or_create(year=year, defaults={"source": source, "loaded_at": now})
    CalendarDay.objects.filter(year_id=year).delete()
    CalendarDay.objects.bulk_create(
        [CalendarDay(date=d.date, year_id=year, kind=d.kind, name=d.name) for d in days]
    )
    reference.changed()
    outbox.put([outbox.News(LOADED, UUID(int=year), {"year": year})], now=now)


def year_faults(year: int, days: Iterable[OfficialDay]) -> list[str]:
    """Why these cannot be the official days of `year`; empty when they can."""
    kinds: dict[date, DayKind] = {}
    faults = []
    for day in days:
        if day.date.year != year:
            faults.append(f"{day.date} 不在 {year} 年")
        if day.date in kinds:
            faults.append(f"{day.date} 出现两次")
        weekend = day.date.weekday() >= 5
        if day.kind == DayKind.MAKEUP and not weekend:
            faults.append(f"{day.date} 不是周末，不能调休上班")
        if (day.kind == DayKind.WEEKEND and not weekend) or (
            day.kind == DayKind.WORKDAY and weekend
        ):
            faults.append(f"{day.date} 的类别与星期不符")
        kinds[day.date] = day.kind
    missing = [f"{m}月{d}日" for m, d in sorted(FIXED_HOLIDAYS) if not _off(kinds, year, m, d)]
    return faults + ([f"缺少法定节假日 {'、'.join(missing)}"] if missing else [])


def _off(kinds: Mapping[date, DayKind], year: int, month: int, day: int) -> bool:
    # 2 May became a holiday in 2025 (国务院令第795号).
    later = (month, day) == (5, 2) and year < 2025
    return later or kinds.get(date(year, month, day)) == DayKind.HOLIDAY


def read_csv(content: bytes, year: int) -> tuple[list[OfficialDay], list[CellError]]:
    """The days of a CSV file and what is wrong in it, cell by cell.

    UTF-8 or GB 18030; columns 日期, 类别 and, if there, 名称.
    """
    rows = list(csv.reader(io.StringIO(_text(content))))
    head = [cell.strip() for cell in rows[0]] if rows else []
    if missing := [name for name in _COLUMNS[:2] if name not in head]:
        return [], [CellError(1, name, "", f"缺少“{name}”这一列。") for name in missing]
    days: list[OfficialDay] = []
    errors: list[CellError] = []
    for number, row in enumerate(rows[1:], 2):
        cells = dict(zip(head, (cell.strip() for cell in row), strict=False))
        if any(cells.values()):
            day, wrong = _day(number, cells, year, {d.date for d in days})
            days += [day] if day else []
            errors += wrong
    return days, errors


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _day(
    row: int, cells: Mapping[str, str], year: int, seen: set[date]
) -> tuple[OfficialDay | None, list[CellError]]:
    written, kind_label = cells.get("日期", ""), cells.get("类别", "")
    errors = []
    day = _parsed(written)
    if day is None:
        errors.append(CellError(row, "日期", written, "不是有效的日期，应如 2027-01-01。"))
    elif day.year != year:
        errors.append(CellError(row, "日期", written, f"不在 {year} 年。"))
    elif day in seen:
        errors.append(CellError(row, "日期", written, "这一天前面已经有了。"))
    kind = _KINDS.get(kind_label)
    if kind is None:
        words = "、".join(_KINDS)
        errors.append(CellError(row, "类别", kind_label, f"应为以下之一：{words}。"))
    name = cells.get("名称", "")
    if len(name) > 20:
        errors.append(CellError(row, "名称", name, "名称最多 20 个字。"))
    if errors or day is None or kind is None:
        return None, errors
    return OfficialDay(day, kind, name), []


def _parsed(written: str) -> date | None:
    plain = written.replace("/", "-").replace(".", "-")
    parts = plain.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


def import_csv(content: bytes, year: int, *, source: str, now: datetime) -> list[CellError]:
    """Load a year from a CSV file; with any error nothing is changed and the errors come back."""
    days, errors = read_csv(content, year)
    if not errors:
        save_year(year, days, source=source, now=now)
    return errors


def coverage_problems(today: date) -> list[str]:
    """What `hejia doctor` and /healthz say about missing years: this one, and soon the next."""
    calendar = working_calendar()
    wanted = [today.year] + ([today.year + 1] if today.month == 12 else [])
    return [
        f"{year} 年的法定节假日尚未载入，该年的工作日时限为暂定。"
        "请在后台“工作日历”导入国务院通知的安排。"
        for year in wanted
        if not calendar.covers(year)
    ]
