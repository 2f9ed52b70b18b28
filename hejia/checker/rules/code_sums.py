"""R1: subject codes and the sums they promise — 类 of 款, 款 of 项, the total of all 类."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from hejia.checker.rules.registry import equations
from hejia.checker.rules.relations import Relation, findings_of
from hejia.checker.rules.sums import NOT_ADDITIVE, sum_relation
from hejia.checker.understanding import headings
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.tables import Column, Row, Table


@equations("R1-code", "R1", "科目逐级加总")
def code_trees(reading: Reading) -> Iterator[Relation]:
    """类等于各款之和，款等于各项之和。

    Source: 预算法第四十六条；政府收支分类科目（类、款、项）。

    Good:
        | 科目编码 | 科目名称 | 合计 | 基本支出 |
        | 201 | 一般公共服务支出 | 30.5 | 20.5 |
        | 20129 | 群众团体事务 | 30.5 | 20.5 |
        | 2012901 | 行政运行 | 20.5 | 20.5 |
        | 2012902 | 一般行政管理事务 | 10 | |
    Bad:
        | 科目编码 | 科目名称 | 合计 | 基本支出 |
        | 201 | 一般公共服务支出 | 30.5 | 20.5 |
        | 20129 | 群众团体事务 | 30.5 | 20.5 |
        | 2012901 | 行政运行 | 22.5 | 20.5 |
        | 2012902 | 一般行政管理事务 | 10 | |
    """
    for at, table in enumerate(reading.tables):
        if table.has_codes:
            following = reading.tables[at + 1] if at + 1 < len(reading.tables) else None
            yield from _trusted(_tree(table, _goes_on(table, following)))


def _tree(table: Table, open_code: str) -> list[Relation]:
    """All sums of a table of subjects; not those the next page goes on with (`open_code`)."""
    relations: list[Relation] = []
    for index, row in enumerate(table.rows):
        if not row.code or len(row.code) == 7 or open_code.startswith(row.code):
            continue
        children = _children(table.rows, index)
        if children:
            relations.extend(_sum_relations("R1-code", row, children, _amounts(table)))
    top = _top_codes(table.rows)
    for row in table.rows:
        whole = not row.code and row.is_total and top and _covers(table, row)
        if whole and not open_code:
            relations.extend(_sum_relations("R1-code", row, top, _amounts(table)))
    return relations


def _goes_on(table: Table, following: Table | None) -> str:
    """The first code of the next table, when that is the rest of this one."""
    last = [row.code for row in table.rows if row.code][-1:]
    first = [row.code for row in following.rows if row.code][:1] if following else []
    if not last or not first or following is None:
        return ""
    headless = not following.header or following.name == table.name or not following.name
    if table.rows[-1].is_total or not headless or first[0] <= last[0]:
        return ""
    return first[0]


def _children(rows: Sequence[Row], index: int) -> list[Row]:
    """The rows one level below `rows[index]` that follow it."""
    parent = rows[index].code
    inside: list[Row] = []
    for row in rows[index + 1 :]:
        if row.code and (not row.code.startswith(parent) or len(row.code) <= len(parent)):
            break
        if row.code:
            inside.append(row)
    if not inside:
        return []
    level = min(len(row.code) for row in inside)
    nearest = [row for row in inside if len(row.code) == level]
    return nearest if len({row.code for row in nearest}) == len(nearest) else []


def _top_codes(rows: Sequence[Row]) -> list[Row]:
    codes = [row for row in rows if row.code]
    shortest = min((len(row.code) for row in codes), default=0)
    top = [row for row in codes if len(row.code) == shortest]
    if len({row.code for row in top}) != len(top):
        return []
    heads = {row.code for row in top}
    complete = all(row.code[:shortest] in heads for row in codes)
    return top if complete else []


def _covers(table: Table, row: Row) -> bool:
    """Only a total that stands before or after all codes speaks for all of them."""
    places = [other.index for other in table.rows if other.code]
    outside = row.index < min(places) or row.index > max(places)
    return outside and bool(headings.GRAND_LABEL.match(row.label) or "合计" in row.label)


def _amounts(table: Table) -> list[Column]:
    return [c for c in table.amounts if not NOT_ADDITIVE.search(c.heading)]


def _sum_relations(
    rule: str, parent: Row, parts: Sequence[Row], columns: Iterable[Column]
) -> list[Relation]:
    relations = []
    for column in columns:
        target = parent.data.get(column.index)
        terms = tuple(row.data[column.index] for row in parts if column.index in row.data)
        unread = any(row.is_unread(column.index) for row in parts)
        if target is None or not terms or len(terms) + len(parts) < 2 or unread:
            continue
        relations.append(sum_relation(rule, target, terms, column.heading))
    return relations


def _trusted(relations: list[Relation]) -> list[Relation]:
    """Drop equations of a column where more fail than hold: it was not read as it is meant."""
    by_column: dict[int, list[Relation]] = {}
    for relation in relations:
        by_column.setdefault(relation.target.key[2], []).append(relation)
    kept = []
    for group in by_column.values():
        causes = len(findings_of(group))
        telling = sum(len(r.terms) > 1 or r.target.figure.value != 0 for r in group)
        alone = len(group) == 1
        if causes * 2 <= telling or (causes == 1 and not alone) or (alone and _is_near(group[0])):
            kept.extend(group)
    return kept


def _is_near(relation: Relation) -> bool:
    """A lone sum that is wrong by less than half: a slip, not a table read wrongly."""
    value = relation.target.figure.value
    added = sum((term.figure.value for term in relation.terms), Decimal(0))
    return len(relation.terms) >= 2 and abs(added - value) * 2 < abs(value)
