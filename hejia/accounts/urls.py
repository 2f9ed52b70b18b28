"""Addresses of coming in, one's own account and the back office."""

from django.urls import path

from hejia.accounts.views import backoffice, entry, people, settings, structure

app_name = "accounts"
urlpatterns = [
    path("login/", entry.login, name="login"),
    path("login/demonstration/", entry.demonstration, name="demonstration"),
    path("logout/", entry.logout, name="logout"),
    path("account/", entry.account, name="account"),
    path("account/post/", entry.act_as, name="act_as"),
    path("account/password/", entry.password, name="password"),
    path("backoffice/", backoffice.index, name="backoffice"),
    path("backoffice/people/", people.people, name="people"),
    path("backoffice/people/new/", people.new, name="person_new"),
    path("backoffice/people/<int:person_id>/", people.person, name="person"),
    path("backoffice/people/<int:person_id>/edit/", people.edit, name="person_edit"),
    path("backoffice/people/<int:person_id>/status/", people.status, name="person_status"),
    path("backoffice/people/<int:person_id>/reset/", people.reset, name="person_reset"),
    path("backoffice/people/<int:person_id>/posts/", people.give, name="post_give"),
    path("backoffice/people/<int:person_id>/posts/<int:post_id>/end/", people.end, name="post_end"),
    path("backoffice/agencies/", structure.agencies, name="agencies"),
    path("backoffice/agencies/new/", structure.new_agency, name="agency_new"),
    path("backoffice/agencies/<int:agency_id>/", structure.agency, name="agency"),
    path("backoffice/roles/", structure.roles, name="roles"),
    path("backoffice/roles/new/", structure.new_role, name="role_new"),
    path("backoffice/roles/<int:role_id>/", structure.role, name="role"),
    path("backoffice/tokens/", backoffice.tokens, name="tokens"),
    path("backoffice/tokens/new/", backoffice.new_token, name="token_new"),
    path("backoffice/tokens/<int:token_id>/revoke/", backoffice.revoke, name="token_revoke"),
    path("backoffice/codes/", settings.codes, name="codes"),
    path("backoffice/codes/<slug:name>/", settings.code_list, name="code_list"),
    path("backoffice/codes/<slug:name>/new/", settings.new_code, name="code_new"),
    path("backoffice/codes/<slug:name>/codes/<str:code>/", settings.code, name="code"),
    path("backoffice/calendar/", settings.calendar, name="calendar"),
    path("backoffice/calendar/load/", settings.load_calendar, name="calendar_load"),
    path("backoffice/calendar/import/", settings.import_calendar, name="calendar_import"),
    path("backoffice/calendar/hours/", settings.office_hours, name="calendar_hours"),
    path("backoffice/log/", backoffice.log, name="log"),
    path("backoffice/changes/", backoffice.changes, name="changes"),
]
