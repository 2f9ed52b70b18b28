"""The colour of a case (domain §1.2)."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejia.cases.grading import (
    RiskFacts,
    grade,
    is_downgrade,
    mediation_allowed,
    on_assessment_overdue,
)
from hejia.cases.vocabulary import RiskLevel, family_of, is_violence

QUIET = RiskFacts(screening="no")
VIOLENT = RiskFacts(is_dv=True, assessed=True)


@pytest.mark.parametrize(
    ("facts", "level", "why"),
    [
        ({"score": 6}, "R1", "scale_high"),
        ({"special_item": True}, "R1", "special_item"),
        ({"ongoing": True}, "R1", "ongoing"),
        ({"weapon": True}, "R1", "weapon"),
        ({"forms": frozenset({"17"})}, "R1", "weapon"),
        ({"strangled": True}, "R1", "strangled"),
        ({"forms": frozenset({"16"})}, "R1", "strangled"),
        ({"forms": frozenset({"18"})}, "R1", "lethal_act"),
        ({"threat_to_kill": True}, "R1", "threat_to_kill"),
        ({"threat_of_suicide": True}, "R1", "threat_of_suicide"),
        ({"forms": frozenset({"28"})}, "R1", "threat_of_suicide"),
        ({"dispute_type": "902"}, "R1", "self_harm"),
        ({"order_breached": True, "injury": "1"}, "R1", "breach_hurt"),
        ({"injury": "5"}, "R1", "grave_injury"),
        ({"fracture": True}, "R1", "grave_injury"),
        ({"protected_victim": True, "injury": "3"}, "R1", "protected_hurt"),
        ({"protected_victim": True, "forms": frozenset({"31"})}, "R1", "protected_hurt"),
        ({"score": 5}, "R2", "scale_medium"),
        ({"order_breached": True}, "R2", "breach"),
        ({"repeated": True}, "R2", "repeated"),
        ({"injury": "2"}, "R2", "injured"),
        ({"addiction": True}, "R2", "addiction"),
        ({"protected_victim": True}, "R2", "protected_victim"),
        ({"separation": True}, "R2", "separation"),
        ({"forms": frozenset({"24"})}, "R2", "separation"),
        ({"forms": frozenset({"32"})}, "R2", "sexual"),
        ({"warned_before": True}, "R2", "warned_before"),
        ({"screening": "unsafe"}, "R2", "unsafe_to_ask"),
        ({"score": 3}, "R3", "scale_low"),
        ({"violence": True}, "R3", "violence"),
        ({"injury": "1"}, "R3", "violence"),
        ({"injury": "9"}, "R3", "violence"),
        ({"pushing": True}, "R3", "violence"),
    ],
)
def test_each_fact_calls_for_its_colour_in_a_case_of_violence(facts, level, why):
    found = grade(replace(VIOLENT, **facts))
    assert found.level == level
    assert why in [reason.code for reason in found.reasons if reason.level == level]
    assert all(reason.basis for reason in found.reasons)


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({}, "R4"),
        ({"pushing": True}, "R3"),
        ({"conflict": True}, "R3"),
        ({"addiction": True}, "R3"),
        ({"protected_victim": True}, "R4"),
        ({"repeated": True}, "R2"),
        ({"threat_to_kill": True}, "R1"),
    ],
)
def test_without_violence_only_what_escalates_counts(facts, level):
    assert grade(replace(QUIET, **facts)).level == level


def test_violence_that_nobody_assessed_is_grey_and_never_yellow():
    for facts in ({"is_dv": True}, {"screening": "yes"}, {"is_dv": True, "pushing": True}):
        found = grade(RiskFacts(**facts))
        assert found.level == RiskLevel.R0
        assert found.reasons[0].code == "unassessed"
    assert grade(RiskFacts(is_dv=True, weapon=True)).level == RiskLevel.R1


def test_what_nobody_asked_is_not_called_blue():
    assert grade(RiskFacts()).level == RiskLevel.R0
    assert grade(RiskFacts(assessed=True)).level == RiskLevel.R4


def test_time_running_out_makes_unassessed_violence_orange_and_nothing_else():
    assert on_assessment_overdue("R0", is_dv=True) == RiskLevel.R2
    assert on_assessment_overdue("R0", is_dv=False) == RiskLevel.R0
    assert on_assessment_overdue("R1", is_dv=True) == RiskLevel.R1


def test_a_limit_may_make_it_red_but_never_lower_than_orange():
    assert on_assessment_overdue("R0", is_dv=True, becomes=RiskLevel.R1) == RiskLevel.R1
    assert on_assessment_overdue("R0", is_dv=True, becomes=RiskLevel.R4) == RiskLevel.R2


def test_lower_is_lower_and_ungraded_lowest():
    assert is_downgrade("R1", "R2")
    assert is_downgrade("R4", "R0")
    assert not is_downgrade("R0", "R4")
    assert not is_downgrade("R2", "R2")


def test_red_and_unassessed_violence_are_not_mediated():
    assert not mediation_allowed("R1", is_dv=False)
    assert not mediation_allowed("R0", is_dv=True)
    assert mediation_allowed("R0", is_dv=False)
    assert mediation_allowed("R2", is_dv=True)


def test_facts_are_taken_by_name_and_others_left_aside():
    known = RiskFacts.stated({"weapon": True, "note": "厨房", "forms": ["11"]}, is_dv=True)
    assert known == RiskFacts(is_dv=True, weapon=True, forms=frozenset({"11"}))
    assert grade(known).sentences()[0] == "持械或者有致命物（本区规定）"


FLAGS = [one.name for one in fields(RiskFacts) if one.type in ("bool", bool)]


@given(st.sets(st.sampled_from(FLAGS)), st.sampled_from(FLAGS))
def test_knowing_more_never_makes_a_case_look_safer(flags, another):
    """Assessing may: a grey case turns yellow or blue. Nothing else may."""
    before = grade(RiskFacts(**dict.fromkeys(flags, True)))
    after = grade(RiskFacts(**dict.fromkeys(flags | {another}, True)))
    if another in ("assessed", "is_dv", "violence") or RiskLevel.R0 in (before.level, after.level):
        assert after.level.severity >= before.level.severity or after.level == RiskLevel.R0
    else:
        assert after.level.severity >= before.level.severity


def test_types_know_their_family_and_violence_is_found_by_class_type_or_answer():
    assert [family_of(c) for c in ("110", "201", "902", "951", "993", "10", "")] == [
        "10", "20", "90", "95", "99", "10", "",
    ]  # fmt: skip
    assert is_violence("2", ["101"])
    assert is_violence("1", ["101", "205"])
    assert is_violence("1", ["101"], "yes")
    assert not is_violence("1", ["101"], "unsafe")
