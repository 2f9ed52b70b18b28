"""Back office: time limits and dispatch rules."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hejia.accounts.public import Subject, history_of, needs, person_of
from hejia.cases.commands.rules import save_limits, save_routes
from hejia.cases.queries.rules import limit_lines, route_lines, rows_in_force, tried
from hejia.cases.rule_forms import LimitFilter, LimitForm, RouteForm, TryForm
from hejia.kernel.errors import Missing, Refused
from hejia.kernel.numerals import whole

_LIMITS = "limits.manage"
_RULES = "rules.manage"


@require_GET
@needs(_LIMITS)
def limits(request: HttpRequest) -> HttpResponse:
    """All limits in force, or those of a clock and colour."""
    version, rows = rows_in_force("limits")
    filters = LimitFilter(request.GET)
    wanted = {name: chosen for name in filters.fields if (chosen := request.GET.get(name))}
    lines = zip(rows, limit_lines(rows), strict=True)
    context = {
        "version": version,
        "filters": filters,
        "lines": [
            line for row, line in lines if all(row.get(n, v) == v for n, v in wanted.items())
        ],
        "history": history_of(Subject.LIMIT, "limits"),
    }
    return render(request, "cases/limits.html", context)


@require_http_methods(["GET", "POST"])
@needs(_LIMITS)
def limit(request: HttpRequest, place: int) -> HttpResponse:
    """One limit, to be changed; saving makes a new version of all."""
    version, rows = rows_in_force("limits")
    row = _row(rows, place)
    line = limit_lines([row])[0]
    form = LimitForm(request.POST or None, initial=LimitForm.initial_of(row, version))
    if form.is_valid():
        changed = [*rows[:place], form.row(row), *rows[place + 1 :]]
        what = f"修改 {line.clock}（{line.level}）"
        if _saved(request, form, save_limits, changed, what, place):
            return HttpResponseRedirect(reverse("case_limits"))
    context = {"form": form, "line": line}
    return render(request, "cases/limit.html", context, status=422 if form.errors else 200)


@require_GET
@needs(_RULES)
def routes(request: HttpRequest) -> HttpResponse:
    """All dispatch rules in their order, and a place to try them."""
    version, rows = rows_in_force("routes")
    form = TryForm(request.GET or None)
    context = {
        "version": version,
        "lines": route_lines(rows),
        "form": form,
        "tried": tried(form.cleaned_data, now=timezone.now()) if form.is_valid() else [],
        "history": history_of(Subject.RULE, "routes"),
    }
    return render(request, "cases/routes.html", context)


@require_http_methods(["GET", "POST"])
@needs(_RULES)
def new_route(request: HttpRequest) -> HttpResponse:
    version, rows = rows_in_force("routes")
    initial = {"seen": version, "order": max(row["order"] for row in rows) + 10, "enabled": True}
    form = RouteForm(request.POST or None, initial=initial)
    if form.is_valid():
        row = form.row()
        if _saved(request, form, save_routes, [*rows, row], f"新增“{row['name']}”", len(rows)):
            return HttpResponseRedirect(reverse("case_routes"))
    return render(request, "cases/route.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(_RULES)
def route(request: HttpRequest, place: int) -> HttpResponse:
    version, rows = rows_in_force("routes")
    row = _row(rows, place)
    form = RouteForm(request.POST or None, initial=RouteForm.initial_of(row, version))
    if form.is_valid():
        changed = [*rows[:place], form.row(), *rows[place + 1 :]]
        if _saved(request, form, save_routes, changed, f"修改“{row['name']}”", place):
            return HttpResponseRedirect(reverse("case_routes"))
    context = {"form": form, "row": row, "place": place}
    return render(request, "cases/route.html", context, status=422 if form.errors else 200)


@require_POST
@needs(_RULES)
def drop_route(request: HttpRequest, place: int) -> HttpResponse:
    version, rows = rows_in_force("routes")
    row = _row(rows, place)
    save_routes(
        rows=[*rows[:place], *rows[place + 1 :]],
        seen=whole(request.POST.get("seen", "")) or version,
        by=person_of(request).sight,
        now=timezone.now(),
        what=f"删除“{row['name']}”",
    )
    messages.success(request, "规则已删除，此后上报的案件按新的规则分派。")
    return HttpResponseRedirect(reverse("case_routes"))


def _row(rows: list[dict[str, Any]], place: int) -> dict[str, Any]:
    if place >= len(rows):
        raise Missing("这条规则")
    return rows[place]


def _saved(
    request: HttpRequest, form: forms.Form, save: Any, rows: Any, what: str, place: int
) -> bool:
    try:
        save(
            rows=rows,
            seen=form.cleaned_data["seen"],
            by=person_of(request).sight,
            now=timezone.now(),
            what=what,
        )
    except Refused as refused:
        told = refused.fields.get(str(place), refused.sentence)
        form.add_error(None, told.removeprefix(f"第 {place + 1} 行："))  # the form shows one row
        return False
    messages.success(request, f"{what}已保存，此后发生的按新的规则。")
    return True
