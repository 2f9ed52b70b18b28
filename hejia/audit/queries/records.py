"""The log as it is searched: by person, act, subject and day; newest first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from hejia.audit.acts import acts, fact_words, subject_words
from hejia.audit.models import Record
from hejia.kernel.calendar import midnight

PAGE: Final = 50
KINDS: Final = ("", "case:", "login:", "person:")
"""What may stand before a subject as it is typed: a case number, a login."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the log is asked for; empty means no restriction. Days are China's, both included."""

    persons: tuple[int, ...] | None = None
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One record in words, but for its `code`; `person` is a key, None for nobody known."""

    id: int
    at: datetime
    person: int | None
    code: str
    action: str
    subject: str
    facts: list[tuple[str, str]]


def records(wanted: Wanted, *, before: int | None = None) -> tuple[list[Line], str]:
    """A page of the log and the cursor of the next ("" on the last); one statement."""
    found = Record.objects.filter(**_conditions(wanted, before)).order_by("-id")[:PAGE]
    names = acts()
    lines = [
        Line(
            row.pk,
            row.at,
            row.person,
            row.action,
            names.get(row.action, row.action),
            subject_words(row.subject),
            fact_words(row.facts),
        )
        for row in found
    ]
    return lines, str(lines[-1].id) if len(lines) == PAGE else ""


def _conditions(wanted: Wanted, before: int | None) -> dict[str, Any]:
    subject = wanted.subject.strip()
    asked = {
        "person__in": wanted.persons,
        "action": wanted.action or None,
        "subject__in": [f"{kind}{subject}" for kind in KINDS] if subject else None,
        "at__gte": wanted.since and midnight(wanted.since),
        "at__lt": wanted.until and midnight(wanted.until + timedelta(days=1)),
        "id__lt": before,
    }
    return {name: value for name, value in asked.items() if value is not None}
