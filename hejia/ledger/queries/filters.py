"""What a list of records may be filtered by: one dataclass, one address, one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from hejia.accounts.public import Sight
from hejia.kernel.errors import Refused
from hejia.ledger.access import reach
from hejia.ledger.definitions import FieldType, kinds
from hejia.ledger.models import Entry
from hejia.ledger.workflow import Status

_WORDS: Final = {"kind": "类别", "status": "状态", "first": "开始日期", "last": "结束日期"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A list as asked for; "" and None mean no restriction. Both days are counted in."""

    kind: str = ""
    agency: int | None = None
    status: str = ""
    first: date | None = None
    last: date | None = None
    q: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Filter":
        """From the texts of a query string. Raises Refused naming what is no good."""
        wrong = [name for name, known in _CHECKS.items() if not known(given.get(name, ""))]
        if wrong:
            words = {name: f"筛选条件“{_WORDS.get(name, name)}”不正确。" for name in wrong}
            raise Refused("bad_filter", fields=words)
        agency = given.get("agency", "")
        return cls(
            kind=given.get("kind", ""),
            agency=int(agency) if agency else None,
            status=given.get("status", ""),
            first=_day(given.get("first", "")),
            last=_day(given.get("last", "")),
            q=given.get("q", "").strip()[:60],
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _is_day(text: str) -> bool:
    try:
        _day(text)
    except ValueError:
        return False
    return True


_CHECKS: Final = {
    "kind": lambda text: not text or text in kinds(),
    "status": lambda text: not text or text in Status.values,
    "agency": lambda text: not text or text.isdecimal(),
    "first": _is_day,
    "last": _is_day,
}


def entries(wanted: Filter, sight: Sight) -> "QuerySet[Entry]":
    """The records this person may see, as filtered; void ones only when asked for."""
    rows: QuerySet[Entry] = Entry.objects.all()
    keys = reach(sight)
    if keys is not None:
        rows = rows.filter(agency_id__in=keys)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    rows = rows.filter(status=wanted.status) if wanted.status else rows.exclude(status="void")
    if wanted.agency is not None:
        rows = rows.filter(agency_id=wanted.agency)
    if wanted.first:
        rows = rows.filter(starts_on__gte=wanted.first)
    if wanted.last:
        rows = rows.filter(starts_on__lte=wanted.last)
    return rows.filter(_words(wanted)) if wanted.q else rows


def _words(wanted: Filter) -> Q:
    """The title, or any text field of the kind, holds the words."""
    found = Q(title__icontains=wanted.q)
    for one in kinds().values():
        if wanted.kind not in ("", one.id):
            continue
        for field in one.fields:
            if field.type in (FieldType.TEXT, FieldType.LONG):
                found |= Q(kind=one.id, **{f"fields__{field.name}__icontains": wanted.q})
    return found


def after_place(text: str) -> tuple[date, UUID]:
    """Where the page before ended. Raises Refused for a text that is no cursor of ours."""
    try:
        day, _, key = text.partition("~")
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        raise Refused("bad_cursor", "翻页位置已失效，请从第一页重新查询。") from None


def place_text(entry: Any) -> str:
    return f"{entry.starts_on}~{entry.pk}"
