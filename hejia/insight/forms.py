"""What the statistics can be restricted to: one GET form, kept in the address."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms

from hejia.accounts.public import agencies, agencies_by_kind
from hejia.insight.periods import Period
from hejia.insight.vocabulary import DIMENSION_LABELS, Dimension
from hejia.kernel.codes import choices
from hejia.places.public import Level, areas, communities_by_street

Choices = list[Any]
YEARS: Final = 3
WITHIN: Final = ("street", "community", "category", "risk", "source", "type", "agency")
_ANY: Final = [("", "全部")]


def periods(today: date) -> Choices:
    """Years, this year's and last year's quarters, and the last twelve months."""
    years = [Period.year(today.year - back) for back in range(YEARS)]
    quarters = [Period.quarter(y, q) for y in (today.year, today.year - 1) for q in (4, 3, 2, 1)]
    months = [_months_back(today, back) for back in range(12)]
    groups = [("年度", years), ("季度", quarters), ("月份", months)]
    return [
        (label, [(str(p), p.label) for p in found if p.first <= today]) for label, found in groups
    ]


def _months_back(today: date, back: int) -> Period:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return Period.month(year, month + 1)


def _select(label: str, found: Choices, *, search: bool = False) -> forms.ChoiceField:
    attrs = {"data-search": "", "data-placeholder": "全部"} if search else {}
    widget = forms.Select(attrs=attrs)
    return forms.ChoiceField(label=label, required=False, choices=_ANY + found, widget=widget)


def _day(label: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "date"})
    return forms.CharField(label=label, required=False, widget=widget)


class Filters(forms.Form):
    """Period and restrictions; `by` is what the breakdown runs over."""

    def __init__(self, data: Mapping[str, Any], today: date, *, by: bool = False) -> None:
        super().__init__(data)
        field = _select("期间", periods(today))
        field.choices = periods(today)
        self.fields["period"] = field
        if by:
            self.fields["by"] = _select("分组", [(d.value, DIMENSION_LABELS[d]) for d in Dimension])
        self.fields["street"] = _select("街道", [(a.id, a.name) for a in areas(Level.STREET)])
        self.fields["category"] = _select("大类", list(choices("category")))
        self.fields["community"] = _select("社区", communities_by_street(), search=True)
        self.fields["risk"] = _select("风险等级", list(choices("risk_level")))
        self.fields["source"] = _select("来源", list(choices("source")), search=True)
        self.fields["type"] = _select("类型", list(choices("dispute_type")), search=True)
        self.fields["agency"] = _select("承办单位", agencies_by_kind(agencies()), search=True)
        self.fields["first"] = _day("自（含）")
        self.fields["last"] = _day("至（含）")


def period_asked(data: Mapping[str, str], today: date) -> Period:
    """The days stated, else the period chosen, else this year. Raises Refused."""
    first, last = data.get("first", ""), data.get("last", "")
    if first or last:
        return Period.read(f"{first or date(today.year, 1, 1)}..{last or today}")
    return Period.read(data.get("period") or str(today.year))


def within_asked(data: Mapping[str, str]) -> dict[str, str]:
    """The restrictions stated."""
    return {name: data[name] for name in WITHIN if data.get(name)}
