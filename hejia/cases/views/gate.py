"""Who may open a page at all; what is not yours is told like what does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from hejia.accounts.models import Person
from hejia.accounts.public import Sight
from hejia.kernel.errors import Missing

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def needs(*permissions: str) -> Callable[[View[P]], View[P]]:
    """Open the view to who is logged in and holds one of `permissions`; else Missing (404)."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not any(permission in sight(request).permissions for permission in permissions):
                raise Missing("这个页面")
            return view(request, *args, **kwargs)

        return cast(View[P], login_required(guarded))

    return wrap


def sight(request: HttpRequest) -> Sight:
    """What the person logged in may see and do."""
    return cast(Person, request.user).sight
