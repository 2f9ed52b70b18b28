"""Who may open which page. What is not yours is not there: 404, as for a page that never was."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hejia.accounts.models import Person
from hejia.accounts.permissions import PERMISSIONS
from hejia.kernel.errors import Missing

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def open_to_all(view: V) -> V:
    """Let a page be seen without logging in; every other page asks for it (middleware.Gate)."""
    setattr(view, _OPEN, True)
    return view


def is_open(view: Callable[..., object]) -> bool:
    return bool(getattr(view, _OPEN, False))


_OPEN = "open_to_all"


def needs(*permissions: str) -> Callable[[V], V]:
    """Open a page to whoever holds any of `permissions`; to others it does not exist."""
    stray = set(permissions) - PERMISSIONS.keys()
    if stray:
        raise ValueError(f"no such permission: {sorted(stray)}")

    def guarded(view: V) -> V:
        @wraps(view)
        def ask(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            person = person_of(request)
            if not any(person.may(permission) for permission in permissions):
                raise Missing("该页面")
            return view(request, *args, **kwargs)

        return cast(V, ask)

    return guarded


def person_of(request: HttpRequest) -> Person:
    """Who asks. Raises Missing for nobody, though the gate sends nobody this far."""
    if not isinstance(request.user, Person):
        raise Missing("该页面")
    return request.user
