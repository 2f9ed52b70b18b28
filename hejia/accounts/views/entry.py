"""Coming in, going out, and one's own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as open_session
from django.contrib.auth import logout as close_session
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hejia.accounts.access import open_to_all, person_of
from hejia.accounts.commands.login import Outcome, enter_demonstration, log_in, log_out
from hejia.accounts.commands.passwords import change_password
from hejia.accounts.commands.posts import choose_post
from hejia.accounts.demo import PASSWORD, Featured, featured_logins
from hejia.accounts.forms.entry import LoginForm, PasswordForm
from hejia.accounts.forms.refusals import show
from hejia.accounts.models import Person
from hejia.accounts.queries.people import person_page
from hejia.kernel.errors import Refused
from hejia.kernel.numerals import whole

_BACKEND = "hejia.accounts.backends.OnePassBackend"


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The page of coming in. A failure is answered with 200, so that it stays counted."""
    if request.method == "GET":
        if isinstance(request.user, Person):
            return HttpResponseRedirect(_onward(request, request.GET.get("next", "")))
        return _login_page(request, LoginForm(initial={"next": request.GET.get("next", "")}))
    form = LoginForm(request.POST)
    if not form.is_valid():
        return _login_page(request, form)
    given = form.cleaned_data
    outcome = log_in(given["login"], given["password"], now=timezone.now())
    return _entered(request, outcome, form)


@open_to_all
@require_POST
def demonstration(request: HttpRequest) -> HttpResponse:
    """One click for one role. Only a demonstration has this page, and only its featured logins."""
    chosen = request.POST.get("login", "")
    if not settings.DEMONSTRATION or chosen not in {one.login for one in featured_logins()}:
        raise Http404
    outcome = enter_demonstration(chosen, now=timezone.now())
    return _entered(request, outcome, LoginForm(request.POST))


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    log_out(person_of(request), now=timezone.now())
    close_session(request)
    return HttpResponseRedirect(settings.LOGIN_URL)


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, through which posts, and which of them I act through."""
    person = person_of(request)
    return render(
        request,
        "accounts/account.html",
        {
            "page": person_page(person.pk, now=timezone.now()),
            "posts": person.sight.every_post,
            "acting": person.acting_post_id,
        },
    )


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Act through one post, or through all."""
    choose_post(person_of(request), whole(request.POST.get("post", "")))
    return HttpResponseRedirect(_onward(request, request.POST.get("next", "")))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        try:
            changed = change_password(person_id=person.pk, **form.cleaned_data, now=timezone.now())
        except Refused as refused:
            show(form, refused)
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, "密码已修改。其他设备上的登录已失效。")
            return HttpResponseRedirect(reverse("accounts:account"))
    status = 422 if form.errors else 200
    shown = {"form": form, "forced": person.must_change}
    return render(request, "accounts/password.html", shown, status=status)


def _entered(request: HttpRequest, outcome: Outcome, form: LoginForm) -> HttpResponse:
    if outcome.person is None:
        form.add_error(None, outcome.sentence)
        return _login_page(request, form)
    # Gives the session a new id, so that one planted before the login is worth nothing.
    open_session(request, outcome.person, backend=_BACKEND)
    return HttpResponseRedirect(_onward(request, form.data.get("next", "")))


def _login_page(request: HttpRequest, form: LoginForm) -> HttpResponse:
    featured = featured_logins() if settings.DEMONSTRATION else []
    groups: dict[str, list[Featured]] = {}
    for one in featured:
        groups.setdefault(one.group, []).append(one)
    context = {
        "form": form,
        "groups": groups,
        "password": PASSWORD,
        "idle": settings.SESSION_IDLE_MINUTES if "idle" in request.GET else 0,
        "next": form["next"].value() or "",
    }
    return render(request, "accounts/login.html", context)


def _onward(request: HttpRequest, wanted: str) -> str:
    """Where to go after coming in: an address of this site, never one of another."""
    secure = request.is_secure()
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=secure)
    return wanted if allowed else settings.LOGIN_REDIRECT_URL
