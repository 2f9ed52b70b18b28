"""Code lists and the year's calendar as the back office shows them."""

import calendar as gregorian
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hejia.accounts.vocabulary import EXTRA_LABELS, EXTRA_LISTS, EXTRA_WORDS
from hejia.kernel.calendar import DayKind
from hejia.kernel.calendar_days import working_calendar
from hejia.kernel.codes import CodeTable, Entry, table, tables
from hejia.kernel.errors import Missing
from hejia.kernel.models import CalendarDay, CalendarYear, Code


@dataclass(frozen=True, slots=True)
class ListRow:
    name: str
    label: str
    source: str
    codes: int


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code with its depth in the tree, from 0; `valid`: may be chosen today."""

    entry: Entry
    depth: int
    valid: bool
    extras: str


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of the year view; number 0 stands for a blank before the first."""

    number: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Month:
    number: int
    weeks: tuple[tuple[DayCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Covered:
    year: int
    source: str
    loaded_at: datetime


def list_rows(q: str = "") -> list[ListRow]:
    """The code lists whose name or a code's label contains `q`; no statement."""
    return [
        ListRow(one.name, one.label, one.source, len(one.entries))
        for one in sorted(tables().values(), key=lambda one: one.name)
        if not q or q in one.label or q in one.name or _holds(one, q)
    ]


def code_table(name: str) -> CodeTable:
    """One list. Raises Missing for a name that came from an address."""
    if name not in tables():
        raise Missing("该代码表")
    return table(name)


def code_rows(of: CodeTable, today: date, q: str = "") -> list[CodeRow]:
    """The codes in the order of the tree; with a search those that match; no statement."""
    return [
        CodeRow(entry, 0 if q else depth, entry.valid(today), _extras(entry))
        for depth, entry in _walk(of, "", 0)
        if not q or q in entry.label or q in entry.code
    ]


def code_version(list_name: str, code: str) -> tuple[int, int]:
    """The version of a code, and its place in the order. Raises Missing; one statement."""
    found = Code.objects.filter(list=list_name, code=code).values_list("version", "order").first()
    if found is None:
        raise Missing("该代码")
    return found


def months(year: int) -> list[Month]:
    """The twelve months of a year, each day with what it is; one statement."""
    names = dict(CalendarDay.objects.filter(date__year=year).values_list("date", "name"))
    known = working_calendar()
    plain = gregorian.Calendar(firstweekday=0)
    return [
        Month(
            month,
            tuple(
                tuple(
                    _cell(day, known.kind(day), names) if day.month == month else _BLANK
                    for day in week
                )
                for week in plain.monthdatescalendar(year, month)
            ),
        )
        for month in range(1, 13)
    ]


def covered_years() -> list[Covered]:
    """The years whose official days are known, latest first; one statement."""
    rows = CalendarYear.objects.order_by("-year").values_list("year", "source", "loaded_at")
    return [Covered(*row) for row in rows]


_BLANK = DayCell(0, "", "")


def _cell(day: date, kind: DayKind, names: dict[date, str]) -> DayCell:
    return DayCell(day.day, kind.value, names.get(day, ""))


def _holds(of: CodeTable, q: str) -> bool:
    return any(q in entry.label for entry in of.entries.values())


def _walk(of: CodeTable, parent: str, depth: int) -> Iterator[tuple[int, Entry]]:
    for entry in of.entries.values():
        if (entry.parent if entry.parent in of.entries else "") == parent:
            yield depth, entry
            yield from _walk(of, entry.code, depth + 1)


def _extras(entry: Entry) -> str:
    return "；".join(
        _extra(EXTRA_LABELS.get(name, name), extra_text(name, value))
        for name, value in entry.extra.items()
    )


def _extra(label: str, value: object) -> str:
    if isinstance(value, bool):
        return label if value else f"非{label}"
    words = "、".join(value) if isinstance(value, list) else value
    return f"{label}：{words}"


def extra_choices(name: str) -> dict[str, str]:
    """The only texts an extra fact may have, with what they are called; empty: any text."""
    if name in EXTRA_LISTS:
        return {code: entry.label for code, entry in table(EXTRA_LISTS[name]).entries.items()}
    return EXTRA_WORDS.get(name, {})


def extra_text(name: str, value: Any) -> Any:
    """An extra fact as a page says it: codes by what they are called, lists as texts."""
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return extra_choices(name).get(value, value) if isinstance(value, str) else value
