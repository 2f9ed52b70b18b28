"""The addresses of the room, below /cases/."""

from django.urls import path

from hejia.cases.views import actions, case, files, importing, lists, reporting, rules

urlpatterns = [
    path("", lists.handling, name="cases"),
    path("report/", reporting.new, name="case_report"),
    path("report/duplicates", reporting.duplicates, name="case_duplicates"),
    path("report/party", reporting.another_party, name="case_party"),
    path("dispatch/", lists.dispatching, name="case_dispatch"),
    path("review/", lists.reviewing, name="case_review"),
    path("visits/", lists.visiting, name="case_visits"),
    path("search/", lists.searching, name="case_search"),
    path("pick", lists.pick, name="case_pick"),
    path("exports/", files.exports, name="case_exports"),
    path("exports/ask", files.export, name="case_export_ask"),
    path("exports/<uuid:key>/", files.export_page, name="case_export"),
    path("exports/<uuid:key>/file", files.export_file, name="case_export_file"),
    path("imports/", importing.index, name="case_imports"),
    path("imports/<uuid:key>/columns/", importing.columns, name="case_import_columns"),
    path("imports/<uuid:key>/", files.import_page, name="case_import"),
    path("imports/<uuid:key>/faults", files.import_faults, name="case_import_faults"),
    path("limits/", rules.limits, name="case_limits"),
    path("limits/<int:place>/", rules.limit, name="case_limit"),
    path("routes/", rules.routes, name="case_routes"),
    path("routes/new/", rules.new_route, name="case_route_new"),
    path("routes/<int:place>/", rules.route, name="case_route"),
    path("routes/<int:place>/drop", rules.drop_route, name="case_route_drop"),
    path("<uuid:case_id>/", case.page, name="case"),
    path("<uuid:case_id>/parties/<int:number>/<slug:what>", case.reveal, name="case_reveal"),
    path("<uuid:case_id>/<slug:action>/", actions.act, name="case_act"),
]
