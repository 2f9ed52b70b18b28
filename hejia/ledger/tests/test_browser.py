"""The walk of a record in a real browser: a form, a photo, a return, an approval."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hejia.testing import browser
from hejia.testing.browsing import Enter


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "签到表.pdf"
    path.write_bytes(b"%PDF-1.4 sign-in")
    return path


def record(page: Page) -> str:
    """A draft made from the menu on; answers its address."""
    page.goto("/")
    page.get_by_role("link", name="工作台账").first.click()
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_role("link", name="活动", exact=True).last.click()
    page.get_by_label("名称").fill("普法进社区")
    page.get_by_label("主题").select_option("维权普法")
    page.get_by_label("地点").fill("社区广场")
    page.get_by_label("参加人次").fill("八十")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("alert").first).to_contain_text("还不能提交")
    expect(page.get_by_label("地点")).to_have_value("社区广场")
    page.get_by_label("场次").fill("2")
    page.get_by_label("参加人次").fill("80")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("普法进社区")
    return page.url


def test_a_record_is_told_returned_mended_and_approved(enter_page: Enter, photo: Path) -> None:
    writer = enter_page("community")
    address = record(writer)
    expect(writer.get_by_text("提交前请至少添加一份佐证材料")).to_be_visible()
    writer.get_by_label("种类").select_option("sign_in")
    writer.get_by_label("含个人信息").check()
    writer.locator("input[type=file]").set_input_files(photo)
    writer.get_by_role("button", name="添加材料").click()
    expect(writer.get_by_role("link", name="签到表.pdf")).to_be_visible()
    writer.get_by_role("button", name="提交审核").click()
    expect(writer.locator(".lg-status")).to_have_text("待审核")

    reader = enter_page("street")
    reader.goto(address)
    reader.locator("summary", has_text="退回修改").click()
    reader.get_by_label("理由").fill("请写明合作单位")
    reader.get_by_role("button", name="退回修改").click()
    expect(reader.locator(".lg-status")).to_have_text("已退回")

    writer.reload()
    expect(writer.get_by_text("请写明合作单位").first).to_be_visible()
    writer.get_by_role("link", name="修改").click()
    writer.get_by_label("合作单位").fill("某律师事务所")
    writer.get_by_role("button", name="保存草稿").click()
    writer.get_by_role("button", name="提交审核").click()

    reader.goto("/ledger/?status=submitted")
    reader.get_by_label("全选本页").check()
    reader.get_by_role("button", name="批量审核通过").click()
    expect(reader.get_by_text("已处理 1 条记录")).to_be_visible()
    reader.goto(address)
    expect(reader.locator(".lg-status")).to_have_text("已审核")


def test_the_pages_fit_a_phone(enter_page: Enter) -> None:
    page = enter_page("district", browser.PHONE)
    for path in ("", "?kind=activity", "calendar/", "plans/", "monitor/", "new/purchase/",
                 "import/activity/"):  # fmt: skip
        page.goto(f"/ledger/{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert (path, width) == (path, browser.PHONE[0])
