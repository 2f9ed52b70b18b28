"""What every page's frame shows: the menu, the person, whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hejia.accounts.models import Person
from hejia.kernel.errors import Refused
from hejia.places.public import district
from hejia.project.menu import menu_for


def house(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    person = user if isinstance(user, Person) else None
    return {
        "menu": menu_for(person, request.path) if person else [],
        "person": person,
        "demonstration": settings.DEMONSTRATION,
        "district_name": _district_name(),
        "live_url": settings.LIVE_URL
        or f"//{request.get_host().rsplit(':', 1)[0]}:{settings.PORT + 1}",
    }


def _district_name() -> str:
    """What the district is called; nothing while its areas are not loaded. No statement."""
    try:
        return district().name
    except Refused:
        return ""
