"""Who asks, as the views of this room need it."""

from django.http import HttpRequest

from hejia.accounts.public import Sight, person_of
from hejia.accounts.public import needs as needs


def sight(request: HttpRequest) -> Sight:
    """What the person logged in may see and do."""
    return person_of(request).sight


def asked_by_htmx(request: HttpRequest) -> bool:
    """Whether a piece of the page is wanted and not the whole."""
    return request.headers.get("HX-Request") == "true"
