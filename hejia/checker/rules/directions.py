"""R13, R3: words that say the opposite of the rate beside them; growth from nothing."""

import re
from collections.abc import Iterator
from decimal import Decimal

from hejia.checker.figures import Figure
from hejia.checker.finding import Finding, Severity
from hejia.checker.rules.prose import AMOUNT, finding_at, group_of, levels, scaled
from hejia.checker.rules.prose_growth import GROWTH, RISE
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading

WHOLE = Decimal(100)
COMPLETED = re.compile(
    rf"完成(?:了)?(?:当年|本年|全年|年初|年度|调整后?)*预算(?:数)?(?:的)?(?P<rate>{AMOUNT})%[，,。；;]?"
    r"(?:支出)?决算数?(?P<way>大于|小于|高于|低于|等于)(?:年初|全年|调整后?)?预算数?"
)
LESS = frozenset({"小于", "低于"})


@rule("R13-completion", "R13", "完成比例与大于、小于相反")
def completed_against_words(reading: Reading) -> Iterator[Finding]:
    """完成预算超过100%时决算数大于预算数，不足100%时小于预算数。

    Source: 算术。

    Good:
        培训费完成年初预算的98.20%，决算数小于年初预算数的主要原因是据实列支。
    Bad:
        培训费完成年初预算的98.20%，决算数大于年初预算数的主要原因是据实列支。
    """
    for sentence in reading.sentences:
        for found in COMPLETED.finditer(sentence.text):
            rate, way = group_of(found, "rate"), found["way"]
            if _agrees(rate, way):
                continue
            severity: Severity = "soft" if rate.value == WHOLE else "hard"
            right = "大于" if rate.value > WHOLE else "小于" if rate.value < WHOLE else "等于"
            start, end = found.span("way")
            yield finding_at(
                sentence,
                Figure(way, rate.value, 0, "", start, end),
                "R13-completion",
                right,
                f"完成预算的 {rate.text}%，决算数应{right}预算数，文中写“{way}”。请核对。",
                severity,
            )


@rule("R3-zero", "R3", "上年为零仍写增长率")
def growth_from_nothing(reading: Reading) -> Iterator[Finding]:
    """上年数为零时没有增长率，应写“上年无此项”或“不适用”。

    Source: 算术：除数不能为零。

    Good:
        2022年公务接待费0.30万元，比上年增加0.30万元，上年无此项支出。
    Bad:
        2022年公务接待费0.30万元，比上年增加0.30万元，增长100%。
    """
    for sentence in reading.sentences:
        for found in GROWTH.finditer(sentence.text):
            change, rate = group_of(found, "change"), group_of(found, "rate")
            before = [f for f in levels(sentence) if f.end <= found.start()]
            if not before or not re.fullmatch(RISE, found["way"]) or not change.value:
                continue
            now = before[-1]
            same = now.unit == found["unit"] and now.value == change.value
            if same and rate.value and found.start() - now.end <= 16 and scaled(now).low > 0:
                yield finding_at(
                    sentence,
                    rate,
                    "R3-zero",
                    "",
                    f"本年 {now.text}{now.unit}，增加的也是 {change.text}{now.unit}，上年就是 0，"
                    f"没有增长率。请把“{rate.text}%”改为“上年无此项”或核对数字。",
                    "soft",
                )


def _agrees(rate: Figure, way: str) -> bool:
    if way == "等于":
        return rate.rounded.low <= WHOLE <= rate.rounded.high
    return rate.value < WHOLE if way in LESS else rate.value > WHOLE
