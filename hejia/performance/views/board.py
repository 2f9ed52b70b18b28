"""The board, a unit's year at a glance, and two years side by side."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hejia.performance.access import units_for
from hejia.performance.commands.units import carry_over
from hejia.performance.queries import overview
from hejia.performance.queries.board import board as read_board
from hejia.performance.queries.reminders import reminders
from hejia.performance.views.gate import VIEW, desk, do, needs, sight


@needs(VIEW)
def board(request: HttpRequest) -> HttpResponse:
    """Every unit's year: money and targets against the calendar."""
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and len(asked) == 4 else today.year
    by = sight(request)
    context = {
        "board": read_board(by, year, today),
        "years": overview.years(units_for(by), year, today),
        "reminders": reminders(by, today),
    }
    return render(request, "performance/board.html", context)


@needs(VIEW)
def unit(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """What is there, and what is missing until hand-in."""
    place = desk(request, unit_id, year)
    context = {
        "desk": place,
        "overview": overview.of(place.unit, year),
        "years": overview.years(
            units_for(sight(request)).filter(pk=place.unit.pk), year, timezone.localdate()
        ),
        "here": "unit",
    }
    return render(request, "performance/unit.html", context)


@needs("performance.record")
def carry(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """Begin the year with an earlier year's projects, lines and indicators."""
    place = desk(request, unit_id, year)
    source = request.POST.get("source", "")
    run = partial(
        carry_over,
        unit_id=unit_id,
        year=year,
        source=int(source) if source.isdigit() else 0,
        by=sight(request),
    )
    return do(request, f"{place.root}/budget/", f"已沿用 {source} 年，请逐项核对修改。", run)


@needs(VIEW)
def compare(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """This year beside the last."""
    place = desk(request, unit_id, year)
    context = {"desk": place, "rows": overview.two_years(place.unit, year), "here": "compare"}
    return render(request, "performance/compare.html", context)
