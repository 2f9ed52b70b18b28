"""Scoring: document 003 comes out as printed, and nothing is guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejia.performance.cli import evaluate as evaluate_file
from hejia.performance.figures import plain
from hejia.performance.scoring import FigureProblems, load, record_of, replay, score, shipped
from hejia.performance.scoring.engine import rounded
from hejia.performance.scoring.indicators import Indicator, score_indicator
from hejia.performance.scoring.rulesets import BrokenRuleSet, parse

FIGURES = {
    "政府采购计划金额": "155.591",
    "政府采购实际支出": "155.586",
    "季度序时执行率": ["93.58%", "80.74%", "100.88%", "99.87%"],
    "三公经费预算": "8",
    "三公经费支出": "4.16",
    "日常公用经费调整预算": "57.94",
    "日常公用经费支出": "57.94",
    "固定资产原值": "527.49",
    "固定资产在用": "527.49",
    "编制人数": "7",
    "在编人数": "6",
    "编外人数": "0",
    "计划完成项目数": "16",
    "已完成项目数": "16",
    "未完成重点工作数": "0",
    "年度资产清查": False,
}
JUDGED = {
    "预算编制合理性": "5",
    "预算编制规范性": "5",
    "绩效目标完整性": "3",
    "绩效指标明确性": "7",
    "财务合规性": "3",
    "预决算信息公开": "3",
    "项目实施程序": "2",
    "项目监管": "2",
    "管理制度健全性": "3",
    "社会效益等": "25",
    "群众信访办理情况": "3",
    "公众或服务对象满意度": "6",
}
PRINTED = {
    "预算编制合理性": "5", "预算编制规范性": "5", "绩效目标完整性": "3", "绩效指标明确性": "7",
    "政府采购执行情况": "1.99", "财务合规性": "3", "预决算信息公开": "3", "项目实施程序": "2",
    "项目监管": "2", "固定资产利用率": "1", "资产管理安全性": "1", "财政供养人员控制率": "1",
    "编外人员控制率": "1", "管理制度健全性": "3", "公用经费控制率": "5", "预算执行率": "5.62",
    "项目完成及时性": "6", "重点工作完成情况": "8", "社会效益等": "25", "群众信访办理情况": "3",
    "公众或服务对象满意度": "6",
}  # fmt: skip
SHENZHEN = "shenzhen-2023"


def evaluate(figures=None, judged=None):
    return score(load(SHENZHEN), {**FIGURES, **(figures or {})}, {**JUDGED, **(judged or {})})


def points(result, name):
    return next(item.score for item in result.items if item.name == name)


def problems_of(figures=None, judged=None, without=()):
    entered = {k: v for k, v in {**FIGURES, **(figures or {})}.items() if k not in without}
    given_points = {k: v for k, v in {**JUDGED, **(judged or {})}.items() if k not in without}
    with pytest.raises(FigureProblems) as refused:
        score(load(SHENZHEN), entered, given_points)
    return refused.value.problems


def test_every_item_of_document_003_comes_out_as_printed():
    result = evaluate()
    assert {i.name: i.score for i in result.items} == {k: Decimal(v) for k, v in PRINTED.items()}
    assert [g.score for g in result.groups] == [Decimal(20), Decimal("18.99"), Decimal("58.62")]
    assert result.total == Decimal("97.61")
    assert result.grade == "优"


def test_the_procurement_item_says_why_it_is_not_full():
    item = next(i for i in evaluate().items if i.name == "政府采购执行情况")
    assert "99.99%" in item.explanation
    assert "截去尾数" in item.explanation


@pytest.mark.parametrize("name", [*FIGURES, *JUDGED])
def test_a_missing_figure_is_named_and_only_that_one(name):
    problems = problems_of(without=(name,))
    assert [p.figure for p in problems] == [name]
    assert name in problems[0].message


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("编制人数", "0", "不能作分母"),
        ("日常公用经费支出", "579400", "元和万元"),
        ("在编人数", "6.5", "整数"),
        ("三公经费支出", "-1", "不可能小于 0"),
        ("三公经费支出", "四万", "不是一个数字"),
        ("三公经费支出", True, "应当是一个数字"),
        ("三公经费支出", "52%", "百分数"),
        ("三公经费支出", "NaN", "不是一个数字"),
        ("三公经费支出", "1e3", "不是一个数字"),
        ("在编人数", "86%", "百分数"),
        ("固定资产在用", "600", "固定资产原值"),
        ("已完成项目数", "17", "计划完成项目数"),
        ("季度序时执行率", ["93.58%", "80.74%", "100.88%"], "4 个百分数"),
        ("季度序时执行率", ["93.58", "80.74%", "100.88%", "99.87%"], "%"),
        ("年度资产清查", "也许", "“是”或“否”"),
    ],
)
def test_an_impossible_figure_is_named(name, value, words):
    (problem,) = problems_of({name: value})
    assert problem.figure == name
    assert words in problem.message


def test_judged_points_stay_within_the_item():
    (problem,) = problems_of(judged={"项目监管": "2.01"})
    assert problem.figure == "项目监管"
    assert "0 至 2 分" in problem.message


def test_a_computed_item_is_not_given_by_hand():
    (problem,) = problems_of(judged={"固定资产利用率": "1"})
    assert "由数字计算" in problem.message


def test_a_misspelt_figure_is_pointed_at():
    (problem,) = problems_of({"政府采购计划金": "1"}, without=("政府采购计划金额",))
    assert "政府采购计划金”" in problem.message


def test_buying_more_than_planned_earns_nothing():
    assert points(evaluate({"政府采购实际支出": "155.6"}), "政府采购执行情况") == 0


def test_asset_stocktaking_done_earns_the_point_back():
    assert points(evaluate({"年度资产清查": "是"}), "资产管理安全性") == 2
    judged_lower = evaluate({"年度资产清查": True}, {"资产管理安全性": "1.5"})
    assert points(judged_lower, "资产管理安全性") == Decimal("1.5")


def test_three_public_without_budget_and_spending_is_within_limits():
    assert points(evaluate({"三公经费预算": "0", "三公经费支出": "0"}), "公用经费控制率") == 5
    assert points(evaluate({"三公经费预算": "0", "三公经费支出": "1"}), "公用经费控制率") == 2


@given(done=st.integers(0, 10_000), planned=st.integers(1, 10_000))
def test_an_unfinished_item_never_rounds_to_full_marks(done, planned):
    done = min(done, planned)
    result = evaluate({"已完成项目数": str(done), "计划完成项目数": str(planned)})
    assert (points(result, "项目完成及时性") == 6) is (done == planned)


@given(cents=st.integers(0, 15_559_100))
def test_procurement_short_of_plan_never_shows_full(cents):
    spent = Decimal(cents) / 100_000
    earned = points(evaluate({"政府采购实际支出": str(spent)}), "政府采购执行情况")
    assert 0 <= earned <= 2
    assert (earned == 2) is (spent == Decimal("155.591"))


RATE = st.integers(0, 40_000).map(lambda n: Decimal(n) / 10_000)


@given(rates=st.lists(RATE, min_size=4, max_size=4), place=st.integers(0, 3), more=RATE)
def test_execution_is_bounded_and_monotone(rates, place, more):
    higher = list(rates)
    higher[place] = min(Decimal(4), rates[place] + more)
    low = points(evaluate({"季度序时执行率": [str(r) for r in rates]}), "预算执行率")
    high = points(evaluate({"季度序时执行率": [str(r) for r in higher]}), "预算执行率")
    assert 0 <= low <= high <= 6


@given(low=st.integers(0, 40), more=st.integers(0, 40))
def test_spending_more_public_money_never_earns_more(low, more):
    thrifty = points(evaluate({"三公经费支出": str(low)}), "公用经费控制率")
    lavish = points(evaluate({"三公经费支出": str(low + more)}), "公用经费控制率")
    assert 0 <= lavish <= thrifty <= 6


@given(
    item=st.sampled_from(load(SHENZHEN).items),
    raws=st.tuples(*[st.integers(0, 25_000_000)] * 2).map(sorted),
)
def test_rounding_keeps_the_order_and_no_unfinished_item_is_full(item, raws):
    low, high = (min(item.max, Decimal(raw) / 1_000_000) for raw in raws)
    (less, _), (more, _) = rounded(item, low), rounded(item, high)
    assert 0 <= less <= more <= item.max
    assert not item.full_only_when_complete or (more == item.max) is (high == item.max)


@given(
    judged=st.fixed_dictionaries({k: st.integers(0, int(v) * 10) for k, v in JUDGED.items()}),
    unfinished=st.integers(0, 9),
    staff=st.integers(0, 20),
)
def test_the_total_is_the_sum_of_bounded_items(judged, unfinished, staff):
    result = evaluate(
        {"未完成重点工作数": unfinished, "编外人数": staff},
        {k: str(Decimal(v) / 10) for k, v in judged.items()},
    )
    assert all(0 <= item.score <= item.max for item in result.items)
    assert result.total == sum(item.score for item in result.items)
    assert result.total == sum(group.score for group in result.groups)
    assert 0 <= result.total <= 100


@pytest.mark.parametrize("name", shipped())
def test_weights_of_every_shipped_set_total_100(name):
    ruleset = load(name)
    if ruleset.items:
        assert sum(item.max for item in ruleset.items) == 100
    for shape in ruleset.indicators.shapes if ruleset.indicators else ():
        assert shape.execution + sum(shape.weights.values()) == 100
    assert ruleset.source
    assert ruleset.certainty in ("src", "own", "own?")


def test_a_rule_set_whose_weights_do_not_total_100_is_refused():
    broken = b"""
id = "x"
region = "x"
year = 2026
version = 1
name = "x"
subject = "department"
source = "x"
certainty = "own"
[[items]]
name = "a"
group = "g"
subgroup = "s"
max = "99"
source = "x"
certainty = "own"
[[items.parts]]
method = "judged"
max = "99"
"""
    with pytest.raises(BrokenRuleSet):
        parse(broken)


# -- indicators a unit sets itself --

MONEY = {"年初预算数": "100", "全年预算数": "100", "全年执行数": "95"}


def indicator(level1, weight, comparator="≥", target="10", actual="10", name="", **more):
    return Indicator(
        name=name or f"{level1}{weight}",
        level1=level1,
        level2="数量",
        comparator=comparator,
        weight=Decimal(weight),
        target=Decimal(target),
        actual=Decimal(actual),
        **more,
    )


def national(*indicators, money=None):
    return score(load("national-project-2020"), {**MONEY, **(money or {})}, {}, indicators)


def test_the_national_form_weighs_10_50_30_10():
    result = national(indicator("产出", 50), indicator("效益", 30), indicator("满意度", 10))
    assert result.total == Decimal("99.5")


def test_without_satisfaction_its_ten_points_go_to_effects():
    assert national(indicator("产出", 50), indicator("效益", 40)).total == Decimal("99.5")


def test_with_a_cost_indicator_the_weights_shift():
    result = national(
        indicator("成本", 20, "≤", "10", "8"),
        indicator("产出", 40),
        indicator("效益", 20),
        indicator("满意度", 10),
    )
    assert result.total == Decimal("99.5")


def test_weights_that_do_not_fit_are_named():
    with pytest.raises(FigureProblems) as refused:
        national(indicator("产出", 55), indicator("效益", 30), indicator("满意度", 10))
    assert "“产出指标”的分值合计是 55，应为 50" in str(refused.value)


def test_direction_decides_the_formula():
    rule = load("national-project-2020").indicators
    assert score_indicator(rule, indicator("产出", 10, "≥", "10", "8")).score == 8
    assert score_indicator(rule, indicator("产出", 10, "≤", "8", "10")).score == 8
    assert score_indicator(rule, indicator("产出", 10, "=", "10", "12.5")).score == 8
    assert score_indicator(rule, indicator("产出", 10, ">", "10", "10")).score < 10


def test_reasons_are_asked_exactly_where_the_rules_ask():
    result = national(
        indicator("产出", 20, actual="9", name="少"),
        indicator("产出", 10, actual="14", name="多"),
        indicator("产出", 20, actual="13", name="正好"),
        indicator("效益", 30),
        indicator("满意度", 10),
        money={"全年预算数": "110"},
    )
    asked = {i.name: i.reason_required for i in result.items if i.reason_required}
    assert set(asked) == {"预算执行率", "少", "多"}
    assert asked["预算执行率"] == "执行率低于 90%；年中调整了预算"


def test_a_qualitative_grade_allows_only_its_band():
    with pytest.raises(FigureProblems) as refused:
        national(
            indicator("产出", 50),
            indicator("满意度", 10),
            indicator(
                "效益", 30, "定性", grade="部分达成并具有一定效果", coefficient=Decimal("0.9")
            ),
        )
    assert "得分系数 90% 不在 60% 至 80% 之间" in str(refused.value)


@given(
    comparator=st.sampled_from(["≥", "≤", "=", ">", "<"]),
    target=st.integers(0, 10_000),
    actual=st.integers(0, 10_000),
    weight=st.integers(1, 50),
)
def test_an_indicator_is_bounded_and_full_only_when_met(comparator, target, actual, weight):
    rule = load("national-project-2020").indicators
    row = indicator("产出", weight, comparator, str(target), str(actual))
    earned = score_indicator(rule, row)
    assert 0 <= earned.score <= weight
    satisfied = {
        "≥": actual >= target, "≤": actual <= target, "=": actual == target,
        ">": actual > target, "<": actual < target,
    }[comparator]  # fmt: skip
    assert (earned.score == weight) is satisfied


@given(target=st.integers(1, 5000), actual=st.integers(0, 9000), more=st.integers(0, 1000))
def test_an_indicator_is_monotone_in_its_direction(target, actual, more):
    rule = load("national-project-2020").indicators
    for comparator, sign in (("≥", 1), ("≤", -1)):
        here = score_indicator(rule, indicator("产出", 10, comparator, str(target), str(actual)))
        there = score_indicator(
            rule, indicator("产出", 10, comparator, str(target), str(actual + more))
        )
        assert (there.score - here.score) * sign >= 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target": "95%", "actual": "96"}, "一个写百分数、一个不写"),
        ({"name": "办结率", "target": "95%", "actual": "120%"}, "比率不可能超过 100%"),
        ({"target": "0"}, "总能达到"),
        ({"weight": "0"}, "应大于 0"),
        ({"actual": ""}, "缺少实际完成值"),
        ({"actual": "很多"}, "填的“很多”不是一个数字"),
        ({"actual": "-3"}, "不可能小于 0"),
    ],
)
def test_an_impossible_indicator_is_named(change, words):
    row = {"name": "调处", "level1": "产出", "comparator": "≥", "weight": "50", "target": "10",
           "actual": "10", **change}  # fmt: skip
    with pytest.raises(FigureProblems) as refused:
        evaluate_file({"ruleset": "national-project-2020", "figures": MONEY, "indicators": [row]})
    assert any(row["name"] in p.figure and words in p.message for p in refused.value.problems)


def test_indicators_must_be_there_and_be_told_once():
    with pytest.raises(FigureProblems, match="没有绩效指标"):
        national()
    with pytest.raises(FigureProblems, match="写了不止一次"):
        national(indicator("产出", 25), indicator("产出", 25), indicator("效益", 40))


def test_what_had_no_say_in_the_score_is_told():
    rows = [{"name": "调处", "level1": "产出", "comparator": "≥", "weight": "50", "target": "1"}]
    content = {"ruleset": SHENZHEN, "figures": FIGURES, "judged": JUDGED, "judge": {}}
    result = evaluate_file({**content, "indicators": rows})
    assert result.total == Decimal("97.61")
    assert [note[:7] for note in result.notes] == ["“judge”", "本规则不按单位"]


# -- forms without scores --


def test_the_guangzhou_form_has_rates_and_no_scores():
    figures = {"部门年初预算收入": "708.66", "部门调整预算收入": "579.78", "实际支出数": "579.77"}
    result = score(load("guangzhou-department-2021"), figures)
    assert result.total is None
    assert [rate.shown for rate in result.rates] == ["100.0%", "-18.2%"]
    assert "尚未全部完成" in result.rates[0].explanation


# -- replay and command line --


def test_a_stored_score_replays_and_a_tampered_one_does_not():
    record = record_of(evaluate(), FIGURES, JUDGED)
    assert replay(record) == []
    record.scores["预算执行率"] = "6"
    assert replay(record) == ["“预算执行率”原为 6，重算为 5.62。"]


def test_a_figure_that_the_rules_do_not_know_is_named_and_not_used():
    result = evaluate({"没有的数字": "1"})
    assert plain(result.total) == "97.61"
    assert result.notes == ("数字“没有的数字”不在本规则中，没有采用。",)
