"""Monitoring: opening a round, its lights, explaining, closing."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hejia.kernel.errors import Missing
from hejia.performance.commands import rounds as commands
from hejia.performance.forms import ExplainForm, RoundForm
from hejia.performance.models import Round
from hejia.performance.queries import find
from hejia.performance.views.gate import VIEW, Page, attempt, desk, do, needs, now, one_form, sight


@needs(VIEW)
def index(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """The rounds of the year; POST opens one."""
    place = desk(request, unit_id, year)
    form = RoundForm(request.POST or None, initial={"cutoff": timezone.localdate()})
    if request.method == "POST":
        made: list[Round] = []
        by = sight(request)

        def run(facts: dict[str, Any]) -> object:
            made.append(commands.open_round(unit_id=unit_id, year=year, by=by, now=now(), **facts))
            return made

        if attempt(form, run):
            return redirect(f"/performance/rounds/{made[0].pk}/")
    rows = find.rounds_of(place.unit, year)
    context = {"desk": place, "rows": rows, "form": form, "here": "rounds"}
    status = 422 if request.method == "POST" else 200
    return render(request, "performance/rounds.html", context, status=status)


@needs(VIEW)
def page(request: HttpRequest, round_id: int) -> HttpResponse:
    """A round with its lights: money first, then targets."""
    round_ = find.round_of(round_id)
    place = desk(request, round_.unit_id, round_.year)
    items = list(round_.items.select_related("project", "indicator"))
    context = {
        "desk": place,
        "round": round_,
        "money": [item for item in items if item.indicator_id is None],
        "targets": [item for item in items if item.indicator_id is not None],
        "here": "rounds",
    }
    return render(request, "performance/round.html", context)


@needs("performance.record")
def explain(request: HttpRequest, round_id: int, place: int) -> HttpResponse:
    """Reason and measure of one item."""
    by = sight(request)
    round_ = find.round_of(round_id)
    desk_ = desk(request, round_.unit_id, round_.year)
    item = round_.items.filter(place=place).first()
    if item is None:
        raise Missing("这一项")
    initial = {name: getattr(item, name) for name in ExplainForm.base_fields}
    words = Page(
        desk_,
        f"偏差原因与措施：{item.title}",
        f"/performance/rounds/{round_id}/",
        note=str(item.shown.get("sentence", "")),
    )

    def run(facts: dict[str, Any]) -> object:
        commands.explain(round_id=round_id, place=place, by=by, **facts)
        return None

    return one_form(request, words, ExplainForm(request.POST or None, initial=initial), run)


@needs("performance.record")
def close(request: HttpRequest, round_id: int) -> HttpResponse:
    """Hand in the round."""
    run = partial(commands.close_round, round_id=round_id, by=sight(request), now=now())
    return do(request, f"/performance/rounds/{round_id}/", "监控已报送。", run)
