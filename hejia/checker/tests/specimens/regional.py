"""Budgets as single provinces print them: their tables, units and turns of phrase."""

import random
from decimal import Decimal

from hejia.checker.tests.specimens.books import ECONOMIC, ZERO, Books, books
from hejia.checker.tests.specimens.model import (
    Specimen,
    TableBlock,
    amount,
    percent,
    quantized,
    split,
)
from hejia.checker.tests.specimens.national import ITEMS

PROJECTS = ("妇女维权服务", "家庭教育指导", "妇女儿童发展规划监测", "巾帼建功活动", "信息系统运维")


def shanghai_budget(seed: int) -> Specimen:
    """In 元 with 类, 款, 项 in columns of their own; only 三公 in 万元."""
    rng = random.Random(seed * 11 + 3)
    drawn = books(rng)
    out = Specimen(f"shanghai-{seed}", rng, thousands=True)
    out.say(f"{drawn.unit}{drawn.year}年部门预算", "部门预算编制说明")
    last = quantized(drawn.spent * Decimal(rng.randrange(850, 1150)) / 1000, 2)
    more, way = abs(drawn.spent - last), "增加" if drawn.spent > last else "减少"
    out.say(
        f"{drawn.year}年，部门收入预算{out.fig(drawn.spent)}万元，其中：财政拨款收入"
        f"{out.fig(drawn.spent)}万元，比{drawn.year - 1}年预算{way}{out.fig(more)}万元；"
        f"事业收入0万元；其他收入0万元。"
    )
    for number, code in enumerate([c for c in drawn.names if len(c) == 3], 1):
        out.say(
            f"{number}. “{drawn.names[code]}”科目{out.fig(sum(drawn.of(code), ZERO))}万元，"
            "主要用于在职人员经费及业务开展。"
        )
    out.blocks.append(_balance_in_yuan(out, drawn))
    out.blocks.append(_three_columns(out, drawn))
    out.blocks.append(_economic_columns(out, drawn))
    out.blocks.append(_three_public_row(out, drawn))
    return out


def _yuan(out: Specimen, value: Decimal, *roles: str) -> str:
    return out.fig(value * 10000, 0, *roles) if value else ""


def _balance_in_yuan(out: Specimen, drawn: Books) -> TableBlock:
    whole = drawn.spent
    left = ["一、财政拨款收入", "1.一般公共预算资金", "2.政府性基金", "二、事业收入", "收入总计"]
    values = [whole, whole, ZERO, ZERO, whole]
    roles = ["leaf", "leaf", "", "", "total"]
    top = [code for code in drawn.names if len(code) == 3]
    right = [f"{ITEMS[at]}、{drawn.names[code]}" for at, code in enumerate(top)] + ["支出总计"]
    spent = [sum(drawn.of(code), ZERO) for code in top] + [whole]
    body = []
    for at in range(5):
        body.append(
            [
                left[at],
                _yuan(out, values[at], *[roles[at]] * bool(roles[at])),
                right[at],
                _yuan(out, spent[at], "balance" if at == 4 else "leaf"),
            ]
        )
    header = [["本年收入", "", "本年支出", ""], ["项目", "预算数", "项目", "预算数"]]
    above = [f"{drawn.year}年部门财务收支预算总表", f"编制部门：{drawn.unit}", "单位：元"]
    return TableBlock(header, body, above)


def _three_columns(out: Specimen, drawn: Books) -> TableBlock:
    header = [
        ["项目", "", "", "", "一般公共预算支出", "", ""],
        ["功能分类科目编码", "", "", "功能分类科目名称", "合计", "基本支出", "项目支出"],
        ["类", "款", "项", "", "", "", ""],
    ]
    body = []
    for code in drawn.codes:
        basic, project = drawn.of(code)
        role = "leaf" if len(code) == 7 else "node"
        cells = [_yuan(out, value, role) for value in (basic, project)]
        parts = [code[:3], code[3:5], code[5:]]
        whole = _yuan(out, basic + project, "row", role)
        body.append([*parts, drawn.names[code], whole, *cells])
    sums = (drawn.spent, drawn.basic, drawn.project)
    body.append(["合计", "", "", "", *(_yuan(out, value, "total") for value in sums)])
    title = f"{drawn.year}年部门一般公共预算支出功能分类预算表"
    return TableBlock(header, body, [title, f"编制部门：{drawn.unit}", "单位：元"])


def _economic_columns(out: Specimen, drawn: Books) -> TableBlock:
    header = [
        ["项目", "", "", "一般公共预算基本支出", "", ""],
        ["经济分类科目编码", "", "经济分类科目名称", "合计", "人员经费", "公用经费"],
        ["类", "款", "", "", "", ""],
    ]
    body = []
    for top, name, group in (
        ("301", "工资福利支出", drawn.people),
        ("302", "商品和服务支出", drawn.running),
    ):
        people = group is drawn.people
        cells = [(top, "", name, sum(group.values(), ZERO), "node")]
        cells += [(top, ECONOMIC[n][3:], n, value, "leaf") for n, value in group.items()]
        for first, second, label, value, role in cells:
            money = _yuan(out, value, role)
            halves = [money, ""] if people else ["", money]
            body.append([first, second, label, _yuan(out, value, "row", role), *halves])
    sums = (drawn.basic, sum(drawn.people.values(), ZERO), sum(drawn.running.values(), ZERO))
    body.append(["合计", "", "", *(_yuan(out, value, "total") for value in sums)])
    title = f"{drawn.year}年部门一般公共预算基本支出部门预算经济分类预算表"
    return TableBlock(header, body, [title, f"编制部门：{drawn.unit}", "单位：元"])


def _three_public_row(out: Specimen, drawn: Books) -> TableBlock:
    header = [
        [
            f"{drawn.year}年“三公”经费预算数",
            "",
            "",
            "",
            "",
            "",
            f"{drawn.year}年机关运行经费预算数",
        ],
        ["合计", "因公出国（境）费", "公务接待费", "公务用车购置及运行费", "", "", ""],
        ["", "", "", "小计", "购置费", "运行费", ""],
    ]
    meals, cars = drawn.meals, drawn.cars
    running = out.fig(sum(drawn.running.values(), ZERO), 2)
    cells = [out.fig(meals + cars, 2, "row"), "0.00", out.fig(meals, 2, "leaf")]
    cells += [out.fig(cars, 2, "row"), "0.00", out.fig(cars, 2, "leaf"), running]
    title = f"{drawn.year}年部门“三公”经费和机关运行经费预算表"
    return TableBlock(header, [cells], [title, f"编制部门：{drawn.unit}", "单位：万元"])


def ningxia_budget(seed: int) -> Specimen:
    """Last year beside this year, with 增减额 and 增减%; 其中 rows; purchases; projects."""
    rng = random.Random(seed * 13 + 5)
    drawn = books(rng)
    out = Specimen(f"ningxia-{seed}", rng, stripped=rng.random() < 0.4)
    out.say(f"{drawn.unit}{drawn.year}年部门预算公开", "第一部分 部门概况")
    out.say("第二部分 部门预算安排情况说明")
    out.blocks.append(_year_beside_year(out, drawn, rng))
    out.blocks.append(_sources(out, drawn, rng))
    out.blocks.append(_purchases(out, drawn, rng))
    out.blocks.append(_projects(out, drawn, rng))
    return out


def _year_beside_year(out: Specimen, drawn: Books, rng: random.Random) -> TableBlock:
    before = {
        leaf: quantized(sum(pair, ZERO) * Decimal(rng.randrange(800, 1300)) / 1000, 2)
        for leaf, pair in drawn.leaves.items()
    }
    body = []
    for code in ["", *drawn.codes]:
        old = sum((v for leaf, v in before.items() if leaf.startswith(code)), ZERO)
        new = sum(drawn.of(code), ZERO)
        role = "total" if not code else "leaf" if len(code) == 7 else "node"
        body.append(
            [
                code,
                drawn.names[code] if code else "合计",
                out.fig(old, 2, role),
                out.fig(new, 2, role),
                out.fig(new - old, 2, "row"),
                out.fig(percent(new - old, old), 2, "rate"),
            ]
        )
    year = drawn.year
    header = [
        ["支出功能分类科目", "", f"{year - 1}年预算数", f"{year}年预算数", "增减变化情况", ""],
        ["科目编码", "科目名称", "", "", "增减额", "增减%"],
    ]
    return TableBlock(header, body, ["一般公共预算支出表", "单位：万元"])


def _sources(out: Specimen, drawn: Books, rng: random.Random) -> TableBlock:
    """收支总表 with 其中 rows that are not all of the line above."""
    whole, brought = drawn.grand, drawn.brought
    inner = quantized(drawn.income * Decimal(rng.randrange(300, 800)) / 1000, 2)
    body = [
        ["一、一般公共预算拨款", out.fig(drawn.income, 2, "leaf"), "一、本年支出", ""],
        ["其中：中央提前下达", out.fig(inner, 2), "（一）人员经费", ""],
        ["二、政府性基金预算拨款", "", "（二）公用经费", ""],
        ["本年收入合计", out.fig(drawn.income, 2, "total"), "本年支出合计", ""],
        ["上年结转", out.fig(brought, 2, "leaf"), "结转下年", ""],
        ["收入总计", out.fig(whole, 2, "total"), "支出总计", ""],
    ]
    people = sum(drawn.people.values(), ZERO)
    right = [drawn.spent, people, drawn.spent - people, drawn.spent, drawn.carried, whole]
    roles = ("leaf", "leaf", "leaf", "total", "leaf", "balance")
    for row, value, role in zip(body, right, roles, strict=True):
        row[3] = out.fig(value, 2, role)
    body[2][2] = "（二）公用及项目经费"
    header = [["收入", "", "支出", ""], ["项目", "预算数", "项目", "预算数"]]
    return TableBlock(header, body, ["部门收支总表", "单位：万元"])


def _purchases(out: Specimen, drawn: Books, rng: random.Random) -> TableBlock:
    body, sums = [], [ZERO] * 3
    for number in range(1, 6):
        price, count = amount(rng, 0, 3, 2), rng.randrange(1, 9)
        money = price * count
        own = quantized(money * Decimal(rng.randrange(0, 1000)) / 1000, 2)
        sums = [sums[0] + count, sums[1] + money, sums[2] + own]
        body.append(
            [
                str(number),
                drawn.unit,
                f"A0{number}0103 办公设备{number}",
                str(count),
                out.fig(price, 2),
                out.fig(money, 2, "leaf", "row"),
                out.fig(own, 2, "leaf"),
                out.fig(money - own, 2, "leaf"),
            ]
        )
    total = [out.fig(v, 2, "total") for v in (sums[1], sums[2], sums[1] - sums[2])]
    body.append(["合计", "", "", str(int(sums[0])), "", *total])
    header = [
        ["序号", "单位名称", "采购品目", "数量", "单价", "金额", "其中：", ""],
        ["", "", "", "", "", "", "财政拨款", "单位资金"],
    ]
    return TableBlock(header, body, ["政府采购预算表", "单位：万元"])


def _projects(out: Specimen, drawn: Books, rng: random.Random) -> TableBlock:
    parts = split(rng, drawn.project, len(PROJECTS))
    body = []
    for name, value in zip(PROJECTS, parts, strict=True):
        kind = rng.choice(("31-部门项目", "32-公共项目"))
        body.append([kind, name, drawn.unit, out.fig(value, 2, "row", "leaf"), "", ""])
        body[-1][4:] = [out.fig(value, 2, "leaf"), ""]
    whole = [out.fig(drawn.project, 2, "total"), out.fig(drawn.project, 2, "total"), ""]
    body.insert(0, ["合计", "", "", *whole])
    header = [
        ["类型", "项目名称", "项目单位", "合计", "财政拨款", "单位资金"],
    ]
    return TableBlock(header, body, ["项目支出表", "单位：万元"])
