"""R2, R3, R13 in running text: two amounts a sentence names, and how far they are apart."""

import re
from collections.abc import Iterator
from dataclasses import replace

from hejia.checker.figures import Figure, Interval, rate_agrees, shown
from hejia.checker.finding import Finding
from hejia.checker.rules.prose import (
    AMOUNT,
    UNIT,
    comparable,
    finding_at,
    group_of,
    levels,
    middle_of,
    percentage_of,
    scaled,
)
from hejia.checker.rules.prose_growth import FALL, RISE
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.sentences import Sentence

APART = re.compile(
    rf"(?P<now>{AMOUNT})(?P<unit>{UNIT})[，,]?(?:比|较|与)(?P<name>[^，,。；;（(]{{0,36}}?)"
    rf"(?P<base>{AMOUNT})(?P<base_unit>{UNIT})(?:相比|比较)?[，,]?(?P<way>{RISE}|{FALL}|节约|结余|多|少)"
    rf"(?:了|额|数)?(?:为)?(?P<change>{AMOUNT})(?P<change_unit>{UNIT})"
    rf"(?:[，,、（(]{{0,2}}(?P<rate_way>{RISE}|{FALL})(?:了|率|幅)?(?:为)?(?P<rate>{AMOUNT})%)?"
)
UP = re.compile(rf"^(?:{RISE}|多)$")
ADJUSTED = re.compile(
    rf"年初(?:部门)?预算(?:数|收入|支出|安排|批复|为|是)*(?P<first>{AMOUNT})(?P<unit>亿元|万元|元)[，,；;]"
    rf"(?:年中|当年|预算|中期|本年|执行中)*(?P<way>调整预算增加|调整预算减少|调整增加|调整减少|追加预算|追减预算|调增|调减|追加|"
    rf"追减|增加|减少|核增|核减)(?:预算|数|额|了|为)*(?P<change>{AMOUNT})(?P<change_unit>亿元|万元|元)"
    rf"[，,；;](?:调整后(?:的)?|全年)(?:部门)?预算(?:总额|数|收入|支出|为|是)*(?P<after>{AMOUNT})(?P<after_unit>亿元|万元|元)"
    rf"(?:[，,](?:预算)?调整率(?:为|是)?(?P<rate>{AMOUNT})%)?"
)
REVERSED = re.compile(
    rf"(?P<way>{RISE}|{FALL})(?:了|约)?(?P<rate>{AMOUNT})%[，,、（(](?:即|约|共)?(?P<again>{RISE}|{FALL})"
    rf"(?:了|额)?(?P<change>{AMOUNT})(?P<unit>亿元|万元|元)"
)


@rule("R2-apart", "R2", "两数之差")
def apart(reading: Reading) -> Iterator[Finding]:
    """“A万元，比B万元减少D万元，下降p%”里的D等于B减A，p等于D除以B。

    Source: 算术。

    Good:
        2021年公务接待费决算数0.42万元，比年初预算数2.40万元减少1.98万元，下降82.50%。
    Bad:
        2021年公务接待费决算数0.42万元，比年初预算数2.40万元减少1.89万元，下降82.50%。
    """
    for sentence in reading.sentences:
        for found in APART.finditer(sentence.text):
            now, base, change = (_named(found, name) for name in ("now", "base", "change"))
            if comparable(now, base) and comparable(now, change) and not _rough(sentence, found):
                yield from _apart(sentence, found, now, base, change)


@rule("R2-adjusted", "R2", "年初、调整与全年预算")
def adjusted(reading: Reading) -> Iterator[Finding]:
    """“年初预算A，调整增加D，全年预算B，调整率p%”里的B等于A加D，p等于D除以A。

    Source: 财预〔2013〕53号：预算调整率=（预算调整数/预算数）×100%。

    Good:
        年初预算收入1286.40万元，调整预算增加113.20万元，全年预算收入1399.60万元，预算调整率为8.80%。
    Bad:
        年初预算收入1286.40万元，调整预算增加113.20万元，全年预算收入1339.60万元，预算调整率为8.80%。
    """
    for sentence in reading.sentences:
        for found in ADJUSTED.finditer(sentence.text):
            first, change, after = (_named(found, name) for name in ("first", "change", "after"))
            falls = bool(re.search(r"减", found["way"]))
            due = scaled(first) - scaled(change) if falls else scaled(first) + scaled(change)
            if not due.meets(scaled(after)):
                yield _off(sentence, after, due, f"年初 {first.text}，{found['way']} {change.text}")
            yield from _rate(sentence, found, scaled(change), scaled(first), "年初预算")


@rule("R3-reversed", "R3", "先说增减率再说增减额")
def reversed_growth(reading: Reading) -> Iterator[Finding]:
    """“A万元，下降p%，减少D万元”里的D与p相符。

    Source: 算术。

    Good:
        2021年全区“三公”经费5834万元，较2020年下降2.30%，减少137万元。
    Bad:
        2021年全区“三公”经费5834万元，较2020年下降2.30%，减少173万元。
    """
    for sentence in reading.sentences:
        for found in REVERSED.finditer(sentence.text):
            change, rate = _named(found, "change"), group_of(found, "rate")
            before = [
                f for f in levels(sentence) if f.end <= found.start() and comparable(f, change)
            ]
            falls = bool(re.fullmatch(FALL, found["way"]))
            if not before or falls != bool(re.fullmatch(FALL, found["again"])):
                continue
            if any(_grows(now, change, rate, falls=falls) for now in before):
                continue
            true = percentage_of(scaled(change), _base(before[-1], change, falls=falls))
            if len(before) == 1 and true is not None and true.low > 0:
                expected = middle_of(true, rate)
                yield finding_at(
                    sentence,
                    rate,
                    "R3-reversed",
                    expected,
                    f"{before[-1].text}{before[-1].unit}，{found['way']}了"
                    f" {change.text}{change.unit}，变动率约 {expected}%，印的是 {rate.text}%。"
                    "请核对增减额或比率。",
                )


def _named(found: re.Match[str], name: str) -> Figure:
    """A group of a match as a figure with its unit."""
    unit = found[f"{name}_unit"] if f"{name}_unit" in found.re.groupindex else found["unit"]
    return replace(group_of(found, name), unit=unit)


def _rough(sentence: Sentence, found: re.Match[str]) -> bool:
    return any(f.rough for f in sentence.figures if found.start() <= f.start < found.end())


def _apart(
    sentence: Sentence, found: re.Match[str], now: Figure, base: Figure, change: Figure
) -> Iterator[Finding]:
    rises = bool(UP.match(found["way"]))
    wider = scaled(now) - scaled(base) if rises else scaled(base) - scaled(now)
    if wider.high < 0 and Interval(-wider.high, -wider.low).meets(scaled(change)):
        right = "减少" if rises else "增加"
        yield finding_at(
            sentence,
            change,
            "R13-apart",
            "",
            f"{now.text} 与 {base.text} 相比是{right}，文中写“{found['way']}”。请改正增减方向。",
        )
        return
    if not wider.meets(scaled(change)):
        yield _off(sentence, change, wider, f"{now.text} 与 {base.text} 之差")
        return
    yield from _rate(sentence, found, wider, scaled(base), f"{base.text}")


def _rate(
    sentence: Sentence, found: re.Match[str], part: Interval, whole: Interval, name: str
) -> Iterator[Finding]:
    """The rate that follows: the difference in per cent of the first amount."""
    if not found["rate"]:
        return
    rate = group_of(found, "rate")
    true = percentage_of(part, whole)
    if true is None or rate_agrees(rate, true):
        return
    expected = middle_of(true, rate)
    yield finding_at(
        sentence,
        rate,
        "R3-apart",
        expected,
        f"增减额除以{name}约 {expected}%，印的是 {rate.text}%。请核对。",
    )


def _off(sentence: Sentence, figure: Figure, due: Interval, wording: str) -> Finding:
    factor = scaled(figure).high / figure.rounded.high if figure.value else 1
    expected = shown((due.low + due.high) / 2 / factor, max(figure.decimals, 0))
    return finding_at(
        sentence,
        figure,
        "R2-apart",
        expected,
        f"{wording}应为 {expected}{figure.unit}，印的是 {figure.text}{figure.unit}。请核对三个数。",
    )


def _base(now: Figure, change: Figure, *, falls: bool) -> Interval:
    return scaled(now) + scaled(change) if falls else scaled(now) - scaled(change)


def _grows(now: Figure, change: Figure, rate: Figure, *, falls: bool) -> bool:
    base = _base(now, change, falls=falls)
    true = percentage_of(scaled(change), base) if base.low > 0 else None
    return true is None or rate_agrees(rate, true)
