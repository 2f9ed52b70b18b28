"""Self-evaluation: figures, judgements, prose, reasons, the ladder, the documents."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hejia.kernel.errors import Missing
from hejia.performance.commands import evaluations as commands
from hejia.performance.queries import find
from hejia.performance.queries.documents import TITLES, drawn
from hejia.performance.queries.evaluation import page_of
from hejia.performance.sheets import html
from hejia.performance.views.budget import print_file
from hejia.performance.views.gate import (
    VIEW,
    desk,
    do,
    needs,
    now,
    posted,
    project_key,
    seen,
    sight,
)


@needs(VIEW)
def page(request: HttpRequest, unit_id: int, year: int, project_id: int) -> HttpResponse:
    """The whole evaluation on one page: what is derived, what to enter, what it scores."""
    place = desk(request, unit_id, year)
    evaluation = find.evaluation_of(place.unit, year, project_id)
    context = {
        "desk": place,
        "evaluation": evaluation,
        "page": page_of(evaluation),
        "root": f"{place.root}/evaluation/{project_id}",
        "project_id": project_id,
        "here": "evaluation",
    }
    return render(request, "performance/evaluation.html", context)


def _saving(
    request: HttpRequest, unit_id: int, year: int, project_id: int, run: Callable[[], object]
) -> HttpResponse:
    place = desk(request, unit_id, year)
    return do(request, f"{place.root}/evaluation/{project_id}/", "已保存。", run)


@needs("performance.record")
def figures(request: HttpRequest, unit_id: int, year: int, project_id: int) -> HttpResponse:
    """Keep entered figures; several values of one name make a list."""
    entered: dict[str, Any] = {}
    for name in request.POST:
        if name.startswith("figure:"):
            values = [value.strip() for value in request.POST.getlist(name)]
            filled = values if len(values) > 1 and any(values) else values[0]
            entered[name.removeprefix("figure:")] = "" if filled == [""] * len(values) else filled
    run = partial(
        commands.save_figures, unit_id=unit_id, year=year, project_id=project_key(project_id),
        figures=entered, by=sight(request),
    )  # fmt: skip
    return _saving(request, unit_id, year, project_id, run)


@needs("performance.record")
def judged(request: HttpRequest, unit_id: int, year: int, project_id: int) -> HttpResponse:
    """Keep judged points."""
    points = posted(request, "judged:")
    run = partial(
        commands.save_judged, unit_id=unit_id, year=year, judged=points, by=sight(request)
    )
    return _saving(request, unit_id, year, project_id, run)


@needs("performance.record")
def texts(request: HttpRequest, unit_id: int, year: int, project_id: int) -> HttpResponse:
    """Keep the prose of the report."""
    prose = posted(request, "text:")
    run = partial(commands.save_texts, unit_id=unit_id, year=year, texts=prose, by=sight(request))
    return _saving(request, unit_id, year, project_id, run)


@needs("performance.record")
def reasons(request: HttpRequest, unit_id: int, year: int, project_id: int) -> HttpResponse:
    """Keep the reasons asked for."""
    run = partial(
        commands.save_reasons, unit_id=unit_id, year=year, project_id=project_key(project_id),
        reasons=posted(request, "reason:"), by=sight(request),
    )  # fmt: skip
    return _saving(request, unit_id, year, project_id, run)


@needs("performance.record")
def ruleset(request: HttpRequest, unit_id: int, year: int, project_id: int) -> HttpResponse:
    """Choose the department's form."""
    name = request.POST.get("ruleset", "")
    run = partial(
        commands.choose_ruleset, unit_id=unit_id, year=year, ruleset=name, by=sight(request)
    )
    return _saving(request, unit_id, year, project_id, run)


@needs("performance.record", "performance.review")
def act(
    request: HttpRequest, unit_id: int, year: int, project_id: int, action: str
) -> HttpResponse:
    """Hand in, pass, confirm, return."""
    facts = {k: v for k in ("comment", "score") if (v := request.POST.get(k, "").strip())}
    run = partial(
        commands.act_on_evaluation, unit_id=unit_id, year=year, project_id=project_key(project_id),
        action=action, seen=seen(request), facts=facts, by=sight(request), now=now(),
    )  # fmt: skip
    place = desk(request, unit_id, year)
    return do(request, f"{place.root}/evaluation/{project_id}/", "已完成。", run)


@needs(VIEW)
def document(
    request: HttpRequest, unit_id: int, year: int, project_id: int, kind: str
) -> HttpResponse:
    """A form or the report as a page."""
    place = desk(request, unit_id, year)
    evaluation = find.evaluation_of(place.unit, year, project_id)
    found = drawn(evaluation)
    if kind not in found.documents:
        raise Missing("这份文件（数字还不齐时不能生成）")
    context = {
        "desk": place,
        "title": found.documents[kind].title,
        "body": html.render(found.documents[kind]),
        "handed_in": found.handed_in,
        "kind": kind,
        "root": f"{place.root}/evaluation/{project_id}",
        "here": "evaluation",
    }
    return render(request, "performance/document.html", context)


@needs("performance.publish", "performance.record", "performance.review")
def file(
    request: HttpRequest, unit_id: int, year: int, project_id: int, kind: str, form: str
) -> HttpResponse:
    """A form or the report as a file; drafts say so in their name."""
    place = desk(request, unit_id, year)
    evaluation = find.evaluation_of(place.unit, year, project_id)
    found = drawn(evaluation)
    if kind not in found.documents or kind not in TITLES:
        raise Missing("这份文件（数字还不齐时不能生成）")
    document = found.documents[kind]
    name = document.title if found.handed_in else f"草稿 {document.title}"
    return print_file(document, form, name)
