"""What an actor must state to take a step: typed facts, checked and cleaned before anything moves.

Pure: code lists and the present moment are given, never fetched. Every fault becomes one Chinese
sentence per field, collected into a single `Refused`, so that a form can show them all at once.
"""

import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from uuid import UUID

from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Refused

MINUTES_OF_GRACE = 5  # a phone's clock may run ahead of ours by this much

#: list id → the codes that may be chosen now (kernel.codes.holder gives one).
CodeLookup = Callable[[str], Container[str]]


class Kind(StrEnum):
    """What sort of thing a fact is; decides widget, cleaning and the JSON it becomes."""

    TEXT = "text"
    CODE = "code"  # one code of a list
    CODES = "codes"  # several codes of a list
    PERSON = "person"  # key of an account
    AGENCY = "agency"  # key of an agency
    AGENCIES = "agencies"
    RECORD = "record"  # UUID of another thing of the house
    MOMENT = "moment"  # aware datetime
    DATE = "date"
    FLAG = "flag"
    CONFIRM = "confirm"  # a flag that must be ticked
    NUMBER = "number"  # Decimal


class When(StrEnum):
    """Where a stated moment or date may lie, seen from now."""

    ANY = "any"
    PAST = "past"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing an actor states.

    `codes` names a code list, or holds the allowed codes themselves as (code, label) pairs.
    `least`/`most` bound a number; `max_length`/`min_length` a text, in characters.
    """

    name: str
    label: str
    kind: Kind
    required: bool = True
    codes: str | tuple[tuple[str, str], ...] | None = None
    max_length: int = 2000
    min_length: int = 1
    least: Decimal | None = None
    most: Decimal | None = None
    whole: bool = False
    when: When = When.ANY
    help: str = ""

    def flaws(self) -> list[str]:
        """What is wrong with the declaration itself (asked by `Table` when it is built)."""
        wrong = []
        if not self.name.isidentifier():
            wrong.append(f"fact name {self.name!r} is no identifier")
        if not self.label.strip():
            wrong.append(f"fact {self.name!r} has no label")
        if self.kind in (Kind.CODE, Kind.CODES) and not self.codes:
            wrong.append(f"fact {self.name!r} names no code list")
        return wrong


class _Fault(Exception):
    """A sentence about one field."""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the readers may look at besides the value."""

    lookup: CodeLookup | None
    now: datetime | None


def check_facts(
    facts: Iterable[Fact],
    given: Mapping[str, Any],
    *,
    lookup: CodeLookup | None = None,
    now: datetime | None = None,
) -> dict[str, Any]:
    """The stated facts, cleaned by kind; what was not stated is absent from the result.

    `given` holds strings (a form) or JSON values (the API). Raises `Refused("incomplete")` with
    `fields`: one sentence per field, also for a field nobody asked for. `lookup` is needed when a
    stated fact names a code list, `now` when one must lie in the past or future.
    """
    facts, ground = tuple(facts), _Ground(lookup, now)
    cleaned: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for fact in facts:
        try:
            value = _read(fact, given.get(fact.name), ground)
        except _Fault as fault:
            faults[fact.name] = str(fault)
        else:
            if value is not None:
                cleaned[fact.name] = value
    known = {fact.name for fact in facts}
    faults |= {str(name): f"没有“{name}”这一项，请去掉。" for name in given if name not in known}
    if faults:
        raise Refused("incomplete", fields=faults)
    return cleaned


def as_json(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned facts as plain JSON values for a history row (moments with zone, numbers as text)."""
    return {name: _plain(value) for name, value in cleaned.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value


def _read(fact: Fact, value: Any, ground: _Ground) -> Any:
    if isinstance(value, str):
        value = clean_text(value)
    if value is None or value == "" or value == []:
        if fact.required:
            raise _Fault(_missing(fact))
        return None
    return _READERS[fact.kind](fact, value, ground)


def _missing(fact: Fact) -> str:
    if fact.kind == Kind.CONFIRM:
        return f"请确认：{fact.label}。"
    verb = "请填写" if fact.kind in (Kind.TEXT, Kind.NUMBER) else "请选择"
    return f"{verb}{fact.label}。"


def clean_text(text: str) -> str:
    """`text` trimmed, in NFC, without control characters (PostgreSQL refuses NUL)."""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def _text(fact: Fact, value: Any, _: _Ground) -> str:
    if not isinstance(value, str):
        raise _Fault(f"{fact.label}应为文字。")
    if len(value) > fact.max_length:
        raise _Fault(f"{fact.label}最多 {fact.max_length} 个字，现有 {len(value)} 个字。")
    if len(value) < fact.min_length:
        raise _Fault(f"{fact.label}至少 {fact.min_length} 个字，请写得具体些。")
    return value


def _code(fact: Fact, value: Any, ground: _Ground) -> str:
    if not isinstance(value, str) or value not in _allowed(fact, ground):
        raise _Fault(f"{fact.label}没有“{value}”这一选项，请从列表中选择。")
    return value


def _codes(fact: Fact, value: Any, ground: _Ground) -> list[str]:
    chosen = _several(fact, value)
    return list(dict.fromkeys(_code(fact, code, ground) for code in chosen))


def _allowed(fact: Fact, ground: _Ground) -> Container[str]:
    if isinstance(fact.codes, tuple):
        return {code for code, _ in fact.codes}
    if ground.lookup is None:
        raise ValueError(f"fact {fact.name!r} names a code list, but no lookup was given")
    return ground.lookup(fact.codes or "")


def _several(fact: Fact, value: Any) -> list[str]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple):
        raise _Fault(f"{fact.label}应为一个列表。")
    return [str(one) for one in values]


def _key(fact: Fact, value: Any, _: _Ground) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | UUID):
        raise _Fault(f"请选择{fact.label}。")
    key = str(value)
    if len(key) > 64:
        raise _Fault(f"{fact.label}的编号过长，请重新选择。")
    return key


def _keys(fact: Fact, value: Any, ground: _Ground) -> list[str]:
    return list(dict.fromkeys(_key(fact, one, ground) for one in _several(fact, value)))


def _record(fact: Fact, value: Any, _: _Ground) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise _Fault(f"{fact.label}的编号不正确，请重新选择。") from None


def _moment(fact: Fact, value: Any, ground: _Ground) -> datetime:
    """A moment; one without a zone (a form's datetime-local) is read as China's time."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise _Fault(f"{fact.label}不是有效的时间，应如 2026-03-02 14:30。") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
    if not 1900 <= moment.year <= 2200:
        raise _Fault(f"{fact.label}的年份不正确。")
    moment = moment.astimezone(CHINA)
    if fact.when != When.ANY:
        ahead = (moment - _now(fact, ground)).total_seconds()
        _check_side(fact, ahead > MINUTES_OF_GRACE * 60, ahead <= 0)
    return moment


def _date(fact: Fact, value: Any, ground: _Ground) -> date:
    try:
        day = value if type(value) is date else date.fromisoformat(str(value))
    except ValueError:
        raise _Fault(f"{fact.label}不是有效的日期，应如 2026-03-02。") from None
    if not 1900 <= day.year <= 2200:
        raise _Fault(f"{fact.label}的年份不正确。")
    if fact.when != When.ANY:
        today = _now(fact, ground).astimezone(CHINA).date()
        _check_side(fact, day > today, day < today)
    return day


def _now(fact: Fact, ground: _Ground) -> datetime:
    if ground.now is None:
        raise ValueError(f"fact {fact.name!r} depends on the present, but no `now` was given")
    return ground.now


def _check_side(fact: Fact, ahead: bool, behind: bool) -> None:
    if fact.when == When.PAST and ahead:
        raise _Fault(f"{fact.label}不能晚于现在。")
    if fact.when == When.FUTURE and behind:
        raise _Fault(f"{fact.label}不能早于现在。")


_FLAGS = {"true": True, "on": True, "1": True, "是": True} | {
    "false": False,
    "off": False,
    "0": False,
    "否": False,
}


def _flag(fact: Fact, value: Any, _: _Ground) -> bool:
    flag = value if isinstance(value, bool) else _FLAGS.get(str(value).lower())
    if flag is None:
        raise _Fault(f"{fact.label}请选“是”或“否”。")
    return flag


def _confirm(fact: Fact, value: Any, ground: _Ground) -> bool | None:
    if _flag(fact, value, ground):
        return True
    if fact.required:
        raise _Fault(_missing(fact))
    return None


def _number(fact: Fact, value: Any, _: _Ground) -> Decimal:
    try:
        number = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _Fault(f"{fact.label}应为数字。")
    if fact.whole and number != number.to_integral_value():
        raise _Fault(f"{fact.label}应为整数。")
    if fact.least is not None and number < fact.least:
        raise _Fault(f"{fact.label}不能小于 {fact.least}。")
    if fact.most is not None and number > fact.most:
        raise _Fault(f"{fact.label}不能大于 {fact.most}。")
    return number


_READERS: dict[Kind, Callable[[Fact, Any, _Ground], Any]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.PERSON: _key,
    Kind.AGENCY: _key,
    Kind.AGENCIES: _keys,
    Kind.RECORD: _record,
    Kind.MOMENT: _moment,
    Kind.DATE: _date,
    Kind.FLAG: _flag,
    Kind.CONFIRM: _confirm,
    Kind.NUMBER: _number,
}
