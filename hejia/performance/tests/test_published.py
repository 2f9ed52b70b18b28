"""The five published documents go in and come out again, cell by cell.

The texts lie outside the repository (../shared/seeds) and are never copied into it; without them
these tests are skipped.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hejia.performance.budgeting.book import eleven_tables, tables_document
from hejia.performance.budgeting.narrative import narrative
from hejia.performance.disclosure.overall import overall_table
from hejia.performance.disclosure.projects import projects_table
from hejia.performance.disclosure.scores import score_table
from hejia.performance.disclosure.tasks import task_table
from hejia.performance.figures import round_by
from hejia.performance.published import (
    baoan_scores,
    longgang_budget,
    longgang_projects,
    tianhe_tasks,
    yuelu_overall,
)
from hejia.performance.published.cells import find, flat, read_rows
from hejia.performance.published.tails import Group, Irreconcilable, settle
from hejia.performance.scoring import load, score
from hejia.performance.sheets import docx, html, pdf, placed, xlsx

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
published = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the published documents (../shared/seeds) are not on this machine"
)


def texts(table):
    """Rows of non-empty cell texts, white space removed."""
    rows = {}
    for spot in placed(table.rows):
        if spot.cell.text:
            rows.setdefault(spot.row, []).append(flat(spot.cell.text))
    return list(rows.values())


def printed_rows(number, first, last=""):
    """Rows of non-empty printed cells from the line `first` to the line before `last`."""
    found, inside = [], False
    for row in read_rows(find(SEEDS, number)):
        if row == [first]:
            inside = True
        elif last and row == [last]:
            break
        elif inside and len(row) > 1 and any(row):
            found.append([flat(cell) for cell in row])
    return found


def sides(rows):
    """Two-sided tables: (name, amount) on the left, and on the right, in order."""
    left = [tuple(row[:2]) for row in rows if row[0]]
    right = [tuple(row[2:4]) for row in rows if len(row) > 3 and row[2]]
    return left, right


def our_sides(table):
    return sides([[flat(cell.text) for cell in row] for row in table.rows])


@published
def test_document_004_two_sided_tables_come_out_cell_by_cell():
    facts = longgang_budget.read(find(SEEDS, "004"))
    tables = eleven_tables(facts)
    for place, first, last in ((0, "表 1", "表 3"), (5, "表 6", "表 7")):
        heads = {"收入", "项目"}
        theirs = sides([r for r in printed_rows("004", first, last) if r[0] not in heads])
        ours = our_sides(tables[place])
        assert [row for row in ours[0] if row[0] not in heads] == theirs[0]
        assert [row for row in ours[1] if row[0] not in {"支出", "项目"}] == theirs[1]


@published
@pytest.mark.parametrize(
    ("place", "first", "last"),
    [(2, "表 3", "表 6"), (6, "表 7", "表 8"), (7, "表 8", "表 9"), (8, "表 9", "表 10"),
     (9, "表 10", "表 11")],
)  # fmt: skip
def test_document_004_tables_come_out_cell_by_cell(place, first, last):
    table = eleven_tables(longgang_budget.read(find(SEEDS, "004")))[place]
    theirs = [[c for c in row if c] for row in printed_rows("004", first, last)]
    ours = texts(table)
    # A table over two pages prints its head twice.
    heads = theirs[0]
    assert ours == [heads, *[row for row in theirs[1:] if row != heads]]


@published
def test_document_004_targets_and_tasks_come_out_again():
    facts = longgang_budget.read(find(SEEDS, "004"))
    table = eleven_tables(facts)[10]
    everything = "".join("".join(row) for row in texts(table))
    rows = [[c for c in r if c] for r in printed_rows("004", "表 11")]
    amounts = [[c for c in row if c.isdigit()] for row in rows[3:] if row[-1] == "0"]
    ours = [
        [c for c in row if c.isdigit()] for row in texts(table) if row[-1] == "0" and len(row) > 3
    ]
    assert ours == amounts
    assert len(facts.targets) == 50
    for row in facts.targets:
        assert flat(row.name) in everything
        assert flat(row.value) in everything
    assert {row.level1 for row in facts.targets} == {"产出", "效益", "满意度"}


@published
def test_document_004_says_the_printed_differences():
    said = "".join(
        block.text for block in narrative(longgang_budget.read(find(SEEDS, "004"))).blocks
    )
    for words in (
        "部门预算收入 1310 万元，比 2021 年增加 278 万元",
        "人员支出 609 万元、公用支出 40 万元、对个人和家庭的补助支出 35 万元、项目支出 626 万元",
        "比 2021 年增加 5 万元，增长 250%",
        "比 2021 年增加 333 万元，增长 164.85%",
        "“三公”经费预算 4.3 万元，比 2021 年减少 4.2 万元，下降 49.41%",
        "政府采购预算共计 355 万元，其中货物采购 3 万元、工程采购 0 万元、服务采购 352 万元",
    ):
        assert words in said


@published
def test_document_003_scores_come_out_as_printed():
    document = baoan_scores.read(find(SEEDS, "003"))
    result = score(load("shenzhen-2023"), document.figures, document.judged)
    assert {item.name: item.score for item in result.items} == document.printed
    assert result.total == document.total
    rows = texts(score_table(result))
    assert rows[-1] == ["合计", "100", "合计", "100", "合计", "100", "97.61"]
    assert ["资产管理", "3", "固定资产利用率", "1", "1"] in rows


@published
def test_document_001_comes_out_but_for_its_misprinted_total():
    form = yuelu_overall.read(find(SEEDS, "001"))
    text = find(SEEDS, "001").read_text(encoding="utf-8")
    before_total = text[: text.index("总分")]
    theirs = [
        flat(line) for line in before_total.split("\n") if line.startswith("\t") and flat(line)
    ]
    ours = {cell for row in texts(overall_table(form).tables[0]) for cell in row}
    broken_over_lines = {"整体资金", "资金", "年度总", "绩", "年度", "实际", "经济效益", "社会效益",
                         "生态效益", "满意度", "项目"}  # fmt: skip
    missing = [cell for cell in theirs if cell not in ours and cell not in broken_over_lines]
    # 174.74 + 24.24 is 198.98; the printed 106.87% was computed from that, not from 198.8.
    assert missing == ["198.8"]
    assert {"198.98", "106.87%"} <= ours


@published
def test_document_002_comes_out_cell_by_cell():
    form = tianhe_tasks.read(find(SEEDS, "002"))
    rows = [row for row in read_rows(find(SEEDS, "002")) if len(row) > 1 and any(row)]
    theirs = [[flat(c) for c in row if c] for row in rows]
    assert texts(task_table(form).tables[0]) == theirs


@published
def test_document_000_comes_out_in_order_with_nothing_lost():
    rows = longgang_projects.read(find(SEEDS, "000"))
    document = projects_table("深圳市龙岗区妇女联合会", 2020, rows)
    ours = texts(document.tables[0])[3:]
    theirs = [
        [flat(c) for c in row if c] for row in read_rows(find(SEEDS, "000")) if row[0].isdigit()
    ]
    assert len(ours) == len(theirs) == 13
    for our, their in zip(ours, theirs, strict=True):
        # The form writes — where the document has nothing for problems and remedies.
        assert [c for c in our if c != "——"] == [c for c in their if c != "——"]
    assert all(len(row) == 26 for row in document.tables[0].rows[3:])


@published
def test_all_forms_draw_in_every_renderer():
    documents = [
        projects_table("区妇联", 2020, longgang_projects.read(find(SEEDS, "000"))),
        tables_document(longgang_budget.read(find(SEEDS, "004"))),
        overall_table(yuelu_overall.read(find(SEEDS, "001"))),
        task_table(tianhe_tasks.read(find(SEEDS, "002"))),
    ]
    for document in documents:
        assert pdf.render(document).startswith(b"%PDF")
        assert docx.render(document).startswith(b"PK")
        assert xlsx.render(document).startswith(b"PK")
        assert "<table" in html.render(document)


@settings(max_examples=40)
@given(cents=st.lists(st.integers(0, 10**7), min_size=2, max_size=12), split=st.integers(1, 11))
def test_any_rounded_table_can_be_settled(cents, split):
    exact = {str(i): Decimal(c) / 100 for i, c in enumerate(cents)}
    prints = {key: round_by("half-up", amount, 0) for key, amount in exact.items()}
    names = tuple(exact)
    cuts = [names[:split], names[split:], names]
    groups = [
        Group(str(i), part, round_by("half-up", sum(exact[n] for n in part), 0))
        for i, part in enumerate(cuts)
        if part
    ]
    try:
        settled = settle(prints, groups)
    except Irreconcilable:
        # Only where a printed 0 hides an amount: nothing printed as 0 is given one.
        assert any(prints[name] == 0 and exact[name] for name in names)
        return
    for name in names:
        assert round_by("half-up", settled[name], 0) == prints[name]
    for group in groups:
        assert round_by("half-up", sum(settled[n] for n in group.parts), 0) == group.printed


def test_figures_that_cannot_stand_together_are_refused():
    with pytest.raises(Irreconcilable, match="合计"):
        settle({"a": Decimal(10), "b": Decimal(20)}, [Group("合计", ("a", "b"), Decimal(40))])
