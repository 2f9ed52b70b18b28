"""Every address of the system, by room."""

from django.urls import URLPattern, URLResolver, include, path

from hejia.project import health, style, wiring
from hejia.project.api import api

handler500 = health.broken

# Whoever answers pages loads this file, so what is wired is wired there too.
wiring.wire()

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("live/pulse", health.pulse, name="pulse"),
    path("api/v1/", api.urls),
    path("style/", style.style, name="style"),
    path("", include("hejia.screens.urls")),
    path("", include("hejia.accounts.urls")),
    path("places/", include("hejia.places.urls")),
    path("cases/", include("hejia.cases.urls")),
    path("insight/", include("hejia.insight.urls")),
    path("ledger/", include("hejia.ledger.urls")),
    path("performance/", include("hejia.performance.urls")),
]
