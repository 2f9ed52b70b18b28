"""Self-made documents: clean ones stay clean in every layout, a falsified figure is found."""

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from hejia.checker.public import Options, Report, check_document
from hejia.checker.tests.specimens.budgets import budget, final_account
from hejia.checker.tests.specimens.evaluations import disclosure, overall_report, project_table
from hejia.checker.tests.specimens.every import MAKERS
from hejia.checker.tests.specimens.faults import FAULTS, HARMLESS, Fault
from hejia.checker.tests.specimens.forms import hunan_form, shanghai_form, yunnan_form
from hejia.checker.tests.specimens.model import Specimen
from hejia.checker.tests.specimens.national import national_account
from hejia.checker.tests.specimens.regional import ningxia_budget, shanghai_budget
from hejia.checker.tests.specimens.render import LAYOUTS, as_docx, as_text, as_xlsx

ROLES = {
    budget: ("leaf", "total", "row", "growth", "share", "item", "balance"),
    final_account: ("node", "total", "completion", "share", "part"),
    project_table: ("fund", "rate", "execution", "weight", "scoretotal"),
    overall_report: ("adjustment", "twin", "group", "score3", "scorerate"),
    disclosure: ("rate", "quarter", "rowrate"),
    national_account: ("leaf", "node", "total", "row", "completion", "growth", "share", "part"),
    shanghai_budget: ("leaf", "node", "total", "row", "balance"),
    ningxia_budget: ("leaf", "node", "total", "row", "rate", "balance"),
    hunan_form: ("fund", "rate", "execution", "weight", "scoretotal"),
    shanghai_form: ("weight", "score", "scoretotal", "completion"),
    yunnan_form: ("fund", "rate", "execution", "weight", "scoretotal"),
}


def lost_first_cells(line: str) -> str:
    return line.lstrip("\t")


def bars_after_cells(line: str) -> str:
    return " | ".join(line.split("\t")) + " |"


def rendered(specimen: Specimen, layout: str) -> Report:
    if layout == "docx":
        return check_document(as_docx(specimen), "样本.docx", Options(bounded=False))
    if layout == "xlsx":
        return check_document(as_xlsx(specimen), "样本.xlsx", Options(bounded=False))
    return check_document(as_text(specimen, layout).encode(), "样本.txt")


@pytest.mark.parametrize("layout", [*LAYOUTS, "docx", "xlsx"])
@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("seed", range(100, 103))
def test_clean_document_has_no_hard_finding(
    make: Callable[[int], Specimen], layout: str, seed: int
) -> None:
    assert rendered(make(seed), layout).hard == ()


@pytest.mark.parametrize(
    ("make", "role"), [(make, role) for make, roles in ROLES.items() for role in roles]
)
def test_falsified_figure_is_found(make: Callable[[int], Specimen], role: str) -> None:
    specimen = make(7)
    index = next(i for i, mark in enumerate(specimen.marks) if role in mark.roles)
    mark = specimen.marks[index]
    step = Decimal("3.11") if mark.decimals else Decimal(1 if mark.value < 1000 else 3000)
    wrong = specimen.falsified(index, mark.value + step)
    assert rendered(specimen, "tabs").hard == ()
    assert rendered(wrong, "tabs").hard


@pytest.mark.parametrize(
    "text",
    [
        # rounded to 万元, declared
        "| 项目 | 预算数 |\n| 甲项工作 | 41 |\n| 乙项工作 | 84 |\n| 合计 | 124 |\n\n单位转换"
        "可能存在尾数误差。",
        # one in the last place
        "2023年预算数2377.56万元，其中基本支出996.82万元，项目支出1380.73万元。",
        # cut off just below the whole
        "政府采购计划金额为155.591万元，实际支出金额为155.586万元，政府采购执行率为99.99%。",
        # “其中” is not all of it
        "全年处置个案128613宗，其中情感纠纷122694宗，家庭暴力452宗，婚姻调解259宗。",
        # another rate than the two counts beside it
        "全年受理诉求106件，办结100件，按时办结率100%，群众满意率95%。",
        # over the first budget
        "全年预算10万元，比上年增加2万元，增长25%，完成率120%。",
        # a year as a figure, a telephone number, codes
        "2021-2025年规划，12338热线，深财〔2022〕311号，科目2012901。",
        # rough figures
        "全年服务约23万人次，其中线上约21.2万人次，线下约1.8万人次。",
    ],
)
def test_difference_that_is_no_error_is_left_alone(text: str) -> None:
    assert check_document(text.encode(), "样例.txt").hard == ()


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("loss", [lost_first_cells, bars_after_cells], ids=lambda f: f.__name__)
def test_lost_cells_are_no_errors(
    make: Callable[[int], Specimen], loss: Callable[[str], str]
) -> None:
    lines = as_text(make(3), "tabs").split("\n")
    text = "\n".join(loss(line) if "\t" in line else line for line in lines)
    assert check_document(text.encode(), "样本.txt").hard == ()


@pytest.mark.parametrize("fault", HARMLESS, ids=lambda fault: fault.name)
def test_harmless_difference_is_no_error(fault: Fault) -> None:
    for make in MAKERS:
        changed = fault.change(as_text(make(5), "tabs"), random.Random(1))
        if changed is not None:
            assert check_document(changed.encode(), "样本.txt").hard == ()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_in_words_is_told_by_its_rule(fault: Fault) -> None:
    texts = [as_text(make(seed), "tabs") for make in MAKERS for seed in (0, 2)]
    changed = [text for text in (fault.change(t, random.Random(2)) for t in texts) if text]
    told = [check_document(text.encode(), "样本.txt").findings for text in changed]
    assert changed
    assert any(f.rule.startswith(fault.rules + "-") for findings in told for f in findings)
