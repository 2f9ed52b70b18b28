"""Specimens of self-evaluation tables and reports."""

import random
from decimal import Decimal

from hejia.checker.tests.specimens.model import (
    Specimen,
    TableBlock,
    amount,
    percent,
    quantized,
    split,
)

FUNDS = (
    ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["资金情况", "年初预算数", "调整后预算数", "全年执行数", "执行率", "分值", "得分"],
)
NAMES = {
    "数量指标": ("培训场次", "场", 12),
    "质量指标": ("培训合格率", "%", 95),
    "时效指标": ("任务按时完成率", "%", 98),
    "成本指标": ("项目总成本", "万元", 80),
    "社会效益指标": ("服务覆盖人次", "人次", 900),
    "可持续影响指标": ("长效机制健全性", "", 0),
    "服务对象满意度指标": ("受益群众满意度", "%", 90),
}
INDICATOR_HEADER = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)
GROUPS = (
    ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标"), 50),
    ("效益指标", ("社会效益指标", "可持续影响指标"), 30),
    ("满意度指标", ("服务对象满意度指标",), 10),
)
SHENZHEN = (
    (
        "部门决策",
        (
            ("预算编制", (("预算编制合理性", 5), ("预算编制规范性", 5))),
            ("目标设置", (("绩效目标完整性", 3), ("绩效指标明确性", 7))),
        ),
    ),
    (
        "部门管理",
        (
            ("资金管理", (("政府采购执行情况", 2), ("财务合规性", 3), ("预决算信息公开", 3))),
            ("项目管理", (("项目实施程序", 2), ("项目监管", 2))),
            ("资产管理", (("固定资产利用率", 1), ("资产管理安全性", 2))),
            ("人员管理", (("财政供养人员控制率", 1), ("编外人员控制率", 1))),
            ("制度管理", (("管理制度健全性", 3),)),
        ),
    ),
    (
        "部门绩效",
        (
            ("经济性", (("公用经费控制率", 6),)),
            ("效率性", (("预算执行率", 6), ("项目完成及时性", 6), ("重点工作完成情况", 8))),
            ("效果性", (("社会效益等", 25),)),
            ("公平性", (("群众信访办理情况", 3), ("服务对象满意度", 6))),
        ),
    ),
)


def project_table(seed: int) -> Specimen:
    """项目支出绩效自评表: money, indicators, total."""
    rng = random.Random(seed)
    year = rng.randrange(2019, 2026)
    out = Specimen(f"project-{seed}", rng, stripped=rng.random() < 0.3)
    out.say(f"{year}年度项目支出绩效自评表", f"项目名称：某项工作经费{seed}")
    out.blocks.append(_funds(out, rng))
    out.blocks.append(_indicators(out, rng))
    return out


def overall_report(seed: int) -> Specimen:
    """部门整体绩效自评报告 with the 21 indicators and the usual sentences."""
    rng = random.Random(seed)
    out = Specimen(f"report-{seed}", rng)
    year = rng.randrange(2019, 2026)
    first = amount(rng, 900, 3000)
    more = amount(rng, 20, 200)
    after = first + more
    spent = quantized(after * Decimal(rng.randrange(880, 999)) / 1000, 2)
    basic = quantized(after * Decimal(rng.randrange(30, 60)) / 100, 2)
    out.say(
        f"{year}年度部门整体绩效自评报告",
        f"部门名称（公章）：某区妇女联合会{seed}",
        "一、部门基本情况",
    )
    out.say(
        f"{year}年，调增预算{out.fig(more)}万元，调整率"
        f"为{out.fig(percent(more, first), 2, 'adjustment')}%，调整后预算"
        f"为{out.fig(after, 2, 'head')}万元，"
        f"其中基本支出{out.fig(basic, 2, 'part')}万元，项目支"
        f"出{out.fig(after - basic, 2, 'part')}万元。"
        f"部门决算数{out.fig(spent)}万元，年部门预算执行率为{out.fig(percent(spent, after), 2)}%。"
    )
    plan = amount(rng, 8, 40)
    real = quantized(plan * Decimal(rng.randrange(30, 99)) / 100, 2)
    out.say(
        f"“三公”经费年初预算安排为{out.fig(plan)}万元，实际支出数为{out.fig(real)}万元，“三公”"
        f"经费控制率为{out.fig(percent(real, plan), 2, 'control')}%。"
    )
    cases = [rng.randrange(50, 900) for _ in range(3)]
    sentence, again = (_told(out, cases) for _ in range(2))
    out.say(sentence, "二、部门履职绩效情况", again, "三、自评得分情况", "表1：自评得分一览表")
    block, scores = _shenzhen(out, rng)
    out.blocks.append(block)
    for name, whole, got in scores:
        out.say(
            f"{name}指标总分{out.fig(whole, 0)}分，评价得分{out.fig(got, 2)}分，得分"
            f"率{out.fig(percent(got, whole), 2, 'scorerate')}%。"
        )
    return out


def disclosure(seed: int) -> Specimen:
    """One row per project with budget, spending and rate, as Longgang publishes them."""
    rng = random.Random(seed)
    year = rng.randrange(2019, 2026)
    out = Specimen(f"disclosure-{seed}", rng, stripped=rng.random() < 0.5)
    out.say(f"{year}年度某区妇女联合会部门预算项目绩效自评情况公开表", "单位：万元")
    header = [
        "序号",
        "项目名称",
        "项目年度预算金额",
        "实际支出金额",
        "其中：财政拨款",
        "预算支出执行率",
        "年初绩效目标",
        "完成情况",
        "问题",
        "整改情况",
    ]
    body = []
    for number in range(1, rng.randrange(6, 14)):
        plan = amount(rng, 5, 200)
        spent = quantized(plan * Decimal(rng.randrange(800, 1000)) / 1000, 2)
        quarters = split(rng, spent, 4)
        told = "；".join(
            f"第{n}季度支付{out.fig(q, 2, 'quarter')}万元"
            for n, q in zip("一二三四", quarters, strict=True)
        )
        rate = out.fig(percent(spent, plan), 2, "rowrate")
        text = (
            f"全年累计支付{out.fig(spent, 2, 'head')}万元，其中：{told}，年度预算执行率是{rate}%。"
        )
        body.append(
            [
                str(number),
                f"第{number}项工作",
                out.fig(plan),
                out.fig(spent),
                out.fig(spent),
                out.fig(percent(spent, plan), 2, "rate", suffix="%"),
                "按计划完成全年各项任务，提高服务质量和水平。",
                text,
                "——",
                "——",
            ]
        )
    out.blocks.append(TableBlock([header], body))
    return out


def _told(out: Specimen, cases: list[int]) -> str:
    """A sentence that stands in the report twice."""
    total, notices, orders, visits = (
        out.fig(sum(cases), 0),
        out.fig(cases[0], 0),
        out.fig(cases[1], 0, "twin"),
        out.fig(cases[2], 0),
    )
    return f"全年共处置个案{total}宗，开具告诫书{notices}份，核发保护令{orders}份，回访{visits}次。"


def _funds(out: Specimen, rng: random.Random) -> TableBlock:
    header = rng.choice(FUNDS)
    plan = amount(rng, 20, 300)
    spent = quantized(plan * Decimal(rng.randrange(700, 1000)) / 1000, 2)
    rate = percent(spent, plan)
    score = quantized(rate / 10, 2)
    parts = split(rng, plan, 3)
    used = [quantized(part * spent / plan, 2) for part in parts[:2]]
    used.append(spent - sum(used))
    labels = ("其中：财政拨款", "上年结转资金", "其他资金")
    rate_first = header[4] == "执行率"
    tail = [out.fig(rate, 2, "rate", suffix="%"), "10", out.fig(score, 2, "execution")]
    row = [
        "年度资金总额",
        out.fig(plan),
        out.fig(plan, 2, "fund"),
        out.fig(spent, 2, "fund"),
        *tail,
    ]
    if not rate_first:
        row[4], row[5] = row[5], row[4]
    body = [row]
    for label, a, b in zip(labels, parts, used, strict=True):
        share = out.fig(percent(b, a), 2, "rate", suffix="%")
        cells = [share, "—", "—"] if rate_first else ["—", share, "—"]
        body.append(
            [label, out.fig(a), out.fig(a, 2, "fundpart"), out.fig(b, 2, "fundpart"), *cells]
        )
    out.execution_score = score
    return TableBlock([header], body)


def _indicators(out: Specimen, rng: random.Random) -> TableBlock:
    body, total = [], out.execution_score
    for group, seconds, points in GROUPS:
        weights = [points // len(seconds)] * len(seconds)
        weights[0] += points - sum(weights)
        shown = f"{group}（{points}分）" if rng.random() < 0.5 else group
        for index, (second, weight) in enumerate(zip(seconds, weights, strict=True)):
            name, unit, base = NAMES[second]
            lost = rng.random() < 0.2
            score = Decimal(weight) - (Decimal("0.5") if lost else 0)
            total += score
            target = f"≥{base}{unit}" if unit else "健全"
            if second == "成本指标":
                target = f"≤{base}{unit}"
            actual = f"{base}{unit}" if unit else "已健全"
            body.append(
                [
                    shown if index == 0 else "",
                    second,
                    name,
                    target,
                    actual,
                    out.fig(weight, 0, "weight"),
                    out.fig(score, 1 if lost else 0, "score"),
                    "工作安排调整，下步加强。" if lost else "",
                ]
            )
    body.append(["总分", "", "", "", "", "100", out.fig(total, 2, "scoretotal"), ""])
    return TableBlock([list(INDICATOR_HEADER)], body)


def _shenzhen(
    out: Specimen, rng: random.Random
) -> tuple[TableBlock, list[tuple[str, Decimal, Decimal]]]:
    header = [
        ["评价指标", "", "", "", "", "", "得分"],
        ["一级指标", "", "二级指标", "", "三级指标", "", ""],
        ["名称", "分值", "名称", "分值", "名称", "分值", ""],
    ]
    body: list[list[str]] = []
    results = []
    for first, seconds in SHENZHEN:
        whole = sum(weight for _, thirds in seconds for _, weight in thirds)
        got = Decimal(0)
        opened = False
        for second, thirds in seconds:
            for index, (third, weight) in enumerate(thirds):
                score = Decimal(weight) - (
                    Decimal(rng.randrange(1, 60)) / 100 if rng.random() < 0.15 else 0
                )
                got += score
                head = [first, out.fig(whole, 0, "group")] if not opened else ["", ""]
                middle = (
                    [second, out.fig(sum(w for _, w in thirds), 0, "group")]
                    if index == 0
                    else ["", ""]
                )
                opened = True
                decimals = 0 if score == weight else 2
                body.append(
                    [
                        *head,
                        *middle,
                        third,
                        out.fig(weight, 0, "weight3"),
                        out.fig(score, decimals, "score3"),
                    ]
                )
        results.append((first, Decimal(whole), got))
    total = sum((got for _, _, got in results), Decimal(0))
    body.append(["合计", "100", "", "100", "", "100", out.fig(total, 2, "scoretotal")])
    return TableBlock(header, body), results
