"""The back office's history as pages show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hejia.accounts.models import Change
from hejia.accounts.vocabulary import Subject

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    id: int
    subject: str
    key: str
    action: str
    actor: str
    at: datetime
    differences: tuple[Difference, ...]


def history_of(subject: Subject, key: str) -> list[ChangeRow]:
    """The latest changes of one thing, newest first; one statement."""
    return _rows(subject=subject, key=key)


def latest(subject: str = "", before: int | None = None) -> tuple[list[ChangeRow], str]:
    """Changes of everything, newest first, and the cursor of the next page; one statement."""
    filters: dict[str, Any] = {"subject": subject} if subject else {}
    if before is not None:
        filters["id__lt"] = before
    rows = _rows(**filters)
    return rows, str(rows[-1].id) if len(rows) == SHOWN else ""


def _rows(**filters: Any) -> list[ChangeRow]:
    found = Change.objects.filter(**filters).select_related("actor").order_by("-id")[:SHOWN]
    return [
        ChangeRow(
            change.pk,
            str(Subject(change.subject).label),
            change.key,
            change.action,
            change.actor.name if change.actor else "系统",
            change.at,
            _differences(change.before, change.after),
        )
        for change in found
    ]


def _differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[Difference, ...]:
    found = []
    for label in dict.fromkeys([*before, *after]):
        old, new = before.get(label), after.get(label)
        if isinstance(old, list) and isinstance(new, list):
            gone = [one for one in old if one not in new]
            come = [one for one in new if one not in old]
            old, new = (
                [f"去掉 {'、'.join(gone)}"] if gone else [],
                [f"增加 {'、'.join(come)}"] if come else [],
            )
        found.append(Difference(label, _words(old), _words(new)))
    return tuple(found)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return "" if value is None else str(value)
