"""Coming in: passwords, lockout, sessions, the demonstration's door."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from hejia.accounts.commands.login import WRONG, log_in
from hejia.accounts.commands.passwords import change_password, reset_password
from hejia.accounts.commands.people import set_status
from hejia.accounts.demo import PASSWORD
from hejia.accounts.models import Change, Lockout, Person
from hejia.accounts.vocabulary import PersonStatus
from hejia.audit.models import Record
from hejia.kernel.errors import Refused
from hejia.testing.cast import SINCE

NEW = "Kite-Over-88"


@pytest.fixture
def now():
    return SINCE + timedelta(days=60)


def answers(login: str, password: str, now) -> str:
    return log_in(login, password, now=now).sentence


def test_the_right_password_lets_in_whatever_the_case_of_the_login(community, now):
    outcome = log_in(" Community ", PASSWORD, now=now)
    assert outcome.person == community
    assert not Lockout.objects.exists()
    assert Record.objects.get().action == "accounts.login"


def test_unknown_logins_and_wrong_passwords_are_answered_alike(community, now):
    for attempt in range(6):
        known = answers("community", "Wrong-Password-1", now)
        unknown = answers("nobody-here", "Wrong-Password-1", now)
        assert known == unknown
        assert (WRONG in known) == (attempt < 4)


def test_five_mistakes_lock_even_the_right_password_out_until_the_end_is_told(community, now):
    for _ in range(5):
        answers("community", "Wrong-Password-1", now)
    locked = log_in("community", PASSWORD, now=now + timedelta(minutes=14, seconds=59))
    assert locked.person is None
    assert timezone.localtime(now + timedelta(minutes=15)).strftime("%H:%M:%S") in locked.sentence
    assert log_in("community", PASSWORD, now=now + timedelta(minutes=15)).person == community
    actions = list(Record.objects.order_by("id").values_list("action", flat=True))
    assert actions == [
        *["accounts.login_failed"] * 5,
        "accounts.login_refused",
        "accounts.login",
    ]


def test_a_success_forgets_earlier_mistakes(community, now):
    for _ in range(4):
        answers("community", "Wrong-Password-1", now)
    assert log_in("community", PASSWORD, now=now).person == community
    assert "再错 4 次" in answers("community", "Wrong-Password-1", now)


@pytest.mark.parametrize("status", [PersonStatus.LOCKED, PersonStatus.LEFT])
def test_a_locked_or_closed_account_is_told_no_more_than_a_wrong_password(
    community, sysadmin, now, status
):
    set_status(community.pk, status, reason="离岗", actor=sysadmin, now=now)
    assert answers("community", PASSWORD, now).startswith(WRONG)


def test_a_neighbour_system_cannot_log_in(cast, now):
    Person.objects.filter(login="intake").update(password=make_password(PASSWORD))
    assert answers("intake", PASSWORD, now).startswith(WRONG)


def test_a_one_time_code_works_for_a_day_and_must_be_replaced(community, sysadmin, now):
    code = reset_password(person_id=community.pk, actor=sysadmin, now=now)
    assert answers("community", PASSWORD, now).startswith(WRONG)
    entered = log_in("community", code, now=now + timedelta(hours=23)).person
    assert entered is not None
    assert entered.must_change
    late = log_in("community", code, now=now + timedelta(hours=24))
    assert late.person is None
    changed = change_password(person_id=community.pk, old=code, new=NEW, again=NEW, now=now)
    assert (changed.must_change, changed.code_until) == (False, None)
    assert log_in("community", NEW, now=now + timedelta(days=30)).person == community


@pytest.mark.parametrize(
    ("flaw", "field"),
    [
        ({"old": "Wrong-Password-1"}, "old"),
        ({"new": "short", "again": "short"}, "new"),
        ({"new": PASSWORD, "again": PASSWORD}, "new"),
        ({"again": "Kite-Over-89"}, "again"),
    ],
)
def test_a_password_is_not_changed_when_anything_is_wrong(community, now, flaw, field):
    said = {"old": PASSWORD, "new": NEW, "again": NEW} | flaw
    with pytest.raises(Refused) as refused:
        change_password(person_id=community.pk, now=now, **said)
    assert list(refused.value.fields) == [field]
    assert Person.objects.get(pk=community.pk).check_password(PASSWORD)
    assert not Change.objects.exists()


def enter_page(client: Client, login: str, password: str, **more: str):
    return client.post("/login/", {"login": login, "password": password, **more})


def test_the_page_lets_in_rotates_the_session_and_goes_where_was_asked(community):
    client = Client()
    client.get("/login/")
    client.session.save()
    planted = client.session.session_key
    answer = enter_page(client, "community", PASSWORD, next="/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert client.session.session_key != planted
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_nobody_is_sent_to_another_site(community, elsewhere):
    answer = enter_page(Client(), "community", PASSWORD, next=elsewhere)
    assert answer["Location"] == "/"


def test_a_failure_on_the_page_stays_counted(community):
    client = Client()
    for _ in range(5):
        answer = enter_page(client, "community", "Wrong-Password-1")
        assert answer.status_code == 200
    assert "已锁定" in answer.content.decode()
    assert Lockout.objects.get(login="community").failures == 5
    assert "_auth_user_id" not in client.session


def test_logging_out_ends_the_session(community, enter):
    client = enter(community)
    assert client.post("/logout/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_a_session_at_rest_ends_and_says_why(community, enter, settings):
    client = enter(community)
    assert client.get("/account/").status_code == 200
    session = client.session
    session["seen"] -= settings.SESSION_IDLE_MINUTES * 60 + 1
    session.save()
    answer = client.get("/account/")
    assert (answer.status_code, "idle=1" in answer["Location"]) == (302, True)
    page = client.get(answer["Location"]).content.decode()
    assert f"超过 {settings.SESSION_IDLE_MINUTES} 分钟没有操作" in page
    assert client.get("/account/").status_code == 302


LIVE = {"HX-Request": "true", "HX-Live": "true"}


def test_a_page_that_refreshes_itself_keeps_no_session_alive(community, enter, settings):
    client = enter(community)
    client.get("/account/")
    session = client.session
    session["seen"] = at = session["seen"] - settings.SESSION_IDLE_MINUTES * 60 + 30
    session.save()
    assert client.get("/notices/count", headers=LIVE).status_code == 200
    assert client.session["seen"] == at
    client.get("/account/")
    assert client.session["seen"] > at


@pytest.mark.django_db
def test_a_part_asked_for_during_a_login_takes_no_cookie_away(client):
    client.cookies["sessionid"] = "of-before-the-login"
    answer = client.get("/notices/count", headers=LIVE)
    assert (answer.status_code, "HX-Redirect" in answer) == (401, False)
    assert "sessionid" not in answer.cookies


def test_a_session_in_use_goes_on(community, enter, settings):
    client = enter(community)
    client.get("/account/")
    session = client.session
    session["seen"] -= settings.SESSION_IDLE_MINUTES * 60 - 5
    before = session["seen"]
    session.save()
    assert client.get("/account/").status_code == 200
    assert client.session["seen"] > before


def test_locking_an_account_ends_its_session_at_once(community, sysadmin, enter):
    client = enter(community)
    assert client.get("/account/").status_code == 200
    now = timezone.now()
    set_status(community.pk, PersonStatus.LOCKED, reason="离岗", actor=sysadmin, now=now)
    assert client.get("/account/").status_code == 302


def test_a_one_time_code_leads_to_the_password_page_and_nowhere_else(community, sysadmin):
    code = reset_password(person_id=community.pk, actor=sysadmin, now=timezone.now())
    client = Client()
    enter_page(client, "community", code)
    assert client.get("/account/")["Location"] == "/account/password/"
    assert client.get("/account/password/").status_code == 200
    part = client.get("/notices/count", headers={"HX-Request": "true"})
    assert (part.status_code, part.has_header("HX-Redirect")) == (204, False)
    answer = client.post("/account/password/", {"old": code, "new": NEW, "again": NEW})
    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200


def test_part_of_a_page_sends_the_whole_page_to_the_login(client, db):
    answer = client.get("/account/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/login/")


def test_only_a_demonstration_lets_in_without_a_password(community, settings):
    client = Client()
    assert client.post("/login/demonstration/", {"login": "community"}).status_code == 404
    assert "演示" not in client.get("/login/").content.decode()
    settings.DEMONSTRATION = True
    page = client.get("/login/").content.decode()
    assert "虚构" in page
    assert 'value="community"' in page
    assert client.post("/login/demonstration/", {"login": "street-buji"}).status_code == 404
    assert client.post("/login/demonstration/", {"login": "community"}).status_code == 302
    assert client.get("/account/").status_code == 200
    assert Record.objects.latest("id").action == "accounts.login_demonstration"
