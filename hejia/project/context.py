"""What every page's frame shows: the menu, the person, whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hejia.project.menu import menu_for


def house(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    known = person is not None and person.is_authenticated
    return {
        "menu": menu_for(person, request.path) if known else [],
        "person": person if known else None,
        "demonstration": settings.DEMONSTRATION,
        "district_name": "龙岗区",
        "live_url": settings.LIVE_URL
        or f"//{request.get_host().rsplit(':', 1)[0]}:{settings.PORT + 1}",
    }
