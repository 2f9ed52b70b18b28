"""Specimens of budgets and final accounts."""

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

UNITS = ("某市妇女联合会", "某区家庭服务中心", "某县档案馆", "某区社区工作委员会", "某市少年宫")
TREE = {
    "201": (
        "一般公共服务支出",
        {
            "20129": (
                "群众团体事务",
                {
                    "2012901": "行政运行",
                    "2012902": "一般行政管理事务",
                    "2012999": "其他群众团体事务支出",
                },
            )
        },
    ),
    "208": (
        "社会保障和就业支出",
        {
            "20805": (
                "行政事业单位养老支出",
                {
                    "2080501": "行政单位离退休",
                    "2080505": "机关事业单位基本养老保险缴费支出",
                    "2080506": "机关事业单位职业年金缴费支出",
                },
            )
        },
    ),
    "210": (
        "卫生健康支出",
        {"21011": ("行政事业单位医疗", {"2101101": "行政单位医疗", "2101103": "公务员医疗补助"})},
    ),
    "221": (
        "住房保障支出",
        {"22102": ("住房改革支出", {"2210201": "住房公积金", "2210203": "购房补贴"})},
    ),
}
TOTALS = ("合计", "支出总计", "本年支出合计")
ITEMS = "一二三四五六七八九十"

Pair = tuple[Decimal, Decimal]


def budget(seed: int) -> Specimen:
    """A department's budget: text, 收支总表, 支出总表, 功能分类表, “三公”表."""
    rng = random.Random(seed)
    out = _start(rng, f"budget-{seed}")
    year, unit = rng.randrange(2019, 2026), rng.choice(UNITS)
    tree, basic, project = _amounts(rng)
    whole = basic + project
    last = quantized(whole * Decimal(rng.randrange(80, 125)) / 100, 2)
    out.say(f"{year}年{unit}部门预算", "目 录")
    tables = [
        "收支总表",
        "支出总表",
        "一般公共预算支出表（按功能分类）",
        "一般公共预算“三公”经费支出表",
    ]
    out.say(*(f"（{ITEMS[i]}）{name}" for i, name in enumerate(tables)))
    out.say("第一部分 部门预算收支总体情况")
    out.say(_change(out, f"{year}年{unit}部门预算收入", whole, last, year))
    out.say("第二部分 部门预算支出具体情况")
    out.say(
        f"{year}年部门预算支出{out.fig(whole, 2, 'head')}万元，其中：基本支"
        f"出{out.fig(basic, 2, 'part')}万元，"
        f"占{out.fig(percent(basic, whole), 2, 'share')}%；项目支"
        f"出{out.fig(project, 2, 'part')}万元，"
        f"占{out.fig(percent(project, whole), 2, 'share')}%。"
    )
    _items(out, rng, project)
    _procurement(out, rng)
    out.blocks.append(_income_and_spending(out, rng, tree, whole, year))
    out.blocks.append(_by_unit(out, rng, unit, basic, project))
    out.blocks.append(_by_subject(out, rng, tree, "一般公共预算支出表（按功能分类）", unit))
    out.blocks.append(_three_public(out, rng, unit, year))
    return out


def final_account(seed: int) -> Specimen:
    """A department's final account: text with shares, growth and completion, and its tables."""
    rng = random.Random(seed)
    out = _start(rng, f"account-{seed}")
    year, unit = rng.randrange(2019, 2026), rng.choice(UNITS)
    tree, basic, project = _amounts(rng)
    whole = basic + project
    last = quantized(whole * Decimal(rng.randrange(80, 125)) / 100, 2)
    out.say(f"{unit}{year}年度部门决算")
    out.blocks.append(_by_subject(out, rng, tree, "一般公共预算财政拨款支出决算表", unit))
    out.say(f"第三部分 {year}年度部门决算情况说明", "一、收入支出决算总体情况说明")
    out.say(_change(out, f"{year}年度收入总计", whole, last, year))
    out.say("二、支出决算情况说明")
    out.say(
        f"本年支出合计{out.fig(whole, 2, 'head')}万元，其中：基本支"
        f"出{out.fig(basic, 2, 'part')}万元，占{out.fig(percent(basic, whole), 2, 'share')}%；"
        f"项目支出{out.fig(project, 2, 'part')}万元，"
        f"占{out.fig(percent(project, whole), 2, 'share')}%。"
    )
    out.say("三、一般公共预算财政拨款支出决算结构情况")
    out.say(_structure(out, tree, whole))
    out.say("四、一般公共预算财政拨款支出决算具体情况")
    for text in _subject_texts(out, rng, tree):
        out.say(text)
    people = quantized(basic * Decimal(rng.randrange(70, 92)) / 100, 2)
    out.say("五、一般公共预算财政拨款基本支出决算情况说明")
    out.say(
        f"一般公共预算财政拨款基本支出{out.fig(basic, 2, 'head')}万元。其中：人员经"
        f"费{out.fig(people, 2, 'part')}万元，主要包括：基本工资、津贴补贴；"
        f"公用经费{out.fig(basic - people, 2, 'part')}万元，主要包括：办公费、印刷费。"
    )
    _procurement(out, rng)
    out.say(
        f"截至{year}年12月31日，本部门共有车辆{out.fig(9, 0)}辆，单价100万元（含）以上设备（不"
        f"含车辆）0台（套）。"
    )
    return out


def _start(rng: random.Random, name: str) -> Specimen:
    return Specimen(name, rng, thousands=rng.random() < 0.3, wide=rng.random() < 0.1)


def _amounts(rng: random.Random) -> tuple[dict[str, Pair], Decimal, Decimal]:
    """Basic and project spending of every code; parents are sums."""
    found: dict[str, Pair] = {}
    for code, (_, middle) in TREE.items():
        for inner, (_, leaves) in middle.items():
            for leaf in leaves:
                is_project = leaf.endswith(("02", "99"))
                value = amount(rng, 5, 900)
                found[leaf] = (Decimal(0), value) if is_project else (value, Decimal(0))
            found[inner] = _added(found, inner)
        found[code] = _added(found, code, 5)
    basic = sum((found[code][0] for code in TREE), Decimal(0))
    project = sum((found[code][1] for code in TREE), Decimal(0))
    return found, basic, project


def _added(found: dict[str, Pair], parent: str, length: int = 7) -> Pair:
    inside = [
        pair for code, pair in found.items() if code.startswith(parent) and len(code) == length
    ]
    return sum((p[0] for p in inside), Decimal(0)), sum((p[1] for p in inside), Decimal(0))


def _names() -> dict[str, str]:
    names = {}
    for code, (name, middle) in TREE.items():
        names[code] = name
        for inner, (inner_name, leaves) in middle.items():
            names[inner] = inner_name
            names.update(leaves)
    return names


def _change(out: Specimen, subject: str, now: Decimal, last: Decimal, year: int) -> str:
    more, rate = abs(now - last), percent(abs(now - last), last)
    way, other = ("增加", "增长") if now >= last else ("减少", "下降")
    return (
        f"{subject}{out.fig(now)}万元，比{year - 1}年{way}{out.fig(more)}万元，"
        f"{other}{out.fig(rate, 2, 'growth')}%。主要原因是人员和项目变动。"
    )


def _items(out: Specimen, rng: random.Random, project: Decimal) -> None:
    names = ("宣传经费", "培训经费", "办公设备购置", "法律顾问服务经费", "妇女儿童事务")
    parts = split(rng, project, len(names))
    out.say(f"（四）项目支出{out.fig(project, 2, 'itemhead')}万元，具体包括：")
    for number, (name, value) in enumerate(zip(names, parts, strict=True), 1):
        out.say(f"{number}. {name}{out.fig(value, 2, 'item')}万元，主要用于保障相关工作开展。")
    out.say("第三部分 政府采购预算情况")


def _procurement(out: Specimen, rng: random.Random) -> None:
    goods, works, services = (amount(rng, 3, 400) for _ in range(3))
    out.say(
        f"政府采购支出总额{out.fig(goods + works + services, 2, 'head')}万元，其中：政府采购货"
        f"物支出{out.fig(goods, 2, 'part')}万元、"
        f"政府采购工程支出{out.fig(works, 2, 'part')}万元、政府采购服务支"
        f"出{out.fig(services, 2, 'part')}万元。"
    )


def _income_and_spending(
    out: Specimen, rng: random.Random, tree: dict[str, Pair], whole: Decimal, year: int
) -> TableBlock:
    names, left = _names(), split(rng, whole, 3)
    sources = ("一、政府预算拨款", "二、财政专户管理资金", "三、单位资金")
    body = []
    for index, code in enumerate(TREE):
        income = [sources[index], out.fig(left[index], 2, "leaf")] if index < 3 else ["", ""]
        body.append(
            [*income, f"{ITEMS[index]}、{names[code]}", out.fig(sum(tree[code]), 2, "leaf")]
        )
    body.append(
        ["本年收入合计", out.fig(whole, 2, "total"), "本年支出合计", out.fig(whole, 2, "total")]
    )
    body.append(["收入总计", out.fig(whole, 2), "支出总计", out.fig(whole, 2, "balance")])
    column = f"{year}年预算数"
    header = [["收入", "", "支出", ""], ["项目", column, "项目", column]]
    return TableBlock(header, body, ["表1", "收支总表", "单位：万元"])


def _by_unit(
    out: Specimen, rng: random.Random, unit: str, basic: Decimal, project: Decimal
) -> TableBlock:
    shares = list(zip(split(rng, basic, 3), split(rng, project, 3), strict=True))
    body = [
        [f"{unit}{name}", out.fig(a + b, 2, "row"), out.fig(a, 2, "leaf"), out.fig(b, 2, "leaf")]
        for name, (a, b) in zip(("本级", "服务中心", "活动中心"), shares, strict=True)
    ]
    total = [
        "合计",
        out.fig(basic + project, 2, "total"),
        out.fig(basic, 2, "total"),
        out.fig(project, 2, "total"),
    ]
    body = [total, *body] if rng.random() < 0.5 else [*body, total]
    return TableBlock(
        [["预算单位", "支出总计", "基本支出", "项目支出"]], body, ["表2", "支出总表", "单位：万元"]
    )


def _by_subject(
    out: Specimen, rng: random.Random, tree: dict[str, Pair], title: str, unit: str
) -> TableBlock:
    names, zero = _names(), rng.choice(("0.00", "", "—", "0"))
    body = []
    for code in [c for c in _names()]:
        basic, project = tree[code]
        role = "leaf" if len(code) == 7 else "node"
        cells = [out.fig(v, 2, role) if v else zero for v in (basic, project)]
        body.append([code, names[code], out.fig(basic + project, 2, "row", role), *cells])
    body.sort(key=lambda row: row[0])
    sums = [sum((tree[c][i] for c in TREE), Decimal(0)) for i in (0, 1)]
    total = ["", "合计", out.fig(sum(sums), 2, "total"), *(out.fig(v, 2, "total") for v in sums)]
    body = [total, *body] if rng.random() < 0.5 else [*body, total]
    header = ["科目编码", "科目名称", rng.choice(TOTALS), "基本支出", "项目支出"]
    return TableBlock([header], body, [f"表3 {title}", title, f"部门名称：{unit}", "单位：万元"])


def _three_public(out: Specimen, rng: random.Random, unit: str, year: int) -> TableBlock:
    body = []
    rows = [[amount(rng, 0, 9, 1) for _ in range(4)] for _ in range(2)]
    rows.append([new - old for old, new in zip(rows[0], rows[1], strict=True)])
    for label, (abroad, guests, buying, running) in zip(
        (f"{year - 1}年", f"{year}年", "增减变化金额"), rows, strict=True
    ):
        cars = buying + running
        values = [
            out.fig(abroad + guests + cars, 1, "row"),
            out.fig(abroad, 1, "leaf"),
            out.fig(guests, 1, "leaf"),
        ]
        values += [out.fig(cars, 1, "row"), out.fig(buying, 1, "leaf"), out.fig(running, 1, "leaf")]
        body.append([unit if label != "增减变化金额" else "", label, *values])
    header = [
        [
            "预算单位",
            "年度",
            "总计",
            "因公出国(境)费",
            "公务接待费",
            "公务用车购置及运行维护费",
            "",
            "",
        ],
        ["", "", "", "", "", "小计", "公务用车购置费", "公务用车运行维护费"],
    ]
    return TableBlock(header, body, ["表4", "一般公共预算“三公”经费支出表", "单位：万元"])


def _structure(out: Specimen, tree: dict[str, Pair], whole: Decimal) -> str:
    names = _names()
    parts = [
        f"{names[code]}（类）{out.fig(sum(tree[code]), 2)}万元，"
        f"占{out.fig(percent(sum(tree[code]), whole), 2, 'share')}%"
        for code in TREE
    ]
    return (
        f"一般公共预算财政拨款支出{out.fig(whole)}万元，主要用于以下方面："
        + "；".join(parts)
        + "。"
    )


def _subject_texts(out: Specimen, rng: random.Random, tree: dict[str, Pair]) -> list[str]:
    names, texts = _names(), []
    for number, code in enumerate([c for c in names if len(c) == 7][:6], 1):
        real = sum(tree[code])
        plan = quantized(real * Decimal(rng.randrange(85, 118)) / 100, 2)
        way = "大于" if real > plan else "小于" if real < plan else "等于"
        path = f"{names[code[:3]]}（类）{names[code[:5]]}（款）{names[code]}（项）"
        texts.append(
            f"{number}.{path}：年初预算为{out.fig(plan)}万元，支出决算为{out.fig(real)}万元，"
            f"完成年初预算的{out.fig(percent(real, plan), 2, 'completion')}%，决算数{way}年初"
            f"预算数的主要原因是据实支出。"
        )
    return texts
