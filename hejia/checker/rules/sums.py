"""R1: totals and their parts, down the rows of a table."""

import re
from collections.abc import Iterable, Iterator, Sequence

from hejia.checker.rules.registry import equations
from hejia.checker.rules.relations import Relation, printed, total
from hejia.checker.understanding import headings
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.tables import Column, Datum, Row, Table

NOT_ADDITIVE = re.compile(
    r"单价|标准|年度$|时间|日期|比例|率|满意度|目标值|完成值|指标值|编制|排名|年份|面积|单位成本|平均|人均"
)
MARKED = re.compile(r"^(?:其中|#|＃|\*|—|-)")


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
    lead = _lead(table, columns[0].index)
    columns = [c for c in columns if not NOT_ADDITIVE.search(c.heading)]
    rows = [row for row in table.rows if _label(row, lead) and not row.code]
    if not columns or not rows or table.has_codes:
        return
    yield from _numbered_items(rows, lead, columns)
    yield from _second_items(rows, lead, columns)
    yield from _grand_totals(rows, lead, columns)
    yield from _plain_totals(table, rows, lead, columns)


def _lead(table: Table, first: int) -> range:
    """The columns between the amounts of the half before and the amounts from `first` on."""
    before = [c.index for c in table.amounts if c.index < first]
    return range(max(before, default=-1) + 1, first)


def _label(row: Row, lead: range) -> str:
    """The label that belongs to the amounts right of the columns `lead`."""
    for index in reversed(lead):
        text = headings.bare(row.text(index))
        if text and not text.replace(".", "").isdigit():
            return text
    return ""


def _numbered_items(rows: list[Row], lead: range, columns: list[Column]) -> Iterator[Relation]:
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


def _loose(rows: list[Row], head: Row, items: list[Row], lead: range) -> bool:
    """Rows between the items that have neither a number of their own nor 其中."""
    between = rows[rows.index(items[0]) : rows.index(head)]
    labels = [_label(row, lead) for row in between if row not in items]
    return any(
        label and not MARKED.match(label) and _second_number(label) is None for label in labels
    )


def _complete(
    rows: list[Row], head: Row, items: list[Row], lead: range, columns: list[Column]
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


def _grand_totals(rows: list[Row], lead: range, columns: list[Column]) -> Iterator[Relation]:
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


def _second_items(rows: list[Row], lead: range, columns: list[Column]) -> Iterator[Relation]:
    """1. 2. 3. (or （1）（2）) directly under 一、, under 合计, or under a row without a number."""
    head: Row | None = None
    items: list[Row] = []
    plain: Row | None = None
    for row in rows:
        label = _label(row, lead)
        number = _second_number(label)
        if number == 1 and (items or head is None):
            yield from _second_sums(head, items, lead, columns)
            head, items = plain, []
        plain = None if number or MARKED.match(label) else row
        if head and number == len(items) + 1:
            items.append(row)
        elif not items or _opens(label):
            yield from _second_sums(head, items, lead, columns)
            head, items = (row if _opens(label) else None), []
    yield from _second_sums(head, items, lead, columns)


def _second_sums(
    head: Row | None, items: Sequence[Row], lead: range, columns: list[Column]
) -> Iterator[Relation]:
    """The sums under a head; one that opens no list has to show it in another column."""
    if head is None or len(items) < 2:
        return
    relations = list(_columns("R1-total", head, items, columns))
    failing = sum(not relation.holds(printed) for relation in relations)
    if _opens(_label(head, lead)) or failing * 2 <= len(relations) > 1:
        yield from relations


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
    table: Table, rows: list[Row], lead: range, columns: list[Column]
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
