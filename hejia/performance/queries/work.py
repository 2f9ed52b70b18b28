"""Indicators bound to the recorded work: an `insight` figure, kept with every case it counted.

The figure is kept as an insight snapshot when it is counted (its key goes into the reading), so
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
from hejia.performance.figures import HUNDRED, divide
from hejia.performance.models import Unit
from hejia.performance.queries.counting import Asked, Counted, Source, register

WORDS: Final = {
    "suspended": "中止",
    "pending": "未到期",
    "cancelled": "已取消",
}


def _choices(_unit: Unit, _year: int) -> list[tuple[str, str]]:
    return [(one.id, f"{one.label}（{one.unit}）") for one in indicators()]


def _count(asked: Asked, key: str) -> Counted:
    """The figure of the year up to a day: of the district, or of the unit's own agency."""
    period = Period(date(asked.year, 1, 1), asked.until + timedelta(days=1))
    own = agency(asked.unit.agency_id)
    whole = own.kind == AgencyKind.FEDERATION and own.level == "district"
    within = {} if whole else {"agency": asked.unit.agency_id}
    kept = keep(key, period, by=asked.person_id, now=asked.now, **within)
    return counted_of(kept)


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
