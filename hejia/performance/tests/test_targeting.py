"""Targets: a slogan, a rate that cannot be, a missing comparator, a repeated name, two in one."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejia.performance.targeting import Draft, advise, advise_all, parse

GOOD = Draft("产出", "数量", "调处婚姻家庭矛盾纠纷", "≥", "1000", "宗", Decimal(10))


def rules(**change):
    return [advice.rule for advice in advise(replace(GOOD, **change)) if advice.hard]


def test_a_good_target_passes():
    assert advise(GOOD) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"value": "有效提升维权水平", "unit": ""}, "口号"),
        ({"name": "合同审核及时率", "value": "100", "unit": "%"}, "比率"),
        ({"name": "群众知晓率", "comparator": "=", "value": "120", "unit": "%"}, "比率"),
        ({"comparator": ""}, "比较符号"),
        ({"comparator": "≥", "value": "≤60"}, "比较符号"),
        ({"value": "调处婚姻家庭矛盾纠纷"}, "重复"),
        ({"value": "专版数量≥1 个，宣传视频数量≥1 个", "unit": ""}, "复合"),
        ({"value": "15 个以上", "unit": ""}, "写法"),
        ({"value": "6 月 30 日之前", "unit": ""}, "写法"),
        ({"value": "实时开展"}, "写法"),
        ({"unit": ""}, "单位"),
        ({"name": "满意度≥95%"}, "名称"),
        ({"level1": "过程"}, "层级"),
        ({"weight": Decimal(0)}, "分值"),
        ({"comparator": "定性", "value": "好"}, "定性"),
    ],
)
def test_one_thing_wrong_is_named_by_its_rule(change, rule):
    assert rules(**change) == [rule]


@pytest.mark.parametrize("change", [{"value": "有效提升"}, {"comparator": ""}])
def test_every_objection_says_how_to_write_it(change):
    (advice,) = advise(replace(GOOD, **change))
    assert "请" in advice.message
    assert "例如" in advice.message


def test_a_rate_of_exactly_100_is_allowed_with_an_equals_sign():
    assert rules(name="来访办结率", comparator="=", value="100", unit="%") == []


@pytest.mark.parametrize(
    ("text", "comparator", "value", "unit"),
    [
        ("≥95%", "≥", 95, "%"),
        (">=35 期", "≥", 35, "期"),
        ("1 个", "", 1, "个"),
        ("≤60日", "≤", 60, "日"),
    ],
)
def test_printed_values_are_taken_apart(text, comparator, value, unit):
    parsed = parse(text)
    assert (parsed.comparator, parsed.value, parsed.unit) == (comparator, value, unit)


def test_a_span_has_two_ends():
    parsed = parse("80~90%")
    assert (parsed.comparator, parsed.value, parsed.value_max) == ("区间", 80, 90)


def test_the_set_totals_90_and_names_do_not_repeat():
    effect = replace(GOOD, level1="效益", level2="社会效益", name="接待咨询")
    found = advise_all([GOOD, replace(GOOD, value="2"), effect])
    assert [a.rule for a in found if a.hard] == ["分值", "重复"]
    whole = [
        replace(GOOD, weight=Decimal(50)),
        replace(effect, weight=Decimal(30)),
        replace(GOOD, level1="满意度", level2="服务对象满意度", name="满意度", weight=Decimal(10)),
    ]
    assert advise_all(whole) == []


@given(value=st.text(max_size=30), name=st.text(max_size=30), unit=st.text(max_size=5))
def test_advice_is_given_for_any_text(value, name, unit):
    for advice in advise(replace(GOOD, value=value, name=name, unit=unit)):
        assert advice.message
