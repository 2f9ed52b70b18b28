"""What the rules about sentences share: findings at a figure, units, candidate readings."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from hejia.checker.figures import MONEY, Figure, Interval, parse_cell, rate_agrees, shown
from hejia.checker.finding import Finding, Severity
from hejia.checker.understanding.sentences import Sentence

CHANGE_BEFORE = re.compile(
    r"(?:增加|减少|增长|下降|上升|降低|提高|压减|调增|调减|追加|核减|核增|节约|(?<!转)(?<!转和)结余|多|少|增|减|降|超)(?:了|额|金额|数|约|为|到|至)?[：:]?$"
)
AMOUNT = r"\d[\d,]*(?:\.\d+)?"
UNIT = r"亿元|万元|元|人次|人|件|场次|场|个|辆|台|户|宗"
SHARE_BEFORE = re.compile(r"占[^，,。；;]{0,24}$")
QUOTE_SPAN = 28


def finding_at(
    sentence: Sentence,
    figure: Figure,
    rule: str,
    expected: str,
    message: str,
    severity: Severity = "hard",
    root: str = "",
) -> Finding:
    """A finding about one figure of a sentence, quoting the words around it."""
    start = max(0, figure.start - QUOTE_SPAN)
    quote = sentence.text[start : figure.end + 8]
    return Finding(
        rule,
        severity,
        sentence.place(figure.start),
        quote,
        figure.text.replace(",", ""),
        expected,
        message,
        root or spot(sentence, figure),
    )


def spot(sentence: Sentence, figure: Figure) -> str:
    """A name for one printed figure: what a finding that rests on it gives as its root."""
    return f"{sentence.place(figure.start).words()}:{figure.text.replace(',', '')}"


def quantities(sentence: Sentence) -> list[Figure]:
    """The figures of a sentence that count or weigh something: no rates, no bare numbers."""
    return [figure for figure in sentence.figures if figure.unit and not figure.is_rate]


def comparable(one: Figure, other: Figure) -> bool:
    """Two amounts of money, or two counts of the same unit."""
    return one.unit == other.unit or (one.is_money and other.is_money)


def scaled(figure: Figure) -> Interval:
    """The values of a figure, money in 元; counts and zero are exact, unless told in 万."""
    if not figure.value and not figure.rough:
        return figure.exact
    counted = (
        not figure.is_money and not figure.is_rate and not figure.unit.startswith(("万", "亿"))
    )
    if counted and not figure.rough and (figure.decimals == 0 or figure.unit == "分"):
        return figure.exact if figure.decimals == 0 else figure.rounded
    return figure.rounded.times(MONEY.get(figure.unit, Decimal(1)))


def levelled(figures: Sequence[Figure]) -> list[Figure]:
    """The figures of one list, all as fine as most of them: 8 beside 4.16 means 8.00."""
    most = max((figure.decimals for figure in figures), default=0)
    fine = sum(figure.decimals == most for figure in figures if figure.value)
    if most and 2 * fine >= sum(bool(figure.value) for figure in figures):
        return [figure.finer(most) for figure in figures]
    return list(figures)


def is_change(sentence: Sentence, figure: Figure) -> bool:
    """增加 5 万元, 减少 3 人: how much something moved, not how much it is."""
    return bool(CHANGE_BEFORE.search(sentence.text[max(0, figure.start - 6) : figure.start]))


def levels(sentence: Sentence) -> list[Figure]:
    """Quantities that are no changes."""
    return [figure for figure in quantities(sentence) if not is_change(sentence, figure)]


def name_before(sentence: Sentence, figure: Figure) -> str:
    """The words between the last punctuation (or figure) and this figure."""
    text = sentence.text[max(0, figure.start - 40) : figure.start]
    parts = re.split(r"[，,。；;、：:]|\d[\d,.]*(?:万元|元|%|[个人件场次])?", text)
    return parts[-1].strip("（(“”)） ")


def between(sentence: Sentence, left: Figure, right: Figure) -> str:
    return sentence.text[left.end : right.start]


def same_side(figures: Sequence[Figure], unit_of: Figure) -> list[Figure]:
    return [figure for figure in figures if comparable(figure, unit_of)]


def context(sentences: Sequence[Sentence], index: int, back: int = 2) -> Iterator[Sentence]:
    """The sentence itself and those shortly before it, nearest first."""
    for at in range(index, max(-1, index - back - 1), -1):
        yield sentences[at]


def group_of(found: re.Match[str], name: str) -> Figure:
    """The named group of a match as a figure, with its offsets."""
    figure = parse_cell(found.group(name))
    if figure is None:  # pragma: no cover - the patterns only match figures
        raise ValueError(found.group(name))
    return Figure(
        figure.text, figure.value, figure.decimals, "", found.start(name), found.end(name)
    )


def percentage_of(part: Interval, whole: Interval) -> Interval | None:
    """`part` of `whole` in per cent; None when the whole may be zero."""
    quotient = part.over(whole)
    return quotient.times(Decimal(100)) if quotient else None


def middle_of(true: Interval, like: Figure) -> str:
    """The middle of an interval, to the decimals of a printed figure."""
    return shown((true.low + true.high) / 2, max(like.decimals, 2 if like.decimals else 0))


def share_fits(part: Figure, whole: Figure, rate: Figure) -> bool:
    """Whether `rate` per cent may be the share of `part` in `whole`."""
    if not comparable(part, whole) or whole.value == 0:
        return False
    true = percentage_of(scaled(part), scaled(whole))
    return true is not None and rate_agrees(rate, true)


def digits_of(figure: Figure) -> str:
    """The digits of a figure, point and sign left out."""
    return re.sub(r"[^\d]", "", figure.text)


def is_slip(figure: Figure, other: Figure) -> bool:
    """One digit wrong or two neighbours swapped, in numbers of at least four digits."""
    one, two = digits_of(figure), digits_of(other)
    if len(one) != len(two) or len(one) < 4 or figure.decimals != other.decimals:
        return False
    differing = [at for at, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
    if len(differing) == 1:
        return True
    swapped = len(differing) == 2 and differing[1] == differing[0] + 1
    return swapped and sorted(one) == sorted(two)
