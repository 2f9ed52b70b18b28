"""Back office: people and their posts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hejia.accounts.access import needs, person_of
from hejia.accounts.commands.passwords import reset_password
from hejia.accounts.commands.people import PersonFacts, create_person, edit_person, set_status
from hejia.accounts.commands.posts import end_post, give_post
from hejia.accounts.forms.people import PeopleFilter, PersonForm, PostForm, StatusForm
from hejia.accounts.forms.refusals import accepted, show
from hejia.accounts.queries.history import history_of
from hejia.accounts.queries.people import people as list_people
from hejia.accounts.queries.people import person_page, phone_of
from hejia.accounts.vocabulary import PersonStatus, Subject
from hejia.kernel.errors import Missing, Refused


@require_GET
@needs("accounts.manage")
def people(request: HttpRequest) -> HttpResponse:
    filters = PeopleFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    rows, after = list_people(now=timezone.now(), after=request.GET.get("after", "")[:40], **chosen)
    context = {"filters": filters, "rows": rows, "after": after}
    return render(request, "accounts/backoffice/people.html", context)


@require_http_methods(["GET", "POST"])
@needs("accounts.manage")
def new(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        facts = PersonFacts(given["login"], given["name"], given["phone"], given["kind"])
        try:
            person, code = create_person(facts, actor=person_of(request), now=timezone.now())
        except Refused as refused:
            show(form, refused)
        else:
            return _with_code(request, person.pk, code)
    status = 422 if form.errors else 200
    return render(request, "accounts/backoffice/person_form.html", {"form": form}, status=status)


@require_GET
@needs("accounts.manage")
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    return _page(request, person_id, PostForm())


@require_http_methods(["GET", "POST"])
@needs("accounts.manage")
def edit(request: HttpRequest, person_id: int) -> HttpResponse:
    page = person_page(person_id, now=timezone.now())
    initial = {"name": page.row.name, "phone": phone_of(person_id), "seen": page.version}
    form = PersonForm(request.POST or None, initial=initial, editing=True)

    def save() -> None:
        given = form.cleaned_data
        facts = PersonFacts(page.row.login, given["name"], given["phone"])
        actor, now = person_of(request), timezone.now()
        edit_person(person_id, facts, seen=given["seen"] or 0, actor=actor, now=now)

    if accepted(form, save):
        messages.success(request, "资料已保存。")
        return _to(person_id)
    context = {"form": form, "page": page}
    status = 422 if form.errors else 200
    return render(request, "accounts/backoffice/person_form.html", context, status=status)


@require_POST
@needs("accounts.manage")
def status(request: HttpRequest, person_id: int) -> HttpResponse:
    form = StatusForm(request.POST)
    if not form.is_valid():
        raise Refused("incomplete", "请选择要做的操作。")
    chosen = PersonStatus(form.cleaned_data["status"])
    try:
        set_status(
            person_id,
            chosen,
            reason=form.cleaned_data["reason"],
            actor=person_of(request),
            now=timezone.now(),
        )
    except Missing:
        raise
    except Refused as refused:
        return _page(request, person_id, PostForm(), refused)
    messages.success(request, f"账号现为“{chosen.label}”。")
    return _to(person_id)


@require_POST
@needs("accounts.manage")
def reset(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a one-time code; shown once, on the answer to this request."""
    try:
        code = reset_password(person_id=person_id, actor=person_of(request), now=timezone.now())
    except Missing:
        raise
    except Refused as refused:
        return _page(request, person_id, PostForm(), refused)
    return _with_code(request, person_id, code)


@require_POST
@needs("accounts.manage")
def give(request: HttpRequest, person_id: int) -> HttpResponse:
    form = PostForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        give_post(
            person_id,
            agency_id=given["agency"],
            role_id=given["role"],
            area_id=given["area"],
            actor=person_of(request),
            now=timezone.now(),
        )

    if accepted(form, save):
        messages.success(request, "岗位已授予，对方下一次操作即生效。")
        return _to(person_id)
    return _page(request, person_id, form)


@require_POST
@needs("accounts.manage")
def end(request: HttpRequest, person_id: int, post_id: int) -> HttpResponse:
    try:
        end_post(post_id, person_id=person_id, actor=person_of(request), now=timezone.now())
    except Missing:
        raise
    except Refused as refused:
        return _page(request, person_id, PostForm(), refused)
    messages.success(request, "岗位已撤销。")
    return _to(person_id)


def _page(
    request: HttpRequest, person_id: int, form: PostForm, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "page": person_page(person_id, now=timezone.now()),
        "history": history_of(Subject.PERSON, str(person_id)),
        "form": form,
        "refusal": refusal,
        "oneself": person_of(request).pk == person_id,
    }
    wrong = bool(refusal or form.errors)
    return render(request, "accounts/backoffice/person.html", context, status=422 if wrong else 200)


def _with_code(request: HttpRequest, person_id: int, code: str) -> HttpResponse:
    context = {"page": person_page(person_id, now=timezone.now()), "code": code}
    return render(request, "accounts/backoffice/code.html", context)


def _to(person_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:person", args=[person_id]))
