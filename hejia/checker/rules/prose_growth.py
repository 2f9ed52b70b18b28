"""R3, R13 in running text: growth — an amount, how much it moved, and by how many per cent."""

import re
from collections.abc import Iterator, Sequence

from hejia.checker.figures import Figure, Interval, rate_agrees, shown
from hejia.checker.finding import Finding
from hejia.checker.rules.prose import (
    AMOUNT,
    between,
    comparable,
    context,
    finding_at,
    group_of,
    is_change,
    levels,
    middle_of,
    name_before,
    percentage_of,
    quantities,
    scaled,
    share_fits,
)
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.sentences import Sentence

RISE = "增加|增长|上升|提高|增|升|上涨"
FALL = "减少|下降|降低|压减|减|降|下调|缩减"
GROWTH = re.compile(
    rf"(?P<way>{RISE}|{FALL})(?:了|额|金额|数|约)?(?:为)?[：:]?"
    rf"(?P<change>{AMOUNT})(?P<unit>亿元|万元|元|人次|人|个|件|宗|场|辆)[，,、（(；;]{{0,2}}"
    r"(?:同比|环比|较上年|比上年|与上年相比)?"
    rf"(?P<rate_way>{RISE}|{FALL}|增幅|降幅|变动率|增长率|下降率)(?:率|幅度|比例|了|约|幅)?(?:为|达|达到)?[：:]?"
    rf"(?P<rate>-?{AMOUNT})%"
)
COMPARES = re.compile(r"比|较|与|同比|相比|上年|去年")
OPENED = re.compile(
    r"^(?P<before>[^，,。；;\d]{0,30}?)(?:比|与|较|同)(?:20\d{2}年(?:度)?|上年(?:度)?|去年)"
    r"(?:年初)?(?:决算|预算)?(?:数)?(?:相比|比较|同期)?[，,]?"
)
SUBJECTS = ("总计", "合计", "收入", "支出", "拨款", "经费", "采购")


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


def _growth_finding(
    sentences: Sequence[Sentence], index: int, found: re.Match[str]
) -> Finding | None:
    sentence = sentences[index]
    change, rate = group_of(found, "change"), group_of(found, "rate")
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
    true = percentage_of(scaled(change), _base(subject, change, rises=rises))
    if true is None:
        return None
    expected = middle_of(true, rate)
    return finding_at(
        sentence,
        rate,
        "R3-growth",
        expected,
        f"{subject.text}{subject.unit}，{found.group('way')} {change.text}{change.unit}，"
        f"上年应为 {_prior(subject, change, rises=rises)}，变动率约 {expected}%，印的是"
        f" {rate.text}%。"
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
    true = percentage_of(scaled(change), base) if base.high > 0 else None
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
    if index == 0 or (levels(sentence) and levels(sentence)[0].start < found.start()):
        return None
    opened = OPENED.match(lead)
    if opened is None:
        return None
    noun = opened["before"] or lead[opened.end() :]
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
    return len(wanted) >= 2 and (
        plain.endswith(wanted) or (wanted.endswith(plain) and len(plain) >= 4)
    )
