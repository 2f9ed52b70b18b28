"""Indicators bound to the recorded work: an `insight` figure over cases, or a `ledger` count, sum
or survey over approved records.

A figure is kept when it is counted (the key of its snapshot goes into the reading), so that a
closed year still says which cases or records were counted when they have moved on. The link opens
the cases as they are now, the records as they stood.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from hejia.accounts.public import AgencyKind, agency
from hejia.insight.public import (
    Period,
    Shape,
    indicator,
    indicators,
    keep,
    measure_many,
)
from hejia.kernel.errors import Refused
from hejia.ledger import public as ledger
from hejia.performance.figures import HUNDRED, divide
from hejia.performance.models import Unit
from hejia.performance.queries.counting import (
    Asked,
    Counted,
    Outcome,
    Source,
    each,
    rate_of,
    register,
)

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


def _count(asked: Asked, keys: Collection[str]) -> dict[str, Outcome]:
    """The figures of the year up to a day, each kept with every case that was counted."""
    period, within = _question(asked)
    found: dict[str, Outcome] = {}
    for key in keys:
        kept = keep(key, period, by=asked.person_id, now=asked.now, **within)
        plain = kept.figure
        parts = plain["numerator"], plain["denominator"]
        value = None if plain["value"] is None else Decimal(plain["value"])
        shown = _address(key, period, within)
        found[key] = _counted(key, value, parts, plain["excluded"], shown, str(kept.pk))
    return found


def _look(asked: Asked, keys: Collection[str]) -> dict[str, Outcome]:
    """The same figures as they stand now, nothing kept: a statement or two for all."""
    period, within = _question(asked)
    figures = measure_many(keys, period, sight=None, now=asked.now, **within)
    return {
        key: _counted(
            key,
            one.value,
            (one.numerator, one.denominator),
            one.excluded,
            _address(key, period, within),
            "",
        )
        for key, one in figures.items()
    }


def _address(key: str, period: Period, within: Mapping[str, int]) -> str:
    """The page of the cases counted."""
    return f"/insight/{key}/denominator/?{urlencode({'period': str(period), **within})}"


def _question(asked: Asked) -> tuple[Period, dict[str, int]]:
    """The district's federation answers for all cases, any other agency for its own."""
    period = Period(date(asked.year, 1, 1), asked.until + timedelta(days=1))
    return period, {} if _of_the_district(asked.unit) else {"agency": asked.unit.agency_id}


def _of_the_district(unit: Unit) -> bool:
    """The district's federation answers for the whole district's work."""
    own = agency(unit.agency_id)
    return own.kind == AgencyKind.FEDERATION and own.level == "district"


def _counted(
    key: str,
    value: Decimal | None,
    parts: tuple[int | None, int | None],
    excluded: Mapping[str, int],
    link: str,
    kept: str,
) -> Outcome:
    """A case figure as performance takes it; a refusal where there is nothing to divide."""
    one = indicator(key)
    if value is None:
        return Refused("no_base", f"“{one.label}”还没有可以计算的案件。")
    left_out = "、".join(f"{WORDS.get(why, why)} {n} 件" for why, n in excluded.items() if n)
    if one.shape is Shape.RATE:
        top, base = (Decimal(part or 0) for part in parts)
        value = divide(top, base) * HUNDRED
        return Counted(value, top, base, one.label, _words(left_out), link, kept)
    return Counted(value, None, None, one.label, _words(left_out), link, kept)


def _words(left_out: str) -> str:
    return f"未计入：{left_out}" if left_out else ""


register(Source("insight", "案件统计", _choices, _count, _look))


# -- records that are no cases --


def _count_record(asked: Asked, key: str) -> Counted:
    """Approved records of the year up to a day, kept with each record that was counted."""
    period, agency_id = _records_asked(asked)
    found, kept = ledger.keep(key, period, agency=agency_id, by=asked.person_id, now=asked.now)
    return _recorded(found, f"/ledger/kept/{kept.pk}/", str(kept.pk))


def _look_at_record(asked: Asked, key: str) -> Counted:
    """The same figure as it stands now; the link opens the records as they are."""
    period, agency_id = _records_asked(asked)
    found = ledger.measure(key, period, agency=agency_id)
    return _recorded(found, found.link, "")


def _records_asked(asked: Asked) -> tuple[tuple[date, date], int | None]:
    """The period, and the unit's agency (the district's federation answers for all)."""
    agency_id = None if _of_the_district(asked.unit) else asked.unit.agency_id
    return (date(asked.year, 1, 1), asked.until + timedelta(days=1)), agency_id


def _recorded(found: ledger.Measured, link: str, kept: str) -> Counted:
    left_out = _words(f"尚未审核的记录 {found.waiting} 条" if found.waiting else "")
    if found.denominator is not None:
        top, base = Decimal(found.numerator or 0), Decimal(found.denominator)
        return rate_of(top, base, found.label, excluded=left_out, link=link, kept=kept)
    return Counted(found.value, None, None, found.label, left_out, link, kept)


def _record_choices(_unit: Unit, _year: int) -> list[tuple[str, str]]:
    return ledger.measures()


register(Source("ledger", "工作台账", _record_choices, each(_count_record), each(_look_at_record)))
