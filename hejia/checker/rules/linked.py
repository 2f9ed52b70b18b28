"""R6 between tables: the totals that the tables of one budget or account share."""

import re
from collections.abc import Iterator, Sequence

from hejia.checker.rules.registry import equations
from hejia.checker.rules.relations import Relation, printed, total
from hejia.checker.understanding import headings
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.subjects import CLASSES
from hejia.checker.understanding.tables import Datum, Table

BOTH = re.compile(
    r"^(?:\d{4}年(?:度)?)?(?:部门|单位)?(?:财务)?(?:收入支出|收支)(?:预算|决算)?总(?:表|体情况表)$"
)
INCOME = re.compile(r"^(?:\d{4}年(?:度)?)?(?:部门|单位)?收入(?:预算|决算)?(?:总)?表$")
SPENDING = re.compile(r"^(?:\d{4}年(?:度)?)?(?:部门|单位)?支出(?:预算|决算)?(?:总)?表$")
WHOLE_COLUMN = re.compile(r"合计|总计")
CLASS_NAMES = frozenset(name for names in CLASSES.values() for name in names)


@equations("R6-table", "R6", "各表之间的总数")
def shared_totals(reading: Reading) -> Iterator[Relation]:
    """收支总表的本年收入、支出合计，与收入表、支出表的合计相等；各类支出两表相等。

    Source: 部门预决算公开表表间勾稽关系。

    Good:
        收支总表

        | 收入 | 预算数 | 支出 | 预算数 |
        | 一、财政拨款 | 30.5 | 一、一般公共服务支出 | 20.2 |
        | 二、其他收入 | 0 | 二、住房保障支出 | 10.3 |
        | 本年收入合计 | 30.5 | 本年支出合计 | 30.5 |

        支出总表

        | 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
        | | 合计 | 30.5 | 30.5 | 0 |
        | 201 | 一般公共服务支出 | 20.2 | 20.2 | 0 |
        | 221 | 住房保障支出 | 10.3 | 10.3 | 0 |
    Bad:
        收支总表

        | 收入 | 预算数 | 支出 | 预算数 |
        | 一、财政拨款 | 31.5 | 一、一般公共服务支出 | 20.2 |
        | 二、其他收入 | 0 | 二、住房保障支出 | 11.3 |
        | 本年收入合计 | 31.5 | 本年支出合计 | 31.5 |

        支出总表

        | 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
        | | 合计 | 30.5 | 30.5 | 0 |
        | 201 | 一般公共服务支出 | 20.2 | 20.2 | 0 |
        | 221 | 住房保障支出 | 10.3 | 10.3 | 0 |
    """
    both, income, spending = (_only(reading.tables, p) for p in (BOTH, INCOME, SPENDING))
    if both is None:
        return
    if income is not None:
        yield from _sides(both, income, "本年收入合计", "收入总计")
    if spending is not None:
        yield from _sides(both, spending, "本年支出合计", "支出总计")
        yield from _classes(both, spending)


def _only(tables: Sequence[Table], pattern: re.Pattern[str]) -> Table | None:
    found = [table for table in tables if table.aligned and pattern.match(_name(table))]
    return found[0] if len(found) == 1 else None


def _name(table: Table) -> str:
    return re.sub(r"^(?:公开)?表?[\d一二三四五六七八九十]{0,3}[、.:：]?", "", table.name)


def _sides(both: Table, single: Table, year: str, grand: str) -> Iterator[Relation]:
    """The total of the single table is 本年…合计 (or …总计) of 收支总表."""
    if both.money != single.money:
        return
    whole = _whole(single)
    told = [d for row in both.rows for d in row.data.values() if headings.bare(d.row) == year]
    others = [d for row in both.rows for d in row.data.values() if headings.bare(d.row) == grand]
    if whole is None or len(told) != 1:
        return
    if any(d.interval.meets(whole.interval) for d in others):
        return
    yield _equal(whole, told[0], f"{both.name}的“{year}”")


def _whole(table: Table) -> Datum | None:
    """The figure of the total row in the first column of totals."""
    columns = [c for c in table.amounts if WHOLE_COLUMN.search(c.heading)]
    rows = [row for row in table.rows if not row.code and row.is_total]
    if not columns or len(rows) != 1:
        return None
    return rows[0].data.get(columns[0].index)


def _classes(both: Table, spending: Table) -> Iterator[Relation]:
    """Spending by class, when most classes agree: the rest is wrong in one of the two tables."""
    columns = [c for c in spending.amounts if WHOLE_COLUMN.search(c.heading)]
    if not columns or both.money != spending.money:
        return
    listed = {row.label: row for row in spending.rows if row.code in CLASSES}
    relations = []
    for row in both.rows:
        for datum in row.data.values():
            name = re.sub(r"^[一二三四五六七八九十]+[、.]", "", headings.bare(datum.row))
            other = listed[name].data.get(columns[0].index) if name in listed else None
            if name in CLASS_NAMES and other is not None:
                relations.append(_equal(datum, other, f"{spending.name}的“{name}”"))
    failing = sum(not relation.holds(printed) for relation in relations)
    if failing * 2 < len(relations):
        yield from relations


def _equal(one: Datum, other: Datum, where: str) -> Relation:
    decimals = max(one.figure.decimals, other.figure.decimals)
    wording = f"{where}是 {other.figure.text}"
    return Relation("R6-table", one, (other,), total, wording, linear=(1,), decimals=decimals)
