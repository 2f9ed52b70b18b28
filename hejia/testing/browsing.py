"""What somebody does in a browser: comes in, chooses from lists, reports a case, takes a step."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from hejia.accounts.demo import PASSWORD
from hejia.testing import browser
from hejia.testing.cast import Cast

Enter = Callable[..., Page]


@pytest.fixture
def enter_page(peopled: Cast, site: str, chromium: Browser) -> Iterator[Enter]:
    """Opens a browser of its own for somebody, logged in; complains of errors in the page."""
    contexts, faults = [], []

    def enter(login: str, size: tuple[int, int] = browser.DESK) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", base_url=site
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{login}: {error}"))
        page.goto("/login/")
        log_in(page, login)
        page.wait_for_url(re.compile(r"/$"))
        return page

    yield enter
    for context in contexts:
        context.close()
    assert faults == []


def log_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Fill in the login page that is open."""
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def pick(page: Page, label: str, typed: str) -> None:
    """Choose the first match from a searched list with the keyboard alone."""
    named = page.get_by_role("combobox", name=re.compile(label))
    field = named.and_(page.locator("input")).first  # the select itself until the list stands
    field.click()
    field.press_sequentially(typed)
    page.locator(".combo-list:visible [role=option]").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")


def fill_report(page: Page, summary: str, *, community: str = "五和", screening: str = "") -> None:
    """Fill in the eight answers of a report; "" for `community` leaves it unknown."""
    page.get_by_text(screening or "否，没有").click()
    pick(page, "案件来源", "来访")
    pick(page, "纠纷类型", "离婚")
    page.get_by_label("简要情况").fill(summary)
    if community:
        pick(page, "所属社区", community)
    page.get_by_text("申请人", exact=True).first.click()
    page.get_by_label("姓名").first.fill("演示丙")
    page.get_by_label("联系电话").first.fill("15400000003")


def report(page: Page, summary: str, **stated: str) -> str:
    """Report a case in the browser; its number."""
    page.goto("/cases/report/")
    fill_report(page, summary, **stated)
    page.get_by_role("button", name="提交上报").click()
    expect(page.get_by_text("已登记，编号")).to_be_visible()
    return page.get_by_role("heading", level=1).inner_text().strip()
