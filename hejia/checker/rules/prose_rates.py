"""R3 in running text: shares, growth, completion and other rates.

A rate in a sentence may refer to figures standing further up, so every reading is tried: only a
rate that fits none of them, next to figures whose part is plain, is called wrong.
"""

import re
from collections.abc import Iterator, Sequence

from hejia.checker.figures import Figure, rate_agrees, shown
from hejia.checker.finding import Finding
from hejia.checker.rules.prose import (
    AMOUNT,
    between,
    comparable,
    context,
    finding_at,
    group_of,
    levels,
    middle_of,
    percentage_of,
    quantities,
    scaled,
    share_fits,
    spot,
)
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.sentences import Sentence

COMPLETION = re.compile(
    r"(?:完成(?:了)?(?:当年|本年|全年|年初|年度|调整后?|财政拨款)?(?:的)?(?:调整|年初|全年|年度)?预算(?:数)?(?:的)?"
    rf"|(?:预算(?:资金)?(?:总体)?(?:执行|完成|支出)|(?<!序时)(?<!季度)(?<!采购)执行)率(?:为|是|达到|达|：)?|占(?:年初|全年|调整)?预算(?:数)?的?)(?P<rate>{AMOUNT})%"
)
FUNDS = re.compile(r"(?:一般公共|政府性基金|基金|国有资本经营)预算")
CLAUSE = re.compile(r"[，,。；;、（(]|\d")
ITEM_BEFORE = re.compile(r"[（(][类款项][）)](?:支出)?[：:，,]?$")
SCORE_RATE = re.compile(rf"得分率(?:为|是|达)?(?P<rate>{AMOUNT})%")
CONTROL = re.compile(
    rf"(?P<stem>控制|利用|采购执行|采购完成|供养人员控制|资金到位|办结|达标|合格|及时|回复|调解成功|完成|结案)率(?:为|是|达到|达|：)?(?P<rate>{AMOUNT})%"
)
QUALIFIED = re.compile(r"(?:按时|及时|按期|限期|综合|平均|累计|一次|首次|总体|信访|诉前|重点)$")
ADJUSTED = re.compile(
    rf"调[增减整](?:了)?预算(?:数|额|金额)?(?:为)?(?P<change>{AMOUNT})万元[，,](?:预算)?调整率(?:为|是)?(?P<rate>{AMOUNT})%"
    rf"[^。]{{0,6}}调整后(?:部门)?预算(?:数|金额)?(?:为)?(?P<after>{AMOUNT})万元"
)


@rule("R3-completion", "R3", "完成预算的比例")
def completion(reading: Reading) -> Iterator[Finding]:
    """“年初预算A万元，支出决算B万元，完成预算的p%”里的p等于B除以A。

    Source: 预算执行率 = 执行数 ÷ 预算数（财预〔2020〕10号）。

    Good:
        年初预算为31.47万元，支出决算为19.86万元，完成预算的63.11%。
    Bad:
        年初预算为31.47万元，支出决算为19.86万元，完成预算的65.11%。
    """
    for index, sentence in enumerate(reading.sentences):
        for found in COMPLETION.finditer(sentence.text):
            finding = _completion_finding(reading.sentences, index, found)
            if finding:
                yield finding


@rule("R3-rate", "R3", "其他比率")
def other_rates(reading: Reading) -> Iterator[Finding]:
    """控制率、得分率、办结率等等于句中写明的分子与分母之比。

    Source: 算术；各比率定义见财预〔2013〕53号。

    Good:
        部门管理指标总分20分，评价得分18.99分，得分率94.95%。
    Bad:
        部门管理指标总分20分，评价得分18.99分，得分率96.95%。
    """
    for sentence in reading.sentences:
        for found in SCORE_RATE.finditer(sentence.text):
            yield from _pair_finding(sentence, found, _score_pair(sentence, found.start()))
        for found in CONTROL.finditer(sentence.text):
            pair = _stem_pair(sentence, found.group("stem"), found.start())
            if not QUALIFIED.search(sentence.text[: found.start()]):
                yield from _pair_finding(sentence, found, pair)


@rule("R3-adjustment", "R3", "预算调整率")
def adjustment_rate(reading: Reading) -> Iterator[Finding]:
    """预算调整率 = 预算调整数 ÷ 年初预算数，不是除以调整后预算数。

    Source: 财预〔2013〕53号：预算调整率=（预算调整数/预算数）×100%。

    Good:
        调增预算100万元，调整率为10%，调整后预算为1100万元。
    Bad:
        调增预算100万元，调整率为9.09%，调整后预算为1100万元。
    """
    for sentence in reading.sentences:
        for found in ADJUSTED.finditer(sentence.text):
            change, rate, after = (group_of(found, name) for name in ("change", "rate", "after"))
            down = found.group().startswith("调减")
            base = after.rounded + change.rounded if down else after.rounded - change.rounded
            true = percentage_of(change.rounded, base)
            if true and not rate_agrees(rate, true):
                expected = middle_of(true, rate)
                wrong_base = share_fits(change, after, rate)
                yield finding_at(
                    sentence,
                    rate,
                    "R3-adjustment",
                    expected,
                    f"预算调整率应以年初预算为基数：{change.text} ÷ {shown(base.low, 2)} ≈"
                    f" {expected}%，"
                    f"印的是 {rate.text}%。请改为以年初预算数为分母。",
                    root="" if wrong_base else spot(sentence, after),
                )


def _completion_finding(
    sentences: Sequence[Sentence], index: int, found: re.Match[str]
) -> Finding | None:
    sentence = sentences[index]
    rate = group_of(found, "rate")
    known = [
        figure
        for source in context(sentences, index)
        for figure in quantities(source)
        if source is not sentence or figure.end <= found.start()
    ]
    pairs = [(a, b) for a in known for b in known if a is not b and comparable(a, b)]
    if not pairs or any(share_fits(a, b, rate) for a, b in pairs):
        return None
    pair = _budget_and_spent(sentence, found.start()) or _adjusted_and_spent(
        sentences, index, found.start()
    )
    if pair is None:
        return None
    true = percentage_of(scaled(pair[0]), scaled(pair[1]))
    if true is None:
        return None
    expected = middle_of(true, rate)
    return finding_at(
        sentence,
        rate,
        "R3-completion",
        expected,
        f"{pair[0].text} ÷ {pair[1].text} ≈ {expected}%，印的是 {rate.text}%。请核对两个金额或"
        f"比率。",
        root=_origin(sentences, index, pair[1]),
    )


def _origin(sentences: Sequence[Sentence], index: int, figure: Figure) -> str:
    """The spot of an amount that stands in this sentence or shortly before it."""
    source = next(s for s in context(sentences, index) if figure in levels(s))
    return spot(source, figure)


def _budget_and_spent(sentence: Sentence, end: int) -> tuple[Figure, Figure] | None:
    """The last two amounts before the rate, when one is a budget and the other was spent."""
    before = [f for f in levels(sentence) if f.end <= end and f.is_money]
    if len(before) < 2 or end - before[-1].end > 12:
        return None
    first, second = before[-2], before[-1]
    lead = sentence.text[max(0, first.start - 24) : first.start]
    words = between(sentence, first, second)
    if len(words) > 30 or re.search(r"其中|包括|；", words):
        return None
    roles = _role(lead), _role(words)
    if roles == ("budget", "spent"):
        return second, first
    return (first, second) if roles == ("spent", "budget") else None


def _role(lead: str) -> str:
    """What the words before an amount make it: budget, spent, or neither."""
    if ITEM_BEFORE.search(lead):
        return "spent"
    words = CLAUSE.split(FUNDS.sub("", lead))[-1]
    if len(words) > 24 or re.search(r"结转|结余|上年|去年", words):
        return ""
    if re.search(r"决算|执行|实际|支付", words):
        return "spent"
    if re.search(r"预算|计划", words):
        return "budget"
    return "spent" if re.search(r"支出|使用|完成", words) else ""


def _adjusted_and_spent(
    sentences: Sequence[Sentence], index: int, end: int
) -> tuple[Figure, Figure] | None:
    """决算数 B 万元，执行率 p%: the only 调整后预算 shortly before is its budget."""
    sentence = sentences[index]
    before = [f for f in levels(sentence) if f.end <= end and f.is_money]
    if not before or end - before[-1].end > 16:
        return None
    lead = sentence.text[max(0, before[-1].start - 10) : before[-1].start]
    budgets = [
        figure
        for source in context(sentences, index)
        for figure in levels(source)
        if re.search(r"调整后(?:部门)?(?:的)?预算(?:数)?(?:为)?$", source.text[: figure.start])
    ]
    if len(budgets) != 1 or not re.search(
        r"决算数?(?:为)?$|执行数(?:为)?$|支出(?:数)?(?:为)?$", lead
    ):
        return None
    return before[-1], budgets[0]


def _score_pair(sentence: Sentence, end: int) -> tuple[Figure, Figure] | None:
    points = [f for f in sentence.figures if f.unit == "分" and f.end <= end][-2:]
    if len(points) < 2 or points[1].value > points[0].value:
        return None
    return points[1], points[0]


def _stem_pair(sentence: Sentence, stem: str, end: int) -> tuple[Figure, Figure] | None:
    """Numerator and denominator of a rate whose parts are named in the same sentence."""
    before = [f for f in levels(sentence) if f.end <= end]
    if stem in {"控制", "利用", "采购执行", "采购完成", "供养人员控制", "资金到位"}:
        return _planned_and_actual(sentence, before, end)
    parts = [
        f for f in before if stem in sentence.text[max(0, f.start - 8) : f.start] and f.unit != "%"
    ]
    if len(parts) != 1 or end - parts[0].end > 12:
        return None
    wholes = [f for f in before if f is not parts[0] and f.unit == parts[0].unit]
    return (parts[0], wholes[0]) if len(wholes) == 1 else None


def _planned_and_actual(
    sentence: Sentence, before: Sequence[Figure], end: int
) -> tuple[Figure, Figure] | None:
    if len(before) < 2 or end - before[-1].end > 24:
        return None
    planned, actual = before[-2], before[-1]
    lead = sentence.text[max(0, planned.start - 14) : planned.start]
    words = between(sentence, planned, actual)
    if not comparable(planned, actual) or len(words) > 24:
        return None
    named = re.search(r"预算|计划|编制|原值|应", lead) and re.search(r"实际|支出|实有|在用", words)
    return (actual, planned) if named else None


def _pair_finding(
    sentence: Sentence, found: re.Match[str], pair: tuple[Figure, Figure] | None
) -> Iterator[Finding]:
    rate = group_of(found, "rate")
    if pair is None or share_fits(pair[0], pair[1], rate) or pair[1].value == 0:
        return
    true = percentage_of(scaled(pair[0]), scaled(pair[1]))
    if true is None:
        return
    expected = middle_of(true, rate)
    yield finding_at(
        sentence,
        rate,
        "R3-rate",
        expected,
        f"{pair[0].text} ÷ {pair[1].text} ≈ {expected}%，印的是 {rate.text}%。请核对分子、分母"
        f"或比率。",
    )
