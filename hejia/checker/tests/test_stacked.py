"""Tables pasted as text, each cell on its own line: read where rows agree, else left as text."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from hejia.checker.public import check_document, read_document
from hejia.checker.tests.specimens.budgets import final_account
from hejia.checker.tests.specimens.every import MAKERS
from hejia.checker.tests.specimens.model import Specimen
from hejia.checker.tests.specimens.render import as_text

HEAD = ["项目支出表", "", "项目名称", "预算数", "执行数", "执行率"]
ROWS = [
    "维权服务",
    "40",
    "36.5",
    "91.25%",
    "家庭教育",
    "20",
    "15",
    "75%",
    "儿童关爱",
    "10",
    "8",
    "80%",
]


def stacked(specimen: Specimen, blank: str) -> str:
    """The specimen with each cell on a line of its own, blank ones as given."""
    lines = as_text(specimen, "tabs").split("\n")
    cells = ((cell, line) for line in lines for cell in line.split("\t"))
    return "\n".join(cell or (blank if "\t" in line else "") for cell, line in cells)


def told(lines: list[str]) -> list[tuple[int | None, str, str]]:
    report = check_document("\n".join(lines).encode(), "粘贴.txt")
    return [(f.place.line, f.printed, f.expected) for f in report.hard]


def test_wrong_figure_is_told_on_its_own_line() -> None:
    assert told([*HEAD, *ROWS]) == []
    wrong = [*HEAD, *ROWS]
    wrong[9] = "93.25%"
    assert told(wrong) == [(10, "93.25", "91.25")]


@pytest.mark.parametrize("lost", range(len(ROWS)))
def test_table_that_lost_a_cell_is_left_as_text(lost: int) -> None:
    lines = [*HEAD, *ROWS[:lost], *ROWS[lost + 1 :]]
    document = read_document("\n".join(lines).encode(), "粘贴.txt")
    assert document.grids == []


def test_words_where_figures_stand_leave_it_as_text() -> None:
    lines = [*HEAD, *ROWS]
    lines[8] = "详见说明"
    assert read_document("\n".join(lines).encode(), "粘贴.txt").grids == []


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("blank", ["", "—"])
@pytest.mark.parametrize("seed", range(200, 203))
def test_clean_document_has_no_hard_finding(
    make: Callable[[int], Specimen], blank: str, seed: int
) -> None:
    assert check_document(stacked(make(seed), blank).encode(), "粘贴.txt").hard == ()


def test_falsified_figures_of_a_pasted_table_are_found() -> None:
    specimen = final_account(5)
    nodes = [i for i, mark in enumerate(specimen.marks) if "node" in mark.roles]
    assert nodes
    for index in nodes:
        wrong = specimen.falsified(index, specimen.marks[index].value + Decimal("3.11"))
        assert check_document(stacked(wrong, "—").encode(), "粘贴.txt").hard


SPACED = """2023年度支出决算表
科目编码 科目名称 合计 基本支出 项目支出
合计 633.74 472.85 160.89
201 一般公共服务支出 543.36 382.47 160.89
20126 档案事务 543.36 382.47 160.89
2012601 行政运行 363.12 363.12 0.00
2012604 档案馆 180.24 19.35 160.89
221 住房保障支出 90.38 90.38 0.00
22102 住房改革支出 90.38 90.38 0.00
2210201 住房公积金 58.27 58.27 0.00
2210203 购房补贴 32.11 32.11 0.00
注：本表反映部门本年度各项支出情况。
"""


@pytest.mark.parametrize(
    ("printed", "wrong"),
    [
        ("363.12 363.12 0.00", "363.12 336.12 0.00"),
        ("180.24 19.35 160.89", "180.24 19.35 106.89"),
        ("633.74", "637.34"),
        ("2210203 购房补贴 32.11 32.11", "2210203 购房补贴 32.11 23.11"),
    ],
)
def test_a_table_set_apart_by_single_blanks_is_reckoned(printed: str, wrong: str) -> None:
    assert check_document(SPACED.encode(), "样.txt").hard == ()
    assert check_document(SPACED.replace(printed, wrong, 1).encode(), "样.txt").hard


def test_a_row_that_cannot_be_read_keeps_the_table_out_of_the_sums() -> None:
    torn = SPACED.replace("2210203 购房补贴 32.11", "2210203，购房补贴 32.11")
    assert check_document(torn.encode(), "样.txt").hard == ()


def test_goals_repeated_beside_their_results_are_no_twins() -> None:
    text = (
        "年度总体目标 预期目标 实际完成情况\n\n"
        "印制宣传资料2万份，开展专题培训10期，处理来访来电300件次。\n\n"
        "印制宣传资料2万份，开展专题培训10期，处理来访来电318件次。\n"
    )
    assert check_document(text.encode(), "样.txt").hard == ()
