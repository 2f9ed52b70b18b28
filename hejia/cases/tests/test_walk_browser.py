"""A case's whole life in real browsers, by the people whose work it is; and what may go wrong."""

import re

from playwright.sync_api import Page, expect

from hejia.testing.browsing import Enter, fill_report, log_in, pick, report

CASE = re.compile(r"/cases/[0-9a-f-]{36}/$")


def step(page: Page, name: str, *chosen: str, picked: dict[str, str] | None = None, **words: str):
    """Take a step of the case page: open it, answer, send; the page says that it is done."""
    page.get_by_role("link", name=name, exact=True).click()
    panel = page.locator("#panel")
    for answer in chosen:
        field, _, text = answer.rpartition("：")
        within = panel.get_by_role("group", name=re.compile(field)) if field else panel
        within.get_by_text(text, exact=True).first.click()
    for label, typed in (picked or {}).items():
        pick(page, label, typed)
    for name_of_field, text in words.items():
        panel.locator(f"[name={name_of_field}]").fill(text)
    panel.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text(f"“{name}”已完成")).to_be_visible()


def status(page: Page) -> str:
    return page.locator(".card-header .status").first.inner_text().strip()


def close(worker: Page, leader: Page) -> None:
    """The worker applies; the same person may not approve; another does."""
    step(
        worker,
        "申请办结",
        picked={"办结方式": "和解"},
        opinion="双方商定探望时间，已履行两周。",
    )
    expect(worker.get_by_role("link", name="同意办结", exact=True)).to_have_count(0)
    leader.goto(worker.url)
    step(leader, "同意办结", opinion="同意办结。")


def revisit(visitor: Page, url: str, satisfaction: str, result: str) -> None:
    visitor.goto(url)
    chosen = ["回访方式：电话", "通话环境：是", f"回访情况：{result}", f"满意度：{satisfaction}"]
    if satisfaction == "不满意":
        chosen.append("不满意的原因：诉求未解决")
    step(visitor, "回访", *chosen, content="电话回访，已逐项核对。")


def test_a_case_from_report_to_archive(enter_page: Enter) -> None:
    desk, worker = enter_page("desk"), enter_page("community")
    number = report(desk, "母亲反映探望时间未按约定，希望社区协调。（演示）")
    expect(worker.get_by_text(number).first).to_be_visible()  # the workbench, without reloading

    worker.goto("/cases/?tab=sign")
    worker.get_by_role("link", name=number).click()
    worker.wait_for_url(CASE)
    worker.get_by_role("button", name="签收", exact=True).click()
    expect(worker.get_by_text("“签收”已完成")).to_be_visible()
    step(worker, "首次联系", "联系方式：电话", "是否联系上本人：是", content="已与本人通话。")
    step(worker, "办理记录", picked={"办理方式": "当面"}, content="约双方到社区面谈。")
    leader, visitor = enter_page("approver"), enter_page("visitor")
    close(worker, leader)
    revisit(visitor, worker.url, "不满意", "反复")
    assert status(visitor) == "办理中"  # an unsatisfied person reopens the case by saying so

    worker.reload()
    step(worker, "办理记录", picked={"办理方式": "入户"}, content="入户走访，重新约定。")
    close(worker, leader)
    revisit(visitor, worker.url, "满意", "稳定")
    visitor.get_by_role("button", name="归档", exact=True).click()
    expect(visitor.get_by_text("“归档”已完成")).to_be_visible()
    assert status(visitor) == "已归档"
    expect(visitor.get_by_role("button", name="归档", exact=True)).to_have_count(0)


def test_a_dangerous_case_is_seen_at_street_and_district_and_cannot_be_put_off(
    enter_page: Enter,
) -> None:
    street, district, worker = map(enter_page, ("street", "leader", "community"))
    desk = enter_page("desk")
    desk.goto("/cases/report/")
    fill_report(desk, "妻子称丈夫持刀威胁，现躲在邻居家。（演示）", screening="是，有暴力")
    desk.locator("[name=weapon]").check()
    desk.get_by_role("button", name="提交上报").click()
    expect(desk.get_by_text("已登记，编号")).to_be_visible()
    number = desk.get_by_role("heading", level=1).inner_text().strip()
    for page in (street, district, worker):
        expect(page.get_by_text(number).first).to_be_visible()
    worker.goto(desk.url)
    expect(worker.get_by_text("不得劝和或调解").first).to_be_visible()
    expect(worker.get_by_role("link", name="退回", exact=True)).to_have_count(0)
    worker.get_by_role("button", name="签收", exact=True).click()
    expect(worker.get_by_text("“签收”已完成")).to_be_visible()
    expect(worker.get_by_role("link", name="中止", exact=True)).to_have_count(0)


def test_sending_twice_makes_one_case_and_going_back_offers_an_empty_form(
    enter_page: Enter,
) -> None:
    desk = enter_page("desk")
    desk.goto("/cases/report/")
    fill_report(desk, "夫妻因作息起争执。（演示）")
    key = desk.locator("input[name=id]").input_value()
    desk.get_by_role("button", name="提交上报").dblclick()
    desk.wait_for_url(CASE)
    assert key in desk.url
    desk.go_back()
    expect(desk.get_by_label("简要情况")).to_have_value("")
    desk.goto("/cases/search/?q=作息")
    expect(desk.locator("#list tbody tr")).to_have_count(1)


def test_a_login_that_ran_out_in_mid_form_loses_no_word(enter_page: Enter) -> None:
    desk = enter_page("desk")
    desk.goto("/cases/report/")
    fill_report(desk, "婆媳因带娃起争执。（演示）")
    desk.context.clear_cookies(name="sessionid")
    desk.get_by_role("button", name="提交上报").click()
    desk.wait_for_url(re.compile("/login/"))
    log_in(desk, "desk")
    desk.wait_for_url(re.compile("/cases/report/$"))
    expect(desk.get_by_text("已恢复本页上次没有提交的内容")).to_be_visible()
    desk.get_by_role("button", name="提交上报").click()
    expect(desk.get_by_text("已登记，编号")).to_be_visible()


def test_a_wrong_phone_is_told_and_rare_characters_are_kept(enter_page: Enter) -> None:
    desk = enter_page("desk")
    desk.goto("/cases/report/")
    fill_report(desk, "𠮷野、㐂子两家因婚礼费用起争执😀。（演示）", community="")
    desk.get_by_label("联系电话").first.fill("154000")
    desk.get_by_role("button", name="提交上报").click()
    desk.get_by_role("link", name=re.compile("电话号码应为")).click()
    assert desk.evaluate("document.activeElement.name") == "parties.0-phone"
    desk.keyboard.press("Control+A")
    desk.keyboard.type("15400000003")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("待分派清单")).to_be_visible()  # no address: the dispatcher's list
    expect(desk.get_by_text("𠮷野、㐂子两家因婚礼费用起争执😀。（演示）")).to_be_visible()
