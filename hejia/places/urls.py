from django.urls import path

from hejia.places.views import answers, browse, change, imports

app_name = "places"

urlpatterns = [
    path("", browse.index, name="index"),
    path("areas/<int:area_id>/", browse.area_view, name="area"),
    path("areas/<int:area_id>/appoint/", change.appoint, name="appoint"),
    path("areas/<int:area_id>/persons/<int:appointment_id>/end/", change.relieve, name="relieve"),
    path("areas/<int:area_id>/abolish/", change.abolish, name="abolish"),
    path("buildings/", browse.buildings, name="buildings"),
    path("imports/", imports.index, name="imports"),
    path("imports/<int:import_id>/", imports.show, name="import"),
    path("imports/<int:import_id>/apply/", imports.apply, name="apply"),
    path("imports/<int:import_id>/drop/", imports.drop, name="drop"),
    path("imports/<int:import_id>/faults.csv", imports.faults, name="faults"),
    path("imports/template/<slug:kind>.xlsx", imports.template, name="template"),
    # For scripts: no slash at the end.
    path("addresses", answers.addresses, name="addresses"),
    path("locate", answers.locate, name="locate"),
    path("areas", answers.areas, name="areas"),
    path("areas.geojson", answers.outlines, name="outlines"),
]
