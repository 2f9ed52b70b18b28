"""Self-evaluation forms of single provinces."""

import random
from decimal import Decimal

from hejia.checker.tests.specimens.evaluations import GROUPS, INDICATOR_HEADER, NAMES
from hejia.checker.tests.specimens.model import Specimen, TableBlock, amount, percent, quantized

Rows = list[tuple[str, str, str, str, str, str, int, Decimal]]


def _drawn(rng: random.Random, most: int = 90) -> tuple[Rows, Decimal]:
    """(group, second, name, target, result, unit, weight, score) and the sum of the scores."""
    rows: Rows = []
    for group, seconds, points in GROUPS:
        share = [points // len(seconds)] * len(seconds)
        share[0] += points - sum(share)
        for second, weight in zip(seconds, share, strict=True):
            name, unit, base = NAMES[second]
            missed = rng.random() < 0.25 and unit == "场"
            done = base - 3 if missed else base
            score = quantized(Decimal(weight) * done / base, 2) if missed else Decimal(weight)
            target, result = (str(base), str(done)) if unit else ("健全", "健全")
            rows.append((group, second, name, target, result, unit, weight, score))
    return rows, sum((row[-1] for row in rows), Decimal(0))


def _money(rng: random.Random) -> tuple[Decimal, Decimal, Decimal]:
    plan = amount(rng, 20, 300)
    spent = quantized(plan * Decimal(rng.randrange(700, 1000)) / 1000, 2)
    return plan, spent, quantized(spent / plan * 10, 2)


def hunan_form(seed: int) -> Specimen:
    """部门整体支出绩效自评表: money by source and by use, then the indicators."""
    rng = random.Random(seed * 17 + 7)
    out = Specimen(f"hunan-{seed}", rng, stripped=rng.random() < 0.5)
    plan, spent, score = _money(rng)
    first = plan - amount(rng, 0, 9)
    basic = quantized(spent * Decimal(rng.randrange(400, 700)) / 1000, 2)
    out.say(f"{rng.randrange(2020, 2026)}年度部门整体支出绩效自评表")
    header = [
        ["省级预算部门名称", "某县妇女联合会", "", "", "", "", ""],
        [
            "年度预算申请（万元）",
            "年初预算数",
            "全年预算数",
            "全年执行数",
            "分值",
            "执行率",
            "得分",
        ],
    ]
    rate = out.fig(percent(spent, plan), 2, "rate", suffix="%")
    money = [
        [
            "年度资金总额",
            out.fig(first),
            out.fig(plan, 2, "fund"),
            out.fig(spent, 2, "fund"),
            "10",
            rate,
            out.fig(score, 2, "execution"),
        ],
        ["按收入性质分：", "", "", "", "按支出性质分：", "", ""],
        ["其中：一般公共预算：", out.fig(spent), "", "", "其中：基本支出：", out.fig(basic), ""],
        ["政府性基金拨款：", "", "", "", "项目支出：", out.fig(spent - basic), ""],
    ]
    out.blocks.append(TableBlock(header, money))
    out.blocks.append(_plain_indicators(out, rng, score, "总分"))
    out.say("填表人：张某  填报日期：2024年3月12日  联系电话：0731-1234567  单位负责人签字：")
    return out


def _plain_indicators(
    out: Specimen, rng: random.Random, execution: Decimal, label: str
) -> TableBlock:
    rows, total = _drawn(rng)
    body, last = [], ""
    for group, second, name, target, result, unit, weight, score in rows:
        lost = score < weight
        body.append(
            [
                group if group != last else "",
                second,
                name,
                f"≥{target}{unit}" if unit and second != "成本指标" else f"≤{target}{unit}",
                f"{result}{unit}",
                out.fig(weight, 0, "weight"),
                out.fig(score, 2 if lost else 0, "score"),
                "计划调整，已改进" if lost else "",
            ]
        )
        last = group
    whole = out.fig(total + execution, 2, "scoretotal")
    body.append([label, "", "", "", "", "100", whole, ""])
    return TableBlock([list(INDICATOR_HEADER)], body)


def chongqing_form(seed: int) -> Specimen:
    """Indicators with 计量单位, 指标性质, 得分系数 and 权重; 总分 in the head of the form."""
    rng = random.Random(seed * 19 + 9)
    out = Specimen(f"chongqing-{seed}", rng)
    plan, spent, score = _money(rng)
    rows, total = _drawn(rng)
    out.say(f"{rng.randrange(2020, 2026)}年度项目绩效自评表", "单位：万元")
    rate = out.fig(percent(spent, plan), 2, "rate")
    money = [
        ["年度总金额", out.fig(plan), out.fig(plan, 2, "fund"), out.fig(spent, 2, "fund"), rate],
        ["其中：财政拨款", out.fig(plan), out.fig(plan), out.fig(spent), ""],
    ]
    money[0] += ["10", out.fig(score, 2, "execution")]
    money[1] += ["", ""]
    header = ["项目资金", "年初预算数", "全年（调整）预算数", "全年执行数", "执行率（%）"]
    out.blocks.append(TableBlock([[*header, "执行率权重", "执行率得分"]], money))
    body = []
    for _, _, name, target, result, unit, weight, got in rows:
        share = quantized(got / weight * 100, 2)
        sign = "≥" if unit and unit != "万元" else "≤" if unit else "定性"
        body.append([name, unit, sign, target, target, result, out.fig(share, 2)])
        body[-1] += [out.fig(weight, 0, "weight"), out.fig(got, 2, "score"), "是"]
    head = [
        "指标名称",
        "计量单位",
        "指标性质",
        "年初指标值",
        "调整指标值",
        "全年完成值",
        "得分系数（%）",
        "指标权重（分）",
        "指标得分（分）",
        "是否核心指标",
    ]
    out.blocks.append(TableBlock([head], body))
    out.say(f"自评总分（分）：{out.fig(total + score, 2)}")
    return out


def shanghai_form(seed: int) -> Specimen:
    """Weights and scores by third-level indicator; the total in the last row as 合计."""
    rng = random.Random(seed * 23 + 11)
    out = Specimen(f"shform-{seed}", rng)
    plan, spent, score = _money(rng)
    year = rng.randrange(2020, 2026)
    out.say(f"{year}年度财政项目支出绩效自评表", "项目名称：家庭文明建设")
    out.say(
        f"全年预算数{out.fig(plan)}万元，全年执行数{out.fig(spent)}万元，预算执行率"
        f"{out.fig(percent(spent, plan), 2, 'completion')}%。"
    )
    rows, total = _drawn(rng)
    body = [["预算执行率", "", "预算执行率", "100%", "", "10", out.fig(score, 2, "score"), ""]]
    body[0][4] = out.fig(percent(spent, plan), 2, suffix="%")
    for group, second, name, target, result, unit, weight, got in rows:
        body.append([group, second, name, f"{target}{unit}", f"{result}{unit}"])
        body[-1] += [out.fig(weight, 0, "weight"), out.fig(got, 2, "score"), ""]
    body.append(["合计", "", "", "", "", "100", out.fig(total + score, 2, "scoretotal"), ""])
    head = ["一级指标", "二级指标", "三级指标", "年度目标值", "实际完成值", "权重", "得分", "备注"]
    out.blocks.append(TableBlock([head], body))
    grade = "优" if total + score >= 90 else "良"
    out.say(f"本项目自评得分{out.fig(total + score, 2)}分，绩效等级为“{grade}”。")
    return out


def yunnan_form(seed: int) -> Specimen:
    """指标性质, 指标值, 度量单位 in columns of their own; a blank column of reasons."""
    rng = random.Random(seed * 29 + 13)
    out = Specimen(f"yunnan-{seed}", rng)
    plan, spent, score = _money(rng)
    rows, total = _drawn(rng)
    out.say("公开14表", "项目支出绩效自评表", "单位：万元")
    first = plan - amount(rng, 1, 9)
    money = ["年度资金总额", out.fig(first), out.fig(plan, 2, "fund"), out.fig(spent, 2, "fund")]
    money += ["10", out.fig(percent(spent, plan), 2, "rate", suffix="%")]
    money.append(out.fig(score, 2, "execution"))
    head = ["项目资金", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
    out.blocks.append(TableBlock([head], [money]))
    body = []
    for group, second, name, target, result, unit, weight, got in rows:
        sign = "≤" if unit == "万元" else ">=" if unit else "="
        body.append([group, second, name, sign, target, unit, f"{result}{unit}"])
        body[-1] += [out.fig(weight, 0, "weight"), out.fig(got, 2, "score"), "无"]
    body.append(["其他需要说明的事项", *[""] * 8, "无"])
    body.append(["总分", *[""] * 6, "100", out.fig(total + score, 2, "scoretotal"), ""])
    header = [
        ["绩效指标", "", "", "", "", "", "", "", "", ""],
        ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "实际完成值"],
    ]
    header[1] += ["分值", "得分", "偏差原因分析及改进措施"]
    out.blocks.append(TableBlock(header[1:], body))
    out.say("备注：1.其他资金：请在“其他需要说明的事项”中注明资金来源。")
    return out
