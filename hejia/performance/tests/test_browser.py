"""A department's year in a real browser: budget, target, August with a red light, self-evaluation
with one return, the report downloaded; and the same pages on a phone."""

from decimal import Decimal
from pathlib import Path

import docx as python_docx
import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from hejia.accounts.public import district_federation
from hejia.kernel.district import door
from hejia.performance.commands.targets import IndicatorDraft, save_indicator
from hejia.performance.commands.units import load_subjects, open_unit
from hejia.performance.targeting import Draft
from hejia.performance.tests.conftest import INDICATORS
from hejia.performance.tests.test_scoring import JUDGED
from hejia.performance.tests.test_year import ENTERED
from hejia.testing import browser
from hejia.testing.browsing import Enter
from hejia.testing.cast import Cast


@pytest.fixture
def root(peopled: Cast) -> str:
    """The address of a department's present year."""
    with door(settings.DISTRICT):
        load_subjects()
        unit = open_unit(
            agency_id=district_federation().id, code="B1", name="甲单位本级", department="甲部门",
            authority="甲部门",
        )  # fmt: skip
        year = timezone.localdate().year
        for *words, weight in INDICATORS[1:]:  # the first is written on the page
            entered = IndicatorDraft(Draft(*words, Decimal(weight)), cumulative=True)
            save_indicator(
                unit_id=unit.pk, year=year, project_id=None, indicator_id=None, entered=entered,
                by=peopled.clerk.sight,
            )  # fmt: skip
        return f"/performance/units/{unit.pk}/{year}"


def press(page: Page, name: str) -> None:
    """Press a button that sends a form, and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def confirmed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    with page.expect_navigation():
        page.locator("#ask-yes").click()


def enter_budget(page: Page, root: str) -> None:
    page.goto(f"{root}/projects/0/")
    page.locator("[name=code]").fill("01")
    page.locator("[name=name]").fill("宣传")
    press(page, "保存")
    for kind, amount, project in (("operating", "1200000", ""), ("project", "400000", "宣传")):
        page.goto(f"{root}/budget/lines/new/")
        page.locator("select[name=kind]").select_option(kind)
        if project:
            page.locator("select[name=project]").select_option(label="01 宣传")
            page.locator("select[name=procurement]").select_option("services")
        page.locator("[name=amount]").fill(amount)
        press(page, "保存")
        expect(page.get_by_text("已增加一行明细")).to_be_visible()


def pay(page: Page, root: str, row: int, amount: str) -> None:
    page.goto(f"{root}/budget/")
    page.get_by_role("link", name="支付", exact=True).nth(row).click()
    page.locator("[name=amount]").fill(amount)
    page.locator("[name=on]").fill(f"{root[-4:]}-01-01")
    page.locator("[name=voucher]").fill(f"记-{row}")
    press(page, "登记支付")
    expect(page.get_by_text("支付已登记")).to_be_visible()


def write_target(page: Page, root: str) -> None:
    page.goto(f"{root}/targets/0/objective/")
    page.locator("[name=objective]").fill("做好调处。")
    press(page, "保存")
    level1, level2, name, sign, value, unit, weight = INDICATORS[0]
    page.goto(f"{root}/targets/0/indicators/0/")
    page.locator("select[name=level2]").select_option(f"{level1}/{level2}")
    page.locator("[name=name]").fill(name)
    page.locator("select[name=comparator]").select_option(sign)
    page.locator("[name=value]").fill(value)
    page.locator("[name=unit]").fill(unit)
    page.locator("[name=weight]").fill(weight)
    press(page, "保存")
    press(page, "提交")
    expect(page.get_by_text("待审核").first).to_be_visible()


def evaluate(page: Page, root: str) -> None:
    page.goto(f"{root}/evaluation/0/")
    for name, value in ENTERED.items():
        field = page.locator(f'[name="figure:{name}"]')
        if name == "年度资产清查":
            field.select_option(value)
        else:
            field.fill(value)
    press(page, "保存数字")
    for name, value in JUDGED.items():
        page.locator(f'[name="judged:{name}"]').fill(value)
    press(page, "保存评判")
    for field in page.locator('textarea[name^="text:"]').all():
        field.fill("如实填写。")
    press(page, "保存文字")
    press(page, "报送")


@pytest.mark.usefixtures("committed_db")
def test_a_clerk_takes_a_department_through_the_year(enter_page: Enter, root: str, tmp_path: Path):
    clerk, leader = enter_page("clerk"), enter_page("leader")
    enter_budget(clerk, root)
    leader.goto(f"{root}/budget/")
    confirmed(leader, "批复年初预算")
    expect(leader.get_by_text("年初预算已批复")).to_be_visible()
    pay(clerk, root, 0, "150000")
    write_target(clerk, root)
    leader.goto(f"{root}/targets/0/")
    press(leader, "批复")
    expect(leader.get_by_text("第 1 版")).to_be_visible()

    clerk.goto(f"{root}/rounds/")
    clerk.locator("[name=cutoff]").fill(f"{timezone.localdate():%Y-%m-%d}")
    press(clerk, "开始")
    expect(clerk.get_by_text("红灯").first).to_be_visible()
    while clerk.locator("a.btn-primary", has_text="填写").count():
        clerk.locator("a.btn-primary", has_text="填写").first.click()
        clerk.locator("[name=reason]").fill("招标推迟")
        clerk.locator("[name=measure]").fill("下月完成")
        press(clerk, "保存")
    confirmed(clerk, "报送")
    expect(clerk.get_by_text("监控已报送")).to_be_visible()

    evaluate(clerk, root)
    expect(clerk.get_by_text("待主管部门审核").first).to_be_visible()
    leader.goto(f"{root}/evaluation/0/")
    leader.get_by_label("退回的意见").fill("请补充资产管理情况")
    press(leader, "退回")
    clerk.goto(f"{root}/evaluation/0/")
    expect(clerk.get_by_text("请补充资产管理情况")).to_be_visible()
    clerk.locator('[name="text:资产管理"]').fill("已开展资产清查。")
    press(clerk, "保存文字")
    press(clerk, "报送")
    expect(clerk.get_by_text("待主管部门审核").first).to_be_visible()
    leader.goto(f"{root}/evaluation/0/")
    leader.get_by_label("审核得分").fill("66.5")
    press(leader, "审核通过")
    expect(leader.get_by_text("66.5 分").first).to_be_visible()

    with leader.expect_download() as download:
        leader.get_by_role("link", name="Word").first.click()
    download.value.save_as(tmp_path / "report.docx")
    word = python_docx.Document(str(tmp_path / "report.docx"))
    assert "部门整体绩效自评报告" in word.paragraphs[0].text
    assert word.tables[0].rows[-1].cells[0].text == "合计"

    _fits(enter_page("clerk", browser.PHONE), root)


def _fits(phone: Page, root: str) -> None:
    for path in ("", "budget/", "projects/", "tables/", "targets/0/", "rounds/", "evaluation/0/"):
        phone.goto(f"{root}/{path}")
        wide = phone.evaluate("document.documentElement.scrollWidth")
        assert (path, wide) == (path, browser.PHONE[0])
