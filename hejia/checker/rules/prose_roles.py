"""R3, R7 in running text: rates of amounts told by their roles, shares and scores."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from hejia.checker.figures import Figure, shown
from hejia.checker.finding import Finding, Severity
from hejia.checker.rules.prose import (
    AMOUNT,
    UNIT,
    comparable,
    finding_at,
    group_of,
    is_slip,
    levels,
    middle_of,
    percentage_of,
    scaled,
    share_fits,
)
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.sentences import Sentence

TASK_UNIT = rf"{UNIT}|份|名|项|次|期"
EXECUTED = re.compile(
    rf"(?<!序时)(?<!季度)(?<!采购)(?<!收入)(?:预算)?(?:总体)?(?:执行|支出|完成)率(?:为|是|达到|达|：)?(?P<rate>{AMOUNT})%"
)
BUDGET = re.compile(
    r"(?:(?:全年|年初|部门|调整后(?:的)?|整体支出|项目|财政|支出|收入|资金|安排|批复|下达|总)*预算(?:数|收入|支出|安排|资金|总额|金额)*"
    r"|涉及(?:财政)?资金|资金总额|项目资金)(?:共|合计|共计)?(?:为|是)?$"
)
SPENT = re.compile(
    r"(?:决算支出|实际支出|实际使用|实际支付|实际执行|执行|支出决算|已支出|共支出|支付|全年执行)(?:数|总额|金额|资金)?(?:共|合计)?(?:为|是)?$"
)
FINAL = re.compile(r"全年|调整后")
TASK = re.compile(
    rf"(?P<part>{AMOUNT})(?P<unit>{TASK_UNIT})[，,]?(?:，)?(?:占|完成(?:了)?)(?P<name>[^，,。；;\d]{{0,14}}?)"
    rf"(?P<whole>{AMOUNT})(?P<whole_unit>{TASK_UNIT})的(?P<rate>{AMOUNT})%"
)
SERIES = re.compile(
    rf"(?:占比|比重|比例)(?:依次|分别)?(?:为|是)(?P<rates>{AMOUNT}%(?:[、，,和]+{AMOUNT}%)+)|"
    rf"分别占[^，,。；;\d]{{0,12}}?(?P<others>{AMOUNT}%(?:[、，,和]+{AMOUNT}%)+)"
)
SCORED = re.compile(rf"(?:自评|综合|评价)?得分(?:为|是|共)?(?P<score>{AMOUNT})分")
FULL = re.compile(rf"(?:满分|分值|总分)?(?P<full>{AMOUNT})分[，,]")
BACK = 2
WHOLE = Decimal(100)


@rule("R3-executed", "R3", "执行率与前面的预算、支出")
def executed(reading: Reading) -> Iterator[Finding]:
    """“执行率为p%”等于前面写明的支出除以预算。

    Source: 预算执行率 = 执行数 ÷ 预算数（财预〔2020〕10号）。

    Good:
        全年预算收入1399.60万元，决算支出1362.37万元，其中基本支出742.15万元，项目支出620.22万元。部门预算执行率为97.34%。
    Bad:
        全年预算收入1399.60万元，决算支出1362.37万元，其中基本支出742.15万元，项目支出620.22万元。部门预算执行率为93.74%。
    """
    for index, sentence in enumerate(reading.sentences):
        for found in EXECUTED.finditer(sentence.text):
            near = _amounts_before(reading.sentences, index, found.start())
            rate = group_of(found, "rate")
            pairs = [(a, b) for a, _ in near for b, _ in near if a is not b and comparable(a, b)]
            if any(share_fits(a, b, rate) for a, b in pairs):
                continue
            pair = _by_role(near)
            if pair is not None:
                yield from _wrong(sentence, rate, pair, "R3-executed")


@rule("R3-task", "R3", "完成任务的比例")
def tasks(reading: Reading) -> Iterator[Finding]:
    """“A人，完成任务B人的p%”里的p等于A除以B。

    Source: 算术。

    Good:
        组织筛查28650人，完成年度任务28000人的102.32%。
    Bad:
        组织筛查28650人，完成年度任务28000人的103.22%。
    """
    for sentence in reading.sentences:
        for found in TASK.finditer(sentence.text):
            part = replace(group_of(found, "part"), unit=found["unit"])
            whole = replace(group_of(found, "whole"), unit=found["whole_unit"])
            rough = [f for f in sentence.figures if f.rough and found.start() <= f.start]
            if comparable(part, whole) and not rough:
                yield from _wrong(sentence, group_of(found, "rate"), (part, whole), "R3-task")


@rule("R3-series", "R3", "分别占比")
def share_series(reading: Reading) -> Iterator[Finding]:
    """“A、B、C……占比分别为a%、b%、c%”里每个占比与对应的数相符。

    Source: 算术。

    Good:
        全年支出100万元，基本支出50万元，项目支出30万元，其他支出20万元，占比分别为50%、30%、20%。
    Bad:
        全年支出100万元，基本支出50万元，项目支出30万元，其他支出20万元，占比分别为50%、35%、20%。
    """
    for sentence in reading.sentences:
        for found in SERIES.finditer(sentence.text):
            name = "rates" if found["rates"] else "others"
            rates = [
                f
                for f in sentence.figures
                if f.is_rate and found.start(name) <= f.start < found.end(name)
            ]
            yield from _series(sentence, rates, found.start())


@rule("R7-told", "R7", "文字里的得分合计")
def told_scores(reading: Reading) -> Iterator[Finding]:
    """“得分N分。其中：甲得分a分，乙得分b分”里各项得分相加等于N。

    Source: 算术。

    Good:
        自评得分为96.5分。其中：履职效能50分，自评得分48.5分；管理效率50分，自评得分48分。
    Bad:
        自评得分为96.5分。其中：履职效能50分，自评得分48.5分；管理效率50分，自评得分46分。
    """
    for _, group in groupby(reading.sentences, key=lambda sentence: id(sentence.source)):
        sentences = list(group)
        text = "".join(sentence.text for sentence in sentences)
        if "得分" in text and "其中" in text:
            yield from _scores(Sentence(text, sentences[0].source, sentences[0].start))


def _amounts_before(
    sentences: Sequence[Sentence], index: int, end: int
) -> list[tuple[Figure, str]]:
    """Amounts of money shortly before a rate, in order, with the words before each."""
    found = []
    source = sentences[index].source
    for at in range(max(0, index - BACK), index + 1):
        sentence = sentences[at]
        if at < index and sentence.source is not source:
            continue
        for figure in levels(sentence):
            if figure.is_money and not figure.rough and (at < index or figure.end <= end):
                found.append((figure, sentence.text[max(0, figure.start - 20) : figure.start]))
    return found


def _by_role(near: Sequence[tuple[Figure, str]]) -> tuple[Figure, Figure] | None:
    """The amount spent and its budget, when the words before the amounts name one of each."""
    spent = [f for f, lead in near if SPENT.search(lead) and not re.search(r"预算(?:数)?$", lead)]
    budgets = [(f, lead) for f, lead in near if BUDGET.search(lead)]
    final = [entry for entry in budgets if FINAL.search(entry[1][-12:])] or budgets
    values = {f.value for f, _ in final}
    if not spent or len({f.value for f in spent}) != 1 or len(values) != 1:
        return None
    pair = spent[0], final[0][0]
    return pair if comparable(*pair) and pair[1].value else None


def _wrong(
    sentence: Sentence, rate: Figure, pair: tuple[Figure, Figure], name: str
) -> Iterator[Finding]:
    true = percentage_of(scaled(pair[0]), scaled(pair[1]))
    if true is None or share_fits(pair[0], pair[1], rate):
        return
    expected = middle_of(true, rate)
    yield finding_at(
        sentence,
        rate,
        name,
        expected,
        f"{pair[0].text} ÷ {pair[1].text} ≈ {expected}%，印的是 {rate.text}%。请核对两个数或比率。",
    )


def _series(sentence: Sentence, rates: Sequence[Figure], start: int) -> Iterator[Finding]:
    before = [f for f in levels(sentence) if f.end <= start]
    parts = before[-len(rates) :]
    if len(parts) < len(rates) or len({part.unit for part in parts}) != 1:
        return
    added = replace(parts[0], value=sum((part.value for part in parts), Decimal(0)))
    wholes = [*before[: -len(rates)], added]
    for whole in wholes:
        wrong = [
            (part, rate)
            for part, rate in zip(parts, rates, strict=True)
            if not share_fits(part, whole, rate)
        ]
        if not wrong:
            return
        if len(wrong) == 1 and len(rates) > 2:
            yield from _wrong(sentence, wrong[0][1], (wrong[0][0], whole), "R3-series")
            return


def _scores(sentence: Sentence) -> Iterator[Finding]:
    told = [group_of(found, "score") for found in SCORED.finditer(sentence.text)]
    opened = sentence.text.find("其中")
    heads = [figure for figure in told if figure.end <= opened]
    parts = [figure for figure in told if figure.start > opened]
    if len(heads) != 1 or len(parts) < 2 or opened < 0:
        return
    value = sum((part.value for part in parts), Decimal(0))
    head = heads[0]
    if value == head.value or any(f.rough for f in sentence.figures if f.unit == "分"):
        return
    full = [group_of(found, "full").value for found in FULL.finditer(sentence.text[opened:])]
    due = shown(head.value - value + parts[-1].value, 1)
    slip = any(_is_slip_of(part, part.value + head.value - value) for part in (*parts,))
    severity: Severity = "hard" if value > head.value or sum(full) == WHOLE or slip else "soft"
    if abs(value - head.value) * 5 <= head.value and Decimal(due) >= 0:
        yield finding_at(
            sentence,
            head,
            "R7-told",
            shown(value, max(f.decimals for f in (head, *parts))),
            f"其中各项得分 {' + '.join(part.text for part in parts)} = {value}，前面写"
            f" {head.text} 分。请核对总分或各项得分。",
            severity,
        )


def _is_slip_of(figure: Figure, due: Decimal) -> bool:
    text = shown(due, figure.decimals)
    return due > 0 and is_slip(figure, replace(figure, text=text, value=Decimal(text)))
