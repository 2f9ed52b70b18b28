"""Checking a record against its kind: cleaned values, or a sentence per field. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from hejia.kernel.calendar import CHINA, Calendar, Limit, Unit
from hejia.kernel.errors import Refused
from hejia.kernel.facts import Fact, Kind, as_json, check_facts
from hejia.ledger.definitions import LARGEST, Definition, FieldType
from hejia.ledger.reckoning import DERIVATIONS

SCALE: Final = 6
"""Decimals of a number that is no money."""
MOST_PERSONS: Final = Decimal(10_000_000)


def facts_of(kind: Definition) -> tuple[Fact, ...]:
    """Everything a record of this kind states, in the order of the form."""
    head = [
        Fact("agency", "单位", Kind.AGENCY),
        Fact("title", "名称", Kind.TEXT, max_length=100),
        Fact("starts_on", kind.date_label, Kind.DATE, help=kind.date_help),
    ]
    if kind.lasts:
        head.append(Fact("ends_on", "结束日期", Kind.DATE, required=False, help="只有一天的不填"))
    head += [one.fact for one in kind.stated]
    if kind.persons:
        head.append(_number("person_times", kind.persons, MOST_PERSONS, "单位：人次。"))
    if kind.money:
        head.append(_number("money", kind.money, LARGEST - 1, "单位：元。"))
    return tuple(head)


def _number(name: str, label: str, most: Decimal, hint: str) -> Fact:
    return Fact(name, label, Kind.NUMBER, required=False, least=Decimal(0), most=most, help=hint)


def check(
    kind: Definition, given: Mapping[str, Any], *, calendar: Calendar, now: datetime
) -> dict[str, Any]:
    """Every stated value cleaned, the derived ones worked out, and `due_on` by the clock.

    Raises Refused with one sentence per field that is wrong.
    """
    stated, faults = _cleaned(facts_of(kind), given, now)
    faults |= _precision(kind, stated) | _order(stated) | _sense(kind, stated)
    if faults:
        raise Refused("incomplete", fields=faults)
    if kind.clock is not None:
        stated["due_on"] = due_on(kind, stated[kind.clock.since], calendar)
    stated |= {one.name: DERIVATIONS[one.rule](stated) for one in kind.derived}
    return stated


def _cleaned(
    facts: tuple[Fact, ...], given: Mapping[str, Any], now: datetime
) -> tuple[dict[str, Any], dict[str, str]]:
    """Each fact for itself: what is right is looked at further though another one is wrong."""
    stated: dict[str, Any] = {}
    faults: dict[str, str] = {}
    strays = given.keys() - {fact.name for fact in facts}
    asked = [((fact,), {fact.name: given.get(fact.name)}) for fact in facts]
    for some, part in [*asked, ((), {name: given[name] for name in strays})]:
        try:
            stated |= check_facts(some, part, now=now)
        except Refused as refusal:
            faults |= refusal.fields
    return stated, faults


def due_on(kind: Definition, since: date, calendar: Calendar) -> date:
    """The last day of the kind's limit, in working days after `since`."""
    if kind.clock is None:
        raise ValueError(f"{kind.id} has no clock")
    start = datetime(since.year, since.month, since.day, 12, tzinfo=CHINA)
    return calendar.due(start, Limit(kind.clock.workdays, Unit.WORKDAY)).at.date()


def _precision(kind: Definition, stated: Mapping[str, Any]) -> dict[str, str]:
    """Whole numbers are whole and not negative; money has at most two decimals."""
    scales = {one.name: (one.label, one.type) for one in kind.stated}
    if kind.persons:
        scales["person_times"] = (kind.persons, FieldType.WHOLE)
    if kind.money:
        scales["money"] = (kind.money, FieldType.MONEY)
    faults = {}
    for name, (label, type) in scales.items():
        number = stated.get(name)
        wrong = _imprecise(label, type, number) if isinstance(number, Decimal) else ""
        if wrong:
            faults[name] = wrong
    return faults


def _imprecise(label: str, type: FieldType, number: Decimal) -> str:
    if type is FieldType.WHOLE and (number != int(number) or number < 0):
        return f"{label}应为不小于 0 的整数。"
    if type is FieldType.MONEY and _decimals(number) > 2:
        return f"{label}以元为单位，最多两位小数。"
    if type is FieldType.MONEY and number < 0:
        return f"{label}不能小于 0。"
    return f"{label}最多 {SCALE} 位小数。" if _decimals(number) > SCALE else ""


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 99


def _order(stated: Mapping[str, Any]) -> dict[str, str]:
    if {"starts_on", "ends_on"} <= stated.keys() and stated["ends_on"] < stated["starts_on"]:
        return {"ends_on": "结束日期不能早于开始日期。"}
    return {}


def _sense(kind: Definition, stated: Mapping[str, Any]) -> dict[str, str]:
    """Parts are not more than their whole, percentages lie between 0 and 100, done after begun."""
    faults = {}
    for one in kind.within:
        parts = [stated[name] for name in one.parts if name in stated]
        if one.whole in stated and sum(parts, Decimal(0)) > stated[one.whole]:
            names = "、".join(kind.label_of(name) for name in one.parts)
            together = "合计" if len(one.parts) > 1 else ""
            whole = kind.label_of(one.whole)
            faults[one.parts[-1]] = f"{names}{together}不能大于{whole}。"
    for part in kind.stated:
        number = stated.get(part.name)
        if part.unit == "%" and isinstance(number, Decimal) and not 0 <= number <= 100:
            faults[part.name] = f"{part.label}应在 0 到 100 之间。"
    clock = kind.clock
    if (
        clock
        and {clock.since, clock.until} <= stated.keys()
        and stated[clock.until] < stated[clock.since]
    ):
        since, until = kind.label_of(clock.since), kind.label_of(clock.until)
        faults[clock.until] = f"{until}不能早于{since}。"
    return faults


def kept(kind: Definition, stated: Mapping[str, Any]) -> dict[str, Any]:
    """The kind's own fields as JSON values, numbers as text; derived ones as well."""
    names = {one.name for one in kind.fields}
    return as_json({name: v for name, v in stated.items() if name in names and v is not None})
