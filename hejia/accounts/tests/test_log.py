"""操作日志: found by person, act, subject and day, by the auditor alone."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hejia.audit import public as audit
from hejia.project.acts import ACTS

LOG = "/backoffice/log/"
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
HEJIA = Path(__file__).parents[2]


@pytest.fixture
def noted(cast):
    """Three acts of two persons on two days."""
    audit.record(
        "parties.reveal",
        person=cast.community.pk,
        now=NOON,
        subject="case:440307202600000017",
        facts={"what": "phone"},
    )
    audit.record("cases.export", person=cast.community.pk, now=NOON + timedelta(days=1))
    audit.record("accounts.login_failed", person=None, now=NOON, subject="login:nobody")


def lines(answer) -> list[tuple[str, str]]:
    """Who and what of every line shown."""
    return [(name, line.action) for line, name in answer.context["rows"]]


@pytest.mark.usefixtures("noted")
def test_the_log_is_searched_by_person_act_subject_and_day(cast, enter):
    browser = enter(cast.auditor)
    reveal = (cast.community.name, "查看未遮蔽的个人信息")
    export = (cast.community.name, "导出案件")
    failed = ("未登录", "登录失败")

    def found(**asked: str) -> list[tuple[str, str]]:
        return [line for line in lines(browser.get(LOG, asked)) if line[1] != "登录"]

    assert found(since="2026-03-02", until="2026-03-03") == [failed, export, reveal]
    assert found(who="community") == [export, reveal]
    assert found(who=cast.community.name) == [export, reveal]
    assert found(who="查无此人") == []
    assert found(action="cases.export") == [export]
    assert found(subject="440307202600000017") == [reveal]
    assert found(subject="nobody") == [failed]
    assert found(until="2026-03-02") == [failed, reveal]
    assert found(since="2026-03-03", until="2026-03-03") == [export]


@pytest.mark.usefixtures("noted")
def test_a_line_says_what_was_looked_at(cast, enter):
    page = enter(cast.auditor).get(LOG, {"action": "parties.reveal"}).content.decode()
    assert "案件 440307202600000017" in page
    assert "项目：电话" in page


def test_days_the_wrong_way_round_are_told(cast, enter):
    answer = enter(cast.auditor).get(LOG, {"since": "2026-03-03", "until": "2026-03-02"})
    assert answer.status_code == 422
    assert "“至”不能早于“自”。" in answer.content.decode()


def test_what_is_done_at_the_terminal_is_the_systems(cast, enter):
    audit.record("accounts.person", person=None, now=NOON, subject="person:sysadmin")
    rows = lines(enter(cast.auditor).get(LOG, {"action": "accounts.person"}))
    assert [name for name, _ in rows] == ["系统"]


def test_pages_of_the_log_go_on_where_the_last_one_ended(cast, enter):
    for minute in range(60):
        audit.record("cases.import", person=cast.desk.pk, now=NOON + timedelta(minutes=minute))
    browser = enter(cast.auditor)
    first = browser.get(LOG, {"action": "cases.import"})
    second = browser.get(LOG, {"action": "cases.import", "after": first.context["after"]})
    assert (len(lines(first)), len(lines(second)), second.context["after"]) == (50, 10, "")


def test_only_the_auditor_has_a_log(cast, enter):
    for person in (cast.sysadmin, cast.secadmin, cast.leader):
        assert enter(person).get(LOG).status_code == 404
    assert "操作日志" in enter(cast.auditor).get("/backoffice/").content.decode()


def test_every_act_the_system_notes_has_a_name():
    note = re.compile(r'(?:audit\.record|\b_?note)\(\s*(?:[\w()]+, )*"([a-z_.]+)"')
    sources = [path for path in HEJIA.rglob("*.py") if "tests" not in path.parts]
    noted = {act for path in sources for act in note.findall(path.read_text(encoding="utf-8"))}
    assert {"cases.look", "cases.export", "accounts.login"} <= noted
    assert noted - ACTS.keys() == set()
