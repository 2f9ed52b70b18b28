"""What a list of records may be filtered by: one dataclass, one address, one query."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from hejia.accounts.public import Sight
from hejia.kernel.errors import Refused
from hejia.ledger.access import reach
from hejia.ledger.definitions import FieldType, kinds
from hejia.ledger.models import Entry
from hejia.ledger.workflow import OPEN, Status

_WORDS: Final = {
    "kind": "类别", "status": "状态", "first": "开始日期", "last": "结束日期", "agency": "单位",
    "group": "分组", "held": "达标", "due": "期限",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A list as asked for; "" and None mean no restriction. Both days are counted in.

    `group` and `held` ("1", "0" or "none": not known yet) ask for the grouping field and the flag
    of a kind; `due` for records still being written whose limit ends by that day.
    """

    kind: str = ""
    agency: int | None = None
    status: str = ""
    first: date | None = None
    last: date | None = None
    q: str = ""
    group: str = ""
    held: str = ""
    due: date | None = None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Filter":
        """From the texts of a query string. Raises Refused naming what is no good."""
        wrong = [name for name, known in _CHECKS.items() if not known(given.get(name, ""))]
        kind = given.get("kind", "")
        what = kinds().get(kind)
        wrong += ["group"] if given.get("group") and not (what and what.group) else []
        wrong += ["held"] if given.get("held") and not (what and what.share) else []
        if wrong:
            words = {name: f"筛选条件“{_WORDS[name]}”不正确，请重新选择。" for name in wrong}
            raise Refused("bad_filter", fields=words)
        agency = given.get("agency", "")
        return cls(
            kind=kind,
            agency=int(agency) if agency else None,
            status=given.get("status", ""),
            first=_day(given.get("first", "")),
            last=_day(given.get("last", "")),
            q=given.get("q", "").strip()[:60],
            group=given.get("group", "").strip()[:200],
            held=given.get("held", ""),
            due=_day(given.get("due", "")),
        )

    @property
    def address(self) -> str:
        """The page that shows exactly these records."""
        return address(asdict(self))


def address(wanted: Mapping[str, Any]) -> str:
    """The list of records with these filters; empty ones are left out."""
    return f"/ledger/?{urlencode({n: str(v) for n, v in wanted.items() if v not in (None, '')})}"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _is_day(text: str) -> bool:
    try:
        _day(text)
    except ValueError:
        return False
    return True


def _is_key(text: str) -> bool:
    return not text or (text.isdecimal() and len(text) < 10)


_SEARCHED: Final = (FieldType.TEXT, FieldType.LONG, FieldType.CHOICE)
HELD: Final = {"1": True, "0": False, "none": None}
_CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "kind": lambda text: not text or text in kinds(),
    "status": lambda text: not text or text in Status.values,
    "agency": _is_key,
    "first": _is_day,
    "last": _is_day,
    "due": _is_day,
    "held": lambda text: not text or text in HELD,
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
    if wanted.due:
        rows = rows.filter(status__in=OPEN, due_on__lte=wanted.due)
    return rows.filter(_of_its_kind(wanted), _words(wanted))


def _of_its_kind(wanted: Filter) -> Q:
    """The grouping field and the flag of the kind are as wanted."""
    found = Q()
    what = kinds().get(wanted.kind)
    if what and wanted.group:
        found &= Q(**{f"fields__{what.group}": wanted.group})
    if what and wanted.held == "none":
        found &= Q(**{f"fields__{what.share}__isnull": True})
    elif what and wanted.held:
        found &= Q(**{f"fields__{what.share}": HELD[wanted.held]})
    return found


def _words(wanted: Filter) -> Q:
    """The title, or any field in words of the kind, holds them."""
    if not wanted.q:
        return Q()
    found = Q(title__icontains=wanted.q)
    for one in kinds().values():
        if wanted.kind not in ("", one.id):
            continue
        for field in one.fields:
            if field.type in _SEARCHED:
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
