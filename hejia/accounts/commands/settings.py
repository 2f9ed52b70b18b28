"""Code lists and the working calendar, changed by a person: the kernel's acts, with their trace."""

from datetime import datetime
from typing import Any

from hejia.accounts.commands.history import record_change
from hejia.accounts.models import Person
from hejia.accounts.queries.settings import extra_text
from hejia.accounts.vocabulary import EXTRA_LABELS, Subject
from hejia.kernel import calendar_days, codes
from hejia.kernel.code_changes import CodeValues, add_code, change_code
from hejia.kernel.errors import Refused

_LABELS = {
    "label": "名称",
    "parent": "上级代码",
    "order": "次序",
    "valid_from": "启用日期",
    "valid_to": "停用日期",
    "note": "说明",
}


def save_code(
    list_name: str,
    code: str,
    values: CodeValues,
    *,
    seen: int | None,
    actor: Person,
    now: datetime,
) -> None:
    """Add (`seen` None) or change a code. Raises Refused, Duplicate, Stale, Missing."""
    before: dict[str, Any] = {}
    if seen is None:
        add_code(list_name=list_name, code=code, values=values, actor=actor.pk, now=now)
    else:
        before = _entry(list_name, code)
        change_code(
            list_name=list_name, code=code, values=values, seen=seen, actor=actor.pk, now=now
        )
    record_change(
        Subject.CODE,
        code_key(list_name, code),
        "新建" if seen is None else "修改",
        actor=actor,
        now=now,
        before=before,
        after=_entry(list_name, code),
    )


def code_key(list_name: str, code: str) -> str:
    """Under which key a code's history stands."""
    return f"{list_name}/{code}"


def load_package_years(*, actor: Person, now: datetime) -> list[int]:
    """Load the years the installed calendar package knows; which were new."""
    fresh = calendar_days.load_known_years(now=now)
    for year in fresh:
        _calendar(year, "载入", actor, now, {"来源": "chinesecalendar 软件包"})
    return fresh


def import_year(
    content: bytes, year: int, *, source: str, actor: Person, now: datetime
) -> list[calendar_days.CellError]:
    """Load a year from a CSV file; with any error nothing is changed and the errors come back."""
    errors = calendar_days.import_csv(content, year, source=source, now=now)
    if not errors:
        _calendar(year, "导入", actor, now, {"来源": source})
    return errors


def set_office_hours(text: str, *, actor: Person, now: datetime) -> None:
    """Set when offices are open. Raises Refused."""
    before = hours_text()
    calendar_days.set_office_hours(text)
    record_change(
        Subject.CALENDAR,
        "office",
        "修改办公时间",
        actor=actor,
        now=now,
        before={"办公时间": before},
        after={"办公时间": hours_text()},
    )


def hours_text() -> str:
    """The office hours as they are typed: 09:00-12:00 14:00-18:00."""
    spans = calendar_days.office_hours().spans
    return " ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in spans)


def _calendar(year: int, action: str, actor: Person, now: datetime, after: dict[str, Any]) -> None:
    record_change(Subject.CALENDAR, str(year), action, actor=actor, now=now, before={}, after=after)


def _entry(list_name: str, code: str) -> dict[str, Any]:
    entry = codes.tables().get(list_name)
    found = entry.entries.get(code) if entry else None
    if found is None:
        raise Refused("unknown_code", f"代码表中没有“{code}”，请刷新页面。")
    described: dict[str, Any] = {
        label: str(value or "")
        for name, label in _LABELS.items()
        if (value := getattr(found, name, None)) is not None
    }
    extras = {
        EXTRA_LABELS.get(name, name): extra_text(name, value) for name, value in found.extra.items()
    }
    return described | extras
