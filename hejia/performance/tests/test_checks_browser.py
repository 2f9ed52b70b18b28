"""体检 in a real browser: a file is checked, its error found, waived, remembered, mended; the same
on a phone. What each format of file shows and gives back: test_checks."""

import re

import pytest
from playwright.sync_api import Page, expect

from hejia.checker.tests.specimens.budgets import budget
from hejia.checker.tests.specimens.render import as_docx
from hejia.checker.tests.test_formats import faulty
from hejia.performance.commands import checks as commands
from hejia.performance.tests.conftest import examined_here
from hejia.testing.browser import PHONE
from hejia.testing.browsing import log_in
from hejia.testing.cast import Cast

RUN = re.compile(r"/performance/checks/[0-9a-f-]{36}/")


@pytest.fixture(autouse=True)
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "examine", examined_here)


@pytest.fixture
def home(peopled: Cast, site: str) -> str:
    return site


def enter(page: Page, home: str) -> None:
    page.goto(f"{home}/login/")
    log_in(page, "clerk")
    page.wait_for_url(re.compile(r"/$"))


def check(page: Page, home: str, content: bytes) -> None:
    page.goto(f"{home}/performance/checks/", wait_until="networkidle")
    page.set_input_files("#id_file", {"name": "表.docx", "mimeType": "", "buffer": content})
    expect(page.get_by_text("表.docx").first).to_be_visible()
    page.get_by_role("button", name="开始体检").click()
    page.wait_for_url(RUN)


def test_a_file_is_checked_waived_and_remembered_until_it_is_mended(
    home: str, page: Page, phone: Page
) -> None:
    enter(page, home)
    check(page, home, as_docx(faulty()))
    expect(page.locator(".ck-sum")).to_contain_text("1 处错误")
    page.locator(".ck-go").click()
    expect(page.locator("mark.ck-mark:has(:target)")).to_have_text("163.01")
    expect(page.locator("#f1")).to_be_in_viewport()
    page.get_by_role("button", name="下载结果").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="带批注的副本").click()
    assert download.value.suggested_filename == "表 批注.docx"

    page.locator("summary", has_text="不采纳").click()
    page.get_by_role("button", name="确定不采纳").click()
    expect(page.get_by_text("不采纳要写明理由")).to_be_visible()
    page.get_by_label("理由").fill("含上年结转")
    page.get_by_label("理由").press("Enter")
    expect(page.locator(".ck-decision")).to_contain_text("含上年结转")
    expect(page.locator("#decided")).to_have_text("1")
    page.get_by_role("link", name="未处理").click()
    expect(page.locator(".ck-finding")).to_have_count(0)

    enter(phone, home)
    check(phone, home, as_docx(faulty()))
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    expect(phone.get_by_text("第 2 版").first).to_be_visible()
    expect(phone.locator(".ck-decision")).to_contain_text("含上年结转")
    phone.locator(".ck-go").click()
    expect(phone.locator("#f1")).to_be_in_viewport()
    phone.get_by_role("link", name="回到清单").click()
    expect(phone.locator("#n1")).to_be_in_viewport()

    again = {"name": "改好的.docx", "mimeType": "", "buffer": as_docx(budget(5))}
    phone.get_by_label("新版文件").set_input_files(again)
    phone.get_by_role("button", name="查新版").click()
    expect(phone.get_by_text("没有发现问题")).to_be_visible()
    expect(phone.get_by_text("1 条已消除")).to_be_visible()
