"""The life of a record: told, proven, submitted, read by a second pair of eyes, sent back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError

from hejia.audit.models import Record
from hejia.kernel.errors import Missing, Refused, Stale
from hejia.kernel.ids import uuid7
from hejia.ledger.commands import proving
from hejia.ledger.commands.proving import attach, drop, open_evidence
from hejia.ledger.commands.recording import amend, record
from hejia.ledger.commands.together import perform_together
from hejia.ledger.models import Entry, EntryEvent, Evidence
from hejia.ledger.queries.proof import faults
from hejia.ledger.tests.stories import (
    NOW,
    PDF,
    act,
    activity,
    approved,
    drafted,
    indicator,
    prove,
    review,
    submitted,
    task,
    told,
)


def refused(match, what):  # the sentence is matched; None where the fields are looked at
    """What is refused leaves everything as it was."""
    before = list(Entry.objects.order_by("pk").values_list("pk", "version", "status"))
    with pytest.raises(Refused, match=match) as caught:
        what()
    assert list(Entry.objects.order_by("pk").values_list("pk", "version", "status")) == before
    return caught.value


def test_a_record_goes_from_draft_to_approved_by_two_people(cast):
    entry = submitted(cast.community)
    assert (entry.status, entry.submitted_by_id) == ("submitted", cast.community.pk)
    entry = act(entry, "approve", cast.street)
    assert (entry.status, entry.approved_by_id) == ("approved", cast.street.pk)
    events = EntryEvent.objects.filter(entry=entry).order_by("number")
    assert [one.action for one in events] == ["record", "attach", "submit", "approve"]
    assert events[0].content["money"] == "1200.50"
    assert list(faults()) == []


def test_telling_twice_makes_one_record(cast):
    key = uuid7(NOW)
    first = told(cast.community, "activity", activity(cast.community), key=key)
    second = told(cast.community, "activity", activity(cast.community, title="别的"), key=key)
    assert (first.pk, second.title) == (second.pk, "普法进社区")
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "told_so"),
    [
        ("title", "", "请填写名称"), ("starts_on", "昨天", ""), ("theme", "闲聊", ""),
        ("sessions", "1.5", "整数"), ("person_times", "-1", ""), ("money", "1.005", "两位小数"),
        ("money", "-1", ""), ("ends_on", "2026-03-01", "不能早于"), ("agency", "abc", ""),
        ("nonsense", "1", "没有"),
    ],
)  # fmt: skip
def test_each_fault_is_told_at_its_field(cast, field, value, told_so):
    given = activity(cast.community) | {field: value}
    fault = refused(None, lambda: told(cast.community, "activity", given))
    assert told_so in fault.fields[field]
    assert list(fault.fields) == [field]


def test_another_street_s_agency_cannot_be_recorded_for(cast):
    given = activity(cast.stranger)
    refused("不能为这个单位登记", lambda: told(cast.community, "activity", given))


def test_without_evidence_nothing_is_submitted(cast):
    entry = told(cast.community, "activity", activity(cast.community))
    refused("签到表、照片、通知", lambda: act(entry, "submit", cast.community))
    entry = prove(entry, cast.community.sight, "other")
    refused("佐证", lambda: act(entry, "submit", cast.community))


def test_evidence_that_was_dropped_proves_nothing(cast):
    entry = drafted(cast.community)
    drop(key=entry.pk, number=1, seen=entry.version, by=cast.community.sight, now=NOW)
    refused("佐证", lambda: act(entry, "submit", cast.community))
    assert Evidence.objects.get(entry=entry).dropped


@pytest.mark.parametrize("part", ["street", "district"])
def test_who_recorded_or_submitted_does_not_approve(cast, part):
    person = cast.member(part)
    entry = submitted(person)
    refused("不能审核自己的", lambda: act(entry, "approve", person))


def test_who_submitted_another_s_draft_does_not_approve_it_either(cast):
    entry = act(drafted(cast.community), "submit", cast.street)
    refused("不能审核自己的", lambda: act(entry, "approve", cast.street))
    assert act(entry, "approve", cast.approver).status == "approved"


def test_a_return_says_why_and_the_record_comes_again(cast):
    entry = submitted(cast.community)
    refused("请填写理由", lambda: act(entry, "return", cast.street))
    entry = act(entry, "return", cast.street, note="照片不清楚")
    assert (entry.status, entry.submitted_by_id) == ("returned", None)
    changed = activity(cast.community, person_times="78")
    amend(key=entry.pk, seen=entry.version, given=changed, by=cast.community.sight, now=NOW)
    act(act(entry, "submit", cast.community), "approve", cast.street)
    last = EntryEvent.objects.filter(entry=entry).order_by("number").last()
    assert last.content["person_times"] == 78


def test_an_approved_record_changes_only_by_correction(cast):
    entry = act(submitted(cast.community), "approve", cast.street)
    given = activity(cast.community, title="改名")
    sight = cast.community.sight
    refused(
        "已审核", lambda: amend(key=entry.pk, seen=entry.version, given=given, by=sight, now=NOW)
    )
    entry = act(entry, "correct", cast.street, note="人次有误")
    assert (entry.status, entry.approved_at) == ("draft", None)


def test_a_void_record_is_left(cast):
    entry = act(drafted(cast.community), "void", cast.community, note="重复登记")
    refused("已作废", lambda: act(entry, "submit", cast.community))


def test_whoever_looked_before_it_changed_is_told_so(cast):
    entry = drafted(cast.community)
    with pytest.raises(Stale, match="已被他人修改"):
        amend(
            key=entry.pk, seen=entry.version - 1, given=activity(cast.community),
            by=cast.community.sight, now=NOW,
        )  # fmt: skip


def test_what_is_another_street_s_is_not_there(cast):
    entry = submitted(cast.community)
    with pytest.raises(Missing):
        act(entry, "approve", cast.stranger)
    with pytest.raises(Missing):
        act(entry, "approve", cast.community)
    with pytest.raises(Missing):
        act(entry, "approve", cast.clerk)


def test_a_selection_goes_through_its_stages_first(cast):
    given = {
        "agency": activity(cast.district)["agency"], "title": "最美家庭评选",
        "starts_on": "2026-03-02", "award": "最美家庭", "level": "区级", "nominated": "40",
    }  # fmt: skip
    entry = prove(told(cast.district, "selection", given), cast.district.sight, "list")
    refused("提名推荐、评审、公示、表彰公布", lambda: act(entry, "submit", cast.district))
    for _ in range(4):
        act(entry, "advance", cast.district)
    notes = EntryEvent.objects.filter(entry=entry, action="advance").order_by("number")
    assert [one.note for one in notes] == ["提名推荐", "评审", "公示", "表彰公布"]
    refused("各阶段都已完成", lambda: act(entry, "advance", cast.district))
    refused("请先填写：入选数", lambda: act(entry, "submit", cast.district))
    latest = Entry.objects.get(pk=entry.pk)
    more = given | {"chosen": "41"}
    sight = cast.district.sight
    refused(
        "入选数不能大于提名数",
        lambda: amend(key=entry.pk, seen=latest.version, given=more, by=sight, now=NOW),
    )


def test_a_contract_review_has_three_working_days(cast):
    entry = told(cast.district, "contract_review", review(cast.district))
    # received on Friday the 27th of February; Saturday the 28th is worked for the spring holiday
    assert entry.due_on == date(2026, 3, 3)
    late = review(cast.district, done_on="2026-03-04", outcome="同意")
    entry = amend(key=entry.pk, seen=1, given=late, by=cast.district.sight, now=NOW)
    assert entry.fields["timely"] is False
    soon = review(cast.district, done_on="2026-03-03", outcome="同意")
    assert told(cast.district, "contract_review", soon).fields["timely"] is True


def test_the_working_calendar_counts_make_up_days_and_holidays(cast):
    """国庆 2025: 1–8 October are off, Saturday 11 October is worked."""
    given = review(cast.district, starts_on="2025-09-29")
    assert told(cast.district, "contract_review", given).due_on == date(2025, 10, 10)


def test_an_open_review_is_not_submitted(cast):
    entry = told(cast.district, "contract_review", review(cast.district))
    entry = prove(entry, cast.district.sight, "approval")
    refused("出具意见日期、意见", lambda: act(entry, "submit", cast.district))


def test_an_indicator_is_reported_once_in_the_district(cast):
    told(cast.district, "plan_monitor", indicator(cast.district, "7"))
    other = indicator(cast.stranger, "7")
    refused("全区本年度已有相同", lambda: told(cast.stranger, "plan_monitor", other))
    told(cast.stranger, "plan_monitor", other | {"plan": "儿童发展规划"})
    told(cast.stranger, "plan_monitor", other | {"starts_on": "2024-12-31"})


def test_a_number_of_a_void_record_is_free_again(cast):
    entry = told(cast.district, "plan_task", task(cast.district))
    refused("本单位本年度已有", lambda: told(cast.district, "plan_task", task(cast.district)))
    act(entry, "void", cast.district, note="登记错了")
    told(cast.district, "plan_task", task(cast.district))


def test_progress_goes_on_after_approval_under_a_second_pair_of_eyes(cast):
    entry = approved(cast.district, cast.leader, "plan_task", task(cast.district))
    entry = act(entry, "report", cast.district, progress="60", note="过半")
    assert (entry.status, entry.fields["progress"]) == ("submitted", "60")
    assert entry.submitted_by_id == cast.district.pk
    refused("不能审核自己的", lambda: act(entry, "approve", cast.district))
    assert act(entry, "approve", cast.leader).status == "approved"
    refused(None, lambda: act(entry, "report", cast.district, progress="101", note="多了"))
    assert list(faults()) == []


def test_what_has_no_progress_reports_none(cast):
    entry = act(submitted(cast.community), "approve", cast.street)
    refused("没有进度", lambda: act(entry, "report", cast.community, progress="50", note="一半"))


def test_many_are_submitted_and_approved_together_or_none(cast):
    rows = [told(cast.district, "plan_task", task(cast.district, f"1-1-{n}")) for n in range(1, 6)]
    seen = {one.pk: one.version for one in rows}
    sent = perform_together(seen=seen, action="submit", by=cast.district.sight, now=NOW)
    seen = {one.pk: one.version for one in sent}
    refused(
        "有 5 条不能处理",
        lambda: perform_together(seen=seen, action="approve", by=cast.district.sight, now=NOW),
    )
    perform_together(seen=seen, action="approve", by=cast.leader.sight, now=NOW)
    assert set(Entry.objects.values_list("status", "approved_by")) == {("approved", cast.leader.pk)}
    assert list(faults()) == []


def test_together_is_refused_for_the_changed_the_unproven_and_the_stranger_s(cast):
    one, bare = drafted(cast.community), told(cast.community, "activity", activity(cast.community))
    both = {one.pk: one.version, bare.pk: bare.version}
    sight = cast.community.sight

    def submit(seen, by=sight):
        return lambda: perform_together(seen=seen, action="submit", by=by, now=NOW)

    refused("有 1 条不能处理.*佐证", submit(both))
    refused("已被他人修改", submit({one.pk: 1}))
    refused("不存在", submit(both, cast.stranger.sight))
    refused("不存在", submit({one.pk: one.version, uuid7(NOW): 1}))
    refused("勾选", submit({}))
    refused("只能批量", lambda: perform_together(seen=both, action="void", by=sight, now=NOW))


def test_together_takes_the_same_statements_for_many(cast, django_assert_num_queries):
    rows = [told(cast.district, "plan_task", task(cast.district, f"1-1-{n}")) for n in range(40)]
    seen = {one.pk: one.version for one in rows}
    with django_assert_num_queries(4):
        perform_together(seen=seen, action="submit", by=cast.district.sight, now=NOW)


def add(entry, name="单.pdf", content=PDF, type="photo", by=None):
    latest = Entry.objects.get(pk=entry.pk)
    return lambda: attach(
        key=entry.pk, seen=latest.version, name=name, content=content, type=type, personal=True,
        by=by, now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "told_so"),
    [
        ({"content": b""}, "空的"), ({"type": "rumour"}, "种类"), ({"name": "a.exe"}, "只能添加"),
        ({"content": b"MZ not a pdf"}, "内容须与扩展名相符"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_kept_is_refused(cast, more, told_so):
    entry = told(cast.community, "activity", activity(cast.community))
    refused(told_so, add(entry, by=cast.community.sight, **more))


def test_a_file_too_large_or_kept_already_is_refused(cast, monkeypatch):
    entry = drafted(cast.community)
    refused("已经在佐证材料中", add(entry, by=cast.community.sight))
    monkeypatch.setattr(proving, "LARGEST", 10)
    refused("超过", add(entry, content=PDF + b"2", by=cast.community.sight))


def test_opening_personal_evidence_is_recorded_and_a_changed_file_is_not_handed_out(cast):
    entry = drafted(cast.community)
    found, content = open_evidence(key=entry.pk, number=1, by=cast.street.sight, now=NOW)
    assert content == PDF
    assert Record.objects.filter(subject=str(entry.pk)).count() == 1
    proving.path_of(found.sm3).write_bytes(PDF + b"forged")
    refused(
        "校验值不符",
        lambda: open_evidence(key=entry.pk, number=1, by=cast.street.sight, now=NOW),
    )
    proving.path_of(found.sm3).write_bytes(PDF)
    with pytest.raises(Missing):
        open_evidence(key=entry.pk, number=1, by=cast.stranger.sight, now=NOW)
    refused(
        "只看数字",
        lambda: open_evidence(key=entry.pk, number=1, by=cast.clerk.sight, now=NOW),
    )


@pytest.mark.parametrize("way", ["update", "delete"])
def test_the_application_may_not_touch_history(cast, way):
    drafted(cast.community)
    rows = EntryEvent.objects.filter(number=1)
    with pytest.raises(ProgrammingError, match="permission denied"):
        rows.update(note="x") if way == "update" else rows.delete()


def test_a_record_whose_content_was_changed_behind_history_is_found_out(cast):
    entry = drafted(cast.community)
    assert list(faults()) == []
    Entry.objects.filter(pk=entry.pk).update(version=entry.version + 1)
    assert len(list(faults())) == 1


def test_money_is_kept_to_the_cent_and_dates_in_order(cast):
    given = activity(cast.community, money="12", ends_on="2026-03-03")
    entry = told(cast.community, "activity", given)
    assert (entry.money, str(entry.money)) == (Decimal(12), "12.00")
    assert entry.ends_on - entry.starts_on == timedelta(days=1)


def test_who_only_looks_cannot_record(cast):
    with pytest.raises(Refused):
        record(
            key=uuid7(NOW), kind_id="activity", given=activity(cast.leader), by=cast.leader.sight,
            now=NOW,
        )  # fmt: skip
