"""Back office: agencies and roles."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hejia.accounts.access import needs, person_of
from hejia.accounts.commands.agencies import AgencySpec, create_agency, edit_agency
from hejia.accounts.commands.roles import create_role, edit_role
from hejia.accounts.forms.refusals import accepted
from hejia.accounts.forms.structure import AgencyFilter, AgencyForm, RoleForm
from hejia.accounts.permissions import groups
from hejia.accounts.queries.defaults import RoleSpec
from hejia.accounts.queries.history import history_of
from hejia.accounts.queries.structure import agency_model, agency_rows, role_model, role_rows
from hejia.accounts.vocabulary import Subject


@require_GET
@needs("accounts.manage")
def agencies(request: HttpRequest) -> HttpResponse:
    filters = AgencyFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    context = {"filters": filters, "rows": agency_rows(now=timezone.now(), **chosen)}
    return render(request, "accounts/backoffice/agencies.html", context)


@require_http_methods(["GET", "POST"])
@needs("accounts.manage")
def new_agency(request: HttpRequest) -> HttpResponse:
    form = AgencyForm(request.POST or None, initial={"parent": request.GET.get("parent")})

    def save() -> None:
        create_agency(_agency_spec(form), actor=person_of(request), now=timezone.now())

    if accepted(form, save):
        return _saved(request, "accounts:agencies", "机构已新建。")
    return _form(request, "agency_form.html", form, {})


@require_http_methods(["GET", "POST"])
@needs("accounts.manage")
def agency(request: HttpRequest, agency_id: int) -> HttpResponse:
    found = agency_model(agency_id)
    initial = {
        "code": found.code,
        "name": found.name,
        "kind": found.kind,
        "area": found.area_id,
        "parent": found.parent_id,
        "valid": found.valid,
        "seen": found.version,
    }
    form = AgencyForm(request.POST or None, initial=initial, editing=True)

    def save() -> None:
        valid, seen = form.cleaned_data["valid"], form.cleaned_data["seen"] or 0
        actor, now = person_of(request), timezone.now()
        edit_agency(agency_id, _agency_spec(form), valid=valid, seen=seen, actor=actor, now=now)

    if accepted(form, save):
        return _saved(request, "accounts:agencies", "机构已保存。")
    history = history_of(Subject.AGENCY, str(agency_id))
    return _form(request, "agency_form.html", form, {"agency": found, "history": history})


@require_GET
@needs("roles.manage")
def roles(request: HttpRequest) -> HttpResponse:
    return render(
        request, "accounts/backoffice/roles.html", {"rows": role_rows(now=timezone.now())}
    )


@require_http_methods(["GET", "POST"])
@needs("roles.manage")
def new_role(request: HttpRequest) -> HttpResponse:
    form = RoleForm(request.POST or None)

    def save() -> None:
        spec = _role_spec(form, form.cleaned_data["code"], form.cleaned_data["duty"])
        create_role(spec, actor=person_of(request), now=timezone.now())

    if accepted(form, save):
        return _saved(request, "accounts:roles", "角色已新建。")
    return _role_form(request, form, {})


@require_http_methods(["GET", "POST"])
@needs("roles.manage")
def role(request: HttpRequest, role_id: int) -> HttpResponse:
    found = role_model(role_id)
    initial = {
        "name": found.name,
        "scope": found.scope,
        "note": found.note,
        "valid": found.valid,
        "permissions": found.permissions,
        "seen": found.version,
    }
    form = RoleForm(request.POST or None, initial=initial, editing=True)

    def save() -> None:
        spec = _role_spec(form, found.code, found.duty)
        valid, seen = form.cleaned_data["valid"], form.cleaned_data["seen"] or 0
        actor, now = person_of(request), timezone.now()
        edit_role(role_id, spec, valid=valid, seen=seen, actor=actor, now=now)

    if accepted(form, save):
        name = form.cleaned_data["name"]
        return _saved(request, "accounts:roles", f"角色“{name}”已保存，即时生效。")
    history = history_of(Subject.ROLE, str(role_id))
    return _role_form(request, form, {"role": found, "history": history})


def _agency_spec(form: AgencyForm) -> AgencySpec:
    given = form.cleaned_data
    return AgencySpec(given["code"], given["name"], given["kind"], given["area"], given["parent"])


def _role_spec(form: RoleForm, code: str, duty: str) -> RoleSpec:
    given = form.cleaned_data
    return RoleSpec(
        code, given["name"], given["scope"], tuple(given["permissions"]), duty, given["note"]
    )


def _role_form(request: HttpRequest, form: RoleForm, context: dict[str, object]) -> HttpResponse:
    held = form["permissions"].value() or []
    matrix = {"groups": groups(), "held": set(held)}
    return _form(request, "role_form.html", form, context | matrix)


def _form(
    request: HttpRequest, template: str, form: forms.Form, context: dict[str, object]
) -> HttpResponse:
    return render(
        request,
        f"accounts/backoffice/{template}",
        {"form": form} | context,
        status=422 if form.errors else 200,
    )


def _saved(request: HttpRequest, name: str, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse(name))
