"""R2, R3: laws between the columns of a table — row totals, differences, rates, growth.

A law is read from the headings (支出总计 = 基本支出 + 项目支出) or found in the figures: what
holds in nearly all rows of a table is its law, and the rows that break it are wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hejia.checker.rules.registry import equations
from hejia.checker.rules.relations import (
    Formula,
    Relation,
    difference,
    growth,
    percentage,
    printed,
    total,
)
from hejia.checker.rules.sums import NOT_ADDITIVE, sum_relation
from hejia.checker.understanding import headings
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.tables import Column, Datum, Row, Table

NAMED_PARTS: tuple[tuple[str, ...], ...] = (
    (r"基本支出(?:小计|合计)?", r"项目支出(?:小计|合计)?"),
    (
        r"公务用车购置费?(?:支出)?(?:预算数|决算数)?",
        r"公务用车运行(?:维护)?费?(?:支出)?(?:预算数|决算数)?",
    ),
    (r"人员(?:经费|支出)", r"(?:日常)?公用(?:经费|支出)"),
)
FURTHER_PARTS = re.compile(r"上缴上级支出|经营支出|对附属单位补助(?:支出)?|其他支出$")
EXECUTED = re.compile(
    r"执行数|实有|实际在职|支出数|决算数|实际支出|支出金额|实际支付|已支付|实际到位|完成数|执行金额|支出决算|实际使用"
)
BUDGETED = re.compile(
    r"编制数|预算数|预算金额|全年预算|年初预算|调整预算|预算安排|计划数|指标数|下达|预算$|到位"
)
LEAST_SUPPORT = 3
MOST_UNPROVEN = 3
THREE_PUBLIC = {
    "whole": r"^(?:“?三公”?经费)?(?:总?合计|总计|小计)(?:预算数|决算数)?$",
    "abroad": r"出国",
    "guests": r"接待",
    "cars": r"用车.*(?:小计|合计)|用车购置(?:及|和|与)运行(?:维护)?费?(?:预算数|决算数)?$",
    "buying": r"(?:用车|车辆)购置费?(?:支出)?(?:预算数|决算数)?$",
    "running": r"(?:用车|车辆)运行(?:维护)?费?(?:支出)?(?:预算数|决算数)?$",
}


@dataclass(frozen=True, slots=True)
class Law:
    """`target` column is `formula` of the `terms` columns."""

    target: Column
    terms: tuple[Column, ...]
    formula: Formula
    kind: str  # sum | difference | percentage | growth


class Support(NamedTuple):
    """Rows of a table that speak for or against a law."""

    held: int  # of two or more parts: they prove it
    plain: int  # of one part only: they agree with it
    failed: int  # they break it


@equations("R2-row", "R2", "横向加总")
def row_totals(reading: Reading) -> Iterator[Relation]:
    """同一行里，合计列等于各分列之和；增减额等于两年之差。

    Source: 部门预决算公开表勾稽关系；表内列标题。

    Good:
        | 单位 | 支出总计 | 基本支出 | 项目支出 |
        | 本级 | 30.5 | 20.5 | 10 |
    Bad:
        | 单位 | 支出总计 | 基本支出 | 项目支出 |
        | 本级 | 30.5 | 20.5 | 11 |
    """
    for table in reading.tables:
        if table.aligned:
            for law in _sum_laws(table):
                for row in table.rows:
                    relation = row_relation("R2-row", law, row)
                    if relation:
                        yield relation


@equations("R2-change", "R2", "增减行")
def change_rows(reading: Reading) -> Iterator[Relation]:
    """“增减变化金额”行等于本年行减上年行。

    Source: 算术；行标题。

    Good:
        | 预算单位 | 年度 | 总计 | 公务接待费 |
        | 本级 | 2021年 | 8.5 | 0.5 |
        | | 2022年 | 4.3 | 0.3 |
        | | 增减变化金额 | -4.2 | -0.2 |
    Bad:
        | 预算单位 | 年度 | 总计 | 公务接待费 |
        | 本级 | 2021年 | 8.5 | 0.5 |
        | | 2022年 | 4.3 | 0.3 |
        | | 增减变化金额 | -4.6 | -0.2 |
    """
    for table in reading.tables:
        for before, now, change in zip(table.rows, table.rows[1:], table.rows[2:], strict=False):
            years = [re.search(r"(20\d{2})年", row.label) for row in (before, now)]
            if not re.match(r"增减", change.label) or not all(years):
                continue
            for column, datum in change.data.items():
                terms = (now.data.get(column), before.data.get(column))
                if terms[0] and terms[1] and not datum.figure.is_rate:
                    yield Relation(
                        "R2-change",
                        datum,
                        (terms[0], terms[1]),
                        difference,
                        f"{now.label} − {before.label}",
                        linear=(1, -1),
                        decimals=max(term.figure.decimals for term in terms if term),
                    )


@equations("R3-table", "R3", "表内比率")
def rates(reading: Reading) -> Iterator[Relation]:
    """执行率、完成率、占比、增长率等于同行两个金额之比。

    Source: 财预〔2020〕10号（预算执行率）；列标题。

    Good:
        | 项目 | 预算数 | 执行数 | 执行率 |
        | 培训 | 40 | 36.5 | 91.25% |
    Bad:
        | 项目 | 预算数 | 执行数 | 执行率 |
        | 培训 | 40 | 36.5 | 93.25% |
    """
    for table in reading.tables:
        if not table.aligned:
            continue
        for column in table.kinds("rate"):
            law = _rate_law(table, column)
            for row in table.rows if law else ():
                relation = row_relation("R3-table", law, row) if law else None
                if relation:
                    yield relation


def row_relation(rule: str, law: Law, row: Row) -> Relation | None:
    target = row.data.get(law.target.index)
    terms = [row.data[c.index] for c in law.terms if c.index in row.data]
    if target is None or not terms:
        return None
    if any(row.is_unread(column.index) for column in law.terms):
        return None
    if law.kind == "sum":
        return sum_relation(rule, target, tuple(terms), "") if _own(target, terms) else None
    if len(terms) != len(law.terms) or any(term.figure.is_rate for term in terms):
        return None
    if law.kind in {"percentage", "growth"} and target.figure.unit not in {"", "%"}:
        return None
    names = "、".join(column.heading for column in law.terms)
    marks = {"difference": "之差", "percentage": "之比", "growth": "的增长率"}
    return Relation(
        rule,
        target,
        tuple(terms),
        law.formula,
        f"{law.target.heading} = {names}{marks[law.kind]}",
        linear=(1, -1) if law.kind == "difference" else (),
        is_rate=law.kind != "difference",
        decimals=max(t.figure.decimals for t in terms) if law.kind == "difference" else None,
    )


def support(table: Table, law: Law) -> Support:
    """How the rows of a table speak for a law."""
    held = plain = failed = 0
    for row in table.rows:
        relation = row_relation("", law, row)
        if relation is None:
            continue
        parts = sum(bool(term.figure.value) for term in relation.terms)
        if not relation.holds(printed):
            failed += 1
        elif parts >= 2:
            held += 1
        else:
            plain += parts
    return Support(held, plain, failed)


def _own(target: Datum, terms: Sequence[Datum]) -> bool:
    return bool(target.figure.value) or any(term.figure.value for term in terms)


def _sum_laws(table: Table) -> list[Law]:
    laws = _three_public_laws(table) or _three_public_by_order(table)
    taken = [term for law in laws for term in law.terms]
    columns = [c for c in _additive(table) if c not in taken]
    for _ in range(len(columns)):
        law = _named_law(table, columns) or _found_law(table, columns)
        if law is None:
            break
        laws.append(law)
        columns = [c for c in columns if c not in law.terms]
    laws.extend(_difference_laws(table))
    return laws


def _additive(table: Table) -> list[Column]:
    return [c for c in table.amounts if not NOT_ADDITIVE.search(c.heading)]


def _three_public_laws(table: Table) -> list[Law]:
    """合计 = 出国 + 接待 + 用车; 用车 = 购置 + 运行, for each set of columns of a 三公 table."""
    laws: list[Law] = []
    if any(len(row.cells) < len(table.columns) for row in table.rows):
        return []  # a row that lost cells says nothing of the columns it would stand under
    for mark in ("预算", "决算", ""):
        columns = [c for c in _additive(table) if mark in c.heading]
        named = {
            name: [c for c in columns if re.search(pattern, c.heading)]
            for name, pattern in THREE_PUBLIC.items()
        }
        if any(len(found) != 1 for found in named.values()):
            continue
        whole, abroad, guests, cars, buying, running = (found[0] for found in named.values())
        laws = [
            *laws,
            Law(cars, (buying, running), total, "sum"),
            Law(whole, (abroad, guests, cars), total, "sum"),
        ]
    return [law for law in laws if support(table, law).failed <= max(1, len(table.rows) // 2)]


def _three_public_by_order(table: Table) -> list[Law]:
    """A 三公 table whose broken headings say nothing: six amounts in one of the two usual or"
    "ders."""
    columns = _additive(table)
    if "三公" not in table.title or len(columns) not in {6, 12} or len(table.rows) > 8:
        return []
    best: list[Law] = []
    most = 0
    for cars, guests in ((2, 5), (3, 2)):
        laws = []
        for start in range(0, len(columns), 6):
            six = columns[start : start + 6]
            laws.append(Law(six[cars], (six[cars + 1], six[cars + 2]), total, "sum"))
            laws.append(Law(six[0], (six[1], six[guests], six[cars]), total, "sum"))
        held = sum(_holding(table, law) for law in laws)
        if held > most:
            best, most = laws, held
    return best if most * 2 >= len(best) else []


def _holding(table: Table, law: Law) -> bool:
    relations = [row_relation("", law, row) for row in table.rows]
    stated = [relation for relation in relations if relation]
    return bool(stated) and all(relation.holds(printed) for relation in stated)


def _named_law(table: Table, columns: list[Column]) -> Law | None:
    """The total column left of columns whose names make a whole."""
    for names in NAMED_PARTS:
        parts = _run_of(columns, names)
        if not parts:
            continue
        before = columns.index(parts[0]) - 1
        if before < 0:
            continue
        target = columns[before]
        if not _is_total_column(target):
            continue
        further = columns[columns.index(parts[-1]) + 1 :]
        for column in further:
            if not FURTHER_PARTS.search(column.heading):
                break
            parts.append(column)
        law = Law(target, tuple(parts), total, "sum")
        told = support(table, law)
        if told.failed <= max(1, told.held // 3):
            return law
    return None


def _run_of(columns: list[Column], names: tuple[str, ...]) -> list[Column]:
    for start in range(len(columns) - len(names) + 1):
        window = columns[start : start + len(names)]
        pairs = zip(names, window, strict=True)
        if all(re.search(name + "$", column.heading) for name, column in pairs):
            return list(window)
    return []


def _is_total_column(target: Column) -> bool:
    heading = target.heading
    return bool(
        re.search(r"(?:总?合计|总计|小计|总额|本年支出|支出数?|金额|预算数|决算数)$", heading)
    ) and not any(word in heading for word in ("增减", "上年", "率"))


def _found_law(table: Table, columns: list[Column]) -> Law | None:
    """A column that is the sum of neighbouring columns in nearly every row."""
    best: tuple[int, Law] | None = None
    for at, target in enumerate(columns):
        for terms in _neighbours(columns, at):
            law = Law(target, terms, total, "sum")
            told = support(table, law)
            good = told.held >= LEAST_SUPPORT and told.failed * 4 <= told.held
            if good and (best is None or told.held > best[0]):
                best = (told.held, law)
    return best[1] if best else None


def _neighbours(columns: list[Column], at: int) -> Iterator[tuple[Column, ...]]:
    for end in range(at + 3, len(columns) + 1):
        yield tuple(columns[at + 1 : end])
    for start in range(at - 2, -1, -1):
        yield tuple(columns[start:at])


def _difference_laws(table: Table) -> list[Law]:
    laws = []
    for target in table.amounts:
        if not headings.DIFFERENCE.search(target.heading):
            continue
        others = [c for c in table.amounts if c is not target and c.index < target.index]
        options = [
            Law(target, pair, difference, "difference")
            for a in others
            for b in others
            if a is not b
            for pair in [(a, b)]
        ]
        law = _most_supported(table, options)
        if law:
            laws.append(law)
    return laws


def _most_supported(table: Table, options: Sequence[Law]) -> Law | None:
    best: tuple[int, Law] | None = None
    for law in options:
        told = support(table, law)
        good = told.held >= LEAST_SUPPORT and told.failed * 3 <= told.held
        if good and (best is None or told.held > best[0]):
            best = (told.held, law)
    return best[1] if best else None


def _rate_law(table: Table, column: Column) -> Law | None:
    amounts = table.amounts
    ratios = [
        Law(column, (a, b), percentage, "percentage") for a in amounts for b in amounts if a != b
    ]
    rises = [Law(column, (a, b), growth, "growth") for a in amounts for b in amounts if a != b]
    found = _most_supported(table, [*ratios, *rises])
    if found:
        return found
    if headings.GROWTH.search(column.heading) or not headings.EXECUTION.search(column.heading):
        return None
    return _execution_law(table, column)


def _execution_law(table: Table, column: Column) -> Law | None:
    """执行率 by its neighbours' headings, where too few rows show the law."""
    left = [c for c in table.amounts if c.index < column.index]
    spent = [c for c in left if EXECUTED.search(c.heading) and not c.heading.endswith("预算数")]
    budget = [c for c in left if BUDGETED.search(c.heading) and c not in spent]
    if not spent or not budget:
        return None
    options = [Law(column, (a, b), percentage, "percentage") for a in spent for b in budget]
    best = max(options, key=lambda law: support(table, law).held)
    if support(table, best).held:
        return best
    adjusted = [law for law in options if re.search(r"全年|调整", law.terms[1].heading)]
    chosen = adjusted or options
    if len(chosen) != 1 or _fits_otherwise(table, column):
        return None
    # a law that no row shows is no law of a long table
    return chosen[0] if support(table, chosen[0]).failed <= MOST_UNPROVEN else None


def _fits_otherwise(table: Table, column: Column) -> bool:
    """A rate that two other amounts of its row give: the headings stand over other columns."""
    amounts = table.amounts
    pairs = [Law(column, (a, b), percentage, "percentage") for a in amounts for b in amounts]
    return any(support(table, law).held for law in pairs if law.terms[0] != law.terms[1])
