"""Five published documents, checked against a list made by hand.

The list holds line numbers, rules and figures only; how each was judged is in docs/checker.md.
What is not on it must not be called an error: rounding, declared 尾数误差, a rate cut off just
below 100 %, parts that are only “其中”.
"""

from pathlib import Path

import pytest

from hejia.checker.public import check_document

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not here")

# (line, printed, expected) of every hard error, by document
TRUE_ERRORS: dict[str, set[tuple[int, str, str]]] = {
    "000": {
        (14, "98.54", "100.00"),  # 137 of 137
        (14, "98.54", "80"),  # the same rate of the same 137 indicators, told twice
        (25, "100", "96"),  # 160 ÷ 166.60, and 96 in its own column
        (27, "99", "100"),  # 76.9 ÷ 77, and 100 in its own column
    },
    "001": {
        (25, "198.8", "198.98"),  # 174.74 + 24.24; the rate beside it fits 198.98
        (29, "", ""),  # 10 points for execution, no score
        (207, "2020", "2021"),  # what was reached, of the year before
        (318, "100", "110"),  # 100 for the indicators and 10 for execution
        (349, "", ""),  # the template's instruction instead of the section
    },
    "002": set(),
    "003": {(53, "4.92", "5.18")},  # divided by the adjusted budget, not the first one
    "004": {(23, "收入总表", ""), (25, "基本支出总表", ""), (26, "项目支出总表", "")},
}
KINDS = {
    "000": ("项目支出绩效自评表", 2020),
    "001": ("部门整体绩效自评表", 2021),
    "002": ("部门整体绩效自评表", 2021),
    "003": ("部门整体绩效自评报告", 2023),
    "004": ("部门预算", 2022),
}
SOFT_EXPECTED = {
    ("001", 26, "R4-spent"),
    ("001", 331, "R21-staff"),
    ("004", 90, "R20-reason"),
    ("004", 112, "R14-stale"),
    ("000", 14, "R24-unit"),
}


def seed(number: str) -> Path:
    return next(SEEDS.glob(f"{number}_*.txt"))


@needs_seeds
@pytest.mark.parametrize("number", sorted(TRUE_ERRORS))
def test_hard_findings_are_the_true_errors(number: str) -> None:
    report = check_document(seed(number))
    found = {(f.line, f.printed, f.expected) for f in report.hard}
    assert found == TRUE_ERRORS[number]


@needs_seeds
@pytest.mark.parametrize("number", sorted(KINDS))
def test_kind_and_year_are_understood(number: str) -> None:
    report = check_document(seed(number))
    assert (report.kind, report.year) == KINDS[number]


@needs_seeds
def test_doubtful_places_are_shown_as_soft() -> None:
    found = {
        (number, finding.line, finding.rule)
        for number in TRUE_ERRORS
        for finding in check_document(seed(number)).soft
    }
    assert found >= SOFT_EXPECTED


@needs_seeds
@pytest.mark.parametrize(
    ("number", "line", "right", "wrong"),
    [
        ("003", 43, "996.82", "995.82"),
        ("003", 123, "52%", "57%"),
        ("003", 145, "\t5\t5", "\t5\t4"),
        ("003", 177, "94.95", "95.94"),
        ("003", 131, "104 份", "114 份"),
        ("004", 62, "27%", "37%"),
        ("004", 68, "609", "690"),
        ("004", 102, "352", "325"),
        ("004", 299, "626\t0\t626", "662\t0\t626"),
        ("004", 333, "8.5", "8.3"),
        ("001", 74, "118.47", "114.87"),
        ("002", 9, "-128.88", "-182.88"),
    ],
)
def test_a_figure_made_wrong_is_found(number: str, line: int, right: str, wrong: str) -> None:
    lines = seed(number).read_bytes().decode().split("\n")
    assert right in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(right, wrong, 1)
    before = {(f.rule, f.line) for f in check_document(seed(number)).hard}
    after = {
        (f.rule, f.line) for f in check_document("\n".join(lines).encode(), f"{number}.txt").hard
    }
    assert after - before
