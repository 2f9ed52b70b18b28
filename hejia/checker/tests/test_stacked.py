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
