"""The addresses of the room, below /ledger/."""

from django.urls import path

from hejia.ledger.views import lists, pages, transfer

urlpatterns = [
    path("", lists.index, name="ledger"),
    path("calendar/", lists.calendar, name="ledger_calendar"),
    path("plans/", lists.plans, name="ledger_plans"),
    path("monitor/", lists.monitor, name="ledger_monitor"),
    path("kept/<uuid:key>/", lists.kept, name="ledger_kept"),
    path("together/", lists.together, name="ledger_together"),
    path("export", transfer.export, name="ledger_export"),
    path("new/<slug:kind_id>/", pages.new, name="ledger_new"),
    path("import/<slug:kind_id>/", transfer.imports, name="ledger_import"),
    path("import/<slug:kind_id>/template", transfer.template, name="ledger_template"),
    path("<uuid:key>/", pages.entry, name="ledger_entry"),
    path("<uuid:key>/edit/", pages.change, name="ledger_edit"),
    path("<uuid:key>/files/", pages.add_file, name="ledger_add_file"),
    path("<uuid:key>/files/<int:number>/", pages.file, name="ledger_file"),
    path("<uuid:key>/files/<int:number>/drop", pages.drop_file, name="ledger_drop_file"),
    path("<uuid:key>/<slug:action>/", pages.act, name="ledger_act"),
]
