"""The addresses of the room, below /insight/."""

from django.urls import path

from hejia.insight.views import export, pages

urlpatterns = [
    path("", pages.overview, name="insight"),
    path("export", export.export, name="insight_export"),
    path("<slug:id>/", pages.one, name="insight_indicator"),
    path("<slug:id>/<slug:part>/", pages.behind, name="insight_behind"),
]
