"""What an indicator comes to by what it is bound to: budget, survey, or another room's figure.

A rate comes as numerator and denominator. `link` opens what was counted.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from hejia.kernel.errors import Missing, Refused
from hejia.performance.figures import HUNDRED, WAN, divide
from hejia.performance.models import Indicator, Survey, Unit
from hejia.performance.queries.money import lines_with_money, total


@dataclass(frozen=True, slots=True)
class Counted:
    """A count or sum (`value`), or a rate in % with both its parts.

    `link` opens what was counted; `kept` is the key of a snapshot of it, where one was kept.
    """

    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    definition: str = ""
    excluded: str = ""
    link: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of binding: what may be chosen, and how it counts.

    `choices(unit, year)` → (key, label); `count(asked, keys)` → by key what they come to, or why
    not, keeping what must be kept; `look` the same as of now, keeping nothing.
    """

    name: str
    label: str
    choices: Callable[[Unit, int], list[tuple[str, str]]]
    count: "Counter"
    look: "Counter"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose figure, up to which day, and who asks when (for what must be kept)."""

    unit: Unit
    year: int
    until: date
    person_id: int | None
    now: datetime


Outcome = Counted | Refused
Counter = Callable[[Asked, Collection[str]], Mapping[str, Outcome]]


def each(count: Callable[[Asked, str], Counted]) -> Counter:
    """A counter of one figure as one of many, refusals told by key."""

    def several(asked: Asked, keys: Collection[str]) -> dict[str, Outcome]:
        found: dict[str, Outcome] = {}
        for key in keys:
            try:
                found[key] = count(asked, key)
            except Refused as refusal:
                found[key] = refusal
        return found

    return several


ENTERED: Final = "entered"
_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source (at import, or from project/wiring.py)."""
    _SOURCES[source.name] = source


def sources() -> Mapping[str, Source]:
    """Every source there is."""
    return _SOURCES


def count(indicator: Indicator, asked: Asked) -> Counted:
    """Count a bound indicator and keep what was counted. Raises Refused where it is entered by
    hand, or where a rate is wanted and the source counts something else."""
    source = _SOURCES.get(indicator.source)
    if source is None:
        raise Refused("entered", f"“{indicator.name}”由人填报，没有绑定数据来源。")
    key = str(indicator.binding.get("key", ""))
    return _fitting(indicator, source.count(asked, [key])[key])


def look(indicators: Sequence[Indicator], asked: Asked) -> dict[int, Outcome]:
    """indicator → what it comes to now, or why not; nothing is kept. Entered ones are left out."""
    found: dict[int, Outcome] = {}
    for source in _SOURCES.values():
        own = [row for row in indicators if row.source == source.name]
        if not own:
            continue
        keys = {str(row.binding.get("key", "")) for row in own}
        counted = source.look(asked, sorted(keys))
        for row in own:
            try:
                found[row.pk] = _fitting(row, counted[str(row.binding.get("key", ""))])
            except Refused as refusal:
                found[row.pk] = refusal
    return found


def _fitting(indicator: Indicator, counted: Outcome) -> Counted:
    """A rate for a rate, a number for a number. Raises Refused."""
    if isinstance(counted, Refused):
        raise counted
    if (indicator.unit == "%") != (counted.denominator is not None):
        kind = "比率" if counted.denominator is not None else "数量"
        raise Refused(
            "other_kind",
            f"“{indicator.name}”的单位是“{indicator.unit}”，而“{counted.definition}”是{kind}，"
            "请换一个数据来源或改单位。",
        )
    return counted


def rate_of(numerator: Decimal, denominator: Decimal, definition: str, **more: Any) -> Counted:
    """A rate in %. Raises Refused on a zero denominator: nothing was there to be rated."""
    if denominator == 0:
        raise Refused("no_base", f"“{definition}”的分母是 0，还没有可以计算的数据。")
    value = divide(numerator, denominator) * HUNDRED
    return Counted(value, numerator, denominator, definition, **more)


_FIGURES: Final = {
    "execution": "预算执行率（已支付 ÷ 调整后预算）",
    "paid": "已支付金额（万元）",
    "public": "“三公”经费支出（万元）",
}


def _budget_choices(_unit: Unit, _year: int) -> list[tuple[str, str]]:
    return list(_FIGURES.items())


def _count_budget(asked: Asked, key: str) -> Counted:
    lines = lines_with_money(asked.unit.pk, asked.year, asked.until)
    link = f"/performance/units/{asked.unit.pk}/{asked.year}/payments/"
    if key == "execution":
        money = total(lines)
        return rate_of(money.paid, money.adjusted, _FIGURES[key], link=link)
    if key == "public":
        lines = [line for line in lines if line.three_public]
        link += "?only=public"
    elif key != "paid":
        raise Missing("这个预算数字")
    return Counted(total(lines).paid / WAN, definition=_FIGURES[key], link=link)


def _survey_choices(unit: Unit, year: int) -> list[tuple[str, str]]:
    rows = Survey.objects.filter(unit=unit, year=year).values_list("id", "title")
    return [(str(key), title) for key, title in rows]


def _count_survey(asked: Asked, key: str) -> Counted:
    rows = Survey.objects.filter(unit=asked.unit, year=asked.year, on__lte=asked.until)
    survey = rows.filter(pk=int(key or 0)).first()
    if survey is None:
        raise Refused("no_survey", f"截至 {asked.until:%Y-%m-%d} 没有这项满意度调查的结果。")
    return rate_of(
        Decimal(survey.satisfied),
        Decimal(survey.returned),
        f"{survey.title}：满意份数 ÷ 收回有效份数",
        excluded=f"发放 {survey.issued} 份，未收回 {survey.issued - survey.returned} 份不计",
        link=f"/performance/units/{asked.unit.pk}/{asked.year}/surveys/",
    )


register(Source("budget", "预算执行", _budget_choices, each(_count_budget), each(_count_budget)))
register(Source("survey", "满意度调查", _survey_choices, each(_count_survey), each(_count_survey)))
