"""The pages of the case: what they show and hide, and how they say no."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from hejia.audit.models import Record
from hejia.cases.commands.keeping import clear_files
from hejia.cases.models import Case, CaseEvent, CaseExport
from hejia.kernel.ids import uuid7
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY
from hejia.testing.statements import at_most
from hejia.testing.walk import VIOLENT, Walk, tell

REPORT = {
    "source": "04",
    "type": "102",
    "summary": "夫妻因离婚后的探望时间起争执，希望社区调解。（演示）",
    "screening": "no",
    "community": COMMUNITY,
    "parties.0-role": "applicant",
    "parties.0-name": "演示乙",
    "parties.0-phone": "15400000002",
}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(cast: Cast, now) -> Case:
    """A case that waits for its community to sign."""
    return tell(cast.desk.sight, community=COMMUNITY, now=now)


@pytest.fixture
def handled(cast: Cast, case: Case, now) -> Walk:
    """The same, signed and with the applicant reached."""
    walk = Walk(case, now, pause=timedelta(seconds=1))
    walk.take(cast.community.sight, "sign")
    walk.take(cast.community.sight, "contact")
    return walk


def words(response) -> str:
    """What a reader sees of an answer."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_list_of_the_community_shows_the_case_and_that_of_another_street_does_not(
    cast, case, enter
):
    assert case.number in words(enter(cast.community).get("/cases/"))
    assert case.number not in words(enter(cast.stranger).get("/cases/"))


def test_paper_shows_what_was_done_and_not_what_can_be(cast, case, enter):
    told = enter(cast.community).get(f"/cases/{case.pk}/").content.decode()
    card = told[: told.index("现在可以做")].rsplit("<section", 1)[1]
    assert "no-print" in card


def test_a_fragment_is_answered_to_htmx_without_the_frame(cast, case, enter):
    headers = {"HX-Request": "true", "HX-Target": "list"}
    answer = enter(cast.community).get("/cases/", headers=headers).content.decode()
    assert case.number in answer
    assert "<html" not in answer


@pytest.mark.parametrize("cases", [1, 50])
def test_a_list_takes_no_more_statements_for_fifty_cases(cast, enter, now, cases):
    for _ in range(cases):
        tell(cast.desk.sight, community=COMMUNITY, now=now)
    browser = enter(cast.street)
    browser.get("/cases/")
    with at_most(6):
        browser.get("/cases/")


def test_the_page_of_a_case_takes_twelve_statements_at_most(cast, handled, enter):
    browser = enter(cast.community)
    browser.get(f"/cases/{handled.case.pk}/")
    with at_most(12):
        browser.get(f"/cases/{handled.case.pk}/")


def test_the_page_masks_persons_and_offers_only_what_may_be_done(cast, handled, enter):
    shown = words(enter(cast.community).get(f"/cases/{handled.case.pk}/"))
    assert "演示甲" not in shown
    assert "15400000001" not in shown
    assert "办理记录" in shown
    assert "同意办结" not in shown


def test_what_is_not_yours_is_not_there(cast, handled, enter):
    browser = enter(cast.stranger)
    for path in ("", "handle_log/", "close_apply/"):
        assert browser.get(f"/cases/{handled.case.pk}/{path}").status_code == 404


def test_a_persons_phone_is_told_with_a_trace(cast, handled, enter):
    browser = enter(cast.community)
    answer = browser.post(f"/cases/{handled.case.pk}/parties/1/phone")
    assert (answer.status_code, answer.content.decode()) == (200, "15400000001")
    trace = Record.objects.get(action="parties.reveal")
    assert (trace.person, trace.facts["what"]) == (cast.community.pk, "phone")
    assert trace.subject == f"case:{handled.case.number}"


def test_opening_a_violent_case_leaves_a_trace_and_its_live_refresh_none(cast, case, enter, now):
    violent = tell(cast.desk.sight, community=COMMUNITY, now=now, **VIOLENT)
    browser = enter(cast.community)
    for key in (violent.pk, case.pk):
        browser.get(f"/cases/{key}/")
        browser.get(f"/cases/{key}/", headers={"HX-Request": "true", "HX-Target": "case"})
    trace = Record.objects.get(action="cases.look")
    assert (trace.person, trace.subject) == (cast.community.pk, f"case:{violent.number}")


def test_looking_by_get_is_refused_and_leaves_no_trace(cast, handled, enter):
    answer = enter(cast.community).get(f"/cases/{handled.case.pk}/parties/1/phone")
    assert answer.status_code == 405
    assert not Record.objects.filter(action="parties.reveal").exists()


def test_a_report_lands_on_its_page_and_says_where_it_went(cast, enter):
    browser = enter(cast.desk)
    browser.get("/cases/report/")
    with at_most(25):
        answer = browser.post("/cases/report/", REPORT)
    made = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{made.pk}/"
    assert "五和社区妇联" in words(browser.get(f"/cases/{made.pk}/"))


def test_sending_the_same_form_twice_makes_one_case(cast, enter):
    browser = enter(cast.desk)
    form = browser.get("/cases/report/").content.decode()
    key = re.search(r'name="id" value="([^"]+)"', form)
    assert key
    for _ in range(2):
        browser.post("/cases/report/", REPORT | {"id": key[1]})
    assert Case.objects.count() == 1


def test_a_form_with_a_fault_comes_back_with_sentences_and_all_its_words(cast, enter):
    answer = enter(cast.desk).post("/cases/report/", REPORT | {"type": "", "parties.0-role": ""})
    shown = words(answer)
    assert answer.status_code == 422
    assert "请选择纠纷类型。" in shown
    assert "请选择身份。" in shown
    assert REPORT["summary"] in shown
    assert 'value="演示乙"' in answer.content.decode()
    assert not Case.objects.exists()


def test_the_form_asks_for_no_more_than_eight_things(cast, enter):
    form = enter(cast.desk).get("/cases/report/").content.decode()
    assert 1 <= len(re.findall(r'class="form-label need"', form)) <= 8


def test_a_case_of_the_same_phone_is_shown_before_saving(cast, case, enter):
    asked = REPORT | {"parties.0-phone": "15400000001"}
    shown = words(enter(cast.desk).post("/cases/report/duplicates", asked))
    assert case.number in shown


def test_nothing_alike_shows_nothing(cast, enter):
    assert words(enter(cast.desk).post("/cases/report/duplicates", REPORT)) == ""


def test_a_step_asks_what_its_row_of_the_table_declares(cast, handled, enter):
    form = enter(cast.community).get(f"/cases/{handled.case.pk}/handle_log/").content.decode()
    for name in ("method", "content", "next_step", "place", "present", "happened_at"):
        assert f'name="{name}"' in form


def test_a_step_is_taken_and_leads_back_to_the_case(cast, handled, enter):
    facts = {"seen": handled.case.version, "method": "02", "content": "当面谈话。"}
    path = f"/cases/{handled.case.pk}/handle_log/"
    answer = enter(cast.community).post(path, facts)
    assert answer.headers["Location"] == f"/cases/{handled.case.pk}/"
    latest = CaseEvent.objects.filter(case_id=handled.case.pk).latest("number")
    assert (latest.action, latest.facts["content"]) == ("handle_log", "当面谈话。")


def test_to_htmx_the_way_back_is_told_in_a_header(cast, handled, enter):
    facts = {"seen": handled.case.version, "method": "02", "content": "当面谈话。"}
    path = f"/cases/{handled.case.pk}/handle_log/"
    answer = enter(cast.community).post(path, facts, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/cases/{handled.case.pk}/"


def test_a_step_with_a_fault_is_422_says_why_keeps_the_words_and_changes_nothing(
    cast, handled, enter
):
    before = CaseEvent.objects.count()
    facts = {"seen": handled.case.version, "content": "已经谈过一次。"}
    answer = enter(cast.community).post(f"/cases/{handled.case.pk}/handle_log/", facts)
    assert answer.status_code == 422
    assert "请选择办理方式。" in words(answer)
    assert "已经谈过一次。" in words(answer)
    assert CaseEvent.objects.count() == before


def test_the_second_of_two_writers_is_told_what_changed_and_keeps_the_words(cast, handled, enter):
    seen = handled.case.version
    handled.take(cast.community.sight, "handle_log", content="先写的一条。")
    before = CaseEvent.objects.count()
    facts = {"seen": seen, "method": "02", "content": "后写的一条。"}
    answer = enter(cast.community).post(f"/cases/{handled.case.pk}/handle_log/", facts)
    shown = words(answer)
    assert answer.status_code == 409
    assert "办理记录" in shown
    assert "后写的一条。" in shown
    assert f'name="seen" value="{handled.case.version}"' in answer.content.decode()
    assert CaseEvent.objects.count() == before


def test_a_step_that_is_over_by_now_shows_what_happened_and_the_words(cast, handled, enter):
    seen = handled.case.version
    handled.take(cast.community.sight, "close_apply")
    facts = {"seen": seen, "method": "02", "content": "来不及写的一条。"}
    answer = enter(cast.community).post(f"/cases/{handled.case.pk}/handle_log/", facts)
    shown = words(answer)
    assert answer.status_code == 409
    assert "申请办结" in shown
    assert "来不及写的一条。" in shown


def test_a_step_of_another_post_is_not_there(cast, handled, enter):
    address = f"/cases/{handled.case.pk}/close_apply/"
    assert enter(cast.community).get(address).status_code == 200
    assert enter(cast.leader).get(address).status_code == 404
    assert enter(cast.leader).post(address, {"seen": 9}).status_code == 404
    over = f"/cases/{handled.case.pk}/close_approve/"
    assert enter(cast.community).get(over).status_code == 404


def test_a_step_nobody_knows_is_not_there(cast, handled, enter):
    answer = enter(cast.community).get(f"/cases/{handled.case.pk}/enchant/")
    assert answer.status_code in (404, 422)


def test_the_applicant_cannot_approve_and_is_told_whom_to_ask(cast, handled, enter):
    handled.take(cast.street.sight, "transfer", agency=cast.street.sight.agency_ids[0], reason="1")
    handled.take(cast.street.sight, "sign")
    handled.take(cast.street.sight, "close_apply")
    facts = {"seen": handled.case.version, "opinion": "同意"}
    answer = enter(cast.street).post(f"/cases/{handled.case.pk}/close_approve/", facts)
    assert answer.status_code == 422
    assert "另一位" in words(answer)


def test_red_cases_say_that_mediation_is_forbidden(cast, enter, now):
    red = tell(cast.desk.sight, community=COMMUNITY, now=now, **VIOLENT, weapon=True)
    assert "不得劝和或调解" in words(enter(cast.community).get(f"/cases/{red.pk}/"))


def test_a_step_that_asks_anything_opens_a_form_first(cast, case, enter):
    """No fact of a grading is required; a click must not say that there was no violence."""
    page = enter(cast.community).get(f"/cases/{case.pk}/").content.decode()
    assert f'href="/cases/{case.pk}/grade/"' in page
    assert f'action="/cases/{case.pk}/grade/"' not in page
    assert f'action="/cases/{case.pk}/sign/"' in page


def test_the_history_says_when_a_quarrel_turned_out_to_be_violence(cast, handled, enter):
    desk = enter(cast.community)
    path = f"/cases/{handled.case.pk}/"
    assert "转为涉家暴案件" in words(desk.get(f"{path}grade/"))
    handled.take(cast.community.sight, "grade", violence=True)
    assert "风险等级 黄 · 有激化风险 转为涉家暴案件 是" in words(desk.get(path))


def test_planned_revisits_count_from_one(cast, handled, enter):
    handled.take(cast.community.sight, "grade", violence=True)
    handled.take(cast.community.sight, "close_apply")
    handled.take(cast.approver.sight, "close_approve")
    shown = words(enter(cast.community).get(f"/cases/{handled.case.pk}/"))
    assert "回访计划 第 1 次 计划" in shown


def test_after_renewed_violence_the_page_says_what_is_owed_anew(cast, handled, enter):
    handled.take(cast.community.sight, "close_apply")
    handled.take(cast.approver.sight, "close_approve")
    handled.take(cast.visitor.sight, "visit", result="4", satisfaction="8")
    desk = enter(cast.community)
    path = f"/cases/{handled.case.pk}/"
    assert "重办后要重新做：首次联系、风险评级" in words(desk.get(path))
    handled.take(cast.community.sight, "grade", violence=True)
    assert "重办后要重新做：首次联系 " in words(desk.get(path))
    handled.take(cast.community.sight, "contact")
    assert "重办后要重新做" not in words(desk.get(path))


def test_the_exact_address_of_violence_is_for_its_handlers(cast, enter, now):
    case = tell(
        cast.desk.sight, community=COMMUNITY, now=now, **VIOLENT, address="五和大道演示楼 3 栋"
    )
    path = f"/cases/{case.pk}/"
    assert "演示楼" in words(enter(cast.community).get(path))
    assert "演示楼" not in words(enter(cast.supervisor).get(path))


def test_pending_extensions_stand_on_the_second_tab_of_reviews(cast, handled, enter):
    browser = enter(cast.street)
    assert handled.case.number not in words(browser.get("/cases/review/?tab=extending"))
    handled.take(cast.community.sight, "extend_apply")
    assert handled.case.number in words(browser.get("/cases/review/?tab=extending"))


def test_the_second_reader_sees_beside_the_form_what_was_asked_for(cast, handled, enter):
    asked = words(enter(cast.community).get(f"/cases/{handled.case.pk}/extend_apply/"))
    assert "至多 15 天，由街道妇联或以上审批" in asked
    handled.take(cast.community.sight, "extend_apply", days=9, note="等待鉴定结果")
    page = words(enter(cast.approver).get(f"/cases/{handled.case.pk}/extend_approve/"))
    assert "延长天数 9" in page
    assert "等待鉴定结果" in page
    assert "延长天数" not in words(enter(cast.street).get(f"/cases/{handled.case.pk}/grade/"))


def test_merged_cases_lead_to_each_other_by_number(cast, case, enter, now):
    other = tell(cast.desk.sight, community=COMMUNITY, source="06", source_ref="M-7", now=now)
    Walk(other, now).take(cast.dispatcher.sight, "merge", master=str(case.pk), reason="2")
    master = enter(cast.community).get(f"/cases/{case.pk}/")
    assert f'href="/cases/{other.pk}/"' in master.content.decode()
    assert f"{other.number} 民生诉求平台" in words(master)
    assert "（M-7）" in words(master)
    child = words(enter(cast.community).get(f"/cases/{other.pk}/"))
    assert case.number in child
    assert str(case.pk) not in child


def test_a_number_that_an_import_made_up_is_shown_to_nobody(cast, enter, now):
    made = tell(cast.desk.sight, community=COMMUNITY, source_ref="row:0f0f", now=now)
    assert "row:" not in words(enter(cast.community).get(f"/cases/{made.pk}/"))


def test_a_filter_no_good_is_a_sentence(cast, enter):
    answer = enter(cast.community).get("/cases/search/?status=nonsense")
    assert answer.status_code == 422
    assert "状态" in words(answer)


def test_what_an_export_was_searched_by_stays_sealed(cast, case, enter):
    said = {"format": "csv", "query": "q=15400000001&status=dispatched"}
    enter(cast.district).post("/cases/exports/ask", said)
    asked = CaseExport.objects.get()
    assert json.loads(asked.query)["q"] == ["15400000001"]
    told = Record.objects.get(action="cases.export").facts["query"]
    assert (told["q"], told["status"]) == (["……"], ["dispatched"])
    again = re.search(
        r'href="(/cases/search/\?[^"]+)"',
        enter(cast.district).get("/cases/exports/").content.decode(),
    )
    assert again is not None
    found = enter(cast.district).get(unescape(again[1]))
    assert case.number in words(found)


def test_an_export_is_for_who_asked_for_it(cast, case, enter):
    answer = enter(cast.district).post("/cases/exports/ask", {"format": "csv", "query": "status="})
    asked = CaseExport.objects.get()
    assert answer.headers["Location"] == f"/cases/exports/{asked.pk}/"
    assert enter(cast.district).get(f"/cases/exports/{asked.pk}/").status_code == 200
    assert enter(cast.leader).get(f"/cases/exports/{asked.pk}/").status_code == 404
    assert enter(cast.district).get(f"/cases/exports/{asked.pk}/file").status_code == 422


def test_a_file_kept_long_enough_is_deleted_and_its_page_says_so(cast, enter, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    kept = {"state": "done", "asked_by_id": cast.district.pk, "format": "csv"}
    for days in (6, 8):
        path, at = f"{days}.csv", timezone.now() - timedelta(days=days)
        (tmp_path / path).write_text("x")
        CaseExport.objects.create(id=uuid7(at), path=path, at=at, **kept)
    assert clear_files(timezone.now()) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["6.csv"]
    old = CaseExport.objects.get(path="")
    browser = enter(cast.district)
    assert "这一份已删除" in words(browser.get(f"/cases/exports/{old.pk}/"))
    gone = browser.get(f"/cases/exports/{old.pk}/file")
    assert (gone.status_code, "请重新导出" in words(gone)) == (422, True)


def test_a_bad_filter_leaves_what_was_chosen_and_says_what_is_wrong(cast, enter):
    page = enter(cast.street).get("/cases/search/", {"q": "吵", "risk": "R1"}).content.decode()
    assert "至少输入两个字" in page
    assert 'value="吵"' in page
