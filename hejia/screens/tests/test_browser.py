"""The main path in a real browser, at a desk and on a phone.

No live server runs here: open pages learn of changes by asking /live/pulse, as they do wherever
the stream cannot be had.
"""

import re

import pytest
from playwright.sync_api import Route, expect

from hejia.testing import browser
from hejia.testing.browsing import Enter, pick, report


@pytest.mark.parametrize("size", [browser.DESK, browser.PHONE], ids=["desk", "phone"])
def test_a_reported_case_appears_at_its_community_which_signs_and_handles_it(
    enter_page: Enter, size: tuple[int, int]
) -> None:
    community = enter_page("community", size)
    community.goto("/cases/?tab=sign")
    expect(community.get_by_text("没有在办的案件")).to_be_visible()
    number = report(enter_page("desk", size), "夫妻因探望时间起争执。（演示）")

    expect(community.get_by_role("link", name=number)).to_be_visible()  # without reloading
    community.get_by_role("link", name=number).click()
    community.get_by_role("button", name="签收").click()
    expect(community.get_by_text("“签收”已完成")).to_be_visible()
    community.get_by_role("link", name="首次联系").click()
    community.get_by_role("button", name="首次联系").click()
    expect(community.get_by_text("请填写联系情况。").first).to_be_visible()
    community.get_by_text("电话", exact=True).last.click()
    community.get_by_text("是", exact=True).click()
    community.get_by_label("联系情况").fill("已通话，约定明日面谈。")
    community.get_by_role("button", name="首次联系").click()
    expect(community.get_by_text("“首次联系”已完成")).to_be_visible()
    expect(community.get_by_text("已通话，约定明日面谈。")).to_be_visible()


def test_the_second_of_two_writers_keeps_the_words_and_may_send_them_again(
    enter_page: Enter,
) -> None:
    number = report(enter_page("desk"), "夫妻因家务分工起争执。（演示）")
    first, second = enter_page("community"), enter_page("community")
    for page in (first, second):
        page.goto("/cases/")
        page.get_by_role("link", name=number).click()
    first.get_by_role("button", name="签收").click()
    expect(first.get_by_text("“签收”已完成")).to_be_visible()
    first.goto(first.url + "handle_log/")
    second.goto(first.url)
    for page, words in ((first, "先写的一条。"), (second, "后写的一条。")):
        pick(page, "办理方式", "当面")
        page.get_by_label("办理情况").fill(words)
    first.get_by_role("button", name="办理记录").click()
    expect(first.get_by_text("“办理记录”已完成")).to_be_visible()
    second.get_by_role("button", name="办理记录").click()
    expect(second.get_by_text("情况已有变化")).to_be_visible()
    expect(second.get_by_label("办理情况")).to_have_value("后写的一条。")
    second.get_by_role("button", name="再次提交").click()
    expect(second.get_by_text("“办理记录”已完成")).to_be_visible()
    expect(second.get_by_text("先写的一条。")).to_be_visible()


def test_what_was_typed_survives_a_reload_and_is_forgotten_on_leaving(enter_page: Enter) -> None:
    page = enter_page("desk")
    page.goto("/cases/report/")
    page.get_by_label("简要情况").fill("写到一半的情况")
    page.wait_for_timeout(600)  # typing has paused, the draft is kept
    page.reload()
    expect(page.get_by_label("简要情况")).to_have_value("写到一半的情况")
    expect(page.get_by_text("已恢复本页上次没有提交的内容")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(re.compile(r"away\.html$"))
    assert page.evaluate("sessionStorage.length") == 0
    page.goto("/")
    expect(page).to_have_url(re.compile("/login/"))


def test_a_draft_brings_back_every_person_that_was_added(enter_page: Enter) -> None:
    page = enter_page("desk")
    page.goto("/cases/report/")
    names = page.get_by_label("姓名")
    for number in range(3):
        if number:
            page.get_by_role("button", name="再加一名当事人").click()
        names.nth(number).fill(f"演示第{number}人")
    page.locator("[name='parties.2-role']").last.check(force=True)
    page.wait_for_timeout(600)  # typing has paused, the draft is kept
    for _ in range(2):  # brought back, and kept once more from what was brought back
        page.reload()
        expect(names).to_have_count(3)
        for number in range(3):
            expect(names.nth(number)).to_have_value(f"演示第{number}人")
        expect(page.locator("[name='parties.2-role']:checked")).to_have_count(1)
        page.get_by_label("简要情况").fill("又写了几句")
        page.wait_for_timeout(600)


def test_a_stream_that_was_refused_is_opened_again_within_seconds(enter_page: Enter) -> None:
    page = enter_page("community")
    refused = []

    def behind_a_proxy(route: Route) -> None:
        refused.append(route.request.url)
        if len(refused) == 1:
            route.fulfill(status=502)
        else:
            route.fulfill(content_type="text/event-stream", body="event: hello\ndata: {}\n\n")

    page.route(re.compile(r"/live$"), behind_a_proxy)
    with page.expect_request(lambda _: len(refused) > 1):
        page.reload()
    expect(page.locator("html")).to_have_attribute("data-live-by", re.compile("stream|pulse"))


def test_a_form_keeps_its_words_when_the_network_is_gone(enter_page: Enter) -> None:
    number = report(enter_page("desk"), "夫妻因家庭开支起争执。（演示）")
    page = enter_page("community")
    page.goto("/cases/")
    page.get_by_role("link", name=number).click()
    page.get_by_role("button", name="签收").click()
    page.get_by_role("link", name="首次联系").click()
    page.get_by_label("联系情况").fill("断网前写下的话。")
    page.context.set_offline(True)
    page.get_by_role("button", name="首次联系").click()
    expect(page.get_by_text("网络不通，没有提交成功")).to_be_visible()
    expect(page.get_by_label("联系情况")).to_have_value("断网前写下的话。")
    page.context.set_offline(False)


@pytest.mark.parametrize("size", [browser.DESK, browser.PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(
    "path", ["/", "/cases/", "/cases/report/", "/cases/review/", "/cases/search/", "/notices/"]
)
def test_no_page_is_wider_than_the_screen(
    enter_page: Enter, size: tuple[int, int], path: str
) -> None:
    page = enter_page("street", size)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_keys_lead_to_search_report_and_help(enter_page: Enter) -> None:
    page = enter_page("desk")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url(re.compile("/cases/report/"))


def test_pages_load_nothing_from_elsewhere(enter_page: Enter, site: str) -> None:
    page = enter_page("desk")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/cases/report/", "/cases/search/"):
        page.goto(path)
    live = re.compile(r"^https?://[^/]+:\d+/live$")
    assert [
        url for url in asked if not url.startswith((site, "data:")) and not live.match(url)
    ] == []
