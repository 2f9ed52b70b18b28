"""The Shenzhen department report (sections of document 003), with the score table in part three."""

from __future__ import annotations

from decimal import Decimal

from hejia.performance.budgeting.balance import ordinal_word
from hejia.performance.disclosure.scores import score_table
from hejia.performance.figures import divide, honest_percent, percent, plain
from hejia.performance.report.facts import ReportFacts, change_rate, rate, wan
from hejia.performance.report.writer import Unwritten, Writer
from hejia.performance.scoring import GroupScore, ItemScore, Result
from hejia.performance.sheets import Document, Paragraph

#: Prose a person writes, in the order of the report.
SECTIONS = (
    "部门主要职能",
    "年度总体工作和重点工作任务",
    "预算编制说明",
    "项目管理",
    "资产管理",
    "制度管理",
    "主要履职目标",
    "主要履职情况",
    "效果性",
    "公平性",
    "主要经验、做法",
    "存在的问题",
    "改进措施",
    "后续工作计划",
    "相关建议",
)


def report(facts: ReportFacts, *, draft: bool = False) -> Document:
    """The report. Raises Unwritten where prose is missing, unless it is a draft."""
    writer = Writer(facts.texts)
    writer.blocks.append(Paragraph(f"部门名称（公章）：{facts.department}", "center"))
    _basics(writer, facts)
    _performance(writer, facts)
    _evaluation(writer, facts)
    if writer.missing and not draft:
        raise Unwritten(tuple(writer.missing))
    title = f"{facts.year} 年度部门整体绩效自评报告"
    return Document(title, tuple(writer.blocks), size=10.5, cover=True)


def _basics(writer: Writer, facts: ReportFacts) -> None:
    money, year = facts.finance, facts.year
    writer.head("一、部门基本情况")
    writer.head("（一）部门主要职能", 2)
    writer.prose("部门主要职能")
    writer.head("（二）年度总体工作和重点工作任务", 2)
    writer.prose("年度总体工作和重点工作任务")
    writer.head(f"（三）{year} 年部门预算编制情况", 2)
    writer.say(
        f"{year} 年，年初部门预算数 {wan(money.initial)}，其中基本支出 {wan(money.initial_basic)}，"
        f"项目支出 {wan(money.initial_project)}。"
    )
    writer.prose("预算编制说明")
    writer.head(f"（四）{year} 年部门预算执行情况", 2)
    writer.head("1. 资金管理", 3)
    for sentence in _money_sentences(facts):
        writer.say(sentence)
    writer.head("2. 项目管理", 3)
    writer.prose("项目管理")
    writer.head("3. 资产管理", 3)
    writer.say(_assets(facts))
    writer.prose("资产管理")
    writer.head("4. 人员管理", 3)
    writer.say(_staff(facts))
    writer.head("5. 制度管理", 3)
    writer.prose("制度管理")


def _money_sentences(facts: ReportFacts) -> list[str]:
    money = facts.finance
    moved = money.adjusted - money.initial
    word = "调增" if moved >= 0 else "调减"
    adjusting = (
        f"{facts.year} 年{word}预算 {wan(abs(moved))}，"
        f"调整率为 {change_rate(moved, money.initial)}；调整后预算为 {wan(money.adjusted)}，"
        f"其中基本支出 {wan(money.adjusted_basic)}，项目支出 {wan(money.adjusted_project)}。"
        if moved
        else f"{facts.year} 年没有调整预算，全年预算数 {wan(money.adjusted)}。"
    )
    return [
        adjusting,
        f"部门决算数 {wan(money.final)}，预算执行率为 {rate(money.final, money.adjusted)}。"
        f"年初结转和结余 {wan(money.carried_in)}，"
        f"年末未支付的预算 {wan(money.adjusted - money.final)}。",
        f"政府采购计划金额 {wan(money.procurement_planned)}，实际支出 "
        f"{wan(money.procurement_spent)}，政府采购执行率为 "
        f"{rate(money.procurement_spent, money.procurement_planned)}。",
    ]


def _assets(facts: ReportFacts) -> str:
    standing = facts.standing
    idle = standing.asset_original - standing.asset_used
    return (
        f"截至 {facts.year} 年 12 月 31 日，固定资产原值 {wan(standing.asset_original)}，"
        f"在用 {wan(standing.asset_used)}，闲置 {wan(idle)}，固定资产利用率为 "
        f"{rate(standing.asset_used, standing.asset_original)}。"
    )


def _staff(facts: ReportFacts) -> str:
    standing = facts.standing
    control = (
        percent(_ratio(standing.staff, standing.establishment))
        if standing.establishment
        else "不适用"
    )
    return (
        f"截至 {facts.year} 年 12 月 31 日，核定编制 {standing.establishment} 人，"
        f"实有在编 {standing.staff} 人，财政供养人员控制率为 {control}；"
        f"编外人员 {standing.extra_staff} 人。"
    )


def _performance(writer: Writer, facts: ReportFacts) -> None:
    money = facts.finance
    writer.head("二、部门主要履职绩效分析")
    writer.head("（一）主要履职目标", 2)
    writer.prose("主要履职目标")
    writer.head("（二）主要履职情况", 2)
    writer.prose("主要履职情况")
    writer.head("（三）部门履职绩效情况", 2)
    writer.say(
        f"1. 经济性。“三公”经费预算 {wan(money.public_budget)}，实际支出 "
        f"{wan(money.public_spent)}，“三公”经费控制率为 "
        f"{rate(money.public_spent, money.public_budget)}。日常公用经费年初预算 "
        f"{wan(money.operating_initial)}，调整后预算 {wan(money.operating_adjusted)}，实际支出 "
        f"{wan(money.operating_spent)}，日常公用经费控制率为 "
        f"{rate(money.operating_spent, money.operating_adjusted)}。"
    )
    writer.say(f"2. 效率性。{_efficiency(facts)}")
    writer.say("3. 效果性。" + "".join(facts.standing.work))
    writer.prose("效果性")
    writer.say("4. 公平性。")
    writer.prose("公平性")


def _efficiency(facts: ReportFacts) -> str:
    standing = facts.standing
    quarters = "，".join(
        f"{ordinal_word(place)}季度 {percent(value)}"
        for place, value in enumerate(standing.quarters)
    )
    paced = f"各季度序时执行率为：{quarters}。" if quarters else ""
    return (
        f"计划完成项目 {standing.projects_planned} 个，已完成 {standing.projects_done} 个。{paced}"
    )


def _evaluation(writer: Writer, facts: ReportFacts) -> None:
    writer.head("三、总体评价和整改措施")
    writer.head("（一）部门整体支出绩效自评得分情况", 2)
    if facts.result is None:
        writer.missing.append("自评得分")
    else:
        _scores(writer, facts.result)
    writer.head("（二）预算绩效管理工作主要经验、做法", 2)
    writer.prose("主要经验、做法")
    writer.head("（三）部门整体支出绩效存在问题及改进措施", 2)
    writer.head("1. 存在的问题", 3)
    writer.prose("存在的问题")
    writer.head("2. 改进措施", 3)
    writer.prose("改进措施")
    writer.head("（四）后续工作计划、相关建议", 2)
    writer.head("1. 后续工作计划", 3)
    writer.prose("后续工作计划")
    writer.head("2. 相关建议", 3)
    writer.prose("相关建议")


def _scores(writer: Writer, result: Result) -> None:
    total = plain(result.total) if result.total is not None else "—"
    writer.say(f"自评指标体系总分为 100 分，自评得分 {total} 分，等级为“{result.grade}”。")
    writer.table(score_table(result))
    for place, group in enumerate(result.groups, start=1):
        writer.head(f"{place}. {group.name}指标分析", 3)
        writer.say(group_sentence(group))
        items = [item for item in result.items if item.group == group.name]
        for sentence in deductions(items):
            writer.say(sentence)


def group_sentence(group: GroupScore) -> str:
    """总分、得分、得分率 of a first-level group."""
    parts = "、".join(sub.name for sub in group.subgroups)
    return (
        f"{group.name}指标从{parts}等方面评价，总分 {plain(group.max)} 分，"
        f"得 {plain(group.score)} 分，得分率 {honest_percent(group.rate)}。"
    )


def deductions(items: list[ItemScore]) -> list[str]:
    """One sentence per item that lost points, from its own explanation."""
    return [
        f"{item.name}扣 {plain(item.max - item.score)} 分：{item.explanation}"
        for item in items
        if item.score < item.max
    ]


def _ratio(part: int, whole: int) -> Decimal:
    return divide(Decimal(part), Decimal(whole))
