"""Back office: code lists and the working calendar."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hejia.accounts.access import needs, person_of
from hejia.accounts.commands.settings import (
    code_key,
    hours_text,
    import_year,
    load_package_years,
    save_code,
    set_office_hours,
)
from hejia.accounts.forms.refusals import accepted, show
from hejia.accounts.forms.settings import CodeFilter, CodeForm, HoursForm, YearForm
from hejia.accounts.queries.history import history_of
from hejia.accounts.queries.settings import (
    code_rows,
    code_table,
    code_version,
    covered_years,
    list_rows,
    months,
)
from hejia.accounts.vocabulary import Subject
from hejia.kernel.calendar_days import CellError, package_years
from hejia.kernel.errors import Refused
from hejia.kernel.numerals import whole

_CODES = "codes.manage"
_CALENDAR = "calendar.manage"


@require_GET
@needs(_CODES)
def codes(request: HttpRequest) -> HttpResponse:
    filters = CodeFilter(request.GET)
    q = filters.cleaned_data["q"].strip() if filters.is_valid() else ""
    context = {"filters": filters, "rows": list_rows(q)}
    return render(request, "accounts/backoffice/codes.html", context)


@require_GET
@needs(_CODES)
def code_list(request: HttpRequest, name: str) -> HttpResponse:
    table = code_table(name)
    filters = CodeFilter(request.GET)
    q = filters.cleaned_data["q"].strip() if filters.is_valid() else ""
    rows = code_rows(table, timezone.localdate(), q)
    context = {"table": table, "filters": filters, "rows": rows}
    return render(request, "accounts/backoffice/code_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(_CODES)
def new_code(request: HttpRequest, name: str) -> HttpResponse:
    table = code_table(name)
    form = CodeForm(request.POST or None, table=table)
    if form.is_valid() and _saved(request, form, name, form.cleaned_data["code"], None):
        return HttpResponseRedirect(reverse("accounts:code_list", args=[name]))
    context = {"table": table, "form": form}
    status = 422 if form.errors else 200
    return render(request, "accounts/backoffice/code_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(_CODES)
def code(request: HttpRequest, name: str, code: str) -> HttpResponse:
    table = code_table(name)
    version, order = code_version(name, code)
    entry = table.get(code)
    initial = {
        "label": entry.label,
        "parent": entry.parent,
        "order": order,
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
        "note": entry.note,
        "seen": version,
    } | {f"extra.{key}": value for key, value in entry.extra.items()}
    form = CodeForm(request.POST or None, initial=initial, table=table, editing=True)
    if form.is_valid() and _saved(request, form, name, code, form.cleaned_data["seen"] or 0):
        return HttpResponseRedirect(reverse("accounts:code_list", args=[name]))
    context = {
        "table": table,
        "form": form,
        "entry": entry,
        "history": history_of(Subject.CODE, code_key(name, code)),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/backoffice/code_form.html", context, status=status)


@require_GET
@needs(_CALENDAR)
def calendar(request: HttpRequest) -> HttpResponse:
    return _year_page(request, YearForm(), HoursForm(initial={"hours": hours_text()}))


@require_POST
@needs(_CALENDAR)
def load_calendar(request: HttpRequest) -> HttpResponse:
    fresh = load_package_years(actor=person_of(request), now=timezone.now())
    years = "、".join(str(year) for year in fresh)
    messages.success(request, f"已载入 {years} 年。" if fresh else "软件包中的年份都已载入。")
    return HttpResponseRedirect(reverse("accounts:calendar"))


@require_POST
@needs(_CALENDAR)
def import_calendar(request: HttpRequest) -> HttpResponse:
    form = YearForm(request.POST, request.FILES)
    errors: list[CellError] = []
    if form.is_valid():
        given = form.cleaned_data
        try:
            errors = import_year(
                given["file"].read(),
                given["year"],
                source=given["source"],
                actor=person_of(request),
                now=timezone.now(),
            )
        except Refused as refused:
            show(form, refused)
        else:
            if not errors:
                messages.success(request, f"{given['year']} 年已导入，相关时限将重新计算。")
                return HttpResponseRedirect(f"{reverse('accounts:calendar')}?year={given['year']}")
    return _year_page(request, form, HoursForm(initial={"hours": hours_text()}), errors)


@require_POST
@needs(_CALENDAR)
def office_hours(request: HttpRequest) -> HttpResponse:
    form = HoursForm(request.POST)

    def save() -> None:
        hours = form.cleaned_data["hours"]
        set_office_hours(hours, actor=person_of(request), now=timezone.now())

    if accepted(form, save):
        messages.success(request, "办公时间已保存，此后计算的时限按新的办公时间。")
        return HttpResponseRedirect(reverse("accounts:calendar"))
    return _year_page(request, YearForm(), form)


def _saved(request: HttpRequest, form: CodeForm, name: str, code: str, seen: int | None) -> bool:
    try:
        save_code(
            name, code, form.values(), seen=seen, actor=person_of(request), now=timezone.now()
        )
    except Refused as refused:
        show(form, refused)
        return False
    messages.success(request, "代码已保存。")
    return True


def _year_page(
    request: HttpRequest,
    form: YearForm,
    hours: HoursForm,
    errors: list[CellError] | None = None,
) -> HttpResponse:
    asked = request.GET.get("year", "")
    this = timezone.localdate().year
    year = found if (found := whole(asked)) and 2000 <= found <= 2099 else this
    covered = covered_years()
    known = {one.year for one in covered}
    context = {
        "year": year,
        "months": months(year),
        "covered": covered,
        "provisional": year not in known,
        "years": sorted(known | {this, this + 1, year}),
        "waiting": [one for one in package_years() if one not in known],
        "form": form,
        "hours": hours,
        "errors": errors or [],
        "history": history_of(Subject.CALENDAR, str(year)) + history_of(Subject.CALENDAR, "office"),
    }
    wrong = bool(form.errors or hours.errors or errors)
    return render(
        request, "accounts/backoffice/calendar.html", context, status=422 if wrong else 200
    )
