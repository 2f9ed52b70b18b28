"""Who may look at the ground (whoever is logged in) and who may change it (places.manage)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, Protocol, cast

from django.http import HttpRequest, HttpResponse

from hejia.kernel.errors import Missing

MANAGE: Final = "places.manage"
View = Callable[..., HttpResponse]


class Person(Protocol):
    """What this room needs of whoever asks."""

    @property
    def pk(self) -> int: ...

    @property
    def is_authenticated(self) -> bool: ...

    def may(self, permission: str) -> bool: ...


def person_of(request: HttpRequest) -> Person:
    """Who asks. Raises Missing for somebody who is not logged in."""
    person = cast(Person, request.user)
    if not person.is_authenticated:
        raise Missing("该页面")
    return person


def viewing(view: View) -> View:
    """Open to everybody who is logged in; to others the page does not exist."""

    @wraps(view)
    def ask(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person_of(request)
        return view(request, *args, **kwargs)

    return ask


def managing(view: View) -> View:
    """Open to those who keep areas and addresses; to others the page does not exist."""

    @wraps(view)
    def ask(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not person_of(request).may(MANAGE):
            raise Missing("该页面")
        return view(request, *args, **kwargs)

    return ask
