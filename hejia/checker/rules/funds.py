"""R1: the money rows of a self-evaluation sheet."""

import re
from collections.abc import Iterator, Sequence

from hejia.checker.rules.registry import equations
from hejia.checker.rules.relations import Relation, difference, percentage, printed
from hejia.checker.rules.sums import sum_relation
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.tables import Column, Datum, Row, Table

WHOLE = re.compile(r"^(?:年度|项目|预算)?资金总额|^年度总金额|^总金额|^项目资金$|^资金合计")
FISCAL = re.compile(r"财政(?:拨款|资金|性资金)|一般公共预算|政府预算资金")
CARRIED = re.compile(r"上年结转|结转资金|结转结余")
OTHER = re.compile(r"其他资金|其它资金|单位资金|自有资金|非财政|社会资金")
PEOPLE, RUNNING = re.compile(r"人员(?:支出|经费)"), re.compile(r"公用(?:支出|经费)")
ADJUSTED = {
    "after": r"调整(?:后)?(?:部门)?预算(?:收入|数)?$",
    "first": r"年初预算(?:收入|数)?$",
    "change": r"预算调整数$|调整金额$",
    "spent": r"^实际支出(?:数|金额)?$",
    "done": r"预算(?:完成|执行)率$",
    "moved": r"预算调整率$",
}
BASIC = re.compile(r"基本支出")


@equations("R1-fund", "R1", "资金总额等于各来源之和")
def fund_rows(reading: Reading) -> Iterator[Relation]:
    """年度资金总额 = 财政拨款 + 上年结转 + 其他资金；基本支出 = 人员 + 公用。

    Source: 财预〔2020〕10号 项目支出绩效自评表。

    Good:
        | 项目资金 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
        | 年度资金总额 | 10 | 12 | 9 | 10 | 75% | 7.5 |
        | 其中：财政拨款 | 8 | 10 | 8 | — | 80% | — |
        | 其他资金 | 2 | 2 | 1 | — | 50% | — |
    Bad:
        | 项目资金 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
        | 年度资金总额 | 10 | 12 | 9 | 10 | 75% | 7.5 |
        | 其中：财政拨款 | 8 | 10 | 8 | — | 80% | — |
        | 其他资金 | 2 | 5 | 1 | — | 20% | — |
    """
    for table in reading.tables:
        if table.aligned and len(table.rows) <= 20:
            yield from _sources(table)
            yield from _basic(table)


@equations("R3-adjusted", "R3", "年初、调整与完成")
def adjusted_budget(reading: Reading) -> Iterator[Relation]:
    """调整预算 = 年初预算 + 调整数；完成率 = 实际支出 ÷ 调整预算；调整率 = 调整数 ÷ 年初预算。

    Source: 财预〔2013〕53号；部门整体支出绩效自评表（广州）。

    Good:
        | 部门资金情况 | 调整预算收入 | 90.5 | 年初预算收入 | 100.5 |
        | | 实际支出数 | 89.5 | 年度预算调整数 | -10 |
        | | 预算完成率 | 98.9% | 预算调整率 | -10.0% |
    Bad:
        | 部门资金情况 | 调整预算收入 | 90.5 | 年初预算收入 | 100.5 |
        | | 实际支出数 | 89.5 | 年度预算调整数 | -12 |
        | | 预算完成率 | 98.9% | 预算调整率 | -10.0% |
    """
    for table in reading.tables:
        named = {name: _only(table, pattern) for name, pattern in ADJUSTED.items()}
        after, first, change = named["after"], named["first"], named["change"]
        if after and first and change:
            wording = "调整预算 = 年初预算 + 调整数"
            yield Relation(
                "R3-adjusted", change, (after, first), difference, wording, linear=(1, -1)
            )
        yield from _rate("完成率 = 实际支出 ÷ 调整预算", named["done"], named["spent"], after)
        yield from _rate("调整率 = 调整数 ÷ 年初预算", named["moved"], change, first)


def _only(table: Table, pattern: str) -> Datum | None:
    found = [d for row in table.rows for d in row.data.values() if re.search(pattern, d.row)]
    return found[0] if len(found) == 1 else None


def _rate(
    wording: str, target: Datum | None, part: Datum | None, whole: Datum | None
) -> Iterator[Relation]:
    if target and part and whole and target.figure.is_rate:
        yield Relation("R3-adjusted", target, (part, whole), percentage, wording, is_rate=True)


def _sources(table: Table) -> Iterator[Relation]:
    for at, head in enumerate(table.rows):
        if not WHOLE.search(head.label):
            continue
        parts = _parts(table.rows[at + 1 :])
        if len(parts) < 2 or not any(OTHER.search(row.label) for row in parts):
            continue
        yield from _fitting(table, head, parts)


def _parts(rows: Sequence[Row]) -> list[Row]:
    """The rows of sources under the total, each source once."""
    parts: list[Row] = []
    for row in rows:
        patterns = [p for p in (FISCAL, CARRIED, OTHER) if p.search(row.label)]
        if not patterns or any(patterns[0].search(other.label) for other in parts):
            break
        parts.append(row)
    return parts


def _fitting(table: Table, head: Row, parts: Sequence[Row]) -> Iterator[Relation]:
    """The sums of all parts, or without 上年结转 where that stands inside 财政拨款."""
    plain = [row for row in parts if not CARRIED.search(row.label)]
    for chosen in (parts, plain):
        relations = [r for r in _relations(table.amounts, head, chosen) if r]
        if relations and all(relation.holds(printed) for relation in relations):
            return
    yield from (r for r in _relations(table.amounts, head, parts) if r)


def _relations(columns: Sequence[Column], head: Row, parts: Sequence[Row]) -> list[Relation | None]:
    found: list[Relation | None] = []
    for column in columns:
        target = head.data.get(column.index)
        terms = tuple(row.data[column.index] for row in parts if column.index in row.data)
        known = terms and not any(row.is_unread(column.index) for row in parts)
        found.append(_sum(target, terms, column) if target and known else None)
    return found


def _sum(target: Datum, terms: tuple[Datum, ...], column: Column) -> Relation:
    return sum_relation("R1-fund", target, terms, column.heading)


def _basic(table: Table) -> Iterator[Relation]:
    for head, first, second in zip(table.rows, table.rows[1:], table.rows[2:], strict=False):
        named = PEOPLE.search(first.label) and RUNNING.search(second.label)
        if BASIC.search(head.label) and named:
            yield from (r for r in _relations(table.amounts, head, (first, second)) if r)
