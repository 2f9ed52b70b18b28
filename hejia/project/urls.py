"""Every address of the system, by room."""

from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

from hejia.project import health, style
from hejia.project.api import api

HERE = Path(__file__).resolve().parent.parent
ROOMS = (
    ("", "hejia.screens.urls"),
    ("", "hejia.accounts.urls"),
    ("places/", "hejia.places.urls"),
    ("cases/", "hejia.cases.urls"),
    ("audit/", "hejia.audit.urls"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("style/", style.style, name="style"),
    path("live/pulse", health.pulse, name="pulse"),
    path("api/v1/", api.urls),
    *(path(prefix, include(room)) for prefix, room in ROOMS if (HERE / room.split('.')[1] / 'urls.py').exists()),
]
