"""The Hunan department report (sections of document 001): five parts, short."""

from __future__ import annotations

from hejia.performance.report.facts import ReportFacts, change_rate, rate, wan
from hejia.performance.report.writer import Unwritten, Writer
from hejia.performance.sheets import Document

SECTIONS = ("部门职能", "项目支出说明", "绩效情况", "主要问题及原因分析", "改进措施和有关建议")


def report(facts: ReportFacts, *, draft: bool = False) -> Document:
    """The report. Raises Unwritten where prose is missing, unless it is a draft."""
    money, standing, year = facts.finance, facts.standing, facts.year
    writer = Writer(facts.texts)
    writer.head("一、部门（单位）概况")
    writer.head("（一）部门（单位）基本情况", 2)
    writer.prose("部门职能")
    writer.say(
        f"现有编制 {standing.establishment} 人，实有在职人员 {standing.staff} 人，"
        f"编外人员 {standing.extra_staff} 人。"
    )
    writer.head("（二）部门（单位）整体支出规模、使用方向和主要内容、涉及范围", 2)
    moved = money.adjusted - money.initial
    adjusted = (
        f"年中{'调增' if moved > 0 else '调减'} {wan(abs(moved))}"
        f"（{change_rate(moved, money.initial)}），"
        if moved
        else ""
    )
    writer.say(
        f"{year} 年批复部门预算 {wan(money.initial)}，{adjusted}全年预算数 {wan(money.adjusted)}，"
        f"上年结转 {wan(money.carried_in)}。{year} 年决算支出 {wan(money.final)}，执行率 "
        f"{rate(money.final, money.adjusted)}，其中基本支出 {wan(money.final_basic)}，"
        f"项目支出 {wan(money.final_project)}。"
    )
    writer.head("二、部门（单位）整体支出管理及使用情况")
    writer.head("（一）基本支出", 2)
    writer.say(
        f"基本支出 {wan(money.final_basic)}，其中日常公用经费 {wan(money.operating_spent)}；"
        f"“三公”经费支出 {wan(money.public_spent)}，预算 {wan(money.public_budget)}。"
    )
    writer.head("（二）项目支出", 2)
    writer.say(
        f"项目支出 {wan(money.final_project)}，全年预算数 {wan(money.adjusted_project)}，"
        f"执行率 {rate(money.final_project, money.adjusted_project)}。"
    )
    writer.prose("项目支出说明")
    writer.head("三、部门（单位）整体支出绩效情况")
    for sentence in standing.work:
        writer.say(sentence)
    writer.prose("绩效情况")
    writer.head("四、存在的主要问题及原因分析")
    writer.prose("主要问题及原因分析")
    writer.head("五、下一步改进措施和有关建议")
    writer.prose("改进措施和有关建议")
    if writer.missing and not draft:
        raise Unwritten(tuple(writer.missing))
    title = f"{year} 年度{facts.department}整体支出绩效自评报告"
    return Document(title, tuple(writer.blocks), cover=True)
