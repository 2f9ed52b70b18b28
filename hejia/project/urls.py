"""Every address of the system, by room."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from hejia.project import health

ROOMS = (
    ("", "hejia.screens.urls"),
    ("", "hejia.accounts.urls"),
    ("places/", "hejia.places.urls"),
    ("cases/", "hejia.cases.urls"),
    ("audit/", "hejia.audit.urls"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    *(path(prefix, include(room)) for prefix, room in ROOMS if find_spec(room)),
]
if find_spec("hejia.cases.api"):
    urlpatterns.append(path("api/v1/", api.urls))
