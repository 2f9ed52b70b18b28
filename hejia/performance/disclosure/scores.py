"""Shenzhen: the score table of a department report (document 003, 表 1), from a scoring result."""

from __future__ import annotations

from hejia.performance.figures import plain
from hejia.performance.scoring import GroupScore, ItemScore, Result
from hejia.performance.sheets import Cell, Table, cell, head, number


def score_table(result: Result) -> Table:
    """Three levels with their points, the item scores, and the total."""
    rows: list[tuple[Cell, ...]] = [
        (head("评价指标", 6), head("得分", 1, 3)),
        (head("一级指标", 2), head("二级指标", 2), head("三级指标", 2)),
        tuple(head(text) for _ in range(3) for text in ("名称", "分值")),
    ]
    for group in result.groups:
        rows.extend(_group_rows(group, [i for i in result.items if i.group == group.name]))
    whole = plain(sum((g.max for g in result.groups), start=result.items[0].max * 0))
    total = "" if result.total is None else plain(result.total)
    last = [c for _ in range(3) for c in (head("合计"), number(whole, bold=True))]
    rows.append((*last, number(total, result.total, bold=True)))
    return Table(
        rows=tuple(rows),
        widths=(3, 2, 4, 2, 7, 2, 3),
        headers=3,
        title="自评得分一览表",
        name="自评得分一览表",
        label="表 1",
    )


def _group_rows(group: GroupScore, items: list[ItemScore]) -> list[tuple[Cell, ...]]:
    subs = {sub.name: sub for sub in group.subgroups}
    seen: set[str] = set()
    rows = []
    for position, item in enumerate(items):
        cells: list[Cell] = []
        if position == 0:
            cells += _spanning(group, len(items))
        if item.subgroup not in seen:
            seen.add(item.subgroup)
            span = sum(1 for other in items if other.subgroup == item.subgroup)
            cells += _spanning(subs[item.subgroup], span)
        rows.append((*cells, cell(item.name), number(plain(item.max)), number(plain(item.score))))
    return rows


def _spanning(group: GroupScore, span: int) -> list[Cell]:
    return [
        cell(group.name, rowspan=span, align="center"),
        cell(plain(group.max), rowspan=span, align="center"),
    ]
