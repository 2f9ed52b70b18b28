"""The gate of the pages: nobody passes unknown, idle for too long, or on somebody else's code."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from hejia.accounts.access import is_open
from hejia.accounts.models import Person

Answer = Callable[[HttpRequest], HttpResponse]

SEEN: Final = "seen"
"""Key of the session: when its person last did something, in seconds since 1970."""

OUTSIDE: Final = ("/static/", "/healthz", "/api/")
"""Paths that answer without a session: the API asks for a token of its own."""

_NOTED_EVERY: Final = 60  # seconds; a session is written no more often than that


class Sessions(SessionMiddleware):
    """Django's sessions; an answer of 401 leaves the browser's cookie alone.

    A part of a page asked for while its person logs in or changes the password comes with the
    cookie of before. Django would answer it by taking the cookie away: the new one.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        if answer.status_code == 401:
            answer.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return answer


class Gate:
    """Ask every page for a login, unless its view is marked `open_to_all`."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],  # noqa: ARG002 Django's signature
        kwargs: dict[str, Any],  # noqa: ARG002 Django's signature
    ) -> HttpResponse | None:
        if request.path.startswith(OUTSIDE) or is_open(view):
            return None
        if not isinstance(request.user, Person):
            return _to_login(request)
        if _idle(request):
            logout(request)
            return _to_login(request, idle=True)
        if request.user.must_change and not settings.DEMONSTRATION:
            return _unless_there(request, reverse("accounts:password"))
        return None


def _idle(request: HttpRequest) -> bool:
    """Whether the session rested for longer than it may; notes that it does not rest now."""
    now = int(timezone.now().timestamp())
    seen = int(request.session.get(SEEN, now))
    if now - seen > settings.SESSION_IDLE_MINUTES * 60:
        return True
    if _by_itself(request):
        return False
    if SEEN not in request.session or now - seen >= _NOTED_EVERY:
        request.session[SEEN] = now
    return False


def _to_login(request: HttpRequest, *, idle: bool = False) -> HttpResponse:
    asked = {"idle": "1"} if idle else {}
    if came_from := _page(request):
        asked["next"] = came_from
    return _go(request, f"{settings.LOGIN_URL}?{urlencode(asked)}" if asked else settings.LOGIN_URL)


def _page(request: HttpRequest) -> str:
    """The page to come back to after logging in: what was asked for, or where a form was sent."""
    if request.method == "GET" and not _by_htmx(request):
        return request.get_full_path()
    parts = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    if parts.netloc != request.get_host():
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _unless_there(request: HttpRequest, url: str) -> HttpResponse | None:
    if request.path in (url, reverse("accounts:logout")):
        return None
    # The frame of the password page asks for parts of its own, and must not lead back to it.
    return HttpResponse(status=204) if _by_htmx(request) else HttpResponseRedirect(url)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if _by_htmx(request):
        # A part of a page cannot show the login page: the whole page goes there. One that
        # refreshes by itself must not take away a page on which somebody may be writing.
        return HttpResponse(status=401, headers={} if _by_itself(request) else {"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _by_itself(request: HttpRequest) -> bool:
    """Whether a page refreshes itself (static/hejia/js/live.js says so), and nobody did a thing."""
    return request.headers.get("HX-Live") == "true"
