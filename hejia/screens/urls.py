"""The workbench stands at the root."""

from django.urls import path

from hejia.screens.views import workbench

urlpatterns = [
    path("", workbench.workbench, name="workbench"),
    path("notices/", workbench.notice_list, name="notices"),
    path("notices/count", workbench.notice_count, name="notice_count"),
    path("notices/read", workbench.read_all, name="notices_read"),
    path("notices/<int:notice_id>/read", workbench.read, name="notice_read"),
]
