"""Facts: cleaned by kind, or refused with one sentence per field."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from hejia.kernel.errors import Refused
from hejia.kernel.facts import CHINA, Fact, Kind, When, as_json, check_facts, clean_text

NOW = datetime(2026, 3, 2, 12, tzinfo=CHINA)
CASE = "0190f3a0-0000-7000-8000-000000000001"


def lookup(name):
    return {"reason": {"01", "02"}}[name]


def one(fact, value):
    return check_facts([fact], {fact.name: value}, lookup=lookup, now=NOW).get(fact.name)


def fact(kind, **more):
    return Fact("it", "事项", kind, **more)


GOOD = [
    (fact(Kind.TEXT), "  谈过\x00了 ", "谈过了"),
    (fact(Kind.TEXT, required=False), "   ", None),
    (fact(Kind.CODE, codes="reason"), "01", "01"),
    (fact(Kind.CODE, codes=(("y", "是"),)), "y", "y"),
    (fact(Kind.CODES, codes="reason"), ["01", "02", "01"], ["01", "02"]),
    (fact(Kind.CODES, codes="reason"), "02", ["02"]),
    (fact(Kind.PERSON), 7, "7"),
    (fact(Kind.AGENCY), UUID(CASE), CASE),
    (fact(Kind.AGENCIES), ["3", "4", "3"], ["3", "4"]),
    (fact(Kind.RECORD), CASE, UUID(CASE)),
    (fact(Kind.MOMENT), "2026-03-02T09:30", datetime(2026, 3, 2, 9, 30, tzinfo=CHINA)),
    (fact(Kind.MOMENT), "2026-03-02T01:30:00Z", datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
    (
        fact(Kind.MOMENT, when=When.PAST),
        "2026-03-02T12:04",
        datetime(2026, 3, 2, 12, 4, tzinfo=CHINA),
    ),
    (fact(Kind.DATE, when=When.PAST), "2026-03-02", date(2026, 3, 2)),
    (fact(Kind.DATE, when=When.FUTURE), date(2026, 3, 2), date(2026, 3, 2)),
    (fact(Kind.FLAG), "on", True),
    (fact(Kind.FLAG), False, False),
    (fact(Kind.FLAG), "否", False),
    (fact(Kind.CONFIRM), True, True),
    (fact(Kind.CONFIRM, required=False), False, None),
    (fact(Kind.NUMBER, least=Decimal(0)), "3.5", Decimal("3.5")),
    (fact(Kind.NUMBER), 0, Decimal(0)),
]


@pytest.mark.parametrize(("asked", "value", "cleaned"), GOOD)
def test_a_stated_fact_is_cleaned_by_its_kind(asked, value, cleaned):
    assert one(asked, value) == cleaned


BAD = [
    (fact(Kind.TEXT), None, "请填写事项。"),
    (fact(Kind.TEXT), "  ", "请填写事项。"),
    (fact(Kind.TEXT), 5, "事项应为文字。"),
    (fact(Kind.TEXT, max_length=3), "四个字呀", "事项最多 3 个字，现有 4 个字。"),
    (fact(Kind.TEXT, min_length=5), "短", "事项至少 5 个字，请写得具体些。"),
    (fact(Kind.CODE, codes="reason"), "99", "事项没有“99”这一选项，请从列表中选择。"),
    (fact(Kind.CODE, codes="reason"), ["01"], "这一选项，请从列表中选择。"),
    (fact(Kind.CODES, codes="reason"), ["01", "77"], "事项没有“77”这一选项"),
    (fact(Kind.CODES, codes="reason"), 5, "事项应为一个列表。"),
    (fact(Kind.AGENCY), "", "请选择事项。"),
    (fact(Kind.AGENCY), True, "请选择事项。"),
    (fact(Kind.AGENCY), "x" * 65, "事项的编号过长，请重新选择。"),
    (fact(Kind.RECORD), "no-uuid", "事项的编号不正确，请重新选择。"),
    (fact(Kind.MOMENT), "yesterday", "事项不是有效的时间"),
    (fact(Kind.MOMENT), "0001-01-01T00:00", "事项的年份不正确。"),
    (fact(Kind.MOMENT, when=When.PAST), "2026-03-02T12:06", "事项不能晚于现在。"),
    (fact(Kind.MOMENT, when=When.FUTURE), "2026-03-02T11:59", "事项不能早于现在。"),
    (fact(Kind.DATE), "2026-02-30", "事项不是有效的日期"),
    (fact(Kind.DATE), "9999-01-01", "事项的年份不正确。"),
    (fact(Kind.DATE, when=When.PAST), "2026-03-03", "事项不能晚于现在。"),
    (fact(Kind.FLAG), "maybe", "事项请选“是”或“否”。"),
    (fact(Kind.CONFIRM), False, "请确认：事项。"),
    (fact(Kind.CONFIRM), None, "请确认：事项。"),
    (fact(Kind.NUMBER), "many", "事项应为数字。"),
    (fact(Kind.NUMBER, whole=True), "1.5", "事项应为整数。"),
    (fact(Kind.NUMBER), "Infinity", "事项应为数字。"),
    (fact(Kind.NUMBER), True, "事项应为数字。"),
    (fact(Kind.NUMBER, least=Decimal(1)), "0", "事项不能小于 1。"),
    (fact(Kind.NUMBER, most=Decimal(9)), "10", "事项不能大于 9。"),
]


@pytest.mark.parametrize(("asked", "value", "sentence"), BAD)
def test_a_wrong_fact_is_refused_with_a_sentence(asked, value, sentence):
    with pytest.raises(Refused) as caught:
        one(asked, value)
    assert sentence in caught.value.fields["it"]


def test_every_fault_is_told_at_once_and_an_unasked_field_is_one():
    facts = [Fact("agency", "承办单位", Kind.AGENCY), Fact("why", "原因", Kind.TEXT)]
    with pytest.raises(Refused) as caught:
        check_facts(facts, {"colour": "red"})
    assert caught.value.code == "incomplete"
    assert caught.value.fields == {
        "agency": "请选择承办单位。",
        "why": "请填写原因。",
        "colour": "没有“colour”这一项，请去掉。",
    }


def test_what_a_reader_needs_must_be_given():
    with pytest.raises(ValueError, match="lookup"):
        check_facts([fact(Kind.CODE, codes="reason")], {"it": "01"})
    with pytest.raises(ValueError, match="now"):
        check_facts([fact(Kind.DATE, when=When.PAST)], {"it": "2026-03-02"})


def test_cleaned_facts_become_plain_json():
    cleaned = {"at": NOW, "on": NOW.date(), "sum": Decimal("1.50"), "case": UUID(CASE), "ok": True}
    assert as_json(cleaned) == {
        "at": "2026-03-02T12:00:00+08:00",
        "on": "2026-03-02",
        "sum": "1.50",
        "case": CASE,
        "ok": True,
    }


def test_text_is_composed_and_freed_of_control_characters():
    assert clean_text(" e\u0301\u200b\x07\ud800\n ") == "é\u200b"
