"""The pages: what they say, how many statements they take, and that typed words stay."""

import io
from datetime import date
from decimal import Decimal

import docx as python_docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hejia.accounts.public import district_federation
from hejia.performance.commands import budget as money
from hejia.performance.commands.budget import LineDraft
from hejia.performance.commands.units import open_unit
from hejia.performance.models import BudgetLine, Evaluation
from hejia.performance.queries.board import board
from hejia.performance.queries.money import budget_lines
from hejia.performance.tests.conftest import YEAR
from hejia.performance.tests.test_year import ENTERED, fill, take
from hejia.performance.workflow import EvaluationAction

pytestmark = pytest.mark.django_db


def root(unit):
    return f"/performance/units/{unit.pk}/{YEAR}"


def read(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_board_says_how_the_year_stands(enter, cast, unit, approved, pay):
    pay(approved[0], "250000")
    page = read(enter(cast.clerk), f"/performance/?year={YEAR}")
    assert "甲单位本级" in page
    assert "161" in page
    assert "15.53%" in page


def test_the_board_takes_five_statements_for_one_unit_and_for_fifty(cast, unit, approved):
    with CaptureQueriesContext(connection) as few:
        assert len(board(cast.clerk.sight, YEAR, date(YEAR, 9, 1)).rows) == 1
    for number in range(50):
        other = open_unit(
            agency_id=district_federation().id, code=f"U{number}", name=f"单位{number}",
            department="乙", authority="乙",
        )  # fmt: skip
        draft = LineDraft("2012901", "", "general", "personnel", Decimal(1000))
        money.add_line(unit_id=other.pk, year=YEAR, draft=draft, by=cast.clerk.sight)
    with CaptureQueriesContext(connection) as many:
        assert len(board(cast.clerk.sight, YEAR, date(YEAR, 9, 1)).rows) == 51
    assert len(few) == len(many) == 5


def test_the_budget_page_reads_its_lines_with_one_statement(unit, approved, enter_line):
    with CaptureQueriesContext(connection) as asked:
        rows = budget_lines(unit.pk, YEAR)
        assert [row.line.project.name for row in rows if row.line.project] == ["宣传"]
    assert len(asked) == 1


def test_a_refused_line_keeps_what_was_typed(enter, cast, unit):
    client = enter(cast.clerk)
    answer = client.post(
        f"{root(unit)}/budget/lines/new/",
        {"function": "2012901", "kind": "project", "source": "general", "amount": "12,345.60",
         "note": "说明文字"},
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请选择本单位本年度的项目" in page
    assert "12,345.60" in page
    assert "说明文字" in page
    assert not BudgetLine.objects.exists()


def test_the_clerk_pays_and_the_voucher_is_listed(enter, cast, unit, approved):
    client = enter(cast.clerk)
    answer = client.post(
        f"{root(unit)}/budget/lines/{approved[0].pk}/pay/",
        {"amount": "1,000.50", "on": f"{YEAR}-02-03", "voucher": "记-12", "purpose": "工资"},
    )
    assert answer.status_code == 302
    page = read(client, f"{root(unit)}/payments/")
    assert "记-12" in page
    assert "1,000.50" in page


@pytest.mark.parametrize("form", ["xlsx", "docx", "pdf"])
def test_the_eleven_tables_are_downloaded(enter, cast, unit, approved, form):
    answer = enter(cast.leader).get(f"{root(unit)}/tables/tables.{form}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content[:2] in (b"PK", b"%P")


def test_the_whole_text_waits_for_its_reasons(enter, cast, unit, approved):
    client = enter(cast.clerk)
    assert client.get(f"{root(unit)}/tables/book.docx").status_code == 422
    page = read(client, f"{root(unit)}/tables/")
    assert "还要写明的变动原因" in page
    said = {f"reason:{s}": "新增" for s in ("预算收支总体", "宣传", "“三公”经费", "机关运行经费")}
    assert client.post(f"{root(unit)}/tables/reasons", said).status_code == 302
    answer = client.get(f"{root(unit)}/tables/book.docx")
    text = "".join(p.text for p in python_docx.Document(io.BytesIO(answer.content)).paragraphs)
    assert "部门预算收入 161 万元" in text


def test_advice_stands_beside_a_refused_indicator(enter, cast, unit):
    answer = enter(cast.clerk).post(
        f"{root(unit)}/targets/0/indicators/0/",
        {"level2": "产出/质量", "name": "办结率", "comparator": "≥", "value": "100", "unit": "%",
         "weight": "10"},
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "比率不会超过 100%" in page


def test_the_evaluation_page_counts_what_is_missing_and_then_prints(enter, cast, unit, approved):
    client = enter(cast.clerk)
    page = read(client, f"{root(unit)}/evaluation/0/")
    assert "到报送还差" in page
    assert not Evaluation.objects.exists()
    fill(unit, cast.clerk, figures=ENTERED)
    page = read(client, f"{root(unit)}/evaluation/0/")
    assert "逐条查看" not in page
    assert f'<a href="{root(unit)}/payments/?only=operating"' in page
    take(unit, cast.clerk, EvaluationAction.SUBMIT)
    answer = client.get(f"{root(unit)}/evaluation/0/documents/report.docx")
    word = python_docx.Document(io.BytesIO(answer.content))
    assert "年度部门整体绩效自评报告" in word.paragraphs[0].text
    assert "草稿" not in answer["Content-Disposition"]


def test_a_stranger_finds_nothing_here(enter, cast, unit):
    for path in ("/performance/", f"{root(unit)}/", f"{root(unit)}/evaluation/0/"):
        assert enter(cast.stranger).get(path).status_code == 404


def test_every_page_of_an_empty_year_opens(enter, cast, unit):
    client = enter(cast.clerk)
    for path in (
        "", "budget/", "budget/?only=bought", "projects/", "tables/", "targets/0/", "rounds/",
        "evaluation/0/", "compare/", "surveys/", "payments/", "payments/?only=operating",
    ):  # fmt: skip
        read(client, f"{root(unit)}/{path}")
