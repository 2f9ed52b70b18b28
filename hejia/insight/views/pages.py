"""统计分析: all indicators of a period, one of them in detail, and the cases behind it."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hejia.accounts.public import Sight, needs, person_of
from hejia.cases.public import listed_json
from hejia.insight.access import SEE, scope_of
from hejia.insight.figures import Figure, percent
from hejia.insight.forms import Filters, period_asked, within_asked
from hejia.insight.indicators import INDICATORS, Indicator, indicator
from hejia.insight.queries.behind import cases_behind, proofs_behind
from hejia.insight.queries.measuring import Breakdown, breakdown, measure_many
from hejia.insight.queries.wording import key_label
from hejia.insight.vocabulary import DIMENSION_LABELS, PART_LABELS, REASONS, Dimension, Part, Shape
from hejia.kernel.errors import Refused

TILES: Final = ("accepted", "closed", "ontime_closure_rate", "satisfaction_rate")


@needs(SEE)
def overview(request: HttpRequest) -> HttpResponse:
    """全部指标：期间、区域、类型等条件下的数字，每个数字都能打开。"""
    sight, now = person_of(request).sight, timezone.now()
    asked = Asked.of(request, now)
    found = measure_many(None, asked.period, sight=sight, now=now, **asked.within)
    trend = breakdown(
        "accepted", asked.period, by=Dimension.MONTH, sight=sight, now=now, **asked.within
    )
    found["accepted"] = trend.total  # as the chart beside it sums up, whatever came in since
    context = asked.context(sight) | {
        "lines": [line(one, found[one.id], asked) for one in INDICATORS],
        "tiles": [line(indicator(id), found[id], asked) for id in TILES],
        "chart": chart(indicator("accepted"), trend, "按月受理案件"),
    }
    return render(request, "insight/overview.html", context)


@needs(SEE)
def one(request: HttpRequest, id: str) -> HttpResponse:
    """一项指标：口径、分子分母、不计入的，按任一维度分组。"""
    sight, now = person_of(request).sight, timezone.now()
    asked, what = Asked.of(request, now, by=True), indicator(id)
    found = breakdown(id, asked.period, by=asked.by, sight=sight, now=now, **asked.within)
    beside = measure_many(what.beside, asked.period, sight=sight, now=now, **asked.within)
    context = asked.context(sight) | {
        "line": line(what, found.total, asked),
        "beside": [line(indicator(other), figure, asked) for other, figure in beside.items()],
        "parts": [
            line(what, figure, asked, key=key, label=key_label(asked.by, key))
            for key, figure in found.parts
        ],
        "by_label": DIMENSION_LABELS[asked.by],
        "gap": found.gap,
        "interval": _interval(found.total),
        "chart": chart(what, found, f"{what.label}：按{DIMENSION_LABELS[asked.by]}"),
    }
    return render(request, "insight/one.html", context)


@needs(SEE)
def behind(request: HttpRequest, id: str, part: str) -> HttpResponse:
    """数字背后的案件：分子、分母、未计入分子的、不计入的。"""
    sight, now = person_of(request).sight, timezone.now()
    if part not in PART_LABELS:
        raise Refused("bad_part", "没有这张清单，请从指标页打开。")
    asked, what = Asked.of(request, now), indicator(id)
    context = asked.context(sight) | {
        "what": what,
        "part": PART_LABELS[Part(part)],
        "words": clause_of(what, Part(part)),
    }
    after = request.GET.get("after", "")
    if context["veiled"]:
        proofs = proofs_behind(
            id, part, asked.period, sight=sight, now=now, after=after, **asked.within
        )
        return render(request, "insight/proofs.html", context | {"page": proofs})
    page = cases_behind(id, part, asked.period, sight=sight, now=now, after=after, **asked.within)
    context |= {
        "page": page,
        "rows": [(row, listed_json(row.case), REASONS.get(row.why, "")) for row in page.rows],
        "now": now,
    }
    return render(request, "insight/behind.html", context)


class Asked:
    """What the address asks for."""

    def __init__(self, request: HttpRequest, now: datetime, *, by: bool) -> None:
        data = request.GET.dict()
        today = timezone.localdate(now)
        self.now = now
        self.period = period_asked(data, today)
        self.within: dict[str, Any] = within_asked(data)
        wanted = data.get("by") or Dimension.STREET.value
        if wanted not in DIMENSION_LABELS:
            raise Refused("no_dimension", f"不能按“{wanted[:20]}”分组。")
        self.by = Dimension(wanted)
        self.filters = Filters(request.GET, today, by=by)
        self.query = urlencode({"period": str(self.period), **self.within})

    @classmethod
    def of(cls, request: HttpRequest, now: datetime, *, by: bool = False) -> "Asked":
        return cls(request, now, by=by)

    def context(self, sight: Sight) -> dict[str, Any]:
        scope = scope_of(sight)
        return {
            "period": self.period,
            "filters": self.filters,
            "query": self.query,
            "by": self.by.value,
            "now": self.now,
            "veiled": scope.veiled,
            "whole": scope.whole,
            "may_open": not scope.veiled and "cases.view" in sight.permissions,
            "may_list": scope.veiled or "cases.view" in sight.permissions,
        }


def line(
    what: Indicator, figure: Figure, asked: Asked, *, key: Any = None, label: str = ""
) -> dict[str, Any]:
    """One indicator's line: figure, parts, what is left out, and where it opens."""
    query = asked.query
    if label and key is not None and asked.by is not Dimension.MONTH:
        query = urlencode({"period": str(asked.period), **asked.within, asked.by.value: key})
    elif label and key is not None:
        query = urlencode({"period": str(key), **asked.within})
    return {
        "id": what.id,
        "label": label or what.label,
        "what": what,
        "figure": figure,
        "unit": "" if what.shape is Shape.RATE else what.unit,
        "has_parts": what.numerator is not None,
        "excluded": [(REASONS.get(why, why), n) for why, n in figure.excluded.items()],
        "query": query,
        "opens": key is not None or not label,
    }


def chart(what: Indicator, found: Breakdown, title: str) -> dict[str, Any]:
    """The breakdown as the chart component draws it; hidden and empty parts are left out."""
    rows = []
    for key, figure in found.parts:
        if figure.value is None:
            continue
        number = figure.value * 100 if what.shape is Shape.RATE else figure.value
        text = f"{number:.2f}" if what.shape in (Shape.RATE, Shape.DAYS) else f"{number:.0f}"
        rows.append((key_label(found.by, key), text))
    kind = "line" if found.by is Dimension.MONTH and len(rows) > 1 else "bar"
    return {"id": what.id, "title": title, "unit": what.unit, "kind": kind, "rows": rows}


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f"{percent(figure.low)} 至 {percent(figure.high)}"


def clause_of(what: Indicator, part: Part) -> str:
    """What a list holds, in words."""
    if part is Part.EXCLUDED:
        return "已合并、误报、转出、不予受理的，以及逐行注明原因的"
    words = what.denominator.words
    if part is Part.DENOMINATOR or what.numerator is None:
        return words
    return f"{words}中，{'' if part is Part.NUMERATOR else '没有'}{what.numerator.words}的"
