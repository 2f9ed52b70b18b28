"""R7, R8: weights, scores, totals and grades of self-evaluation sheets."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from hejia.checker.document import Place
from hejia.checker.figures import Figure, Interval, is_blank
from hejia.checker.finding import Finding
from hejia.checker.rules.registry import equations, rule
from hejia.checker.rules.relations import Relation, printed, total
from hejia.checker.rules.sums import sum_relation
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.scoring import Execution, Sheet
from hejia.checker.understanding.tables import Datum

WHOLE = Decimal(100)
MOST = Decimal("0.8")
NEAR = (Decimal(70), Decimal(130))
# The sheet prints its indicators apart from the execution rate, or has no money row at all.
OWN_SCALES = frozenset({Decimal(90), Decimal(80), WHOLE})
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
        relations = [sum_relation("R7-group", g.weight, g.members, "分值") for g in sheet.groups]
        failing = sum(not relation.holds(printed) for relation in relations)
        if failing * 2 <= len(relations) or failing == 1:
            yield from relations


@equations("R7-weight", "R7", "分值合计为100")
def weights(reading: Reading) -> Iterator[Relation]:
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
        relation = _weight_relation(sheet)
        if relation:
            yield relation


@equations("R7-total", "R7", "总得分等于各项得分之和")
def total_score(reading: Reading) -> Iterator[Relation]:
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
        relation = _total_relation(sheet)
        if relation:
            yield relation


@equations("R4-score", "R4", "得分不高于分值")
def score_within_weight(reading: Reading) -> Iterator[Relation]:
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
        pairs = [(item.weight, item.score) for item in sheet.indicators]
        if sheet.execution:
            pairs.append((sheet.execution.weight, sheet.execution.score))
        relations = [_ceiling(w, s) for w, s in pairs if w and s]
        over = sum(not relation.holds(printed) for relation in relations)
        if over * 3 <= len(relations) or len(relations) <= 2:  # else read the wrong way round
            yield from relations


@equations("R7-execution", "R7", "预算执行率得分")
def execution_score(reading: Reading) -> Iterator[Relation]:
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
            relation = _execution_relation(sheet.execution)
            if relation:
                yield relation


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
            cell = sheet.execution.scored
            place = cell.place if cell else None
            yield _missing(sheet.execution.weight, "预算执行率（资金）", "得分", place)
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


def _missing(near: Datum, name: str, what: str, place: Place | None = None) -> Finding:
    return Finding(
        "R8-score",
        "hard",
        place or near.place,
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


def _weight_relation(sheet: Sheet) -> Relation | None:
    items = [item for item in sheet.indicators if item.target or item.actual or item.score]
    bare = [item for item in items if item.weight is None]
    if len(items) < 2 or bare or any(not table.aligned for table in sheet.tables):
        return None
    data = _weighted(sheet)
    found = _sum(data)
    if sheet.total_weight is None and (found in OWN_SCALES or not NEAR[0] <= found <= NEAR[1]):
        return None
    extra = "（含预算执行率分值）" if sheet.execution and sheet.counts_execution else ""
    return Relation(
        "R7-weight",
        sheet.total_weight or _virtual_total(data[-1]),
        tuple(data),
        total,
        f"各项分值{extra}合计为 {_plain(found)}",
        linear=(1,) * len(data),
        decimals=max(datum.figure.decimals for datum in data),
        advice="请调整各指标分值，使连同预算执行率在内合计等于总分。",
    )


def _virtual_total(last: Datum) -> Datum:
    """The 100 that a sheet without a total row still has to reach."""
    key = (last.key[0], last.key[1], -1)
    return Datum(key, Figure("100", WHOLE, 0), last.place, "分值合计", "")


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _total_relation(sheet: Sheet) -> Relation | None:
    scored = [item for item in sheet.indicators if item.weight or item.score]
    data = [item.score for item in scored if item.score]
    if sheet.total_score is None or len(scored) < 2 or len(data) < len(scored):
        return None
    if sheet.execution and sheet.counts_execution:
        if sheet.execution.score is None:
            return None
        data.append(sheet.execution.score)
    return Relation(
        "R7-total",
        sheet.total_score,
        tuple(data),
        total,
        f"各项得分相加为 {_plain(_sum(data))}",
        linear=(1,) * len(data),
        decimals=max(datum.figure.decimals for datum in data),
        advice="请逐项核对得分，再改总分。",
    )


def _ceiling(weight: Datum, score: Datum) -> Relation:
    return Relation(
        "R4-score",
        score,
        (weight,),
        _up_to,
        f"得分不能高于分值 {weight.figure.text}",
        ceiling=True,
        advice="请核对得分，或改正分值。",
    )


def _up_to(parts: Sequence[Interval]) -> Interval:
    return Interval(-WHOLE, parts[0].high)


def _execution_relation(execution: Execution) -> Relation | None:
    rate, score, weight = execution.rate, execution.score, execution.weight
    if rate is None or score is None or not rate.figure.value:
        return None
    fraction = not rate.figure.is_rate and rate.figure.value <= Decimal("1.5")
    whole = Decimal(1) if fraction else WHOLE
    due = min(rate.figure.value, whole) / whole * weight.figure.value
    gap = abs(due - score.figure.value)
    slack = Decimal(1) if score.figure.decimals == 0 else score.figure.ulp
    slack = max(slack, weight.figure.value * rate.figure.ulp / whole)

    def due_score(parts: Sequence[Interval]) -> Interval:
        low, high = (min(value, whole) / whole for value in (parts[0].low, parts[0].high))
        return Interval(low * parts[1].low - slack, high * parts[1].high + slack)

    return Relation(
        "R7-execution",
        score,
        (rate, weight),
        due_score,
        f"执行率 {rate.figure.text}% × 分值 {weight.figure.text}",
        severity="hard" if _is_clear(gap, score.figure, weight.figure) else "soft",
        decimals=2,
        advice="请按执行率×分值重算；当地另有分档办法的请注明。",
    )


def _is_clear(gap: Decimal, score: Figure, weight: Figure) -> bool:
    """Graded scales give whole or half points; a score with two decimals was computed."""
    return gap > weight.value * CLEAR or (score.decimals == 2 and gap > 5 * score.ulp)
