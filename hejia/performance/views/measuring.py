"""An indicator's readings: binding, counting, recording with evidence; surveys."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from hejia.performance.commands import measuring as commands
from hejia.performance.forms import BindForm, ReadingForm, SurveyForm
from hejia.performance.models import Indicator
from hejia.performance.queries import find
from hejia.performance.queries.bindings import ENTERED, sources
from hejia.performance.queries.target import live_of
from hejia.performance.queries.wording import value_text
from hejia.performance.targeting import QUALITATIVE
from hejia.performance.views.gate import VIEW, Page, attempt, desk, do, needs, now, one_form, sight


@needs(VIEW)
def page(request: HttpRequest, indicator_id: int) -> HttpResponse:
    """An indicator with all its readings; POST records one."""
    by = sight(request)
    row = commands.indicator_for(by, indicator_id)
    place = desk(request, row.target.unit_id, row.target.year)
    form = _reading_form(row, request)
    if request.method == "POST" and attempt(form, partial(_record, row, request)):
        return redirect(request.path)
    context = {
        "desk": place,
        "row": row,
        "form": form,
        "bind": _bind_form(row),
        "value": value_text(row),
        "bound": row.source != ENTERED,
        "live": live_of([row], place.unit, place.year, now()).get(row.pk),
        "rate": commands.is_rate(row),
        "readings": row.measurements.prefetch_related("evidence")
        .select_related("actor")
        .order_by("-until", "-id"),
        "back": f"{place.root}/targets/{row.target.project_id or 0}/",
        "here": "targets",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "performance/indicator.html", context, status=status)


def _reading_form(row: Indicator, request: HttpRequest) -> ReadingForm:
    """Only the fields that this indicator is measured by."""
    day = min(timezone.localdate(), timezone.localdate().replace(row.target.year, 12, 31))
    form = ReadingForm(request.POST or None, request.FILES or None, initial={"until": day})
    wanted = {"numerator", "denominator"} if commands.is_rate(row) else {"value"}
    if row.comparator == QUALITATIVE:
        wanted = {"grade", "coefficient"}
    for name in ("numerator", "denominator", "value", "grade", "coefficient"):
        if name not in wanted:
            del form.fields[name]
    if "grade" in form.fields:
        form.fields["grade"].choices = [(g, g) for g in commands.BANDS]  # type: ignore[attr-defined]  # a ChoiceField
    return form


def _record(row: Indicator, request: HttpRequest, facts: dict[str, Any]) -> object:
    file = facts.pop("file", None)
    kind, personal = facts.pop("kind", ""), facts.pop("personal", False)
    files = [commands.File(file.name, file.read(), kind or "其他", personal)] if file else []
    return commands.record(
        indicator_id=row.pk,
        reading=commands.Reading(**facts),
        files=files,
        by=sight(request),
        now=now(),
    )


def _bind_form(row: Indicator) -> BindForm:
    target = row.target
    offers: list[Any] = [(ENTERED, "由人填报（附佐证材料）")]
    for source in sources().values():
        several = source.choices(target.unit, target.year)
        offers.append((source.label, [(f"{source.name}/{key}", label) for key, label in several]))
    chosen = row.source if row.source == ENTERED else f"{row.source}/{row.binding.get('key', '')}"
    form = BindForm(initial={"source": chosen})
    form.fields["source"].choices = offers  # type: ignore[attr-defined]  # a ChoiceField
    return form


@needs("performance.record")
def bind(request: HttpRequest, indicator_id: int) -> HttpResponse:
    """Bind an indicator to what counts it."""
    source, _, key = request.POST.get("source", "").partition("/")
    run = partial(
        commands.bind, indicator_id=indicator_id, source=source, key=key, by=sight(request)
    )
    return do(request, f"/performance/indicators/{indicator_id}/", "数据来源已设定。", run)


@needs("performance.record")
def recount(request: HttpRequest, indicator_id: int) -> HttpResponse:
    """Count a bound indicator as of today (or the year's last day)."""
    row = commands.indicator_for(sight(request), indicator_id)
    today = timezone.localdate()
    until = min(today, today.replace(row.target.year, 12, 31))
    run = partial(
        commands.recount, indicator_id=indicator_id, until=until, by=sight(request), now=now()
    )
    return do(request, f"/performance/indicators/{indicator_id}/", "已重新计数。", run)


@needs(VIEW)
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """A file behind a reading."""
    found = find.evidence_of(evidence_id)
    commands.indicator_for(sight(request), found.measurement.indicator_id)
    path = commands.folder() / found.digest[:2] / found.digest
    answer = HttpResponse(path.read_bytes(), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or ""
    return answer


@needs(VIEW)
def surveys(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """The surveys of the year."""
    place = desk(request, unit_id, year)
    rows = find.surveys_of(place.unit, year)
    return render(
        request, "performance/surveys.html", {"desk": place, "rows": rows, "here": "targets"}
    )


@needs("performance.record")
def survey(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """Record a survey."""
    place = desk(request, unit_id, year)
    words = Page(place, "登记满意度调查", f"{place.root}/surveys/")
    by = sight(request)

    def run(facts: dict[str, Any]) -> object:
        return commands.record_survey(unit_id=unit_id, year=year, by=by, **facts)

    return one_form(request, words, SurveyForm(request.POST or None), run)
