"""The pages: nothing typed is lost, what fails says why, and lists stay cheap."""

import pytest

from hejia.ledger.models import Entry, EntryEvent
from hejia.ledger.tests.stories import (
    act,
    activity,
    approved,
    drafted,
    indicator,
    prove,
    submitted,
    task,
    told,
)
from hejia.testing.statements import at_most


def test_a_refused_form_keeps_every_word_and_says_what_is_wrong(cast, enter):
    given = activity(cast.community, person_times="八十", summary="写了很久的一段话")
    answer = enter(cast.community).post("/ledger/new/activity/", given)
    text = answer.content.decode()
    assert answer.status_code == 422
    for kept in ("写了很久的一段话", "社区广场", "八十", "1200.50"):
        assert kept in text
    assert "参加人次" in text
    assert not Entry.objects.exists()


def test_a_form_sent_twice_makes_one_record(cast, enter):
    client = enter(cast.community)
    given = activity(cast.community) | {"key": "019cacb3-f200-7f93-8b42-57afa816fe90"}
    for _ in range(2):
        assert client.post("/ledger/new/activity/", given).status_code == 302
    assert Entry.objects.count() == 1


def test_an_overtaken_change_keeps_the_words_and_tells_what_happened(cast, enter):
    entry = drafted(cast.community)
    client = enter(cast.community)
    change = activity(cast.community, title="我的改法")
    assert client.post(f"/ledger/{entry.pk}/edit/", change | {"seen": 2}).status_code == 302
    late = client.post(f"/ledger/{entry.pk}/edit/", change | {"seen": 2, "title": "另一改法"})
    text = late.content.decode()
    assert late.status_code == 409
    assert "另一改法" in text
    assert "名称改为“我的改法”" in text
    assert 'name="seen" value="3"' in text
    again = client.post(f"/ledger/{entry.pk}/edit/", change | {"seen": 3, "title": "另一改法"})
    assert again.status_code == 302


def test_a_step_refused_keeps_its_note(cast, enter):
    entry = told(cast.community, "activity", activity(cast.community))
    answer = enter(cast.community).post(
        f"/ledger/{entry.pk}/submit/", {"seen": 1, "note": "请尽快审核"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "提交前请至少添加一份佐证材料" in text
    assert EntryEvent.objects.count() == 1


def test_a_returned_record_shows_why_to_its_writer(cast, enter):
    entry = act(submitted(cast.community), "return", cast.street, note="照片不清楚")
    text = enter(cast.community).get(f"/ledger/{entry.pk}/").content.decode()
    assert "已退回，请修改后重新提交" in text
    assert "照片不清楚" in text


def test_only_the_second_reader_is_offered_the_approval(cast, enter):
    entry = submitted(cast.street)
    own = enter(cast.street).get(f"/ledger/{entry.pk}/").content.decode()
    other = enter(cast.approver).get(f"/ledger/{entry.pk}/").content.decode()
    assert "登记或提交的人不能审核自己的记录" in own
    assert f'action="/ledger/{entry.pk}/approve/"' not in own
    assert f'action="/ledger/{entry.pk}/approve/"' in other


def test_ticked_records_are_approved_together_from_the_list(cast, enter):
    rows = [submitted(cast.community)]
    rows.append(
        act(told(cast.community, "plan_task", task(cast.community)), "submit", cast.community)
    )
    client = enter(cast.street)
    assert "批量审核通过" in client.get("/ledger/?status=submitted").content.decode()
    assert "批量审核通过" not in client.get("/ledger/").content.decode()
    ticked = [f"{one.pk}~{one.version}" for one in rows]
    answer = client.post("/ledger/together/", {"action": "approve", "entry": ticked})
    assert answer.status_code == 302
    assert set(Entry.objects.values_list("status", flat=True)) == {"approved"}
    assert client.post("/ledger/together/", {"action": "approve", "entry": "x"}).status_code == 422


def test_suggestions_offer_what_was_written_before(cast, enter):
    told(cast.district, "plan_task", task(cast.district))
    text = enter(cast.district).get("/ledger/new/plan_task/").content.decode()
    assert 'list="offer-plan"' in text
    assert '<option value="行动计划"></option>' in text


def test_addresses_that_cannot_be_answer_with_a_sentence(cast, enter):
    client = enter(cast.district)
    for address, status in (
        ("/ledger/?kind=x", 422), ("/ledger/?after=x", 422), ("/ledger/calendar/?month=x", 422),
        ("/ledger/plans/?plan=x", 422), ("/ledger/monitor/?year=1900", 422),
        ("/ledger/new/nothing/", 404), ("/ledger/import/nothing/", 404),
        ("/ledger/019cacb3-f200-7f93-8b42-57afa816fe90/", 404),
    ):  # fmt: skip
        assert (address, client.get(address).status_code) == (address, status)


def test_plans_and_monitor_show_their_figures(cast, enter):
    approved(cast.district, cast.leader, "plan_task", task(cast.district, progress="40"))
    approved(cast.district, cast.leader, "plan_monitor", indicator(cast.district, actual="96"))
    client = enter(cast.leader)
    plans = client.get("/ledger/plans/").content.decode()
    assert "1 个维度、1 个项目、1 项任务" in plans
    assert "40%" in plans
    assert "100.00%" in client.get("/ledger/monitor/").content.decode()


def many(cast, count):
    for n in range(count):
        prove(told(cast.community, "activity", activity(cast.community)), cast.community.sight)
        told(cast.community, "plan_task", task(cast.community, f"1-1-{n}"))
        told(cast.community, "plan_monitor", indicator(cast.community, f"{n}"))


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/ledger/", 6), ("/ledger/?kind=activity", 6), ("/ledger/?kind=plan_task&status=draft", 6),
        ("/ledger/calendar/?month=2026-03", 4), ("/ledger/plans/", 6), ("/ledger/monitor/", 5),
    ],
)  # fmt: skip
def test_a_list_takes_as_many_statements_for_fifty_as_for_one(cast, enter, count, address, most):
    many(cast, count)
    client = enter(cast.street)
    client.get(address)
    with at_most(most):
        assert client.get(address).status_code == 200


def test_a_record_takes_few_statements_however_long_its_history(cast, enter):
    entry = drafted(cast.community)
    for n in range(6):
        prove(Entry.objects.get(pk=entry.pk), cast.community.sight, content=b"%PDF" + bytes([n]))
    client = enter(cast.street)
    client.get(f"/ledger/{entry.pk}/")
    with at_most(7):
        assert client.get(f"/ledger/{entry.pk}/").status_code == 200


def test_the_menu_opens_the_ledger_to_those_who_may(cast, enter):
    assert "工作台账" in enter(cast.community).get("/").content.decode()
    assert "工作台账" not in enter(cast.desk).get("/").content.decode()
