"""R1, R2, R5: wholes beside their parts in tables of few rows — quarters, years, stocks, units.

Where a heading names the whole (合计, 全年, 年末数), fewer rows need to show it than where only
the figures do.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from hejia.checker.figures import Interval
from hejia.checker.rules.across import Law, Support, row_relation, support
from hejia.checker.rules.registry import equations
from hejia.checker.rules.relations import Relation, printed, total
from hejia.checker.rules.sums import NOT_ADDITIVE, sum_relation
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.tables import Column, Datum, Row, Table

WHOLE = re.compile(
    r"(?:总?合计|总计|小计|总额|全年|全年计划|年度计划|预算总额|总投资|总数)(?:数|金额)?$"
)
OF_WHICH = re.compile(r"其中[：:]?")
PERIOD = re.compile(r"^(?:第?[一二三四]季度|[上下]半年|20\d{2}年(?:度)?)")
OPENING = re.compile(r"(?:年初|期初|上年末)(?:余额|结存|数量|数)?$")
RISEN = re.compile(r"(?:本[年期])?(?:新增|增加|购置|收入)(?:额|数|数量)?$")
FALLEN = re.compile(r"(?:本[年期])?(?:减少|处置|核销|支出)(?:额|数|数量)?$")
CLOSING = re.compile(r"(?:年末|期末)(?:余额|结存|数量|数)?$")
LEAST_COLUMNS = 2
SCALED = re.compile(r"得分[（(](?P<points>\d+)分?[*×xX＊]执行率[）)]")
HUNDRED = Decimal(100)


@equations("R2-whole", "R2", "合计列与各分列")
def whole_columns(reading: Reading) -> Iterator[Relation]:
    """合计、全年、总额列等于右边各分列（季度、年度、资金来源、其中各项）之和。

    Source: 部门预决算公开表勾稽关系；表内列标题。

    Good:
        | 项目名称 | 总额 | 2023年 | 2024年 | 2025年 |
        | 维权服务 | 480 | 156 | 160 | 164 |
        | 家庭建设 | 400.5 | 128.5 | 134 | 138 |
        | 创业就业 | 745.5 | 245.5 | 250 | 250 |
    Bad:
        | 项目名称 | 总额 | 2023年 | 2024年 | 2025年 |
        | 维权服务 | 480 | 156 | 160 | 164 |
        | 家庭建设 | 400.5 | 128.5 | 143 | 138 |
        | 创业就业 | 745.5 | 245.5 | 250 | 250 |
    """
    for table in reading.tables:
        if table.aligned:
            for law in _whole_laws(table):
                yield from _stated("R2-whole", table, law)


@equations("R2-stock", "R2", "年初、增减与年末")
def stocks(reading: Reading) -> Iterator[Relation]:
    """年末数 = 年初数 + 本年增加 − 本年减少。

    Source: 算术；国有资产占用情况表列标题。

    Good:
        | 项目 | 年初数 | 本年增加 | 本年减少 | 年末数 |
        | 通用设备 | 86 | 12 | 9 | 89 |
        | 办公家具 | 152 | 20 | 14 | 158 |
    Bad:
        | 项目 | 年初数 | 本年增加 | 本年减少 | 年末数 |
        | 通用设备 | 86 | 12 | 9 | 98 |
        | 办公家具 | 152 | 20 | 14 | 158 |
    """
    for table in reading.tables:
        found = [_only(table, pattern) for pattern in (OPENING, RISEN, FALLEN, CLOSING)]
        columns = [column for column in found if column]
        if not table.aligned or len(columns) < len(found):
            continue
        relations = [r for r in (_stock(row, columns) for row in table.rows) if r]
        failing = sum(not relation.holds(printed) for relation in relations)
        if failing * 2 <= len(relations):
            yield from relations


@equations("R1-units", "R1", "部门等于所属各单位之和")
def units(reading: Reading) -> Iterator[Relation]:
    """第一行是部门、其下是所属各单位时，部门的每一列等于各单位之和。

    Source: 部门预算由本级和所属单位预算汇总而成（预算法第八条）。

    Good:
        | 单位名称 | 合计 | 一般公共预算 | 其他资金 |
        | 甲市妇女联合会 | 60.5 | 50.3 | 10.2 |
        | 甲市妇女联合会本级 | 40.2 | 35.1 | 5.1 |
        | 甲市妇女儿童活动中心 | 20.3 | 15.2 | 5.1 |
    Bad:
        | 单位名称 | 合计 | 一般公共预算 | 其他资金 |
        | 甲市妇女联合会 | 66.5 | 50.3 | 10.2 |
        | 甲市妇女联合会本级 | 40.2 | 35.1 | 5.1 |
        | 甲市妇女儿童活动中心 | 20.3 | 15.2 | 5.1 |
    """
    for table in reading.tables:
        if not table.aligned or table.has_codes or len(table.rows) <= LEAST_COLUMNS:
            continue
        head, *members = table.rows
        if any(row.is_total or not row.label for row in table.rows):
            continue
        relations = list(_unit_sums(table, head, members))
        held = [r for r in relations if r.holds(printed)]
        if len(held) >= LEAST_COLUMNS and (len(relations) - len(held)) * 2 <= len(held):
            yield from relations


@equations("R7-scale", "R7", "按执行率折算的得分")
def scaled_scores(reading: Reading) -> Iterator[Relation]:
    """列标题写明“20分×执行率”的，得分等于执行率乘以这个分值。

    Source: 部门整体支出绩效自评表（湖北等地）列标题。

    Good:
        | 预算执行情况 | 预算数 | 执行数 | 执行率 | 得分（20分*执行率） |
        | 部门整体支出总额 | 798.4 | 766.46 | 96.00% | 19.2 |
        | 其中：项目支出 | 286 | 280 | 97.90% | 19.58 |
    Bad:
        | 预算执行情况 | 预算数 | 执行数 | 执行率 | 得分（20分*执行率） |
        | 部门整体支出总额 | 798.4 | 766.46 | 96.00% | 18.2 |
        | 其中：项目支出 | 286 | 280 | 97.90% | 19.58 |
    """
    for table in reading.tables:
        rates = table.kinds("rate")
        for column in table.columns if len(rates) == 1 else ():
            found = SCALED.search(column.heading)
            for row in table.rows if found else ():
                score, rate = row.data.get(column.index), row.data.get(rates[0].index)
                if found and score and rate:
                    yield _scale(score, rate, int(found["points"]))


def _whole_laws(table: Table) -> Iterator[Law]:
    columns = [c for c in table.amounts if not NOT_ADDITIVE.search(c.heading)]
    for at, target in enumerate(columns):
        following = columns[at + 1 :]
        if len(following) < 2:
            continue
        named = WHOLE.search(target.heading) or OF_WHICH.match(following[0].heading)
        if not named and not PERIOD.match(following[0].heading):
            continue
        laws = [Law(target, terms, total, "sum") for terms in _ends(following)]
        best = max(((support(table, law), law) for law in laws), key=_weight, default=None)
        if best and best[0].held >= 1 and best[0].failed * 2 <= best[0].held + best[0].plain:
            yield best[1]


def _weight(option: tuple[Support, Law]) -> tuple[int, int]:
    told, law = option
    return told.held - told.failed, len(law.terms)


def _ends(following: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
    """All columns up to the next whole, or fewer of them; periods stay among themselves."""
    stop = next((i for i, c in enumerate(following) if WHOLE.search(c.heading)), len(following))
    if PERIOD.match(following[0].heading):
        others = [i for i, c in enumerate(following[:stop]) if not PERIOD.match(c.heading)]
        stop = others[0] if others else stop
    for end in range(stop, 1, -1):
        yield tuple(following[:end])


def _stated(rule: str, table: Table, law: Law) -> Iterator[Relation]:
    for row in table.rows:
        relation = row_relation(rule, law, row)
        if relation:
            yield relation


def _only(table: Table, pattern: re.Pattern[str]) -> Column | None:
    found = [column for column in table.amounts if pattern.search(column.heading)]
    return found[0] if len(found) == 1 else None


def _stock(row: Row, columns: Sequence[Column]) -> Relation | None:
    data = [row.data.get(column.index) for column in columns]
    first, risen, fallen, last = data
    if not first or not risen or not fallen or not last:
        return None
    return Relation(
        "R2-stock",
        last,
        (first, risen, fallen),
        _moved,
        "年末数 = 年初数 + 增加 − 减少",
        linear=(1, 1, -1),
        decimals=max(datum.figure.decimals for datum in (first, risen, fallen)),
    )


def _moved(parts: Sequence[Interval]) -> Interval:
    return parts[0] + parts[1] - parts[2]


def _unit_sums(table: Table, head: Row, members: Sequence[Row]) -> Iterator[Relation]:
    """The sums of columns in which at least two units have an amount."""
    for column in table.amounts:
        if NOT_ADDITIVE.search(column.heading):
            continue
        target = head.data.get(column.index)
        terms = tuple(row.data[column.index] for row in members if column.index in row.data)
        unread = any(row.is_unread(column.index) for row in members)
        if target and not unread and sum(bool(term.figure.value) for term in terms) > 1:
            yield sum_relation("R1-units", target, terms, column.heading)


def _scale(score: Datum, rate: Datum, points: int) -> Relation:
    def due(parts: Sequence[Interval]) -> Interval:
        slack = score.figure.ulp / 2
        low, high = min(parts[0].low, HUNDRED), min(parts[0].high, HUNDRED)
        return Interval(low * points / HUNDRED - slack, high * points / HUNDRED + slack)

    return Relation("R7-scale", score, (rate,), due, f"{points} 分 × 执行率", decimals=2)
