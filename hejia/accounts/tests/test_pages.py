"""The main path of the back office in a real browser, on a desk's screen and on a phone."""

import re

from playwright.sync_api import Page, expect

from hejia.accounts.demo import PASSWORD
from hejia.testing.browsing import log_in

NEW = "Kite-Over-88"


def come_in(page: Page, site: str, login: str, password: str) -> None:
    page.goto(f"{site}/login/")
    log_in(page, login, password)


def fits(page: Page) -> bool:
    """Whether nothing stands out over the right edge."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return wide


def test_a_newcomer_is_let_in_given_a_post_and_sets_a_password(peopled, site, page):
    come_in(page, site, "sysadmin", PASSWORD)
    page.goto(f"{site}/backoffice/people/new/")
    page.get_by_label("登录名").fill("newcomer")
    page.get_by_label("姓名").fill("新演来")
    page.get_by_role("button", name="保存").click()
    code = page.locator(".secret").inner_text()
    page.get_by_role("link", name="已告知，去授予岗位").click()

    page.get_by_label("角色").select_option(label="督办员")
    page.get_by_label("机构").first.fill("龙岗区妇联")
    page.get_by_role("option", name=re.compile("^龙岗区妇联$")).click()
    page.get_by_role("button", name="授予岗位").click()
    expect(page.get_by_text("岗位已授予")).to_be_visible()
    expect(page.locator(".events li").first).to_contain_text("龙岗区妇联 · 督办员")
    assert fits(page)

    page.context.clear_cookies()
    come_in(page, site, "newcomer", code)
    expect(page).to_have_url(re.compile("/account/password/$"))
    page.get_by_label("原密码").fill(code)
    page.get_by_label("新密码", exact=True).fill("short")
    page.get_by_label("再输一次新密码").fill("short")
    page.get_by_role("button", name="修改密码").click()
    expect(page.get_by_role("alert").first).to_contain_text("至少 10 位")
    page.get_by_label("原密码").fill(code)
    page.get_by_label("新密码", exact=True).fill(NEW)
    page.get_by_label("再输一次新密码").fill(NEW)
    page.get_by_role("button", name="修改密码").click()
    expect(page.get_by_text("密码已修改")).to_be_visible()
    expect(page.locator("main")).to_contain_text("龙岗区妇联 · 督办员")


def test_a_role_is_changed_on_the_phone(peopled, site, phone):
    come_in(phone, site, "secadmin", PASSWORD)
    phone.goto(f"{site}/backoffice/roles/")
    phone.get_by_role("link", name="社区妇联").click()
    phone.get_by_label("签收").uncheck()
    assert fits(phone)
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_text("已保存，即时生效")).to_be_visible()
    phone.get_by_role("link", name="社区妇联").click()
    expect(phone.locator(".events")).to_contain_text("去掉 签收")
    expect(phone.get_by_label("签收")).not_to_be_checked()


def test_five_mistakes_are_told_with_their_end(peopled, site, page):
    for _ in range(5):
        come_in(page, site, "community", "Wrong-Password-1")
    expect(page.get_by_role("alert")).to_contain_text(
        re.compile(r"已锁定，请在 \d\d:\d\d:\d\d 之后再试")
    )


def test_the_pages_fit_the_phone_and_load_nothing_from_elsewhere(peopled, site, phone):
    elsewhere: list[str] = []
    phone.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((site, "data:")) else elsewhere.append(asked.url)
        ),
    )
    come_in(phone, site, "sysadmin", PASSWORD)
    for path in ("", "people/", "people/1/", "agencies/", "tokens/", "codes/source/", "calendar/"):
        phone.goto(f"{site}/backoffice/{path}")
        assert (path, fits(phone)) == (path, True)
    # The live updates of this system have a port of their own.
    assert [url for url in elsewhere if not url.endswith("/live")] == []
