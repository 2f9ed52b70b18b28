"""R3, R4, R7: self-evaluation sheets whose columns were lost, by the order of their figures.

A sheet is believed only where the weights or the scores come to their total: then no line is
missing, and the other sum must come to its total too.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from hejia.checker.figures import Figure
from hejia.checker.finding import Finding
from hejia.checker.rules.prose import middle_of, percentage_of, share_fits
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.streams import Money, Scored, Stream, Token


@rule("R7-lines", "R7", "逐行的分值、得分与总分")
def score_lines(reading: Reading) -> Iterator[Finding]:
    """自评表各行分值、得分（连同预算执行率一行）之和等于总分行；得分不高于分值。

    Source: 财预〔2020〕10号；算术。

    Good:
        一级指标 三级指标 年度指标值 实际完成值 分值 得分

        产出指标 培训场次 ≥2场 3场 40 40

        产出指标 宣传次数 ≥2次 3次 20 19.5

        效益指标 知晓率 ≥90% 95% 40 40

        总分 100 99.5
    Bad:
        一级指标 三级指标 年度指标值 实际完成值 分值 得分

        产出指标 培训场次 ≥2场 3场 40 40

        产出指标 宣传次数 ≥2次 3次 20 19.5

        效益指标 知晓率 ≥90% 95% 40 40

        总分 100 98.5
    """
    for stream in reading.streams:
        yield from _sums(stream)


@rule("R3-lines", "R3", "资金一行的执行率")
def money_lines(reading: Reading) -> Iterator[Finding]:
    """自评表资金总额一行的执行率等于执行数除以预算数。

    Source: 预算执行率 = 执行数 ÷ 预算数（财预〔2020〕10号）。

    Good:
        年度资金总额 86.00 90.00 84.15 10 93.50% 9.35

        一级指标 三级指标 年度指标值 实际完成值 分值 得分

        产出指标 培训场次 ≥2场 3场 40 40

        产出指标 宣传次数 ≥2次 3次 20 20

        效益指标 知晓率 ≥90% 95% 30 30

        总分 100 99.35
    Bad:
        年度资金总额 86.00 90.00 84.15 10 95.30% 9.35

        一级指标 三级指标 年度指标值 实际完成值 分值 得分

        产出指标 培训场次 ≥2场 3场 40 40

        产出指标 宣传次数 ≥2次 3次 20 20

        效益指标 知晓率 ≥90% 95% 30 30

        总分 100 99.35
    """
    for stream in reading.streams:
        if stream.money is not None:
            yield from _rate(stream.money)


def _sums(stream: Stream) -> Iterator[Finding]:
    money = (stream.money.line,) if stream.money else ()
    options = [[*stream.items, *money], list(stream.items)] if money else [list(stream.items)]
    sums = [(_sum([x.weight for x in lines]), _sum([x.score for x in lines])) for lines in options]
    weight, score = _value(stream.total.weight), _value(stream.total.score)
    if (weight, score) in sums:
        return
    for lines, (weights, scores) in zip(options, sums, strict=True):
        if weights == weight and abs(scores - score) < weight:
            yield _wrong(lines, stream.total, score=scores)
            return
        if scores == score and weights != weight:
            yield _wrong(lines, stream.total, weight=weights)
            return


def _wrong(
    lines: Sequence[Scored],
    total: Scored,
    *,
    score: Decimal | None = None,
    weight: Decimal | None = None,
) -> Finding:
    """The line whose score is above its weight, where that is all that is wrong; else the total."""
    over = [x for x in lines if _value(x.score) > _value(x.weight)]
    what, found = ("得分", score) if weight is None else ("分值", weight)
    printed = total.score if weight is None else total.weight
    gap = (found or Decimal(0)) - _value(printed)
    excess = [_value(x.score) - _value(x.weight) for x in over]
    if len(over) == 1 and abs(gap) == excess[0]:
        wrong = over[0].score if weight is None else over[0].weight
        right = over[0].weight if weight is None else over[0].score
        return _finding(
            "R4-score",
            wrong,
            right.text,
            f"“{over[0].name}”分值 {over[0].weight.text}，得分 {over[0].score.text}，得分高于分值，"
            f"{what}合计也因此不等于 {printed.text}。请核对这一行。",
        )
    due = format((found or Decimal(0)).normalize(), "f")
    return _finding(
        "R7-lines",
        printed,
        due,
        f"{total.name}的{what}印的是 {printed.text}，各行{what}相加为 {due}。请逐行核对。",
    )


def _rate(money: Money) -> Iterator[Finding]:
    rate = money.rate.figure
    amounts = [t.figure for t in money.amounts if t.figure and t.figure.value]
    if rate is None or len(amounts) < 2 or not rate.value:
        return
    spent, budgets = amounts[-1], amounts[:-1]
    if any(share_fits(spent, budget, rate) for budget in budgets):
        return
    true = percentage_of(spent.rounded, budgets[-1].rounded)
    if true is not None and true.high <= Decimal(200):
        yield _finding(
            "R3-lines",
            money.rate,
            middle_of(true, rate),
            f"{spent.text} ÷ {budgets[-1].text} ≈ {middle_of(true, rate)}%，执行率印的是"
            f" {rate.text}%。请核对两个金额或比率。",
        )


def _finding(name: str, token: Token, expected: str, message: str) -> Finding:
    printed = token.figure.text.replace(",", "") if token.figure else token.text
    quote = token.text
    return Finding(name, "hard", token.place, quote, printed, expected, message, "自评表得分")


def _value(token: Token) -> Decimal:
    figure: Figure | None = token.figure
    return figure.value if figure else Decimal(0)


def _sum(tokens: Sequence[Token]) -> Decimal:
    return sum((_value(token) for token in tokens), Decimal(0))
