"""体检 in a real browser: a Word file, a workbook and a PDF; a decision; the next version."""

import io
import re
from pathlib import Path

import docx as word
import openpyxl
import pypdf
import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from hejia.accounts.demo import PASSWORD
from hejia.checker.tests.specimens.budgets import budget
from hejia.checker.tests.specimens.printed import as_pdf
from hejia.checker.tests.specimens.render import as_docx, as_xlsx
from hejia.checker.tests.test_formats import faulty
from hejia.kernel.district import door
from hejia.testing.browser import PHONE
from hejia.testing.cast import gather

FILES = {"表.docx": as_docx, "表.xlsx": as_xlsx, "表.pdf": as_pdf}
RUN = re.compile(r"/performance/checks/[0-9a-f-]{36}/")


@pytest.fixture
def clerk(committed_db, site: str, page: Page) -> Page:
    with door(settings.DISTRICT):
        gather()
    return enter(page, site)


def enter(page: Page, site: str) -> Page:
    page.set_default_timeout(15_000)
    page.goto(f"{site}/login/")
    page.get_by_label("登录名").fill("clerk")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile(r"/$"))
    return page


def check(page: Page, site: str, name: str, content: bytes) -> None:
    page.goto(f"{site}/")
    page.get_by_role("link", name="体检", exact=True).first.click()
    page.wait_for_url("**/performance/checks/")
    page.wait_for_load_state("networkidle")
    page.set_input_files("#id_file", {"name": name, "mimeType": "", "buffer": content})
    expect(page.get_by_text(name).first).to_be_visible()
    page.get_by_role("button", name="开始体检").click()
    page.wait_for_url(RUN)


def commented(name: str, path: Path) -> str:
    """What the annotated copy says at its marks."""
    if name.endswith(".docx"):
        return "".join(comment.text for comment in word.Document(str(path)).comments)
    if name.endswith(".xlsx"):
        book = openpyxl.load_workbook(path)
        cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
        return "".join(cell.comment.text for cell in cells if cell.comment)
    pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
    marks = [mark.get_object() for page in pages for mark in page.get("/Annots", [])]
    return "".join(str(mark.get("/Contents", "")) for mark in marks)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_checked_and_its_error_found_on_the_page(
    clerk: Page, site: str, name: str, tmp_path: Path
) -> None:
    check(clerk, site, name, FILES[name](faulty()))
    expect(clerk.locator(".ck-sum")).to_contain_text("1 处错误")
    clerk.locator(".ck-go").click()
    expect(clerk.locator("mark.ck-mark:has(:target)")).to_have_text("163.01")
    expect(clerk.locator("#f1")).to_be_in_viewport()
    clerk.get_by_role("button", name="下载结果").click()
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="带批注的副本").click()
    copy = tmp_path / download.value.suggested_filename
    download.value.save_as(copy)
    assert copy.name == name.replace(".", " 批注.")
    assert "43.01" in commented(name, copy)


def test_a_finding_is_waived_and_remembered_until_it_is_mended(clerk: Page, site: str) -> None:
    check(clerk, site, "表.docx", as_docx(faulty()))
    clerk.locator("summary", has_text="不采纳").click()
    clerk.get_by_role("button", name="确定不采纳").click()
    expect(clerk.get_by_text("不采纳要写明理由")).to_be_visible()
    clerk.get_by_label("理由").fill("含上年结转")
    clerk.get_by_label("理由").press("Enter")
    expect(clerk.locator(".ck-decision")).to_contain_text("含上年结转")
    expect(clerk.locator("#decided")).to_have_text("1")
    clerk.get_by_role("link", name="未处理").click()
    expect(clerk.locator(".ck-finding")).to_have_count(0)

    check(clerk, site, "表.docx", as_docx(faulty()))
    expect(clerk.get_by_text("第 2 版").first).to_be_visible()
    expect(clerk.locator(".ck-decision")).to_contain_text("含上年结转")
    again = {"name": "改好的.docx", "mimeType": "", "buffer": as_docx(budget(5))}
    clerk.get_by_label("新版文件").set_input_files(again)
    clerk.get_by_role("button", name="查新版").click()
    expect(clerk.get_by_text("没有发现问题")).to_be_visible()
    expect(clerk.get_by_text("1 条已消除")).to_be_visible()


def test_a_file_nobody_can_read_is_said_at_the_form(clerk: Page, site: str) -> None:
    clerk.goto(f"{site}/performance/checks/")
    broken = {"name": "坏.docx", "mimeType": "", "buffer": b"PK\x03\x04"}
    clerk.set_input_files("#id_file", broken)
    clerk.get_by_role("button", name="开始体检").click()
    expect(clerk.get_by_role("alert")).to_contain_text("《坏.docx》损坏")


def test_the_pages_fit_a_phone(committed_db, site: str, phone: Page) -> None:
    with door(settings.DISTRICT):
        gather()
    enter(phone, site)
    phone.goto(f"{site}/performance/checks/")
    phone.set_input_files(
        "#id_file", {"name": "表.pdf", "mimeType": "", "buffer": as_pdf(faulty())}
    )
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    phone.get_by_role("button", name="开始体检").click()
    phone.wait_for_url(RUN)
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    phone.locator(".ck-go").click()
    expect(phone.locator("#f1")).to_be_in_viewport()
    phone.get_by_role("link", name="回到清单").click()
    expect(phone.locator("#n1")).to_be_in_viewport()
