"""Working figures out: indicators that share a table and an anchor take one statement together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from hejia.accounts.public import Sight
from hejia.insight.figures import Figure, Spread, veiled, veiled_together, wilson
from hejia.insight.indicators import INDICATORS, Indicator, indicator
from hejia.insight.periods import Period
from hejia.insight.queries.asking import COLUMNS, TABLES, Question, Values, in_figure
from hejia.insight.vocabulary import Dimension, Shape

_MONTH: Final = "to_char(f.{anchor} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')"


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A figure by one dimension: (key, figure) of every part, and the total.

    `gap` is the total's count less the sum of the parts' counts, and always 0: rows without a
    value stand in the part of key None. None where small numbers are veiled.
    """

    by: Dimension
    parts: tuple[tuple[Any, Figure], ...]
    total: Figure
    gap: int | None


def measure(
    id: str,
    period: Period | str,
    *,
    sight: Sight | None = None,
    now: datetime,
    **within: Values,
) -> Figure:
    """The figure of one indicator: one statement.

    `within` restricts it by any dimension (street, community, agency: keys; category, type,
    source, risk: codes) or is_dv; several values mean any of them. `sight` None is the system
    itself and counts everything; a person's figures follow the posts (see `access`). What falls
    due after `now` is left out as not yet due. Raises Refused (unknown indicator, period or
    restriction), Missing (may not see figures).
    """
    return measure_many([id], period, sight=sight, now=now, **within)[id]


def measure_many(
    ids: Iterable[str] | None,
    period: Period | str,
    *,
    sight: Sight | None = None,
    now: datetime,
    **within: Values,
) -> dict[str, Figure]:
    """Figures of several indicators (None: all) by id; one statement per table and anchor."""
    asked = Question.of(period, sight, now, within)
    wanted = INDICATORS if ids is None else [indicator(id) for id in ids]
    found: dict[str, Figure] = {}
    for group in _groups(wanted):
        rows = _rows(group, asked, "")
        for place, one in enumerate(group):
            found[one.id] = _shown(_figure(one, place, rows, asked), asked)
    return {one.id: found[one.id] for one in wanted}


def breakdown(
    id: str,
    period: Period | str,
    *,
    by: Dimension | str,
    sight: Sight | None = None,
    now: datetime,
    **within: Values,
) -> Breakdown:
    """One indicator's figure by a dimension, parts in order of key: one statement."""
    asked, one, by = Question.of(period, sight, now, within), indicator(id), Dimension(by)
    column = _MONTH.format(anchor=one.anchor) if by is Dimension.MONTH else f"f.{COLUMNS[by]}"
    rows = _rows([one], asked, column)
    keys = sorted({row["key"] for row in rows if not row["is_total"]}, key=_in_order)
    parts = [_figure(one, 0, _of(rows, key), asked) for key in keys]
    total = _figure(one, 0, [row for row in rows if row["is_total"]], asked)
    gap = None
    if asked.scope.veiled:
        shown = veiled_together(parts, total)
    else:
        shown = parts
        gap = (total.denominator or 0) - sum(part.denominator or 0 for part in parts)
    return Breakdown(by, tuple(zip(keys, shown, strict=True)), _shown(total, asked), gap)


def _in_order(key: Any) -> tuple[bool, Any]:
    return (key is None, "" if key is None else key)


def _of(rows: Sequence[Mapping[str, Any]], key: Any) -> list[Mapping[str, Any]]:
    return [row for row in rows if not row["is_total"] and row["key"] == key]


def _shown(figure: Figure, asked: Question) -> Figure:
    return veiled(figure) if asked.scope.veiled else figure


def _groups(wanted: Iterable[Indicator]) -> Iterator[list[Indicator]]:
    groups: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
    for one in wanted:
        groups[TABLES[one.grain], one.anchor].append(one)
    yield from groups.values()


def _rows(group: Sequence[Indicator], asked: Question, column: str) -> list[Mapping[str, Any]]:
    """Per standing (and part, and the total over parts) the counts of every indicator."""
    first = group[0]
    columns = [text for place, one in enumerate(group) for text in _columns(one, place)]
    grouping = f"GROUPING SETS ((standing), (standing, {column}))" if column else "standing"
    key = f"{column} AS key, GROUPING({column}) = 1" if column else "NULL AS key, TRUE"
    query = (
        f"SELECT f.standing AS standing, {key} AS is_total, {', '.join(columns)} "  # noqa: S608 own text only
        f"FROM {TABLES[first.grain]} f WHERE {asked.where(first.anchor)} GROUP BY {grouping}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, asked.params())
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _columns(one: Indicator, place: int) -> Iterator[str]:
    """count, numerator, amounts and left-out counts of an indicator, named by its place."""
    held = in_figure(one)
    yield f"count(*) FILTER (WHERE {held}) AS d{place}"
    if one.numerator is not None:
        yield f"count(*) FILTER (WHERE {held} AND ({one.numerator.sql})) AS n{place}"
    if one.amount:
        yield f"sum({one.amount}) FILTER (WHERE {held}) AS s{place}"
    if one.shape is Shape.DAYS:
        order = f"WITHIN GROUP (ORDER BY {one.amount}) FILTER (WHERE {held})"
        yield f"percentile_disc(ARRAY[0.5, 0.9, 1]) {order} AS q{place}"
    before = f"({one.denominator.sql})"
    for number, (_, condition) in enumerate(one.left_out):
        yield f"count(*) FILTER (WHERE {before} AND ({condition})) AS l{place}_{number}"
        before += f" AND ({condition}) IS NOT TRUE"


def _figure(
    one: Indicator, place: int, rows: Sequence[Mapping[str, Any]], asked: Question
) -> Figure:
    """From the counts by standing: "" counts, every other standing is left out."""
    counted: Mapping[str, Any] = next((row for row in rows if row["standing"] == ""), {})
    excluded: dict[str, int] = {}
    for row in rows:
        every = row[f"d{place}"] + sum(row[f"l{place}_{n}"] for n in range(len(one.left_out)))
        if row["standing"] and every:
            excluded[row["standing"]] = every
    for number, (why, _) in enumerate(one.left_out):
        if counted.get(f"l{place}_{number}"):
            excluded[why] = counted[f"l{place}_{number}"]
    return _made(one, place, counted, excluded, asked.now)


def _made(
    one: Indicator, place: int, row: Mapping[str, Any], excluded: dict[str, int], now: datetime
) -> Figure:
    base = int(row.get(f"d{place}", 0))
    above = int(row[f"n{place}"]) if row and one.numerator is not None else None
    total = int(row.get(f"s{place}") or 0)
    if one.numerator is not None:
        above = above or 0
    spread, low, high, value = None, None, None, Decimal(base)
    known: Decimal | None = value
    if one.shape is Shape.RATE:
        known = Decimal(above or 0) / base if base else None
        if one.sampled and base:
            low, high = wilson(above or 0, base)
    elif one.shape is Shape.SUM:
        known = Decimal(total)
    elif one.shape is Shape.GAP:
        known = Decimal(base - (above or 0))
    elif one.shape is Shape.DAYS:
        spread = Spread.of(total, base, *row[f"q{place}"]) if base else None
        known = spread.mean if spread else None
    return Figure(one.id, one.shape, one.unit, above, base, known, excluded, spread, low, high, now)
