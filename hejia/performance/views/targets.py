"""Targets: the objective, the indicators with advice, handing in and approving."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hejia.performance.commands import targets as commands
from hejia.performance.commands.measuring import recount_target
from hejia.performance.forms import IndicatorForm, ObjectiveForm, OutcomeForm
from hejia.performance.models import Indicator
from hejia.performance.queries import find
from hejia.performance.queries.target import page_of
from hejia.performance.targeting import Draft
from hejia.performance.views.gate import (
    VIEW,
    Page,
    desk,
    do,
    needs,
    now,
    one_form,
    project_key,
    seen,
    sight,
)


@needs(VIEW)
def page(request: HttpRequest, unit_id: int, year: int, project_id: int) -> HttpResponse:
    """A target with its indicators, latest readings, advice and history."""
    place = desk(request, unit_id, year)
    target = find.target_of(place.unit, year, project_id)
    context = {
        "desk": place,
        "target": target,
        "page": page_of(place.unit, year, project_id, target, now()),
        "project_id": project_id,
        "root": f"{place.root}/targets/{project_id}",
        "here": "targets",
    }
    return render(request, "performance/target.html", context)


@needs("performance.record")
def objective(request: HttpRequest, unit_id: int, year: int, project_id: int) -> HttpResponse:
    """Write the overall objective."""
    place = desk(request, unit_id, year)
    target = find.target_of(place.unit, year, project_id)
    form = ObjectiveForm(
        request.POST or None, initial={"objective": target.objective if target else ""}
    )
    words = Page(place, "年度总体目标", f"{place.root}/targets/{project_id}/")
    run = partial(_save, commands.save_objective, unit_id, year, project_id, sight(request))
    return one_form(request, words, form, run)


@needs("performance.record")
def outcome(request: HttpRequest, unit_id: int, year: int, project_id: int) -> HttpResponse:
    """Write what was achieved overall."""
    place = desk(request, unit_id, year)
    target = find.target_of(place.unit, year, project_id)
    form = OutcomeForm(request.POST or None, initial={"outcome": target.outcome if target else ""})
    words = Page(place, "目标实际完成情况", f"{place.root}/targets/{project_id}/")
    run = partial(_save, commands.save_outcome, unit_id, year, project_id, sight(request))
    return one_form(request, words, form, run)


def _save(
    command: Any, unit_id: int, year: int, project_id: int, by: Any, facts: dict[str, Any]
) -> object:
    return command(unit_id=unit_id, year=year, project_id=project_key(project_id), by=by, **facts)


@needs("performance.record")
def indicator(
    request: HttpRequest, unit_id: int, year: int, project_id: int, indicator_id: int
) -> HttpResponse:
    """Add (indicator 0) or change an indicator; the syntax rules advise."""
    place = desk(request, unit_id, year)
    found = find.indicator_of(place.unit, year, indicator_id)
    words = Page(
        place,
        "指标",
        f"{place.root}/targets/{project_id}/",
        note="一行只写一个数；不写口号；比率不写“≥100%”。写得不对时会告诉您怎样改。",
    )
    by, key = sight(request), found.pk if found else None

    def run(facts: dict[str, Any]) -> object:
        return commands.save_indicator(
            unit_id=unit_id, year=year, project_id=project_key(project_id), indicator_id=key,
            entered=_entered(facts), by=by,
        )  # fmt: skip

    form = IndicatorForm(request.POST or None, initial=_initial(found) if found else None)
    return one_form(request, words, form, run)


def _entered(facts: dict[str, Any]) -> commands.IndicatorDraft:
    level1, _, level2 = facts["level2"].partition("/")
    draft = Draft(
        level1,
        level2,
        facts["name"],
        facts["comparator"],
        facts["value"],
        facts["unit"],
        facts["weight"],
    )
    return commands.IndicatorDraft(draft, facts["cumulative"])


def _initial(row: Indicator) -> dict[str, Any]:
    names = ("name", "comparator", "value", "unit", "cumulative")
    facts = {name: getattr(row, name) for name in names}
    weight = f"{row.weight.normalize():f}"
    return {**facts, "level2": f"{row.level1}/{row.level2}", "weight": weight}


@needs("performance.record")
def remove(
    request: HttpRequest, unit_id: int, year: int, project_id: int, indicator_id: int
) -> HttpResponse:
    """Take an indicator out."""
    place = desk(request, unit_id, year)
    run = partial(
        commands.remove_indicator,
        unit_id=unit_id,
        year=year,
        project_id=project_key(project_id),
        indicator_id=indicator_id,
        by=sight(request),
    )
    return do(request, f"{place.root}/targets/{project_id}/", "指标已删除。", run)


@needs("performance.record", "performance.review")
def act(
    request: HttpRequest, unit_id: int, year: int, project_id: int, action: str
) -> HttpResponse:
    """Submit, return, approve, adjust."""
    place = desk(request, unit_id, year)
    comment = request.POST.get("comment", "")
    run = partial(
        commands.act_on_target,
        unit_id=unit_id,
        year=year,
        project_id=project_key(project_id),
        action=action,
        seen=seen(request),
        facts={"comment": comment} if comment else {},
        by=sight(request),
        now=now(),
    )
    return do(request, f"{place.root}/targets/{project_id}/", "已完成。", run)


@needs("performance.record")
def recount(request: HttpRequest, unit_id: int, year: int, project_id: int) -> HttpResponse:
    """Count every bound indicator of the target anew and keep the counts."""
    place = desk(request, unit_id, year)
    run = partial(
        recount_target,
        unit_id=unit_id,
        year=year,
        project_id=project_key(project_id),
        by=sight(request),
        now=now(),
    )
    return do(request, f"{place.root}/targets/{project_id}/", "已重新计数。", run)
