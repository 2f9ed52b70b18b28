"""R1: totals and their parts, down the rows of a table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from hejia.checker.rules.registry import equations
from hejia.checker.rules.relations import Relation, findings_of, printed, total
from hejia.checker.understanding import headings
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.tables import Column, Datum, Row, Table

NOT_ADDITIVE = re.compile(
    r"单价|标准|年度$|时间|日期|比例|率|满意度|目标值|完成值|指标值|编制|排名|年份|面积|单位成本|平均|人均"
)
MARKED = re.compile(r"^(?:其中|#|＃|\*|—|-)")


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


@equations("R1-total", "R1", "合计等于各行之和")
def totals(reading: Reading) -> Iterator[Relation]:
    """合计、总计、小计等于它所含各行之和；收入总计等于支出总计。

    Source: 会计基础工作规范；部门预决算公开表勾稽关系。

    Good:
        | 项目名称 | 预算数 |
        | 培训经费 | 10.2 |
        | 宣传经费 | 20.3 |
        | 合计 | 30.5 |
    Bad:
        | 项目名称 | 预算数 |
        | 培训经费 | 10.2 |
        | 宣传经费 | 20.3 |
        | 合计 | 31.5 |
    """
    for table in reading.tables:
        if not table.aligned:
            continue
        for columns in _halves(table):
            yield from _half(table, columns)
        yield from _balance(table)


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


def sum_relation(rule: str, target: Datum, terms: tuple[Datum, ...], column: str) -> Relation:
    """`target` is the sum of `terms`."""
    parts = " + ".join(term.figure.text for term in terms[:8]) + ("…" if len(terms) > 8 else "")
    head = f"{column}：" if column else ""
    wording = f"{head}{target.row or '合计'} = {parts}"
    return Relation(
        rule,
        target,
        terms,
        total,
        wording,
        linear=(1,) * len(terms),
        decimals=max(term.figure.decimals for term in terms),
    )


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


def _halves(table: Table) -> list[list[Column]]:
    """Amount columns by the label column they belong to (收入 | 支出 stand side by side)."""
    halves: list[list[Column]] = []
    fresh = True
    for column in table.columns:
        if column.kind in {"label", "text"} and _is_label_column(table, column):
            fresh = True
        elif column.kind == "amount":
            if fresh or not halves:
                halves.append([])
            halves[-1].append(column)
            fresh = False
    return halves


def _is_label_column(table: Table, column: Column) -> bool:
    return sum(bool(row.text(column.index)) for row in table.rows) >= 0.3 * len(table.rows)


def _half(table: Table, columns: list[Column]) -> Iterator[Relation]:
    lead = columns[0].index
    columns = [c for c in columns if not NOT_ADDITIVE.search(c.heading)]
    rows = [row for row in table.rows if _label(row, lead) and not row.code]
    if not columns or not rows or table.has_codes:
        return
    yield from _numbered_items(rows, lead, columns)
    yield from _second_items(rows, lead, columns)
    yield from _grand_totals(rows, lead, columns)
    yield from _plain_totals(table, rows, lead, columns)


def _label(row: Row, lead: int) -> str:
    """The label that belongs to the amounts from column `lead` on."""
    for index in range(lead - 1, -1, -1):
        text = headings.bare(row.text(index))
        if text and not text.replace(".", "").isdigit():
            return text
    return ""


def _numbered_items(rows: list[Row], lead: int, columns: list[Column]) -> Iterator[Relation]:
    """一、二、三、… without a gap, then 合计: nothing is missing between them."""
    items: list[Row] = []
    for row in rows:
        label = _label(row, lead)
        number = headings.item_number(label)
        if number == len(items) + 1:
            items.append(row)
        elif number == 1:
            items = [row]
        elif items and re.search(r"(?:本年.{0,6}|^|收入|支出)[合总]计$", label):
            if len(items) >= 2 and (label.endswith("合计") or not _loose(rows, row, items, lead)):
                yield from _complete(rows, row, items, lead, columns)
            items = []
        elif number is not None:
            items = []


def _loose(rows: list[Row], head: Row, items: list[Row], lead: int) -> bool:
    """Rows between the items that have neither a number of their own nor 其中."""
    between = rows[rows.index(items[0]) : rows.index(head)]
    labels = [_label(row, lead) for row in between if row not in items]
    return any(
        label and not MARKED.match(label) and _second_number(label) is None for label in labels
    )


def _complete(
    rows: list[Row], head: Row, items: list[Row], lead: int, columns: list[Column]
) -> Iterator[Relation]:
    """The sums of numbered items, unless rows without a number between them belong to it too."""
    first, last = rows.index(items[0]), rows.index(head)
    others = [
        row
        for row in rows[first:last]
        if row not in items and not MARKED.match(_label(row, lead)) and _label(row, lead)
    ]
    every = _columns("R1-total", head, [*items, *others], columns, single=True)
    wider = {relation.target.key: relation for relation in every}
    for relation in _columns("R1-total", head, items, columns, single=True):
        other = wider.get(relation.target.key)
        if relation.holds(printed) or not others or other is None or not other.holds(printed):
            yield relation


def _grand_totals(rows: list[Row], lead: int, columns: list[Column]) -> Iterator[Relation]:
    """收入总计 = 本年收入合计 + 上年结转 …; not said where no reading of the rows between fits."""
    labels = [_label(row, lead) for row in rows]
    subtotal = [at for at, label in enumerate(labels) if re.search(r"本年.{0,4}合计$", label)]
    grand = [at for at, label in enumerate(labels) if re.search(r"^(?:收入|支出)?总计$", label)]
    if len(subtotal) != 1 or len(grand) != 1 or grand[0] <= subtotal[0]:
        return
    between = [
        row for row in rows[subtotal[0] + 1 : grand[0]] if not MARKED.match(_label(row, lead))
    ]
    plain = [row for row in between if headings.item_number(_label(row, lead)) is None]
    head, first = rows[grand[0]], rows[subtotal[0]]
    stated = list(_columns("R1-total", head, [first, *between], columns, single=True))
    other = list(_columns("R1-total", head, [first, *plain], columns, single=True))
    if all(relation.holds(printed) for relation in other):
        return
    yield from stated


def _second_items(rows: list[Row], lead: int, columns: list[Column]) -> Iterator[Relation]:
    """1. 2. 3. (or （1）（2）) directly under 一、 or under 合计."""
    head: Row | None = None
    items: list[Row] = []
    for row in [*rows, None]:
        label = _label(row, lead) if row else ""
        number = _second_number(label)
        if row and head and number == len(items) + 1:
            items.append(row)
            continue
        if row and MARKED.match(label) and items:
            continue
        if row and items and not _opens(label):
            continue
        if head is not None and len(items) >= 2:
            yield from _columns("R1-total", head, items, columns)
        head = row if row and _opens(label) else None
        items = []


def _opens(label: str) -> bool:
    return headings.item_number(label) is not None or bool(headings.GRAND_LABEL.match(label))


def _second_number(label: str) -> int | None:
    found = re.match(r"^[（(]?(\d{1,2})[、.．)）](?!\d)", label)
    return int(found.group(1)) if found else None


def _columns(
    rule: str,
    head: Row,
    items: Sequence[Row],
    columns: Iterable[Column],
    *,
    single: bool = False,
) -> Iterator[Relation]:
    for column in columns:
        target = head.data.get(column.index)
        terms = tuple(row.data[column.index] for row in items if column.index in row.data)
        unread = any(row.is_unread(column.index) for row in items)
        if target is not None and (len(terms) >= 2 or (single and terms)) and not unread:
            yield sum_relation(rule, target, terms, column.heading)


def _plain_totals(
    table: Table, rows: list[Row], lead: int, columns: list[Column]
) -> Iterator[Relation]:
    """A list without levels and one total, above or below it."""
    labels = [_label(row, lead) for row in rows]
    totals = [i for i, label in enumerate(labels) if headings.GRAND_LABEL.match(label)]
    if len(totals) != 1 or any(_has_levels(label) for label in labels):
        return
    at = totals[0]
    members = rows[at + 1 :] if at == 0 else rows[:at]
    if at not in {0, len(rows) - 1} or len(members) < 2:
        return
    stated = _columns("R1-total", rows[at], members, columns)
    relations = [r for r in stated if r.holds(printed) or not _is_mean(r)]
    failing = sum(not relation.holds(printed) for relation in relations)
    if failing * 2 <= len(relations) or (len(relations) == 1 and _is_simple(table, members)):
        yield from relations


def _is_mean(relation: Relation) -> bool:
    """A total among its parts: a rate or a price per piece whose heading does not say so."""
    values = sorted(term.figure.value for term in relation.terms)
    return len(values) > 2 and values[0] <= relation.target.figure.value <= values[-1]


def _has_levels(label: str) -> bool:
    return bool(
        MARKED.match(label)
        or headings.item_number(label) is not None
        or headings.SUBTOTAL_LABEL.match(label)
        or _second_number(label)
        or re.search(r"合计|总计|小计|增减|上年|差额", label[:-2])
    )


def _is_simple(table: Table, members: Sequence[Row]) -> bool:
    """One column of amounts: believed only for a list of differently named rows."""
    names = [row.label for row in members]
    wide = sum(bool(cell.text) for cell in table.rows[0].cells)
    return len(set(names)) == len(names) and all(names) and wide >= 2


def _balance(table: Table) -> Iterator[Relation]:
    """收入总计 = 支出总计."""
    for row in table.rows:
        sides = [
            datum
            for datum in row.data.values()
            if re.search(r"^(?:收入|支出)?总计$|^收入总计|^支出总计", datum.row)
        ]
        income = [datum for datum in sides if not datum.row.startswith("支出")]
        spending = [d for d in sides if d.key[2] > income[0].key[2]] if income else []
        spending = [d for d in spending if d.row.startswith("支出") or d.row == "总计"]
        labels = [
            headings.bare(c.text) for c in row.cells if headings.bare(c.text).endswith("总计")
        ]
        if len(labels) == 2 and income and spending:
            first = income[0]
            second = next((d for d in spending if _other_half(table, first, d)), None)
            if second is not None:
                yield sum_relation("R1-total", second, (first,), "收支平衡")


def _other_half(table: Table, first: Datum, second: Datum) -> bool:
    between = range(first.key[2] + 1, second.key[2])
    return any(table.columns[index].kind in {"label", "text"} for index in between)
