"""R3 in running text: shares, growth, completion and other rates.

A rate in a sentence may refer to figures standing further up, so every reading is tried: only a
rate that fits none of them, next to figures whose part is plain, is called wrong.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from hejia.checker.figures import Figure, Interval, parse_cell, rate_agrees, shown
from hejia.checker.finding import Finding
from hejia.checker.rules.prose import (
    between,
    comparable,
    context,
    finding_at,
    is_change,
    levels,
    name_before,
    quantities,
    scaled,
)
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.sentences import Sentence

RISE = "增加|增长|上升|提高|增|升|上涨"
FALL = "减少|下降|降低|压减|减|降|下调|缩减"
GROWTH = re.compile(
    rf"(?P<way>{RISE}|{FALL})(?:了|额|金额|数|约)?(?:为)?[：:]?"
    r"(?P<change>\d[\d,]*(?:\.\d+)?)(?P<unit>亿元|万元|元|人次|人|个|件|宗|场|辆)[，,、（(；;]{0,2}"
    r"(?:同比|环比|较上年|比上年|与上年相比)?"
    rf"(?P<rate_way>{RISE}|{FALL}|增幅|降幅|变动率|增长率|下降率)(?:率|幅度|比例|了|约|幅)?(?:为|达|达到)?[：:]?"
    r"(?P<rate>-?\d[\d,]*(?:\.\d+)?)%"
)
SUBJECTS = ("总计", "合计", "收入", "支出", "拨款", "经费", "采购")
COMPARES = re.compile(r"比|较|与|同比|相比|上年|去年")
SHARE = re.compile(
    r"占(?P<whole>[^，,。；;\d%（(]{0,24}?)(?:的)?(?:比例|比重|百分比)?(?:为|约)?(?P<rate>\d[\d,]*(?:\.\d+)?)%"
)
COMPLETION = re.compile(
    r"(?:完成(?:了)?(?:当年|本年|全年|年初|年度|调整后?|财政拨款)?(?:的)?(?:调整|年初|全年|年度)?预算(?:数)?(?:的)?"
    r"|预算(?:资金)?(?:总体)?(?:执行|完成|支出)率(?:为|是|达到|达|：)?|占(?:年初|全年|调整)?预算(?:数)?的?)(?P<rate>\d[\d,]*(?:\.\d+)?)%"
)
BUDGET_BEFORE = re.compile(r"预算(?:数|为|安排|是|金额|总额|资金)?[^，,。；;\d]{0,10}$")
SPENT_BEFORE = re.compile(
    r"(?:决算|执行|实际支出|支出|支付|实际使用|完成)(?:数|为|是|额|金额|资金)?[^，,。；;\d]{0,8}$"
)
SCORE_RATE = re.compile(r"得分率(?:为|是|达)?(?P<rate>\d[\d,]*(?:\.\d+)?)%")
CONTROL = re.compile(
    r"(?P<stem>控制|利用|采购执行|采购完成|供养人员控制|资金到位|办结|达标|合格|及时|回复|调解成功|完成|结案)率(?:为|是|达到|达|：)?(?P<rate>\d[\d,]*(?:\.\d+)?)%"
)
QUALIFIED = re.compile(r"(?:按时|及时|按期|限期|综合|平均|累计|一次|首次|总体|信访|诉前|重点)$")
ADJUSTED = re.compile(
    r"调[增减整](?:了)?预算(?:数|额|金额)?(?:为)?(?P<change>\d[\d,]*(?:\.\d+)?)万元[，,](?:预算)?调整率(?:为|是)?(?P<rate>\d[\d,]*(?:\.\d+)?)%"
    r"[^。]{0,6}调整后(?:部门)?预算(?:数|金额)?(?:为)?(?P<after>\d[\d,]*(?:\.\d+)?)万元"
)


@rule("R3-growth", "R3", "增减率与增减额")
def growth_rates(reading: Reading) -> Iterator[Finding]:
    """“比上年增加D万元，增长p%”里的p等于D除以上年数，上年数由本年数倒推。

    Source: 算术；基数为零时增长率不适用。

    Good:
        2022年收入1310万元，比2021年增加278万元，增长27%。
    Bad:
        2022年收入1310万元，比2021年增加278万元，增长21.2%。
    """
    for index, sentence in enumerate(reading.sentences):
        for found in GROWTH.finditer(sentence.text):
            finding = _growth_finding(reading.sentences, index, found)
            if finding:
                yield finding


@rule("R3-share", "R3", "占比")
def shares(reading: Reading) -> Iterator[Finding]:
    """“A万元，占p%”里的p等于A除以总额；总额由同一列举里其他各项印证。

    Source: 算术。

    Good:
        本年支出合计200万元，其中：基本支出150万元，占75%；项目支出50万元，占25%。
    Bad:
        本年支出合计200万元，其中：基本支出150万元，占75%；项目支出50万元，占35%。
    """
    for index, sentence in enumerate(reading.sentences):
        yield from _share_findings(reading.sentences, index)


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
            change, rate, after = (_group(found, name) for name in ("change", "rate", "after"))
            down = found.group().startswith("调减")
            base = after.rounded + change.rounded if down else after.rounded - change.rounded
            true = _percent(change.rounded, base)
            if true and not rate_agrees(rate, true):
                expected = _middle(true, rate)
                wrong_base = share_fits(change, after, rate)
                yield finding_at(
                    sentence,
                    rate,
                    "R3-adjustment",
                    expected,
                    f"预算调整率应以年初预算为基数：{change.text} ÷ {shown(base.low, 2)} ≈ {expected}%，"
                    f"印的是 {rate.text}%。请改为以年初预算数为分母。",
                    root="" if wrong_base else f"{sentence.place(after.start).line}:{after.text}",
                )


def _group(found: re.Match[str], name: str) -> Figure:
    figure = parse_cell(found.group(name))
    if figure is None:  # pragma: no cover - the patterns only match figures
        raise ValueError(found.group(name))
    return Figure(
        figure.text, figure.value, figure.decimals, "", found.start(name), found.end(name)
    )


def _percent(part: Interval, whole: Interval) -> Interval | None:
    quotient = part.over(whole)
    return quotient.times(Decimal(100)) if quotient else None


def _middle(true: Interval, like: Figure) -> str:
    return shown((true.low + true.high) / 2, max(like.decimals, 2 if like.decimals else 0))


def _growth_finding(
    sentences: Sequence[Sentence], index: int, found: re.Match[str]
) -> Finding | None:
    sentence = sentences[index]
    change, rate = _group(found, "change"), _group(found, "rate")
    change = Figure(
        change.text, change.value, change.decimals, found.group("unit"), change.start, change.end
    )
    rises = bool(re.fullmatch(RISE, found.group("way")))
    if _opposed(found.group("way"), found.group("rate_way"), rate):
        return _direction_finding(sentence, found, rate)
    now = [
        figure
        for source in context(sentences, index)
        for figure in levels(source)
        if comparable(figure, change) and (source is not sentence or figure.end <= change.start)
    ]
    if not now or change.value == 0:
        return None
    if any(_growth_fits(figure, change, rate, rises=rises) for figure in now):
        return None
    if any(share_fits(change, figure, rate) for figure in _earlier(sentences, index)):
        return None
    subject = _subject_of_change(sentence, change) or _subject_before(sentences, index, found)
    if subject is None or _base(subject, change, rises=rises).low <= 0:
        return None
    true = _percent(scaled(change), _base(subject, change, rises=rises))
    if true is None:
        return None
    expected = _middle(true, rate)
    return finding_at(
        sentence,
        rate,
        "R3-growth",
        expected,
        f"{subject.text}{subject.unit}，{found.group('way')} {change.text}{change.unit}，"
        f"上年应为 {_prior(subject, change, rises=rises)}，变动率约 {expected}%，印的是 {rate.text}%。"
        "请核对增减额或比率。",
    )


def _opposed(way: str, rate_way: str, rate: Figure) -> bool:
    up, down = re.compile(rf"^(?:{RISE})$"), re.compile(rf"^(?:{FALL})$")
    first_up, second_up = bool(up.match(way)), bool(up.match(rate_way) or rate_way == "增幅")
    second_down = bool(down.match(rate_way) or rate_way in {"降幅", "下降率"})
    if rate.value < 0 or rate.value == 0:
        return False
    return (first_up and second_down) or (not first_up and second_up and rate_way != "增幅")


def _direction_finding(sentence: Sentence, found: re.Match[str], rate: Figure) -> Finding:
    return finding_at(
        sentence,
        rate,
        "R13-direction",
        "",
        f"前面说“{found.group('way')}”，后面说“{found.group('rate_way')}”，方向相反。"
        "请核对是增是减，把两处改成一致。",
    )


def _base(now: Figure, change: Figure, *, rises: bool) -> Interval:
    return scaled(now) - scaled(change) if rises else scaled(now) + scaled(change)


def _prior(now: Figure, change: Figure, *, rises: bool) -> str:
    decimals = max(now.decimals, change.decimals)
    if now.unit != change.unit:
        return "倒推值"
    value = now.value - change.value if rises else now.value + change.value
    return f"{shown(value, decimals)}{now.unit}"


def _growth_fits(now: Figure, change: Figure, rate: Figure, *, rises: bool) -> bool:
    base = _base(now, change, rises=rises)
    true = _percent(scaled(change), base) if base.high > 0 else None
    return base.low <= 0 <= base.high or (true is not None and rate_agrees(rate, true))


def _earlier(sentences: Sequence[Sentence], index: int) -> Iterator[Figure]:
    """Amounts said to be those of the year before, or of the budget."""
    for source in context(sentences, index):
        for figure in levels(source):
            lead = source.text[max(0, figure.start - 24) : figure.start]
            if re.search(r"上年|去年|年初|预算数|上一年|调整前", lead):
                yield figure


def _subject_of_change(sentence: Sentence, change: Figure) -> Figure | None:
    """The figure that moved: it stands right before, with 比 or 较 between the two."""
    before = [f for f in quantities(sentence) if f.end <= change.start and comparable(f, change)]
    if not before:
        return None
    last = before[-1]
    words = between(sentence, last, change)
    if is_change(sentence, last) or not COMPARES.search(words) or len(words) > 40:
        return None
    return None if re.search(r"[；;]|其中|包括", words) else last


def _subject_before(
    sentences: Sequence[Sentence], index: int, found: re.Match[str]
) -> Figure | None:
    """支出 20218 万元。与上年相比，支出减少…: the amount the sentence before gives for it."""
    sentence = sentences[index]
    lead = sentence.text[: found.start()]
    if index == 0 or levels(sentence) and levels(sentence)[0].start < found.start():
        return None
    opened = re.match(r"^(?:比|与|较|同)(?:20\d{2}年(?:度)?|上年(?:度)?|去年)(?:决算|预算)?(?:数)?(?:相比|比较|同期)?[，,]?", lead)
    if opened is None:
        return None
    noun = lead[opened.end() :]
    before = [f for f in levels(sentences[index - 1]) if f.is_money]
    if noun:
        named = [f for f in before if _same_subject(noun, name_before(sentences[index - 1], f))]
        if len(named) == 1:
            return named[0]
        shared = [word for word in SUBJECTS if word in noun and word in sentences[index - 1].text]
        return before[0] if len(before) == 1 and shared else None
    return before[0] if len(before) == 1 else None


def _same_subject(noun: str, name: str) -> bool:
    plain = re.sub(r"(?:总计|合计|决算|预算|为|数|共|年初|年度|20\d{2}年)", "", name)
    wanted = re.sub(r"(?:总计|合计|决算|预算|为|数|共)", "", noun)
    return len(wanted) >= 2 and (plain.endswith(wanted) or wanted.endswith(plain) and len(plain) >= 4)


def _share_findings(sentences: Sequence[Sentence], index: int) -> Iterator[Finding]:
    sentence = sentences[index]
    items = list(share_items(sentence))
    if not items:
        return
    wholes = [f for source in context(sentences, index, 1) for f in levels(source)]
    for whole in wholes:
        wholes_fit = [share_fits(part, whole, rate) for part, rate in items]
        if all(wholes_fit):
            return
    for part, rate in items:
        own = [w for w in wholes if comparable(w, part) and w is not part]
        if any(share_fits(part, whole, rate) for whole in own):
            continue
        whole = _agreed_whole(items, part, own)
        true = _percent(scaled(part), scaled(whole)) if whole else None
        if whole is None or true is None or rate.rough or part.rough:
            continue
        if _amount_is_wrong(items, part, rate, whole):
            continue
        expected = _middle(true, rate)
        yield finding_at(
            sentence,
            rate,
            "R3-share",
            expected,
            f"{part.text}{part.unit} 占 {whole.text}{whole.unit} 的 {expected}%，"
            f"印的是 {rate.text}%。请核对金额或占比。",
        )


def share_items(sentence: Sentence) -> Iterator[tuple[Figure, Figure]]:
    """Every “A万元，占p%” of a sentence: the part and its rate."""
    for found in SHARE.finditer(sentence.text):
        before = [f for f in levels(sentence) if f.end <= found.start()]
        if before and found.start() - before[-1].end <= 6:
            yield before[-1], _group(found, "rate")


def share_fits(part: Figure, whole: Figure, rate: Figure) -> bool:
    """Whether `rate` per cent may be the share of `part` in `whole`."""
    if not comparable(part, whole) or whole.value == 0:
        return False
    true = _percent(scaled(part), scaled(whole))
    return true is not None and rate_agrees(rate, true)


def _amount_is_wrong(
    items: Sequence[tuple[Figure, Figure]], part: Figure, rate: Figure, whole: Figure
) -> bool:
    """The rate fits what the other parts leave of the whole: then the amount is the wrong one."""
    others = sum((p.value for p, _ in items if p is not part), Decimal(0))
    rest = Figure(part.text, whole.value - others, part.decimals, part.unit)
    return rest.value > 0 and share_fits(rest, whole, rate)


def _agreed_whole(
    items: Sequence[tuple[Figure, Figure]], part: Figure, wholes: Sequence[Figure]
) -> Figure | None:
    """The amount that at least half of the other items of the list take as their whole."""
    others = [(p, r) for p, r in items if p is not part and p.value]
    best, most = None, 0
    for whole in wholes:
        fitting = sum(share_fits(p, whole, r) for p, r in others)
        if fitting > most and whole.start < part.start:
            best, most = whole, fitting
    return best if most * 2 >= len(others) and most >= 1 else None


def _completion_finding(
    sentences: Sequence[Sentence], index: int, found: re.Match[str]
) -> Finding | None:
    sentence = sentences[index]
    rate = _group(found, "rate")
    known = [
        figure
        for source in context(sentences, index)
        for figure in quantities(source)
        if source is not sentence or figure.end <= found.start()
    ]
    pairs = [(a, b) for a in known for b in known if a is not b and comparable(a, b)]
    if not pairs or any(share_fits(a, b, rate) for a, b in pairs):
        return None
    pair = _budget_and_spent(sentence, found.start())
    if pair is None:
        return None
    true = _percent(scaled(pair[0]), scaled(pair[1]))
    if true is None:
        return None
    expected = _middle(true, rate)
    return finding_at(
        sentence,
        rate,
        "R3-completion",
        expected,
        f"{pair[0].text} ÷ {pair[1].text} ≈ {expected}%，印的是 {rate.text}%。请核对两个金额或比率。",
    )


def _budget_and_spent(sentence: Sentence, end: int) -> tuple[Figure, Figure] | None:
    """The last two amounts before the rate, when one is a budget and the other was spent."""
    before = [f for f in levels(sentence) if f.end <= end and f.is_money]
    if len(before) < 2 or end - before[-1].end > 12:
        return None
    budget, spent = before[-2], before[-1]
    lead = sentence.text[max(0, budget.start - 24) : budget.start]
    words = between(sentence, budget, spent)
    if not BUDGET_BEFORE.search(lead) or not SPENT_BEFORE.search(words) or len(words) > 30:
        return None
    if re.search(r"其中|包括|；", words) or BUDGET_BEFORE.search(words):
        return None
    return spent, budget


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
    rate = _group(found, "rate")
    if pair is None or share_fits(pair[0], pair[1], rate) or pair[1].value == 0:
        return
    true = _percent(scaled(pair[0]), scaled(pair[1]))
    if true is None:
        return
    expected = _middle(true, rate)
    yield finding_at(
        sentence,
        rate,
        "R3-rate",
        expected,
        f"{pair[0].text} ÷ {pair[1].text} ≈ {expected}%，印的是 {rate.text}%。请核对分子、分母或比率。",
    )
