"""What a list of cases may be filtered by: one dataclass, one address, one piece of SQL."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from hejia.cases.workflow import Status
from hejia.kernel.calendar import midnight
from hejia.kernel.codes import below
from hejia.kernel.errors import Refused
from hejia.kernel.facts import clean_text
from hejia.kernel.search import bigram_query

MOST: Final = 100


class Order(StrEnum):
    """By which a list runs: time left (shortest first) or time of report (newest first)."""

    DUE = "due"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A list as asked for. Empty means no restriction; several values of one field mean any."""

    status: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    street: tuple[int, ...] = ()
    community: tuple[int, ...] = ()
    grid: tuple[int, ...] = ()
    holder: tuple[int, ...] = ()
    handler: tuple[int, ...] = ()
    category: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    satisfaction: tuple[str, ...] = ()
    is_dv: bool | None = None
    overdue: bool = False
    extension: bool = False
    reported_from: date | None = None
    reported_to: date | None = None
    q: str = ""
    order: Order = Order.NEWEST
    after: str = ""
    limit: int = 20

    @classmethod
    def read(cls, given: Mapping[str, Sequence[str]]) -> "Filter":
        """From the lists of texts of a query string. Raises Refused naming what is no good."""
        known: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for name, values in given.items():
            texts = [text for value in values if (text := clean_text(value))]
            if name not in _READERS or not texts:
                continue
            try:
                known[name] = _READERS[name](texts)
            except ValueError:
                faults[name] = _SENTENCES.get(name) or (
                    f"筛选条件“{_LABELS.get(name, name)}”的值“{texts[0]}”不正确，请重新选择。"
                )
        if faults:
            raise Refused("bad_filter", fields=faults)
        return cls(**known)

    @property
    def is_plain(self) -> bool:
        """Whether it only says which order, which statuses by time left, and which page."""
        plain = Filter(order=self.order, after=self.after, limit=self.limit)
        return self == (replace(plain, status=self.status) if self.order == Order.DUE else plain)

    def as_query(self) -> dict[str, list[str]]:
        """The same as texts: what stands in a link or is kept with an export."""
        asked: dict[str, list[str]] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value == one.default:
                continue
            values = value if isinstance(value, tuple) else (value,)
            asked[one.name] = [_text(item) for item in values]
        return asked


def _text(value: object) -> str:
    return {True: "1", False: "0"}[value] if isinstance(value, bool) else str(value)


def _numbers(texts: list[str]) -> tuple[int, ...]:
    return tuple(int(text) for text in texts)


def _flag(texts: list[str]) -> bool:
    return {"1": True, "true": True, "0": False, "false": False}[texts[0].lower()]


def _flag_or_error(texts: list[str]) -> bool:
    try:
        return _flag(texts)
    except KeyError as error:
        raise ValueError from error


def _statuses(texts: list[str]) -> tuple[str, ...]:
    return tuple(Status(text).value for text in texts)


def _day(texts: list[str]) -> date:
    day = date.fromisoformat(texts[0])
    if not 1900 <= day.year <= 2200:
        raise ValueError
    return day


def _limit(texts: list[str]) -> int:
    return max(1, min(MOST, int(texts[0])))


def _typed(texts: list[str]) -> str:
    """What no index can answer is not taken for something that is nowhere found."""
    text = texts[0][:60]
    if not (text.isdigit() or bigram_query(text)):
        raise ValueError
    return text


_READERS: Final[dict[str, Any]] = {
    "status": _statuses,
    "risk": lambda texts: tuple(level for text in texts for level in text.split(",")),
    "street": _numbers,
    "community": _numbers,
    "grid": _numbers,
    "holder": _numbers,
    "handler": _numbers,
    "category": tuple,
    "type": tuple,
    "source": tuple,
    "satisfaction": tuple,
    "is_dv": _flag_or_error,
    "overdue": _flag_or_error,
    "extension": _flag_or_error,
    "reported_from": _day,
    "reported_to": _day,
    "q": _typed,
    "order": lambda texts: Order(texts[0]),
    "after": lambda texts: texts[0],
    "limit": _limit,
}

_SENTENCES: Final = {"q": "关键字请至少输入两个字，或者输入案件编号、电话、证件号码。"}
_LABELS: Final = {
    "status": "状态",
    "risk": "风险",
    "street": "街道",
    "community": "社区",
    "grid": "网格",
    "holder": "承办单位",
    "handler": "承办人",
    "category": "大类",
    "type": "类型",
    "source": "来源",
    "satisfaction": "满意度",
    "is_dv": "涉家暴",
    "overdue": "时限",
    "extension": "延期待批",
    "reported_from": "上报日期起",
    "reported_to": "上报日期止",
    "order": "排序",
    "limit": "每页条数",
}


def conditions(wanted: Filter, now: datetime) -> tuple[str, list[Any]]:
    """The filter, less status, order and full text, as SQL over `cases_case c`."""
    found = [
        *((f"c.{name} = ANY(%s)", list(getattr(wanted, name))) for name in _CODES),
        *((f"c.{name}_id = ANY(%s)", list(getattr(wanted, name))) for name in _KEYS),
        ("c.type = ANY(%s)", _with_children(wanted.type)),
        ("c.is_dv = %s", wanted.is_dv),
        ("c.next_due_at < %s", now if wanted.overdue else None),
        ("(c.extension_by_id IS NOT NULL) = %s", wanted.extension or None),
        ("c.reported_at >= %s", _begin(wanted.reported_from)),
        ("c.reported_at < %s", _begin(wanted.reported_to, after=1)),
    ]
    asked = [(sql, value) for sql, value in found if value not in (None, [])]
    return " AND ".join(sql for sql, _ in asked), [value for _, value in asked]


_CODES: Final = ("risk", "category", "source", "satisfaction")
_KEYS: Final = ("street", "community", "grid", "holder", "handler")


def _with_children(types: tuple[str, ...]) -> list[str]:
    """A family of disputes means all of its kinds."""
    return [code for family in types for code in below("dispute_type", family)]


def _begin(day: date | None, *, after: int = 0) -> datetime | None:
    return midnight(day + timedelta(days=after)) if day else None


def cursor_text(moment: datetime, key: UUID) -> str:
    """Where a page ended, as an opaque text for the next request."""
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), str(key)]).encode()).decode()


def cursor_place(text: str) -> tuple[datetime, UUID]:
    """The reverse. Raises Refused for a text that is no cursor of ours."""
    try:
        moment, key = json.loads(base64.urlsafe_b64decode(text.encode()))
        return datetime.fromisoformat(moment), UUID(key)
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise Refused("bad_cursor", "翻页位置已失效，请从第一页重新查询。") from error
