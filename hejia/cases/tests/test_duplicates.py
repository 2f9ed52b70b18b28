"""Which cases are shown as possibly the same, and why."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hejia.cases.duplicates import Report, Why, judge, similarity, window
from hejia.kernel.calendar import CHINA

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)
TEXT = "丈夫酒后与妻子因家务争吵并摔坏家中物品，妻子希望社区上门劝解。"
ONE = Report(
    case_id=UUID(int=1),
    reported_at=NOW,
    phones=frozenset({b"p1"}),
    id_numbers=frozenset({b"i1"}),
    address=b"a1",
    dispute_type="101",
    text=TEXT,
)
STRANGER = Report(
    case_id=UUID(int=2),
    reported_at=NOW - timedelta(days=3),
    phones=frozenset({b"p2"}),
    id_numbers=frozenset({b"i2"}),
    address=b"a2",
    dispute_type="501",
    text="老人反映三个子女拒绝支付赡养费，要求调解。",
)


def whys(other):
    return [r.why for match in judge(ONE, [other]) for r in match.reasons]


def test_a_stranger_is_not_shown_nor_the_case_itself():
    assert judge(ONE, [STRANGER, ONE]) == []


def test_the_same_phone_or_number_is_shown_with_why():
    assert whys(replace(STRANGER, phones=frozenset({b"p1", b"p9"}))) == [Why.PHONE]
    assert whys(replace(STRANGER, id_numbers=frozenset({b"i1"}))) == [Why.ID_NUMBER]


def test_the_same_address_counts_with_the_same_family_of_types_within_thirty_days():
    near = replace(STRANGER, address=b"a1", dispute_type="102")
    assert whys(near) == [Why.PLACE_AND_TYPE]
    assert judge(ONE, [near])[0].reasons[0].text == "同一地址、同一类型，相隔 3 天"
    assert whys(replace(near, dispute_type="501")) == []
    assert whys(replace(near, reported_at=NOW - timedelta(days=30, hours=1))) == [
        Why.PLACE_AND_TYPE
    ]
    assert whys(replace(near, reported_at=NOW - timedelta(days=31))) == []


def test_two_unknown_addresses_or_types_are_not_the_same():
    nowhere = replace(ONE, address=None, text="", phones=frozenset(), id_numbers=frozenset())
    assert judge(nowhere, [replace(nowhere, case_id=UUID(int=9))]) == []
    untyped = replace(nowhere, address=b"a1", dispute_type="")
    assert judge(untyped, [replace(untyped, case_id=UUID(int=9))]) == []


def test_a_similar_text_is_shown_and_a_different_one_is_not():
    reworded = TEXT.replace("希望社区上门劝解", "请求社区派人劝解")
    match = judge(ONE, [replace(STRANGER, text=reworded)])[0]
    assert [r.why for r in match.reasons] == [Why.TEXT]
    assert similarity(TEXT, TEXT.replace("，", " ")) == 100
    assert similarity(TEXT, STRANGER.text) < 15
    assert similarity("", "") == 0


def test_reasons_strengthen_each_other_and_the_likeliest_stands_first():
    phone = replace(STRANGER, phones=ONE.phones)
    both = replace(phone, case_id=UUID(int=3), id_numbers=ONE.id_numbers)
    found = judge(ONE, [phone, both])
    assert [(m.case_id, m.score) for m in found] == [(UUID(int=3), 88), (UUID(int=2), 60)]


def test_the_window_of_the_query_holds_what_the_rule_counts():
    begins, ends = window(NOW)
    assert (NOW - begins, ends - NOW) == (timedelta(days=30), timedelta(days=30))


@given(st.text(max_size=80), st.text(max_size=80))
def test_similarity_is_symmetric_and_a_percentage(a, b):
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 100
