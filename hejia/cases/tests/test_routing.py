"""Dispatch: the first rule that fits decides, danger goes up at once, nothing goes nowhere."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejia.cases.route_rules import default_rules, read_rules
from hejia.cases.routing import Office, RouteFacts, route, why
from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Refused

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=CHINA)
NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=CHINA)
STREET, COMMUNITY = "440307013", "440307013001"
DISTRICT_OFFICE = Office(1, "区妇联")
STREET_OFFICE = Office(2, "坂田街道妇联")
COMMUNITY_OFFICE = Office(3, "坂田社区妇联")


class Offices:
    def __init__(self, *, community=True, street=True, district=True):
        self.has = {"community": community, "street": street, "district": district}

    def community(self, code):
        return COMMUNITY_OFFICE if self.has["community"] and code == COMMUNITY else None

    def street(self, code):
        return STREET_OFFICE if self.has["street"] and code == STREET else None

    def district(self):
        return DISTRICT_OFFICE if self.has["district"] else None

    def agency(self, code):
        return Office(9, "某派出所") if code == "police-1" else None


def facts(**known):
    base = {"at": NOON, "street_code": STREET, "community_code": COMMUNITY, "risk": "R4"}
    return RouteFacts(**(base | known))


def decide(rules=None, offices=None, **known):
    return route(facts(**known), rules or default_rules(), offices or Offices())


def rules(*rows, version=2):
    base = {"order": 1, "name": "试", "when": [], "target": "community"}
    return read_rules([base | {"order": i} | row for i, row in enumerate(rows, 1)], version=version)


def test_an_ordinary_case_lands_with_its_community():
    found = decide(source="06")
    assert (found.target, found.notify, found.fallback) == (COMMUNITY_OFFICE, (), False)
    assert found.rule is not None
    assert found.rule.order == 90
    assert "坂田社区妇联" in found.explanation


def test_violence_goes_to_the_community_and_at_once_to_street_and_district():
    found = decide(is_dv=True, risk="R0")
    assert found.target == COMMUNITY_OFFICE
    assert found.notify == (STREET_OFFICE, DISTRICT_OFFICE)


def test_violence_without_a_known_community_goes_to_the_street():
    found = decide(is_dv=True, community_code="")
    assert (found.target, found.notify) == (STREET_OFFICE, (DISTRICT_OFFICE,))
    assert "没有可以承办的社区妇联" in why(found, facts(is_dv=True, community_code=""))[1]


@pytest.mark.parametrize(
    ("known", "notify"),
    [
        ({"risk": "R1"}, (STREET_OFFICE, DISTRICT_OFFICE)),
        ({"risk": "R2"}, (STREET_OFFICE,)),
        ({"risk": "R2", "at": NIGHT}, (STREET_OFFICE, DISTRICT_OFFICE)),
        ({"dispute_type": "902"}, (STREET_OFFICE, DISTRICT_OFFICE)),
        ({"risk": "R3"}, ()),
    ],
)
def test_who_is_told_depends_on_the_danger(known, notify):
    found = decide(**known)
    assert (found.target, found.notify) == (COMMUNITY_OFFICE, notify)


def test_no_area_means_the_dispatchers_list_and_danger_is_told_all_the_same():
    quiet = decide(street_code="", community_code="")
    assert (quiet.target, quiet.fallback, quiet.notify) == (None, True, ())
    danger = decide(street_code="", community_code="", is_dv=True)
    assert (danger.target, danger.fallback, danger.notify) == (None, True, (DISTRICT_OFFICE,))
    assert "待分派清单" in danger.explanation


def test_an_office_that_is_to_be_told_but_missing_is_named():
    found = decide(is_dv=True, offices=Offices(street=False))
    assert found.notify == (DISTRICT_OFFICE,)
    assert "未找到可告知的街道妇联" in found.explanation


def test_every_earlier_rule_says_why_it_did_not_hit():
    found = decide(source="06")
    labels = {("source", "06"): "民生诉求平台", ("source", "23"): "领导批示"}
    lines = why(found, facts(source="06"), lambda lst, code: labels.get((lst, code), code))
    assert len(lines) == 10
    assert "要求涉家庭暴力，本案不符。" in lines[1]
    assert any("来源是以下之一：领导批示；本案为民生诉求平台。" in line for line in lines)


def test_a_rule_that_is_off_or_out_of_its_time_is_not_looked_at():
    off = rules({"enabled": False}, {"valid_from": "2026-03-03"}, {"valid_until": "2026-03-01"})
    found = decide(rules=off)
    assert found.fallback
    assert found.misses == ()
    on = rules({"valid_from": "2026-03-02", "valid_until": "2026-03-02"})
    assert not decide(rules=on).fallback


@pytest.mark.parametrize(
    ("condition", "known", "fits"),
    [
        (("area", "within", [STREET]), {}, True),
        (("area", "within", ["440307014"]), {}, False),
        (("area", "not_within", ["440307014"]), {}, True),
        (("area", "within", [STREET]), {"street_code": "", "community_code": ""}, False),
        (("dispute_type", "within", ["20"]), {"dispute_type": "205"}, True),
        (("dispute_type", "within", ["20"]), {"dispute_type": "20"}, True),
        (("dispute_type", "within", ["20"]), {"dispute_type": "10"}, False),
        (("dispute_type", "within", ["10"]), {"dispute_type": "110"}, True),
        (("source", "not_in", ["06"]), {"source": "06"}, False),
        (("is_dv", "is", False), {}, True),
        (("special_groups", "any_of", ["1"]), {"special_groups": frozenset({"1", "4"})}, True),
        (("special_groups", "any_of", ["2"]), {"special_groups": frozenset({"1"})}, False),
        (("time", "between", ["09:00", "12:00"]), {}, False),
        (("time", "between", ["12:00", "12:01"]), {}, True),
        (("time", "between", ["22:00", "08:00"]), {"at": NIGHT}, True),
        (("time", "between", ["22:00", "08:00"]), {}, False),
    ],
)
def test_conditions(condition, known, fits):
    field, operator, value = condition
    one = rules({"when": [{"field": field, "op": operator, "value": value}]})
    assert decide(rules=one, **known).fallback is not fits


def test_who_handles_is_not_told_besides_nor_anybody_twice():
    one = rules({"target": "street", "notify": ["street", "district", "district"]})
    assert decide(rules=one).notify == (DISTRICT_OFFICE,)


def test_a_named_agency_and_the_dispatcher_can_be_targets():
    assert decide(rules=rules({"target": "agency:police-1"})).target == Office(9, "某派出所")
    found = decide(rules=rules({"target": "dispatcher"}))
    assert (found.target, found.fallback) == (None, False)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"order": 0}, "正整数"),
        ({"name": " "}, "名称"),
        ({"target": "mayor"}, "没有“mayor”这样的单位"),
        ({"target": "agency"}, "写明单位代码"),
        ({"target": "street:1"}, "写明单位代码"),
        ({"notify": ["dispatcher"]}, "不能是区分拨员"),
        ({"colour": 1}, "没有“colour”"),
        ({"when": [{"field": "mood", "op": "in", "value": ["1"]}]}, "没有“mood”这个项目"),
        ({"when": [{"field": "source", "op": "like", "value": ["1"]}]}, "没有“like”这种比较"),
        ({"when": [{"field": "source", "op": "is", "value": True}]}, "不能用“是”比较"),
        ({"when": [{"field": "source", "op": "in", "value": "06"}]}, "应为一个列表"),
        ({"when": [{"field": "source", "op": "in", "value": []}]}, "至少要有一个值"),
        ({"when": [{"field": "source", "op": "in", "value": ["77"]}]}, "没有“77”这一选项"),
        ({"when": [{"field": "is_dv", "op": "is", "value": "yes"}]}, "请选“是”或“否”"),
        ({"when": [{"field": "time", "op": "between", "value": ["8", "9"]}]}, "两个不同的时刻"),
        ({"valid_from": "soon"}, "不是有效的日期"),
        ({"valid_from": "2026-03-02", "valid_until": "2026-03-01"}, "失效日期早于"),
    ],
)
def test_a_wrong_rule_is_told_in_a_sentence(row, words):
    base = {"order": 1, "name": "试", "when": [], "target": "community"}
    codes = {"source": {"06", "23"}}
    with pytest.raises(Refused) as refused:
        read_rules([base | row], version=2, codes=codes.get)
    assert words in refused.value.fields["0"]


def test_two_rules_of_one_order_are_refused():
    row = {"order": 1, "name": "试", "when": [], "target": "community"}
    with pytest.raises(Refused) as refused:
        read_rules([row, row], version=2)
    assert "与另一条规则相同" in refused.value.fields["1"]


@given(
    st.booleans(),
    st.sampled_from(["R0", "R1", "R2", "R3", "R4"]),
    st.sampled_from(["", STREET]),
    st.sampled_from(["", COMMUNITY]),
    st.sampled_from(["", "06", "14", "23"]),
)
def test_every_case_gets_a_handler_or_lies_in_the_dispatchers_list(dv, risk, street, com, source):
    found = decide(is_dv=dv, risk=risk, street_code=street, community_code=com, source=source)
    assert (found.target is None) == found.fallback
    assert found.explanation
    if dv or risk == "R1":
        assert DISTRICT_OFFICE in (found.target, *found.notify)
