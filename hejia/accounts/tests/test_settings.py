"""Code lists, calendar and housekeeping as people change them on the pages."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hejia.accounts.commands.login import log_in
from hejia.accounts.models import Change, Lockout, Role
from hejia.accounts.public import problems, tidy
from hejia.audit.models import Record
from hejia.kernel import codes
from hejia.kernel.calendar_days import office_hours, working_calendar
from hejia.kernel.district import door
from hejia.kernel.models import CalendarYear
from hejia.testing.cast import SINCE

NOW = SINCE + timedelta(days=50)
YEAR = """日期,类别,名称
2041-01-01,法定节假日,元旦
2041-05-01,法定节假日,劳动节
2041-05-02,法定节假日,劳动节
2041-10-01,法定节假日,国庆节
2041-10-02,法定节假日,国庆节
2041-10-03,法定节假日,国庆节
2041-10-05,调休上班,国庆节调休
"""


def a_file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("2041.csv", text.encode("gb18030"))


@pytest.fixture
def browser(sysadmin, enter):
    return enter(sysadmin)


def test_a_new_code_can_be_chosen_at_once_and_its_making_is_kept(browser, sysadmin):
    answer = browser.post(
        "/backoffice/codes/source/new/",
        {
            "code": "zz9",
            "label": "某新来源",
            "order": "5",
            "petition": "on",
            "extra.petition": "on",
        },
    )
    assert answer.status_code == 302
    with door(settings.DISTRICT):  # the request had a door of its own
        entry = codes.table("source").get("zz9")
    assert (entry.label, dict(entry.extra)) == ("某新来源", {"petition": True})
    change = Change.objects.get(subject="code", key="source/zz9")
    assert (change.actor, change.action) == (sysadmin, "新建")
    assert change.after["属于信访"] is True
    assert Record.objects.filter(action="accounts.code", person=sysadmin.pk).count() == 1
    page = browser.get("/backoffice/codes/source/codes/zz9/").content.decode()
    assert "某新来源" in page
    assert "新建" in page


def test_an_edited_code_keeps_before_and_after(browser):
    label = codes.label("gender", "1")
    path = "/backoffice/codes/gender/codes/1/"
    seen = browser.get(path).context["form"].initial["seen"]
    browser.post(path, {"label": f"{label}（改）", "seen": seen})
    change = Change.objects.get(subject="code")
    assert (change.before["名称"], change.after["名称"]) == (label, f"{label}（改）")
    stale = browser.post(path, {"label": "再改", "seen": seen})
    assert stale.status_code == 422
    assert "再改" in stale.content.decode()
    with door(settings.DISTRICT):
        assert codes.label("gender", "1") == f"{label}（改）"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"code": "zz 9", "label": "x"}, "代码须为"),
        ({"code": "zz9", "label": ""}, "请填写名称"),
        ({"code": "zz9", "label": "x", "extra.channel": "77"}, "不在可用的选项中"),
        ({"code": "zz9", "label": "x", "order": "many"}, "请填写整数"),
        ({"code": "zz9", "label": "x", "valid_from": "tomorrow"}, "不是有效的日期"),
        (
            {"code": "zz9", "label": "x", "valid_from": "2026-03-02", "valid_to": "2026-03-01"},
            "停用日期不能早于",
        ),
    ],
)
def test_a_code_that_cannot_be_is_refused_and_what_was_typed_stays(browser, said, sentence):
    answer = browser.post("/backoffice/codes/source/new/", said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert f'value="{said["code"]}"' in page
    with door(settings.DISTRICT):
        assert "zz9" not in codes.table("source").entries
    assert not Change.objects.exists()


def test_a_code_that_stands_in_another_list_is_chosen_and_shown_by_name(browser):
    page = browser.get("/backoffice/codes/source/").content.decode()
    name = codes.label("channel", codes.table("source").get("01").extra["channel"])
    assert f"默认反映形式：{name}" in page
    path = "/backoffice/codes/source/codes/01/"
    form = browser.get(path).context["form"]
    said = {**form.initial, "extra.channel": "01", "valid_from": "", "valid_to": ""}
    assert browser.post(path, said).status_code == 302
    change = Change.objects.get(subject="code")
    assert change.before["默认反映形式"] == name
    assert change.after["默认反映形式"] == codes.label("channel", "01")


def test_a_year_is_imported_whole(browser, sysadmin):
    page = browser.get("/backoffice/calendar/?year=2041").content.decode()
    assert "暂定" in page
    answer = browser.post(
        "/backoffice/calendar/import/",
        {"year": 2041, "source": "某通知", "file": a_file(YEAR)},
    )
    assert answer["Location"] == "/backoffice/calendar/?year=2041"
    with door(settings.DISTRICT):
        assert working_calendar().covers(2041)
    page = browser.get(answer["Location"]).content.decode()
    assert "法定节假日尚未载入" not in page
    assert 'class="day-makeup" title="国庆节调休"' in page
    assert Change.objects.get().actor == sysadmin


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (YEAR.replace("2041-05-01", "2041-13-01"), "不是有效的日期"),
        (YEAR.replace("2041-10-05,调休上班", "2041-10-05,加班"), "应为以下之一"),
        ("日期,名称\n2041-01-01,元旦\n", "缺少“类别”这一列"),
        (YEAR.replace("2041-01-01,法定节假日,元旦\n", ""), "缺少法定节假日"),
    ],
)
def test_a_faulty_year_is_refused_cell_by_cell_and_nothing_is_taken(browser, text, sentence):
    answer = browser.post(
        "/backoffice/calendar/import/",
        {"year": 2041, "source": "某通知", "file": a_file(text)},
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not CalendarYear.objects.filter(year=2041).exists()
    assert not Change.objects.exists()


def test_office_hours_are_set_or_refused(browser):
    browser.post("/backoffice/calendar/hours/", {"hours": "08:30-12:00 14:00-17:30"})
    assert str(office_hours().spans[0][0]) == "08:30:00"
    answer = browser.post("/backoffice/calendar/hours/", {"hours": "早九晚五"})
    assert answer.status_code == 422
    assert "早九晚五" in answer.content.decode()
    assert str(office_hours().spans[0][0]) == "08:30:00"


def test_tidying_forgets_old_attempts_only(community):
    log_in("community", "Wrong-Password-1", now=NOW - timedelta(days=1, seconds=1))
    log_in("dispatcher", "Wrong-Password-1", now=NOW)
    assert tidy(NOW) == 1
    assert Lockout.objects.get().login == "dispatcher"
    assert tidy(NOW) == 0


def test_the_doctor_finds_roles_and_administrators_that_are_not_right(cast):
    assert problems(NOW) == []
    Role.objects.filter(code="visitor").update(permissions=["cases.fly"])
    Role.objects.filter(code="lawyer").update(permissions=["accounts.manage"])
    first, second = problems(NOW)
    assert "cases.fly" in first + second
    assert "三员分立" in first + second
    assert len(problems(NOW - timedelta(days=9000))) == 5


EVERY_PAGE = 5  # the door, the session, the person; a test's savepoint and its release


@pytest.mark.parametrize(
    ("path", "statements"),
    [
        ("/backoffice/people/", 2),
        ("/backoffice/agencies/", 1),
        ("/backoffice/codes/", 0),
        ("/backoffice/codes/dispute_type/", 0),
        ("/backoffice/calendar/", 5),
        ("/account/", 3),
    ],
)
def test_pages_of_the_back_office_ask_little(browser, path, statements, django_assert_num_queries):
    browser.get(path)
    with django_assert_num_queries(EVERY_PAGE + statements):
        assert browser.get(path).status_code == 200


def test_the_index_shows_each_only_the_own_doors(enter, sysadmin, secadmin, auditor):
    pages = [
        enter(who).get("/backoffice/").content.decode() for who in (sysadmin, secadmin, auditor)
    ]
    assert ["人员" in page for page in pages] == [True, False, False]
    assert ["角色与权限" in page for page in pages] == [False, True, False]
    assert ["变更历史" in page for page in pages] == [False, False, True]


def test_the_auditor_reads_what_administrators_did(browser, enter, auditor, community):
    browser.post(
        f"/backoffice/people/{community.pk}/status/", {"status": "locked", "reason": "离岗"}
    )
    page = enter(auditor).get("/backoffice/changes/?subject=person").content.decode()
    assert "离岗" in page
    assert "已锁定" in page
    assert timezone.localdate().isoformat() in page
