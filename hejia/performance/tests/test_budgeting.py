"""The eleven tables reconcile for any budget, and rounding happens only on the way out."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hejia.performance.budgeting.book import Unreasoned, book, eleven_tables, tables_document
from hejia.performance.budgeting.facts import BudgetFacts, TargetRow, Task
from hejia.performance.budgeting.lines import Line
from hejia.performance.budgeting.narrative import narrative
from hejia.performance.budgeting.subjects import Subject, SubjectTree
from hejia.performance.sheets import docx, html, pdf, placed, xlsx
from hejia.performance.vocabulary import FUND_SOURCES

SUBJECTS = [
    Subject("201", "一般公共服务支出"),
    Subject("20129", "群众团体事务"),
    Subject("2012901", "行政运行"),
    Subject("2012902", "一般行政管理事务"),
    Subject("221", "住房保障支出"),
    Subject("22102", "住房改革支出"),
    Subject("2210201", "住房公积金"),
    Subject("2210203", "购房补贴"),
]
TREE = SubjectTree(SUBJECTS, 2022)

LINES = st.builds(
    Line,
    unit=st.sampled_from(["甲单位", "乙单位"]),
    function=st.sampled_from(["2012901", "2012902", "2210201", "2210203"]),
    source=st.sampled_from(list(FUND_SOURCES)),
    kind=st.sampled_from(["personnel", "operating", "household", "project"]),
    amount=st.integers(0, 10**10).map(lambda cents: Decimal(cents) / 100),
    project=st.sampled_from(["项目一", "项目二"]),
    procurement=st.sampled_from(["", "goods", "services"]),
    enterprise=st.sampled_from(["", "medium", "small"]),
    three_public=st.sampled_from(["", "reception", "car_running"]),
)


def facts(lines, **more):
    return BudgetFacts("甲部门", "甲部门", 2022, tuple(lines), TREE, **more)


def exact(table):
    """Exact figures by (first text of the row, column)."""
    grid = {}
    for spot in placed(table.rows):
        if spot.cell.value is not None:
            grid[spot.row, spot.column] = spot.cell.value
    return grid


def row_named(table, text, column=0):
    return next(s.row for s in placed(table.rows) if s.column == column and s.cell.text == text)


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(LINES, min_size=1, max_size=25))
def test_the_tables_reconcile_for_any_budget(lines):
    whole = sum(line.amount for line in lines)
    t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11 = eleven_tables(facts(lines))
    last = row_named(t1, "收入总计")
    assert exact(t1)[last, 1] == exact(t1)[last, 3] == whole
    bottom = len(t2.rows) - 1
    assert exact(t2)[bottom, 1] == whole
    assert exact(t3)[len(t3.rows) - 1, 1] == whole
    basic, project = exact(t4)[len(t4.rows) - 1, 3], exact(t5)[len(t5.rows) - 1, 3]
    assert basic + project == whole
    fiscal = row_named(t6, "收入总计")
    assert exact(t6)[fiscal, 1] == exact(t6)[fiscal, 3]
    by_source = [
        sum(v for (r, c), v in exact(t).items() if c == 3 and t.rows[r][0].text)
        for t in (t7, t9, t10)
    ]
    assert sum(by_source) == exact(t6)[fiscal, 1]
    assert exact(t11)[row_named(t11, "金额合计", 1), 4] == whole
    assert exact(t8)[2 + 1, 2] == sum(
        line.amount for line in lines
        if line.unit == lines[0].unit and line.source == "general" and line.three_public
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(LINES, min_size=1, max_size=25))
def test_parents_in_the_subject_tree_are_exact_sums_of_their_children(lines):
    rows = TREE.rows(lines)
    for parent in rows:
        children = [
            r for r in rows if r.depth == parent.depth + 1 and r.code.startswith(parent.code)
        ]
        if children:
            assert parent.total == sum(child.total for child in children)
            assert parent.basic == sum(child.basic for child in children)


def test_a_parent_may_differ_from_its_rounded_children_and_the_note_says_so():
    lines = [
        Line("甲单位", "2210201", "general", "personnel", Decimal("406000")),
        Line("甲单位", "2210203", "general", "personnel", Decimal("836000")),
    ]
    table = eleven_tables(facts(lines))[6]
    shown = {r[1].text: r[3].text for r in table.rows}
    assert (shown["22102"], shown["2210201"], shown["2210203"]) == ("124", "41", "84")
    assert "尾数误差" in table.notes[0]


def test_an_unknown_subject_is_refused_by_name():
    lines = [Line("甲单位", "2012999", "general", "personnel", Decimal(1))]
    with pytest.raises(KeyError, match="2012999"):
        eleven_tables(facts(lines))


def test_a_subject_is_valid_only_in_its_years():
    tree = SubjectTree([*SUBJECTS, Subject("2012999", "旧科目", 2010, 2020)], 2021)
    with pytest.raises(KeyError):
        tree.name("2012999")


def test_an_empty_fund_table_says_that_there_is_none():
    lines = [Line("甲单位", "2012901", "general", "personnel", Decimal(1))]
    assert eleven_tables(facts(lines))[8].notes == ("注：本年度没有安排此类支出。",)


BUDGET = [
    Line("甲单位", "2012901", "general", "personnel", Decimal("3000000")),
    Line("甲单位", "2012902", "general", "project", Decimal("70000"), project="办公设备购置"),
]
PRIOR = (Line("甲单位", "2012902", "general", "project", Decimal("20000"), project="办公设备购置"),)


def test_the_text_speaks_from_the_same_lines_and_asks_for_reasons():
    text = narrative(facts(BUDGET, prior=PRIOR))
    assert set(text.missing) == {"预算收支总体", "办公设备购置"}
    said = "".join(block.text for block in text.blocks)
    assert "办公设备购置 7 万元。比 2021 年增加 5 万元，增长 250%。" in said
    with pytest.raises(Unreasoned, match="办公设备购置"):
        book(facts(BUDGET, prior=PRIOR))


def test_growth_on_a_zero_base_is_not_a_number():
    said = "".join(b.text for b in narrative(facts(BUDGET)).blocks)
    assert "上年为 0，增长率不适用" in said


def test_the_book_prints_in_every_form():
    reasons = {"预算收支总体": "增加项目", "办公设备购置": "更新设备"}
    whole = facts(
        BUDGET,
        prior=PRIOR,
        reasons=reasons,
        tasks=(Task("办公设备购置", "购置", "更新 <b> 设备"),),
        targets=(TargetRow("产出", "数量", "购置台数", "≥3 台"),),
    )
    for document in (book(whole), tables_document(whole)):
        assert pdf.render(document).startswith(b"%PDF")
        assert docx.render(document)[:2] == b"PK"
        assert xlsx.render(document)[:2] == b"PK"
        assert "更新 &lt;b&gt; 设备" in html.render(document)
