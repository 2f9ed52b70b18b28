"""Changing areas: who answers for a grid, and ending an area."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from hejia.kernel.errors import Missing, Refused
from hejia.places import people
from hejia.places.access import managing, person_of
from hejia.places.commands.areas import abolish as abolish_area
from hejia.places.commands.persons import appoint as appoint_person
from hejia.places.commands.persons import relieve as relieve_person
from hejia.places.forms import AbolishForm, AppointForm
from hejia.places.queries.areas import area
from hejia.places.queries.pages import persons_of
from hejia.places.views.browse import heirs_of, in_office, render_area
from hejia.places.vocabulary import PersonRole


@require_POST
@managing
def appoint(request: HttpRequest, area_id: int) -> HttpResponse:
    """Let a person, named by login, answer for a grid, in somebody's place if so chosen."""
    form = AppointForm(request.POST, persons=in_office(persons_of(area(area_id))))
    if not form.is_valid():
        return render_area(request, area_id, appoint=form, status=422)
    key = people.key_of(form.cleaned_data["login"])
    if key is None:
        form.add_error("login", "没有这个登录名，请在“人员”中核对")
        return render_area(request, area_id, appoint=form, status=422)
    try:
        appoint_person(
            area_id,
            key,
            PersonRole(form.cleaned_data["role"]),
            since=form.cleaned_data["since"],
            instead=form.cleaned_data["instead"],
            by=person_of(request).pk,
            now=timezone.now(),
        )
    except Missing:
        raise
    except Refused as refusal:
        form.add_error("since" if "since" in refusal.fields else None, refusal.sentence)
        return render_area(request, area_id, appoint=form, status=422)
    messages.success(request, "已登记网格责任人。")
    return redirect("places:area", area_id)


@require_POST
@managing
def relieve(request: HttpRequest, area_id: int, appointment_id: int) -> HttpResponse:
    """End an appointment as of today."""
    relieve_person(
        appointment_id, until=timezone.localdate(), by=person_of(request).pk, now=timezone.now()
    )
    messages.success(request, "已免除网格责任人。")
    return redirect("places:area", area_id)


@require_POST
@managing
def abolish(request: HttpRequest, area_id: int) -> HttpResponse:
    """End an area; what is refused is told in the form."""
    form = AbolishForm(request.POST, heirs=heirs_of(area(area_id)))
    if not form.is_valid():
        return render_area(request, area_id, abolish=form, status=422)
    try:
        abolish_area(
            area_id,
            effective=form.cleaned_data["effective"],
            successor_id=form.cleaned_data["successor"],
            by=person_of(request).pk,
            now=timezone.now(),
        )
    except Missing:
        raise
    except Refused as refusal:
        form.add_error(next(iter(refusal.fields), None), refusal.sentence)
        return render_area(request, area_id, abolish=form, status=422)
    messages.success(request, "已停用，历史记录保留。")
    return redirect("places:area", area_id)
