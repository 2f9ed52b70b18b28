"""A final account as the national form has it: nine tables, then the text that explains them."""

import random
from decimal import Decimal

from hejia.checker.tests.specimens.books import ECONOMIC, ZERO, Books, books
from hejia.checker.tests.specimens.model import Specimen, TableBlock, quantized
from hejia.checker.tests.specimens.telling import explain

CLASSES = (
    "一般公共服务支出",
    "外交支出",
    "国防支出",
    "公共安全支出",
    "教育支出",
    "科学技术支出",
    "文化旅游体育与传媒支出",
    "社会保障和就业支出",
    "卫生健康支出",
    "节能环保支出",
    "住房保障支出",
)
SOURCES = (
    "一般公共预算财政拨款收入",
    "政府性基金预算财政拨款收入",
    "国有资本经营预算财政拨款收入",
    "上级补助收入",
    "事业收入",
    "经营收入",
    "附属单位上缴收入",
    "其他收入",
)
ITEMS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
TABLES = (
    "收入支出决算总表",
    "收入决算表",
    "支出决算表",
    "财政拨款收入支出决算总表",
    "一般公共预算财政拨款支出决算表",
    "一般公共预算财政拨款基本支出决算表",
    "财政拨款“三公”经费支出决算表",
    "政府性基金预算财政拨款收入支出决算表",
)


def national_account(seed: int) -> Specimen:
    """部门决算公开: list, tables, text."""
    rng = random.Random(seed * 7 + 1)
    drawn = books(rng)
    out = Specimen(f"national-{seed}", rng, thousands=rng.random() < 0.4)
    out.say(f"{drawn.year}年度{drawn.unit}部门决算", "目  录", "第一部分  部门概况")
    out.say("第二部分  部门决算表")
    out.say(*(f"{ITEMS[at]}、{name}" for at, name in enumerate(TABLES)))
    out.say("第三部分  部门决算情况说明", "第四部分  名词解释")
    out.say("第一部分  部门概况", "一、部门职责", "代表和维护妇女权益，促进男女平等。")
    out.say(f"第二部分  {drawn.year}年度部门决算表")
    _tables(out, drawn, rng)
    explain(out, drawn, rng)
    return out


def _tables(out: Specimen, drawn: Books, rng: random.Random) -> None:
    ordinals = rng.random() < 0.7
    blank = rng.choice(("", "0.00", "—"))
    out.blocks.append(_both_sides(out, drawn, ordinals=ordinals, blank=blank))
    out.blocks.append(_incomes(out, drawn, blank))
    out.blocks.append(_spendings(out, drawn, TABLES[2], ["项目"], blank, rng.random() < 0.5))
    out.blocks.append(_allotted(out, drawn, ordinals=ordinals, blank=blank))
    out.blocks.append(_spendings(out, drawn, TABLES[4], ["项目"], blank, rng.random() < 0.5))
    out.blocks.append(_economic(out, drawn, rng))
    out.blocks.append(_three_public(out, drawn, rng))
    out.blocks.append(
        TableBlock(
            [["功能分类科目编码", "科目名称", "年初结转和结余", "本年收入", "本年支出"]],
            [["", "合计", "0.00", "0.00", "0.00"]],
            _above(out, drawn, TABLES[7], 8),
            ["注：本部门没有政府性基金收入，也没有使用政府性基金安排的支出，故本表无数据。"],
        )
    )


def _above(out: Specimen, drawn: Books, title: str, number: int) -> list[str]:
    return [title, f"公开{number:02d}表", f"部门：{drawn.unit}", "金额单位：万元"]


def _cell(out: Specimen, value: Decimal, role: str, blank: str) -> str:
    return out.fig(value, 2, role) if value else blank


def _both_sides(out: Specimen, drawn: Books, *, ordinals: bool, blank: str) -> TableBlock:
    """收入 and 支出 beside each other, with 行次."""
    top = [code for code in drawn.names if len(code) == 3]
    amounts = {drawn.names[code]: sum(drawn.of(code), ZERO) for code in top}
    sources = dict.fromkeys(SOURCES, ZERO)
    sources[SOURCES[0]], sources[SOURCES[7]] = drawn.allotted, drawn.other_income
    left = [(f"{ITEMS[i]}、{name}", sources[name], "leaf") for i, name in enumerate(SOURCES)]
    right = [
        (f"{ITEMS[i]}、{name}", amounts.get(name, ZERO), "leaf") for i, name in enumerate(CLASSES)
    ]
    left += [("", ZERO, "")] * (len(right) - len(left))
    left += [
        ("本年收入合计", drawn.income, "total"),
        ("使用非财政拨款结余", ZERO, ""),
        ("年初结转和结余", drawn.brought, "leaf"),
        ("总计", drawn.grand, "total"),
    ]
    right += [
        ("本年支出合计", drawn.spent, "total"),
        ("结余分配", ZERO, ""),
        ("年末结转和结余", drawn.carried, "leaf"),
        ("总计", drawn.grand, "balance"),
    ]
    body = []
    for at, (income, spending) in enumerate(zip(left, right, strict=True), 1):
        row = []
        for side, (name, value, role) in enumerate((income, spending)):
            row.append(name)
            if ordinals:
                row.append(str(at + side * len(left)))
            row.append(_cell(out, value, role or "leaf", blank) if name else "")
        body.append(row)
    numbered = ["行次"] if ordinals else []
    head = ["收入", *[""] * (1 + len(numbered)), "支出", *[""] * (1 + len(numbered))]
    header = [head, [*["项目", *numbered, "金额"] * 2]]
    if ordinals:
        header.append(["栏次", "", "1", "栏次", "", "2"])
    note = "注：1.本表反映部门本年度的总收支和年初、年末结转结余情况。"
    return TableBlock(header, body, _above(out, drawn, TABLES[0], 1), [note])


def _incomes(out: Specimen, drawn: Books, blank: str) -> TableBlock:
    """收入决算表: what a subject spent, and the rest of the year's income under the first one."""
    columns = ("本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "其他收入")
    rest, first = drawn.income - drawn.spent, drawn.codes[2]
    body = []
    for code in drawn.codes:
        own = first.startswith(code)
        value = sum(drawn.of(code), ZERO) + (rest if own else ZERO)
        other = drawn.other_income if own else ZERO
        role = "leaf" if len(code) == 7 else "node"
        cells = [out.fig(value, 2, "row", role), out.fig(value - other, 2, role), *[blank] * 3]
        body.append([code, drawn.names[code], *cells, _cell(out, other, role, blank)])
    total = out.fig(drawn.income, 2, "total"), out.fig(drawn.allotted, 2, "total")
    last = _cell(out, drawn.other_income, "total", blank)
    header = [
        ["项目", "", *columns],
        ["功能分类科目编码", "科目名称", *[""] * len(columns)],
        ["栏次", "", *[str(i) for i in range(1, len(columns) + 1)]],
        ["合计", "", *total, *[blank] * 3, last],
    ]
    return TableBlock(header[:3], [header[3], *body], _above(out, drawn, TABLES[1], 2), [])


def _spendings(
    out: Specimen, drawn: Books, title: str, lead: list[str], blank: str, short: bool
) -> TableBlock:
    """支出决算表: subjects with basic and project spending."""
    further = () if short else ("上缴上级支出", "经营支出", "对附属单位补助支出")
    columns = ("本年支出合计" if further else "小计", "基本支出", "项目支出", *further)
    rest = [blank] * len(further)
    body = []
    for code in drawn.codes:
        basic, project = drawn.of(code)
        role = "leaf" if len(code) == 7 else "node"
        cells = [out.fig(basic + project, 2, "row", role)]
        cells += [_cell(out, value, role, blank) for value in (basic, project)]
        body.append([code, drawn.names[code], *cells, *rest])
    sums = [drawn.spent, drawn.basic, drawn.project]
    first = ["合计", "", *(out.fig(value, 2, "total") for value in sums), *rest]
    header = [
        [*lead, "", *columns],
        ["功能分类科目编码", "科目名称", *[""] * len(columns)],
        ["栏次", "", *[str(i) for i in range(1, len(columns) + 1)]],
    ]
    number = 3 if title == TABLES[2] else 5
    return TableBlock(header, [first, *body], _above(out, drawn, title, number), [])


def _allotted(out: Specimen, drawn: Books, *, ordinals: bool, blank: str) -> TableBlock:
    """财政拨款收入支出决算总表: spending split by the three budgets."""
    head = [
        ["收入", *[""] * (1 + ordinals), "支出", *[""] * (4 + ordinals)],
        [
            *["项目", *["行次"] * ordinals, "金额"],
            *["项目", *["行次"] * ordinals, "合计"],
            "一般公共预算财政拨款",
            "政府性基金预算财政拨款",
            "国有资本经营预算财政拨款",
        ],
    ]
    whole = drawn.spent
    left = [("一、一般公共预算财政拨款", whole), ("二、政府性基金预算财政拨款", ZERO)]
    left += [("三、国有资本经营预算财政拨款", ZERO)]
    right = [
        (f"{ITEMS[i]}、{name}", sum(drawn.of(code), ZERO))
        for i, name in enumerate(CLASSES)
        for code in [next((c for c, n in drawn.names.items() if n == name and len(c) == 3), "x")]
    ]
    left += [("", ZERO)] * (len(right) - len(left))
    left += [("本年收入合计", whole), ("年初财政拨款结转和结余", ZERO), ("总计", whole)]
    right += [("本年支出合计", whole), ("年末财政拨款结转和结余", ZERO), ("总计", whole)]
    body = []
    for at, ((name, value), (other, spent)) in enumerate(zip(left, right, strict=True), 1):
        role = "total" if is_total(other) else "leaf"
        row = [name, *[str(at)] * ordinals, _cell(out, value, role, blank) if name else ""]
        row += [other, *[str(at + len(left))] * ordinals]
        row += [_cell(out, spent, role, blank), _cell(out, spent, role, blank), blank, blank]
        body.append(row)
    return TableBlock(head, body, _above(out, drawn, TABLES[3], 4), [])


def is_total(label: str) -> bool:
    return label.endswith(("合计", "总计"))


def _economic(out: Specimen, drawn: Books, rng: random.Random) -> TableBlock:
    """基本支出 by economic subject: 人员经费 left, 公用经费 right, each with its sums."""
    left = [("301", "工资福利支出", sum(drawn.people.values(), ZERO), "node")]
    left += [(ECONOMIC[name], name, value, "leaf") for name, value in drawn.people.items()]
    right = [("302", "商品和服务支出", sum(drawn.running.values(), ZERO), "node")]
    right += [
        (ECONOMIC[name], name, value, "leaf")
        for name, value in sorted(drawn.running.items(), key=lambda pair: ECONOMIC[pair[0]])
    ]
    height = max(len(left), len(right))
    body = []
    for at in range(height):
        row: list[str] = []
        for side in (left, right):
            row += _entry(out, side[at]) if at < len(side) else ["", "", ""]
        body.append(row)
    sums = [sum(part.values(), ZERO) for part in (drawn.people, drawn.running)]
    body.append(
        [
            "人员经费合计",
            "",
            out.fig(sums[0], 2, "total"),
            "公用经费合计",
            "",
            out.fig(sums[1], 2, "total"),
        ]
    )
    header = [["人员经费", "", "", "公用经费", "", ""]] if rng.random() < 0.7 else []
    header.append([*["经济分类科目编码", "科目名称", "金额"] * 2])
    return TableBlock(header, body, _above(out, drawn, TABLES[5], 6), [])


def _entry(out: Specimen, entry: tuple[str, str, Decimal, str]) -> list[str]:
    code, name, value, role = entry
    return [code, name, out.fig(value, 2, role)]


def _three_public(out: Specimen, drawn: Books, rng: random.Random) -> TableBlock:
    """预算数 and 决算数 of 三公 in one row."""
    more = Decimal(rng.randrange(1000, 1500)) / 1000
    grow = [quantized(value * more, 2) for value in (drawn.meals, drawn.cars)]
    cells = []
    for meals, cars in ((grow[0], grow[1]), (drawn.meals, drawn.cars)):
        values = [(meals + cars, "row"), (ZERO, "leaf"), (cars, "row"), (ZERO, "leaf")]
        values += [(cars, "leaf"), (meals, "leaf")]
        cells += [out.fig(value, 2, role) for value, role in values]
    half = ["合计", "因公出国（境）费", "公务用车购置及运行费", "", "", "公务接待费"]
    low = ["", "", "小计", "公务用车购置费", "公务用车运行费", ""]
    top = ["预算数", *[""] * 5, "决算数", *[""] * 5]
    header = [top, [*half, *half], [*low, *low], [str(i) for i in range(1, 13)]]
    out.plan_meals, out.plan_cars = grow
    return TableBlock(header, [cells], _above(out, drawn, TABLES[6], 7), [])
