"""The report: sections in order, figures from the snapshot, prose asked for where it is missing."""

import io
from dataclasses import replace
from decimal import Decimal

import docx as python_docx
import pytest

from hejia.performance.report import hunan, shenzhen
from hejia.performance.report.facts import Finance, ReportFacts, Standing
from hejia.performance.report.writer import Unwritten
from hejia.performance.scoring import load, score
from hejia.performance.sheets import Heading, Table, docx
from hejia.performance.tests.test_scoring import FIGURES, JUDGED

MONEY = Finance(
    initial_basic=Decimal("9968200"),
    initial_project=Decimal("13807300"),
    adjusted_basic=Decimal("9425100"),
    adjusted_project=Decimal("15581500"),
    final_basic=Decimal("9425100"),
    final_project=Decimal("15276300"),
    procurement_planned=Decimal("1555910"),
    procurement_spent=Decimal("1555860"),
    public_budget=Decimal("80000"),
    public_spent=Decimal("41600"),
)
STANDING = Standing(7, 6, 0, Decimal("5274900"), Decimal("5274900"), 16, 16, (Decimal("0.9358"),))


def facts(sections, length=1):
    result = score(load("shenzhen-2023"), FIGURES, JUDGED)
    texts = {section: f"{section}的文字。" * length for section in sections}
    return ReportFacts("甲部门", 2023, MONEY, STANDING, result, texts)


def said(document):
    return "".join(b.text for b in document.blocks if not isinstance(b, Table))


def test_the_shenzhen_report_states_the_snapshot_figures():
    text = said(shenzhen.report(facts(shenzhen.SECTIONS)))
    for words in (
        "年初部门预算数 2377.55 万元",
        "调增预算 123.11 万元，调整率为 5.18%",
        "预算执行率为 98.78%",
        "政府采购执行率为 99.99%",
        "财政供养人员控制率为 85.71%",
        "“三公”经费控制率为 52%",
        "自评得分 97.61 分",
        "得分率 94.95%",
        "预算执行率扣 0.38 分",
        "资产管理安全性扣 1 分",
    ):
        assert words in text


def test_first_level_headings_stand_in_the_order_of_the_form():
    document = shenzhen.report(facts(shenzhen.SECTIONS))
    heads = [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    assert heads == ["一、部门基本情况", "二、部门主要履职绩效分析", "三、总体评价和整改措施"]


@pytest.mark.parametrize("form", [shenzhen, hunan])
def test_an_unwritten_section_stops_the_report_but_not_the_draft(form):
    unwritten = facts(form.SECTIONS[1:])
    with pytest.raises(Unwritten) as stopped:
        form.report(unwritten)
    assert stopped.value.sections == (form.SECTIONS[0],)
    assert form.report(unwritten, draft=True).blocks


def test_the_hunan_report_names_the_execution_rate():
    assert "执行率 98.78%" in said(hunan.report(facts(hunan.SECTIONS)))


def test_a_year_without_adjustment_says_so():
    same = replace(
        MONEY, adjusted_basic=MONEY.initial_basic, adjusted_project=MONEY.initial_project
    )
    document = shenzhen.report(replace(facts(shenzhen.SECTIONS), finance=same))
    assert "没有调整预算" in said(document)


def test_thirty_pages_of_word_open_again():
    document = shenzhen.report(facts(shenzhen.SECTIONS, length=130))
    word = python_docx.Document(io.BytesIO(docx.render(document)))
    assert len(word.tables) == 1
    assert word.tables[0].rows[-1].cells[-1].text == "97.61"
    assert sum(len(p.text) for p in word.paragraphs) > 15000
