"""The text of a final account, in the turns of phrase of several provinces."""

import random
from decimal import Decimal

from hejia.checker.tests.specimens.books import ZERO, Books
from hejia.checker.tests.specimens.model import Specimen, amount, percent, quantized


def explain(out: Specimen, drawn: Books, rng: random.Random) -> None:
    """第三部分 部门决算情况说明."""
    out.say(f"第三部分  {drawn.year}年度部门决算情况说明")
    _whole(out, drawn, rng)
    _shares(out, drawn)
    _allotted(out, drawn, rng)
    _structure(out, drawn, rng)
    _subjects(out, drawn, rng)
    _basic(out, drawn, rng)
    _three_public(out, drawn, rng)
    _others(out, drawn, rng)


def changed(out: Specimen, now: Decimal, last: Decimal, style: int) -> str:
    """增加…万元，增长…%, in one of four turns of phrase; nothing where there was nothing."""
    if now == last:
        return "与上年持平"
    more, way = abs(now - last), "增加" if now > last else "减少"
    if not last:
        return f"{way}{out.fig(more)}万元，上年无此项支出"
    rate = out.fig(percent(more, last), 2, "growth")
    other = "增长" if now > last else "下降"
    return (
        f"{way}{out.fig(more)}万元，{other}{rate}%",
        f"{way}了{out.fig(more)}万元，{'增幅' if now > last else '降幅'}为{rate}%",
        f"{way}{out.fig(more)}万元、{other}{rate}%",
        f"{way} {out.fig(more)} 万元，{other} {rate} %",
    )[style]


def _whole(out: Specimen, drawn: Books, rng: random.Random) -> None:
    style, year = rng.randrange(4), drawn.year
    move = changed(out, drawn.grand, drawn.last, style)
    out.say("一、收入支出决算总体情况说明")
    if style == 0:
        text = f"{year}年度收、支总计{out.fig(drawn.grand)}万元。与{year - 1}年相比，收、支总计"
        out.say(f"{text}各{move}。主要变动原因是项目收入变动。")
    elif style == 1:
        out.say(
            f"{year}年度收入总计{out.fig(drawn.grand)}万元，其中：本年收入合计"
            f"{out.fig(drawn.income)}万元，使用非财政拨款结余0.00万元，年初结转和结余"
            f"{out.fig(drawn.brought)}万元。收入支出总体与上年相比，{move}，主要原因是人员变动。"
        )
    elif style == 2:
        out.say(
            f"本部门{year}年度收入总计{out.fig(drawn.grand)}万元，支出总计{out.fig(drawn.grand)}"
            f"万元，与上年度相比{move}，主要是增加了工作任务。"
        )
    else:
        text = f"{year} 年度收支总计均为 {out.fig(drawn.grand)} 万元，较上年决算数{move}。"
        out.say(text)


def _shares(out: Specimen, drawn: Books) -> None:
    whole, other = drawn.income, drawn.other_income
    out.say("二、收入决算情况说明")
    out.say(
        f"本年收入合计{out.fig(whole, 2, 'head')}万元，其中：财政拨款收入"
        f"{out.fig(drawn.allotted, 2, 'part')}万元，"
        f"占{out.fig(percent(drawn.allotted, whole), 2, 'share')}%；上级补助收入0万元，占0%；"
        f"事业收入0万元，占0%；其他收入{out.fig(other, 2, 'part')}万元，"
        f"占{out.fig(percent(other, whole), 2)}%。"
    )
    out.say("三、支出决算情况说明")
    spent = drawn.spent
    out.say(
        f"本年支出合计{out.fig(spent, 2, 'head')}万元，其中：基本支出"
        f"{out.fig(drawn.basic, 2, 'part')}万元，"
        f"占{out.fig(percent(drawn.basic, spent), 2, 'share')}%；项目支出"
        f"{out.fig(drawn.project, 2, 'part')}万元，"
        f"占{out.fig(percent(drawn.project, spent), 2, 'share')}%；经营支出0万元，占0%。"
    )


def _allotted(out: Specimen, drawn: Books, rng: random.Random) -> None:
    spent = drawn.spent
    last = quantized(spent * Decimal(rng.randrange(820, 1210)) / 1000, 2)
    out.say("四、财政拨款收入支出决算总体情况说明")
    out.say(
        f"{drawn.year}年度财政拨款收、支总计{out.fig(spent)}万元，与上年相比，财政拨款收、支"
        f"总计各{changed(out, spent, last, rng.randrange(4))}，主要是项目安排变动。"
    )


def _structure(out: Specimen, drawn: Books, rng: random.Random) -> None:
    spent = drawn.spent
    last = quantized(spent * Decimal(rng.randrange(820, 1210)) / 1000, 2)
    parts = "；".join(
        f"{drawn.names[code]}（类）支出{out.fig(sum(drawn.of(code)), 2)}万元，"
        f"占{out.fig(percent(sum(drawn.of(code)), spent), 2, 'share')}%"
        for code in drawn.names
        if len(code) == 3
    )
    out.say("五、一般公共预算财政拨款支出决算情况说明", "（一）财政拨款支出决算总体情况")
    out.say(
        f"{drawn.year}年度财政拨款支出{out.fig(spent)}万元，占本年支出合计的100%，与上年相比，"
        f"财政拨款支出{changed(out, spent, last, rng.randrange(4))}。"
    )
    out.say("（二）财政拨款支出决算结构情况")
    out.say(f"{drawn.year}年度财政拨款支出{out.fig(spent)}万元，主要用于以下方面：{parts}。")


def _subjects(out: Specimen, drawn: Books, rng: random.Random) -> None:
    out.say("（三）财政拨款支出决算具体情况")
    plan, spent = drawn.plan(""), drawn.spent
    out.say(
        f"{drawn.year}年度财政拨款支出年初预算为{out.fig(plan)}万元，支出决算为{out.fig(spent)}"
        f"万元，完成年初预算的{out.fig(percent(spent, plan), 2, 'completion')}%，其中："
    )
    style = rng.randrange(3)
    for number, code in enumerate([c for c in drawn.names if len(c) == 7], 1):
        real, plan = sum(drawn.of(code), ZERO), drawn.plan(code)
        if number == 3:
            plan = ZERO
        out.say(_subject(out, drawn, code, number, real, plan, style))


def _subject(
    out: Specimen, drawn: Books, code: str, number: int, real: Decimal, plan: Decimal, style: int
) -> str:
    names = drawn.names
    path = f"{names[code[:3]]}（类）{names[code[:5]]}（款）{names[code]}（项）"
    way = "大于" if real > plan else "小于"
    if not plan:
        return (
            f"{number}、{path}。年初预算为0万元，支出决算为{out.fig(real)}万元，"
            "由于年初预算数为0，无法计算百分比，决算数大于年初预算数的主要原因是年中追加。"
        )
    done = out.fig(percent(real, plan), 2, "completion")
    if style == 0:
        return (
            f"{number}、{path}。年初预算为{out.fig(plan)}万元，支出决算为{out.fig(real)}万元，"
            f"完成年初预算的{done}%，决算数{way}年初预算数的主要原因是据实列支。"
        )
    if style == 1:
        return (
            f"{number}.{path}:支出决算为{out.fig(real)}万元，完成预算{done}%，"
            f"决算数与预算数存在差异的主要原因是人员变动。"
        ).replace("完成预算", f"年初预算{out.fig(plan)}万元，完成预算的")
    return (
        f"（{number}）{path}{out.fig(real)}万元，年初预算数{out.fig(plan)}万元，"
        f"完成年初预算的{done}%。"
    )


def _basic(out: Specimen, drawn: Books, rng: random.Random) -> None:
    people = sum(drawn.people.values(), ZERO)
    out.say("六、一般公共预算财政拨款基本支出决算情况说明")
    opening = f"{drawn.year}年度财政拨款基本支出{out.fig(drawn.basic, 2, 'head')}万元，其中："
    first = (
        f"人员经费{out.fig(people, 2, 'part')}万元，占基本支出的"
        f"{out.fig(percent(people, drawn.basic), 2, 'share')}%，主要包括：基本工资、奖金；"
    )
    rest = drawn.basic - people
    second = (
        f"公用经费{out.fig(rest, 2, 'part')}万元，占基本支出的"
        f"{out.fig(percent(rest, drawn.basic), 2, 'share')}%，主要包括：办公费、印刷费、差旅费。"
    )
    if rng.random() < 0.5:
        out.say(opening + first + second)
    else:
        out.say(opening, first, second)


def _three_public(out: Specimen, drawn: Books, rng: random.Random) -> None:
    meals, cars = drawn.meals, drawn.cars
    plans = out.plan_meals or meals, out.plan_cars or cars
    whole, plan = meals + cars, sum(plans, ZERO)
    last = [quantized(v * Decimal(rng.randrange(800, 1300)) / 1000, 2) for v in (meals, cars)]
    out.say("七、财政拨款“三公”经费支出决算情况说明", "（一）“三公”经费总体情况")
    out.say(
        f"“三公”经费财政拨款支出预算为{out.fig(plan)}万元，支出决算为{out.fig(whole)}万元，"
        f"完成预算的{out.fig(percent(whole, plan), 2, 'completion')}%，其中：因公出国（境）费支出"
        f"预算为0万元，支出决算为0万元；公务用车购置及运行费支出预算为{out.fig(plans[1])}万元，"
        f"支出决算为{out.fig(cars)}万元，完成预算的"
        f"{out.fig(percent(cars, plans[1]), 2, 'completion')}%，决算数小于预算数的主要原因是厉行"
        f"节约，与上年相比{changed(out, cars, last[1], 0)}；公务接待费支出预算为"
        f"{out.fig(plans[0])}万元，支出决算为{out.fig(meals)}万元，完成预算的"
        f"{out.fig(percent(meals, plans[0]), 2, 'completion')}%，与上年相比"
        f"{changed(out, meals, last[0], 0)}。"
    )
    out.say("（二）“三公”经费具体情况")
    out.say(
        f"{drawn.year}年度“三公”经费财政拨款支出决算中，公务接待费支出决算{out.fig(meals)}万元，"
        f"占{out.fig(percent(meals, whole), 2, 'share')}%，因公出国（境）费支出决算0万元，占0%，"
        f"公务用车购置及运行维护费支出决算{out.fig(cars)}万元，"
        f"占{out.fig(percent(cars, whole), 2, 'share')}%。其中："
    )
    groups, guests = rng.randrange(2, 40), rng.randrange(41, 400)
    out.say(
        f"1、公务接待费支出决算为{out.fig(meals)}万元，全年共接待来访团组{groups}个、来宾{guests}"
        f"人次，主要是工作检查发生的接待支出。"
    )
    out.say(
        f"2、公务用车购置及运行维护费支出决算为{out.fig(cars)}万元，其中：公务用车购置费0万元，"
        f"更新公务用车0辆。公务用车运行维护费{out.fig(cars)}万元，截止{drawn.year}年12月31日，"
        f"开支财政拨款的公务用车保有量为2辆。"
    )


def _others(out: Specimen, drawn: Books, rng: random.Random) -> None:
    rest = sum(drawn.running.values(), ZERO)
    last = quantized(rest * Decimal(rng.randrange(820, 1210)) / 1000, 2)
    out.say("八、机关运行经费支出说明")
    out.say(
        f"本部门{drawn.year}年度机关运行经费支出{out.fig(rest)}万元，比上年决算数"
        f"{changed(out, rest, last, rng.randrange(4))}。主要原因是工作量变化。"
    )
    goods, works, services = (amount(rng, 1, 60) for _ in range(3))
    whole = goods + works + services
    small = quantized(whole * Decimal(rng.randrange(500, 990)) / 1000, 2)
    tiny = quantized(small * Decimal(rng.randrange(300, 990)) / 1000, 2)
    out.say("九、政府采购支出说明")
    out.say(
        f"{drawn.year}年度政府采购支出总额{out.fig(whole, 2, 'head')}万元，其中：政府采购货物支出"
        f"{out.fig(goods, 2, 'part')}万元、政府采购工程支出{out.fig(works, 2, 'part')}万元、"
        f"政府采购服务支出{out.fig(services, 2, 'part')}万元。授予中小企业合同金额{out.fig(small)}"
        f"万元，占政府采购支出总额的{out.fig(percent(small, whole), 2, 'share')}%，其中：授予小微"
        f"企业合同金额{out.fig(tiny)}万元，占授予中小企业合同金额的"
        f"{out.fig(percent(tiny, small), 2, 'share')}%。"
    )
    out.say("十、国有资产占用情况说明")
    out.say(
        f"截至{drawn.year}年12月31日，本部门共有车辆2辆，其中，机要通信用车1辆、应急保障用车1辆；"
        "单位价值100万元以上设备（不含车辆）0台（套）。"
    )
    out.say("第四部分  名词解释", "一、财政拨款收入：指单位从同级财政部门取得的财政预算资金。")
