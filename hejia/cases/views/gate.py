"""Who asks, as the views of this room need it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from hejia.accounts.public import Sight, person_of
from hejia.accounts.public import needs as needs
from hejia.cases.models import Case


def sight(request: HttpRequest) -> Sight:
    """What the person logged in may see and do."""
    return person_of(request).sight


def asked_by_htmx(request: HttpRequest) -> bool:
    """Whether a piece of the page is wanted and not the whole."""
    return request.headers.get("HX-Request") == "true"


def to_case(request: HttpRequest, case: Case) -> HttpResponse:
    """On to the page of a case, from a form sent by the browser or by htmx."""
    address = f"/cases/{case.pk}/"
    return HttpResponseClientRedirect(address) if asked_by_htmx(request) else redirect(address)
