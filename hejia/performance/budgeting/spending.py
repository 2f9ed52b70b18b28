"""Tables 3, 4, 5, 7, 8, 9 and 10: spending by unit, subject, project and three-public kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from hejia.performance.budgeting.balance import TAIL_NOTE, UNIT_LINE, label
from hejia.performance.budgeting.facts import BudgetFacts
from hejia.performance.budgeting.lines import Line, every, from_source, total, units
from hejia.performance.figures import ZERO
from hejia.performance.sheets import Cell, Table, head, row
from hejia.performance.vocabulary import FISCAL_SOURCES, FUND_SOURCES, KINDS


def spending_by_unit(facts: BudgetFacts) -> Table:
    """Table 3 支出总表, with government procurement and what is reserved for smaller firms."""
    heads = (
        (
            head("预算单位", 1, 2),
            head("支出总计", 1, 2),
            head("基本支出", 1, 2),
            head("项目支出", 1, 2),
            head(f"{facts.year} 年政府采购项目", 3),
        ),
        (
            head("小计"),
            head("其中：面向中小企业政府采购项目"),
            head("其中：面向小型、微型企业政府采购项目"),
        ),
    )
    columns: list[Callable[[Line], bool]] = [
        every,
        lambda line: line.basic,
        lambda line: not line.basic,
        lambda line: bool(line.procurement),
        # What is reserved for small and micro firms is reserved for small and medium ones too.
        lambda line: bool(line.procurement) and bool(line.enterprise),
        lambda line: bool(line.procurement) and line.enterprise == "small",
    ]
    return Table(
        rows=(*heads, *_unit_rows(facts, columns)),
        widths=(5, 2, 2, 2, 2, 3, 3),
        headers=2,
        title="支出总表",
        name="表3 支出总表",
        label="表 3",
        left=label(facts),
        right=UNIT_LINE,
        notes=(TAIL_NOTE,),
    )


def _unit_rows(facts: BudgetFacts, columns: list[Callable[[Line], bool]]) -> list[tuple[Cell, ...]]:
    groups = [
        (unit, [line for line in facts.lines if line.unit == unit]) for unit in units(facts.lines)
    ]
    if len(groups) != 1:
        groups.append(("合计", list(facts.lines)))
    return [
        row(name, *[facts.amount(total(lines, keep)) for keep in columns]) for name, lines in groups
    ]


def basic_spending(facts: BudgetFacts) -> Table:
    """Table 4 基本支出总表: unit × economic subject (or kind) × fund source."""
    lines = [line for line in facts.lines if line.basic]
    return _detail(
        facts,
        lines,
        lambda line: (line.unit, line.economic, KINDS[line.kind]),
        ("预算单位", "经济科目编码", "支出类别"),
        "基本支出总表",
        4,
    )


def project_spending(facts: BudgetFacts) -> Table:
    """Table 5 项目支出总表: unit × project × fund source."""
    lines = [line for line in facts.lines if not line.basic]
    return _detail(
        facts,
        lines,
        lambda line: (line.unit, line.function, line.project),
        ("预算单位", "功能科目编码", "项目名称"),
        "项目支出总表",
        5,
    )


def _detail(
    facts: BudgetFacts,
    lines: list[Line],
    key: Callable[[Line], tuple[str, str, str]],
    names: tuple[str, str, str],
    title: str,
    place: int,
) -> Table:
    columns: list[Callable[[Line], bool]] = [
        every,
        *[from_source(source) for source in FISCAL_SOURCES],
        lambda line: line.source == "special_account",
        lambda line: not line.fiscal and line.source not in ("special_account", "carried"),
        lambda line: line.source == "carried",
    ]
    funds = [FUND_SOURCES[source] for source in FISCAL_SOURCES]
    heads = [*names, "总计", *funds, "财政专户管理资金", "单位资金", "上年结余、结转"]
    body = [
        row(*group, *[facts.amount(total(members, keep)) for keep in columns])
        for group, members in _grouped(lines, key)
    ]
    body.append(row("合计", "", "", *[facts.amount(total(lines, keep)) for keep in columns]))
    return Table(
        rows=(tuple(head(name) for name in heads), *body),
        widths=(4, 2, 4, *[2] * len(columns)),
        title=title,
        name=f"表{place} {title}",
        label=f"表 {place}",
        left=label(facts),
        right=UNIT_LINE,
        notes=(TAIL_NOTE,),
    )


def _grouped(
    lines: list[Line], key: Callable[[Line], tuple[str, str, str]]
) -> Iterable[tuple[tuple[str, str, str], list[Line]]]:
    groups: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return groups.items()


#: place → (source, title)
SUBJECT_TABLES = {
    7: ("general", "一般公共预算支出表（按功能分类）"),
    9: ("fund", "政府性基金预算支出表"),
    10: ("capital", "国有资本经营预算支出表"),
}


def by_subject(facts: BudgetFacts, place: int) -> Table:
    """Tables 7, 9, 10: one fund source by unit and function subject; parents are exact sums."""
    source, title = SUBJECT_TABLES[place]
    lines = [line for line in facts.lines if line.source == source]
    columns = ("预算单位", "科目编码", "科目名称", "支出总计", "基本支出", "项目支出")
    body: list[tuple[Cell, ...]] = []
    for unit in units(facts.lines):
        own = [line for line in lines if line.unit == unit]
        basic = total(own, lambda line: line.basic)
        body.append(_subject_row(facts, unit, "", "", basic, total(own) - basic))
        body.extend(
            _subject_row(facts, "", node.code, node.name, node.basic, node.project)
            for node in facts.subjects.rows(own)
        )
    return Table(
        rows=(tuple(head(name) for name in columns), *body),
        widths=(5, 2, 6, 2, 2, 2),
        title=title,
        name=f"表{place} {title}",
        label=f"表 {place}",
        left=label(facts),
        right=UNIT_LINE,
        notes=(TAIL_NOTE,) if lines else ("注：本年度没有安排此类支出。",),
    )


def _subject_row(
    facts: BudgetFacts, unit: str, code: str, name: str, basic: Decimal, project: Decimal
) -> tuple[Cell, ...]:
    amount = facts.amount
    return row(unit, code, name, amount(basic + project), amount(basic), amount(project))


def three_public(facts: BudgetFacts) -> Table:
    """Table 8 “三公”经费: last year, this year, the difference; always up to two decimals."""
    heads = (
        (
            head("预算单位", 1, 2),
            head("年度", 1, 2),
            head("总计", 1, 2),
            head("因公出国(境)费", 1, 2),
            head("公务接待费", 1, 2),
            head("公务用车购置及运行维护费", 3),
        ),
        (head("小计"), head("公务用车购置费"), head("公务用车运行维护费")),
    )
    body: list[tuple[Cell, ...]] = []
    for unit in units(facts.lines):
        before = public_amounts([line for line in facts.prior if line.unit == unit])
        now = public_amounts([line for line in facts.lines if line.unit == unit])
        change = [n - b for n, b in zip(now, before, strict=True)]
        body.append(_public_row(facts, unit, f"{facts.year - 1} 年", before))
        body.append(_public_row(facts, "", f"{facts.year} 年", now))
        body.append(_public_row(facts, "", "增减变化金额", change))
    return Table(
        rows=(*heads, *body),
        widths=(5, 3, 2, 2, 2, 2, 2, 2),
        headers=2,
        title="一般公共预算“三公”经费支出表",
        name="表8 三公经费支出表",
        label="表 8",
        left=label(facts),
        right=UNIT_LINE,
        notes=(TAIL_NOTE,),
    )


def public_amounts(lines: list[Line]) -> list[Decimal]:
    """总计, 出国, 接待, 车辆小计, 购置, 运行 — of the general public budget, yuan."""
    general = [line for line in lines if line.source == "general"]
    sums = {
        kind: total(general, _public(kind))
        for kind in ("abroad", "reception", "car_purchase", "car_running")
    }
    cars = sums["car_purchase"] + sums["car_running"]
    whole = sum(sums.values(), ZERO)
    return [whole, sums["abroad"], sums["reception"], cars, *list(sums.values())[2:]]


def _public(kind: str) -> Callable[[Line], bool]:
    return lambda line: line.three_public == kind


def _public_row(
    facts: BudgetFacts, unit: str, year: str, amounts: list[Decimal]
) -> tuple[Cell, ...]:
    return row(unit, year, *[facts.amount(a, 2) for a in amounts])
