"""Indicators bound to the recorded work: an `insight` figure over cases, or a `ledger` count, sum
or survey over approved records.

A case figure is kept as an insight snapshot when it is counted (its key goes into the reading), so
that a closed year still says which cases were counted when the cases have moved on; the link
opens the cases as they are now.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from hejia.accounts.public import AgencyKind, agency
from hejia.insight.public import (
    Period,
    Shape,
    Snapshot,
    indicator,
    indicators,
    keep,
)
from hejia.kernel.errors import Refused
from hejia.ledger import public as ledger
from hejia.performance.figures import HUNDRED, divide
from hejia.performance.models import Unit
from hejia.performance.queries.counting import Asked, Counted, Source, rate_of, register

WORDS: Final = {
    "suspended": "中止",
    "pending": "期限未到",
    "cancelled": "取消的回访",
    "no_answer": "无有效评价",
    "no_limit": "没有期限",
    "merged": "并入其他案件",
    "false_report": "误报",
    "transferred_out": "转出",
    "rejected": "不予受理",
}
"""Why insight leaves rows out → words of a report."""


def _choices(_unit: Unit, _year: int) -> list[tuple[str, str]]:
    return [(one.id, f"{one.label}（{one.unit}）") for one in indicators()]


def _count(asked: Asked, key: str) -> Counted:
    """The figure of the year up to a day: of the district, or of the unit's own agency."""
    period = Period(date(asked.year, 1, 1), asked.until + timedelta(days=1))
    within = {} if _of_the_district(asked.unit) else {"agency": asked.unit.agency_id}
    kept = keep(key, period, by=asked.person_id, now=asked.now, **within)
    return counted_of(kept)


def _of_the_district(unit: Unit) -> bool:
    """The district's federation answers for the whole district's work."""
    own = agency(unit.agency_id)
    return own.kind == AgencyKind.FEDERATION and own.level == "district"


def counted_of(kept: Snapshot) -> Counted:
    """A kept figure as performance takes it. Raises Refused where there is nothing to divide."""
    one, facts = indicator(kept.indicator), kept.figure
    if facts["value"] is None:
        raise Refused("no_base", f"“{one.label}”还没有可以计算的案件。")
    left_out = "、".join(
        f"{WORDS.get(why, why)} {count} 件" for why, count in facts["excluded"].items() if count
    )
    numerator, denominator = facts["numerator"], facts["denominator"]
    link = f"/insight/{kept.indicator}/denominator/?period={kept.period}"
    if Shape(facts["shape"]) is Shape.RATE:
        top, base = Decimal(numerator), Decimal(denominator)
        value = divide(top, base) * HUNDRED
        return Counted(value, top, base, one.label, _words(left_out), link, str(kept.pk))
    return Counted(
        Decimal(facts["value"]),
        definition=one.label,
        excluded=_words(left_out),
        link=link,
        kept=str(kept.pk),
    )


def _words(left_out: str) -> str:
    return f"未计入：{left_out}" if left_out else ""


register(Source("insight", "案件统计", _choices, _count))


# -- records that are no cases --

_SURVEY: Final = "survey:satisfaction"
_COUNT: Final = "count"


def _record_choices(_unit: Unit, _year: int) -> list[tuple[str, str]]:
    offers = [(_SURVEY, "满意度调查：满意率")]
    for one in ledger.kinds().values():
        offers.append((f"{one.id}:{_COUNT}", f"{one.label}：次数"))
        if one.persons:
            offers.append((f"{one.id}:person_times", f"{one.label}：{one.persons}"))
        if one.money:
            offers.append((f"{one.id}:money", f"{one.label}：{one.money}（元）"))
        offers += [
            (f"{one.id}:{field.name}", f"{one.label}：{field.label}")
            for field in one.fields
            if field.type in _ADDED_UP
        ]
    return offers


_ADDED_UP: Final = (
    ledger.FieldType.WHOLE,
    ledger.FieldType.NUMBER,
    ledger.FieldType.MONEY,
)


def _count_records(asked: Asked, key: str) -> Counted:
    """Approved records of the year up to a day, of the unit's agency (the district: of all)."""
    period = (date(asked.year, 1, 1), asked.until + timedelta(days=1))
    agency_id = None if _of_the_district(asked.unit) else asked.unit.agency_id
    words = dict(_record_choices(asked.unit, asked.year)).get(key, key)
    if key == _SURVEY:
        found = ledger.survey(period, agency=agency_id)
        left_out = f"未收回或无效 {found.issued - found.valid} 份"
        return rate_of(
            Decimal(found.satisfied), Decimal(found.valid), words, excluded=_words(left_out)
        )
    kind, _, what = key.partition(":")
    tally = (
        ledger.count(kind, period, agency=agency_id)
        if what == _COUNT
        else ledger.total(kind, what, period, agency=agency_id)
    )
    waiting = _words(f"尚未审核的记录 {tally.waiting} 条" if tally.waiting else "")
    return Counted(tally.value, definition=words, excluded=waiting)


register(Source("ledger", "工作台账", _record_choices, _count_records))
