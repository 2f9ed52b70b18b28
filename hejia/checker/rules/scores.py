"""R7, R8: weights, scores, totals and grades of self-evaluation sheets."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from hejia.checker.figures import Figure, Interval, is_blank, shown
from hejia.checker.finding import Finding
from hejia.checker.rules.registry import equations, rule
from hejia.checker.rules.relations import Relation, printed, total
from hejia.checker.rules.sums import sum_relation
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.scoring import Execution, Sheet
from hejia.checker.understanding.tables import Datum

WHOLE = Decimal(100)
MOST = Decimal("0.8")
CLEAR = Decimal("0.05")


@equations("R7-group", "R7", "上级指标分值等于下级之和")
def group_weights(reading: Reading) -> Iterator[Relation]:
    """一级、二级指标的分值等于其下各指标分值之和。

    Source: 财预〔2020〕10号 附件；表内层级。

    Good:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标（50分） | 培训场次 | ≥2场 | 3场 | 30 | 30 |
        | | 宣传条数 | ≥9条 | 10条 | 20 | 20 |
        | 效益指标（40分） | 知晓率 | ≥90% | 95% | 40 | 40 |
        | 满意度指标（10分） | 满意度 | ≥90% | 95% | 10 | 10 |
        | 总分 | | | | 100 | 100 |
    Bad:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标（40分） | 培训场次 | ≥2场 | 3场 | 30 | 30 |
        | | 宣传条数 | ≥9条 | 10条 | 20 | 20 |
        | 效益指标（40分） | 知晓率 | ≥90% | 95% | 40 | 40 |
        | 满意度指标（10分） | 满意度 | ≥90% | 95% | 10 | 10 |
        | 总分 | | | | 100 | 100 |
    """
    for sheet in reading.sheets:
        groups = [g for g in sheet.groups if len(g.members) > 1 or g.weight.key[0] >= 0]
        relations = [sum_relation("R7-group", g.weight, g.members, "分值") for g in groups]
        failing = sum(not relation.holds(printed) for relation in relations)
        if failing * 2 <= len(relations) or failing == 1:
            yield from relations


@rule("R7-weight", "R7", "分值合计为100")
def weights(reading: Reading) -> Iterator[Finding]:
    """各指标分值连同预算执行率分值合计等于总分（一般为100）。

    Source: 财预〔2020〕10号：预算执行率10分，产出50分，效益30分，满意度10分，合计100分。

    Good:
        | 项目 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
        | 年度资金总额 | 10 | 9 | 10 | 90% | 9 |

        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥2场 | 3场 | 50 | 50 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
        | 总分 | | | | 100 | 99 |
    Bad:
        | 项目 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
        | 年度资金总额 | 10 | 9 | 10 | 90% | 9 |

        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥2场 | 3场 | 60 | 50 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
        | 总分 | | | | 100 | 99 |
    """
    for sheet in reading.sheets:
        finding = _weight_finding(sheet)
        if finding:
            yield finding


@rule("R7-total", "R7", "总得分等于各项得分之和")
def total_score(reading: Reading) -> Iterator[Finding]:
    """总分行的得分等于预算执行率得分与各指标得分之和。

    Source: 财预〔2020〕10号；算术。

    Good:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥2场 | 3场 | 60 | 58.5 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
        | 总分 | | | | 100 | 98.5 |
    Bad:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥2场 | 3场 | 60 | 58.5 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
        | 总分 | | | | 100 | 99.5 |
    """
    for sheet in reading.sheets:
        finding = _total_finding(sheet)
        if finding:
            yield finding


@rule("R4-score", "R4", "得分不高于分值")
def score_within_weight(reading: Reading) -> Iterator[Finding]:
    """每一项得分不得高于它的分值。

    Source: 财预〔2020〕10号：得分一档最高不能超过该指标分值上限。

    Good:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥2场 | 3场 | 60 | 60 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
    Bad:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥2场 | 3场 | 60 | 65 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
    """
    for sheet in reading.sheets:
        pairs = [(i.name, i.weight, i.score) for i in sheet.indicators]
        if sheet.execution:
            pairs.append(("预算执行率", sheet.execution.weight, sheet.execution.score))
        over = [(n, w, s) for n, w, s in pairs if w and s and s.figure.value > w.figure.value]
        if len(over) * 3 > len(pairs) and len(pairs) > 2:
            continue  # columns read the wrong way round
        for name, weight, score in over:
            yield _finding(
                "R4-score",
                score,
                weight.figure.text,
                f"“{name}”得分 {score.figure.text} 高于分值 {weight.figure.text}。"
                "请核对得分，或改正分值。",
            )


@rule("R7-execution", "R7", "预算执行率得分")
def execution_score(reading: Reading) -> Iterator[Finding]:
    """预算执行率得分 = 执行率 × 分值，执行率高于100%按满分计。

    Source: 财预〔2020〕10号。各地另有分档办法的，只提示不认定。

    Good:
        | 项目 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
        | 年度资金总额 | 10 | 8 | 10 | 80% | 8 |
    Bad:
        | 项目 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
        | 年度资金总额 | 10 | 5 | 10 | 50% | 10 |
    """
    for sheet in reading.sheets:
        if sheet.execution and sheet.execution.score and sheet.execution.rate:
            finding = _execution_finding(sheet.execution)
            if finding:
                yield finding


@rule("R8-score", "R8", "得分未填")
def missing_scores(reading: Reading) -> Iterator[Finding]:
    """有分值的指标都要有得分；有指标值的都要有完成值。

    Source: 财预〔2020〕10号 自评表填报要求。

    Good:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥2场 | 3场 | 60 | 60 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 30 | 30 |
        | 效益指标 | 办结率 | ≥90% | 95% | 10 | 10 |
    Bad:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥2场 | 3场 | 60 | |
        | 效益指标 | 知晓率 | ≥90% | 95% | 30 | 30 |
        | 效益指标 | 办结率 | ≥90% | 95% | 10 | 10 |
    """
    for sheet in reading.sheets:
        scored = sum(item.score is not None for item in sheet.indicators)
        if scored * 2 <= len(sheet.indicators):
            continue
        if sheet.execution and _is_missing(sheet.execution.score, sheet.execution.scored):
            yield _missing(sheet.execution.weight, "预算执行率（资金）", "得分")
        for item in sheet.indicators:
            if item.weight and item.weight.figure.value and _is_missing(item.score, item.scored):
                yield _missing(item.weight, item.name, "得分")
        yield from _missing_actuals(sheet)


def _missing_actuals(sheet: Sheet) -> Iterator[Finding]:
    filled = sum(bool(item.actual) for item in sheet.indicators)
    for item in sheet.indicators:
        blank = item.has_actual and not item.actual and item.target and item.weight
        if blank and item.weight and filled >= MOST * len(sheet.indicators):
            yield _missing(item.weight, item.name, "实际完成值")


def _is_missing(score: Datum | None, cell: object) -> bool:
    text = getattr(cell, "text", "")
    return score is None and cell is not None and is_blank(text)


def _missing(near: Datum, name: str, what: str) -> Finding:
    return Finding(
        "R8-score",
        "hard",
        near.place,
        f"{name} {near.figure.text}",
        "",
        "",
        f"“{name}”有分值 {near.figure.text}，{what}却是空的。请补填{what}；"
        "若不计分，请把分值一并调整，使合计仍为100。",
        f"{name}·{what}未填",
    )


def _sum(data: Sequence[Datum]) -> Decimal:
    return sum((datum.figure.value for datum in data), Decimal(0))


def _weighted(sheet: Sheet) -> list[Datum]:
    data = [item.weight for item in sheet.indicators if item.weight]
    if sheet.execution and sheet.counts_execution:
        data.append(sheet.execution.weight)
    return data


def _weight_finding(sheet: Sheet) -> Finding | None:
    items = [item for item in sheet.indicators if item.target or item.actual or item.score]
    bare = [item for item in items if item.weight is None]
    if len(items) < 2 or bare or any(not table.aligned for table in sheet.tables):
        return None
    data = _weighted(sheet)
    found = _sum(data)
    wanted = sheet.total_weight.figure.value if sheet.total_weight else WHOLE
    if found == wanted or (sheet.total_weight is None and not _near_whole(found)):
        return None
    if _is_own_scale(found) and sheet.total_weight is None:
        return None
    anchor = sheet.total_weight or data[-1]
    extra = "（含预算执行率分值）" if sheet.execution and sheet.counts_execution else ""
    return Finding(
        "R7-weight",
        "hard",
        anchor.place,
        f"{anchor.row or '分值'} {anchor.figure.text}",
        anchor.figure.text if sheet.total_weight else shown(found, 0),
        _plain(found) if sheet.total_weight else _plain(wanted),
        f"各项分值{extra}合计为 {_plain(found)}，与总分 {_plain(wanted)} 不符。"
        "请调整各指标分值，使连同预算执行率在内合计等于总分。",
        "分值合计",
    )


def _near_whole(found: Decimal) -> bool:
    return Decimal(70) <= found <= Decimal(130)


def _is_own_scale(found: Decimal) -> bool:
    """90 without the money row: the sheet prints its indicators apart from the execution rate."""
    return found in {Decimal(90), Decimal(80), Decimal(100)}


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _total_finding(sheet: Sheet) -> Finding | None:
    printed_total = sheet.total_score
    scored = [item for item in sheet.indicators if item.weight or item.score]
    if printed_total is None or len(scored) < 2 or any(item.score is None for item in scored):
        return None
    data = [item.score for item in scored if item.score]
    execution = sheet.execution if sheet.counts_execution else None
    if execution and execution.score is None:
        return None
    if execution and execution.score:
        data.append(execution.score)
    true = total([_points(datum.figure) for datum in data])
    if true is None or true.meets(_points(printed_total.figure)):
        return None
    expected = _plain(_sum(data))
    return _finding(
        "R7-total",
        printed_total,
        expected,
        f"总分印的是 {printed_total.figure.text}，各项得分相加为 {expected}。"
        "请逐项核对得分，再改总分。",
    )


def _points(figure: Figure) -> Interval:
    return figure.rounded if figure.decimals else figure.exact


def _execution_finding(execution: Execution) -> Finding | None:
    rate, score, weight = execution.rate, execution.score, execution.weight
    if rate is None or score is None or not rate.figure.value:
        return None
    share = min(rate.figure.value, WHOLE) / WHOLE
    if not rate.figure.is_rate and rate.figure.value <= Decimal("1.5"):
        share = min(rate.figure.value, Decimal(1))
    due = share * weight.figure.value
    gap = abs(due - score.figure.value)
    if gap <= max(score.figure.ulp, weight.figure.value * rate.figure.ulp / 100) or (
        score.figure.decimals == 0 and gap < 1
    ):
        return None
    finding = _finding(
        "R7-execution",
        score,
        shown(due, 2).rstrip("0").rstrip("."),
        f"执行率 {rate.figure.text}%，分值 {weight.figure.text}，得分应为 {shown(due, 2)}，"
        f"印的是 {score.figure.text}。请按执行率×分值重算；当地另有分档办法的请注明。",
        clear=gap > weight.figure.value * CLEAR,
    )
    return finding


def _finding(
    name: str, datum: Datum, expected: str, message: str, *, clear: bool = True
) -> Finding:
    return Finding(
        name,
        "hard" if clear else "soft",
        datum.place,
        f"{datum.row} {datum.figure.text}".strip(),
        datum.figure.text.replace(",", ""),
        expected,
        message,
        re.sub(r"\s", "", datum.row) or name,
    )
