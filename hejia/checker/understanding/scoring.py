"""Self-evaluation sheets: money rows, indicators with weight and score, and the total."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hejia.checker.document import Cell, Place
from hejia.checker.figures import is_blank, parse_cell
from hejia.checker.understanding import headings
from hejia.checker.understanding.tables import Column, Datum, Row, Table

TOTAL_SCORE = re.compile(
    r"^(?:自评)?(?:总分|总得分|合计得分|得分合计|总计|合计|自评总分|总分值|自评得分|综合得分|总评分)(?:[（(：:].*)?$"
)
MONEY_TOTAL = re.compile(
    r"(?:年度|项目|预算)?资金总额|^合计|^总计|^资金合计|^年度预算(?:总额|申请)|^部门整体|^支出合计|^金额合计|^总额"
)
TARGET = re.compile(
    r"(?:年度|年初|预期|计划)?(?:指标值|目标值|绩效值|目标)$|指标值|年度指标内容|目标值"
)
ACTUAL = re.compile(r"实际完成|完成值|完成情况|实现值|实际值|全年完成|完成指标")
REASON = re.compile(r"偏差|原因|改进|未完成|说明|备注|扣分")
LEVELS = re.compile(r"[一二三]级指标|指标名称|绩效指标|^指标|三级|四级指标")
NO_NAME = re.compile(r"性质|单位|值|分值|权重|得分")
IN_BRACKETS = re.compile(r"[（(]\s*(\d+(?:\.\d+)?)\s*分?\s*[）)]$")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One scored line of a sheet."""

    row: Row
    name: str
    target: str
    actual: str
    reason: str
    weight: Datum | None
    score: Datum | None
    scored: Cell | None
    has_actual: bool
    has_reason: bool


@dataclass(frozen=True, slots=True)
class Execution:
    """The money row that earns points: weight, rate and score."""

    row: Row
    weight: Datum
    score: Datum | None
    scored: Cell | None
    rate: Datum | None


@dataclass(frozen=True, slots=True)
class Group:
    """A first- or second-level indicator that prints its own weight."""

    name: str
    weight: Datum
    members: tuple[Datum, ...]


@dataclass
class Sheet:
    """One self-evaluation sheet."""

    tables: list[Table] = field(default_factory=list)
    execution: Execution | None = None
    indicators: list[Indicator] = field(default_factory=list)
    total_weight: Datum | None = None
    total_score: Datum | None = None
    groups: list[Group] = field(default_factory=list)
    place: Place | None = None

    @property
    def counts_execution(self) -> bool:
        """False when the indicators already hold the execution rate as one of theirs."""
        return not any(re.search(r"预算?执行率|资金执行率", i.name) for i in self.indicators)


def sheets_of(tables: Sequence[Table]) -> list[Sheet]:
    """All sheets, in order. A money table opens a sheet; its indicators follow."""
    sheets: list[Sheet] = []
    current = Sheet()
    for table in tables:
        weight, score = _columns(table)
        if weight is None:
            continue
        if _is_money(table):
            if current.indicators or current.execution:
                sheets.append(current)
                current = Sheet()
            current.execution = _execution(table, weight, score)
            current.tables.append(table)
        elif score is not None and _is_indicators(table):
            if current.indicators and current.total_score is not None:
                sheets.append(current)
                current = Sheet()
            _fill(current, table, weight, score)
    if current.indicators or current.execution:
        sheets.append(current)
    return sheets


def _columns(table: Table) -> tuple[Column | None, Column | None]:
    weights = [c for c in table.columns if c.kind == "weight" or _named(c, headings.WEIGHT, "分值")]
    scores = [c for c in table.columns if c.kind == "score" or _named(c, headings.SCORE, "得分")]
    return (weights[-1] if weights else None, scores[-1] if scores else None)


def _named(column: Column, pattern: re.Pattern[str], ending: str) -> bool:
    return bool(pattern.search(column.heading)) or column.heading.endswith(ending)


def _is_money(table: Table) -> bool:
    rate = any(c.kind == "rate" or headings.EXECUTION.search(c.heading) for c in table.columns)
    amounts = any(re.search(r"预算数|执行数|预算|支出", c.heading) for c in table.amounts)
    few = len(table.rows) <= 15
    return rate and amounts and few and not any(LEVELS.search(c.heading) for c in table.columns)


def _is_indicators(table: Table) -> bool:
    return any(LEVELS.search(c.heading) for c in table.columns)


def _execution(table: Table, weight: Column, score: Column | None) -> Execution | None:
    rates = table.kinds("rate")
    for row in table.rows:
        points = row.data.get(weight.index)
        if points is None or not points.figure.value:
            continue
        rate = row.data.get(rates[0].index) if rates else None
        earned = row.data.get(score.index) if score else None
        return Execution(row, points, earned, _cell(row, score), rate)
    return None


def _cell(row: Row, column: Column | None) -> Cell | None:
    if column is None or column.index >= len(row.cells):
        return None
    return row.cells[column.index]


def _fill(sheet: Sheet, table: Table, weight: Column, score: Column) -> None:
    target, actual, reason = (_find(table, p) for p in (TARGET, ACTUAL, REASON))
    sheet.tables.append(table)
    last_names: dict[int, str] = {}
    for row in table.rows:
        if TOTAL_SCORE.match(_first_text(row)):
            sheet.total_weight, sheet.total_score = _total_of(row, weight, score)
            break  # below it stand grade, names and dates
        name = _name(table, row, last_names, {c.index for c in (target, actual, reason) if c})
        points, earned = row.data.get(weight.index), row.data.get(score.index)
        aim = _aim(table, row, target)
        if points is None and earned is None and not aim:
            continue
        sheet.indicators.append(
            Indicator(
                row=row,
                name=name,
                target=aim,
                actual=_text(row, actual),
                reason=_text(row, reason),
                weight=points,
                score=earned,
                scored=_cell(row, score),
                has_actual=actual is not None,
                has_reason=reason is not None,
            )
        )
    if all(item.weight for item in sheet.indicators):
        sheet.groups.extend(_groups(table, weight))
        sheet.groups.extend(_bracket_groups(table, weight))


def _total_of(row: Row, weight: Column, score: Column) -> tuple[Datum | None, Datum | None]:
    points, earned = row.data.get(weight.index), row.data.get(score.index)
    if points is None and earned is None:
        return _loose_total(row)
    if points is not None and earned is None and points.figure.value != 100:
        return None, None
    return points, earned


def _loose_total(row: Row) -> tuple[Datum | None, Datum | None]:
    """合计 | 100 | 97.5 in a row that lost its blank cells: weight and score, in this order."""
    found = []
    for column, cell in enumerate(row.cells):
        figure = parse_cell(cell.text)
        if figure is not None and figure.unit in {"", "分"}:
            key = (-2, row.index, column)
            fine = max(2, figure.decimals) if figure.decimals else 4
            found.append(Datum(key, figure, cell.place, _first_text(row), "", fine))
    if len(found) != 2 or found[0].figure.value < found[1].figure.value:
        return None, None
    return found[0], found[1]


def _aim(table: Table, row: Row, target: Column | None) -> str:
    """The target of a row; where 指标性质, 指标值 and 度量单位 stand apart, put together."""
    aim = _text(row, target)
    nature = next((c for c in table.columns if "指标性质" in c.heading), None)
    unit = next((c for c in table.columns if "度量单位" in c.heading), None)
    return f"{_text(row, nature)}{aim}{_text(row, unit)}" if aim else ""


def _find(table: Table, pattern: re.Pattern[str]) -> Column | None:
    for column in table.columns:
        if column.kind in {"weight", "score"}:
            continue
        if pattern.search(column.heading) and not re.search(r"级指标$|指标名称$", column.heading):
            return column
    return None


def _text(row: Row, column: Column | None) -> str:
    return row.text(column.index).strip() if column else ""


def _first_text(row: Row) -> str:
    return next((headings.bare(c.text) for c in row.cells if not is_blank(c.text)), "")


def _name(table: Table, row: Row, last: dict[int, str], skip: set[int]) -> str:
    """The finest indicator name of a row."""
    name = ""
    for column in table.columns:
        named = LEVELS.search(column.heading) and not NO_NAME.search(column.heading)
        if column.index in skip or not named:
            continue
        text = headings.bare(row.text(column.index))
        if text and parse_cell(text) is None:
            last[column.index] = text
            name = text
    return name or next(reversed(list(last.values())), "")


def _groups(table: Table, leaf: Column) -> Iterator[Group]:
    """Weights of an upper level in a column of their own: each speaks for the rows below it."""
    upper = [c for c in table.kinds("weight") if c.index < leaf.index]
    for at, column in enumerate(upper):
        finer = upper[at + 1] if at + 1 < len(upper) else leaf
        head: Datum | None = None
        members: list[Datum] = []
        for row in [*table.rows, None]:
            own = row.data.get(column.index) if row else None
            ends = row is None or own is not None or TOTAL_SCORE.match(_first_text(row))
            if ends:
                if head is not None and members:
                    yield Group(head.row, head, tuple(members))
                head, members = own, []
                if row is not None and TOTAL_SCORE.match(_first_text(row)):
                    head = None
            if row is not None and finer.index in row.data:
                members.append(row.data[finer.index])


def _bracket_groups(table: Table, weight: Column) -> Iterator[Group]:
    """产出指标（50分） in a label column: the weight of the rows down to the next such label."""
    for column in table.columns:
        if column.kind == "label" and column.index < weight.index:
            yield from _column_groups(table, column, weight)


def _column_groups(table: Table, column: Column, weight: Column) -> Iterator[Group]:
    head: Datum | None = None
    members: list[Datum] = []
    for row in table.rows:
        text = headings.bare(row.text(column.index))
        ends = bool(TOTAL_SCORE.match(_first_text(row)))
        if (text or ends) and head is not None and members:
            yield Group(head.row, head, tuple(members))
        if text or ends:
            head, members = None if ends else _bracketed(row, column.index, text), []
        if head is not None and weight.index in row.data:
            members.append(row.data[weight.index])
    if head is not None and members:
        yield Group(head.row, head, tuple(members))


def _bracketed(row: Row, column: int, text: str) -> Datum | None:
    """The weight in brackets at the end of a label."""
    found = IN_BRACKETS.search(text)
    figure = parse_cell(found.group(1)) if found else None
    if found is None or figure is None:
        return None
    name = text[: found.start()]
    return Datum((-1, row.index, column), figure, row.cells[column].place, name, "分值", 4)
