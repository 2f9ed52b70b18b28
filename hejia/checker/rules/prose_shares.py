"""R3 in running text: “A万元，占p%”.

The whole may stand before the list, in an earlier section, or nowhere; so every reading is tried.
A share is called wrong only when its whole is plain: named by the sentence, or agreed on by the
other shares of the same list.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from hejia.checker.figures import Figure, shown
from hejia.checker.finding import Finding
from hejia.checker.rules.prose import (
    AMOUNT,
    comparable,
    context,
    finding_at,
    group_of,
    levels,
    middle_of,
    name_before,
    percentage_of,
    scaled,
    share_fits,
    spot,
)
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.sentences import Sentence

SHARE = re.compile(
    rf"占(?P<whole>[^，,。；;\d%（(]{{0,24}}?)(?:的)?(?:比例|比重|百分比)?(?:为|约)?(?P<rate>{AMOUNT})%"
)
LEAST_NAME = 4
MOST_SHARES = 40
NEAR = 6
OPENING = re.compile(r"^[，,。；;：:]?其中[：:，,]?[^，,。；;]{2,24}$")
LEAST_RATE = Decimal("0.5")
LEAD = re.compile(r"^(?:20\d{2}年(?:度)?)?(?P<name>[^，,。；;：:\d]{5,40}?)中[，,：:]")
PLAIN = re.compile(
    r"^年(?:度)?|20\d{2}年(?:度)?|[“”\"《》（）()]|(?:支出|收入)?(?:决算|预算)(?:数)?(?:为)?$|为$|[（(][类款项][)）]"
)

Item = tuple[Figure, Figure]
Told = tuple[Sentence, Figure]
Named = dict[str, list[tuple[int, Sentence, Figure]]]


@dataclass(frozen=True)
class _Shares:
    """The parts of one sentence with their shares, and all amounts that may be their whole.

    `named` holds, for each part, the amounts of the whole its own words (or the opening of the
    sentence) name; `opening` the total that 其中 divides.
    """

    items: tuple[Item, ...]
    wholes: tuple[Figure, ...]
    named: dict[int, tuple[Told, ...]]
    opening: Figure | None
    origins: dict[Figure, Sentence]
    fits: dict[Figure, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def added(self) -> tuple[Figure, ...]:
        """The parts together, where that may be their whole."""
        return (*_sum_of_parts(self.items), *_all_parts(self.items))

    def fitting(self, whole: Figure) -> frozenset[int]:
        """The offsets of the parts whose share in `whole` is as told; each is tried once."""
        if whole not in self.fits:
            self.fits[whole] = frozenset(
                p.start for p, r in self.items if p.value and share_fits(p, whole, r)
            )
        return self.fits[whole]

    def whole_of(self, part: Figure) -> Figure | None:
        told = self.named.get(part.start, ())
        return told[0][1] if len(told) == 1 and comparable(told[0][1], part) else None


@rule("R3-share", "R3", "占比")
def shares(reading: Reading) -> Iterator[Finding]:
    """“A万元，占p%”里的p等于A除以总额；总额由句中写明，或由同一列举里其他各项印证。

    Source: 算术。

    Good:
        本年支出合计200万元，其中：基本支出150万元，占75%；项目支出50万元，占25%。
    Bad:
        本年支出合计200万元，其中：基本支出150万元，占75%；项目支出50万元，占35%。
    """
    named = named_levels(reading)
    for index, sentence in enumerate(reading.sentences):
        items = tuple(share_items(sentence))
        if 0 < len(items) <= MOST_SHARES:
            told = dict(_named_wholes(sentence, index, named))
            origins = {figure: source for group in told.values() for source, figure in group}
            for source in reversed(list(context(reading.sentences, index, 1))):
                origins.update(dict.fromkeys(levels(source), source))
            wholes = [f for source in context(reading.sentences, index, 1) for f in levels(source)]
            opening = _opening(sentence, items[0][0])
            found = _Shares(items, tuple(wholes), told, opening, origins)
            yield from _findings(sentence, found)


def share_items(sentence: Sentence) -> Iterator[Item]:
    """Every “A万元，占p%” of a sentence: the part and its rate."""
    amounts = levels(sentence)
    for found in SHARE.finditer(sentence.text):
        before = [f for f in amounts if f.end <= found.start()]
        if before and found.start() - before[-1].end <= 6:
            yield before[-1], group_of(found, "rate")


def named_levels(reading: Reading) -> Named:
    """Amounts of the whole text by the plain name before them, with their sentence's number."""
    named: Named = defaultdict(list)
    for index, sentence in enumerate(reading.sentences):
        for figure in levels(sentence):
            name = plain_name(name_before(sentence, figure))
            if figure.is_money and len(name) >= LEAST_NAME:
                named[name].append((index, sentence, figure))
    return named


def plain_name(name: str) -> str:
    """A name without year, quotation marks and 决算数为."""
    before = ""
    while before != name:
        before, name = name, PLAIN.sub("", name)
        if len(name) < LEAST_NAME:  # 基本支出预算: the noun itself is part of the name
            return re.sub(r"(?:决算|预算)(?:数)?(?:为)?$", "", before)
    return name


def _opening(sentence: Sentence, part: Figure) -> Figure | None:
    """The total right before 其中： and the first part."""
    before = [f for f in levels(sentence) if f.end <= part.start and comparable(f, part)]
    if not before or part.value > before[-1].value:
        return None
    words = sentence.text[before[-1].end : part.start]
    return before[-1] if OPENING.match(words) else None


def _named_wholes(
    sentence: Sentence, index: int, named: Named
) -> Iterator[tuple[int, tuple[Told, ...]]]:
    """By the offset of each part: the whole its words name, or the opening of the sentence."""
    lead = LEAD.match(sentence.text)
    amounts = levels(sentence)
    for found in SHARE.finditer(sentence.text):
        before = [f for f in amounts if f.end <= found.start()]
        if not before:
            continue
        words = found["whole"] or (lead["name"] if lead else "")
        told = _told_wholes(words, index, named)
        yield before[-1].start, tuple(entry for entry in told if entry[1] != before[-1])


def _told_wholes(words: str, index: int, named: Named) -> list[Told]:
    """What the document says of a whole by its name; the nearest before, if it says several."""
    whole = plain_name(words)
    if len(whole) < LEAST_NAME:
        return []
    told = [
        (at, sentence, figure)
        for name, entries in named.items()
        if name.endswith(whole)
        for at, sentence, figure in entries
        if _same_phase(words, name_before(sentence, figure))
    ]
    if len({figure.value for _, _, figure in told}) > 1:
        near = [entry for entry in told if index - NEAR <= entry[0] <= index]
        told = near[-1:] if near else told
    return list({f.value: (sentence, f) for _, sentence, f in told}.values())


def _same_phase(one: str, other: str) -> bool:
    """What was planned is no whole of what was spent: both names say 预算, or neither does."""
    planned, spent = (
        [re.search(pattern, text) is not None for text in (one, other)]
        for pattern in (r"预算(?!财政|拨款|内|单位)", r"决算|执行|实际")
    )
    return not ((planned[0] and spent[1]) or (spent[0] and planned[1]))


def _findings(sentence: Sentence, found: _Shares) -> Iterator[Finding]:
    whole_parts = list(_sum_of_parts(found.items))
    if whole_parts and all(share_fits(p, whole_parts[0], r) for p, r in found.items):
        yield from _other_total(found, whole_parts[0])
        return
    named = [figure for told in found.named.values() for _, figure in told]
    for whole in (*found.wholes, *named):
        if all(share_fits(part, whole, rate) for part, rate in found.items):
            return
    for part, rate in found.items:
        if rate.rough or part.rough:
            continue
        near = [w for w in found.wholes if comparable(w, part) and w is not part]
        if any(share_fits(part, whole, rate) for whole in (*near, *named, *whole_parts)):
            continue
        agreed = _agreed_whole(found, part, near)
        if agreed is not None and agreed.value:
            origin = found.origins.get(agreed)
            root = spot(origin, agreed) if origin else ""
            yield _finding(sentence, found.items, part, rate, agreed, root)


def _other_total(found: _Shares, parts: Figure) -> Iterator[Finding]:
    """The parts and their shares agree; the total told elsewhere under their name does not."""
    told = {
        figure.value: (source, figure) for group in found.named.values() for source, figure in group
    }
    if len(told) != 1 or any(len(group) != 1 for group in found.named.values()):
        return
    source, whole = next(iter(told.values()))
    if not comparable(whole, parts) or scaled(whole).meets(scaled(parts)):
        return
    expected = shown(parts.value, parts.decimals)
    yield finding_at(
        source,
        whole,
        "R3-share",
        expected,
        f"这里的总数是 {whole.text}{whole.unit}，后文按占比合计100%列出的各项相加为 {expected}。"
        "请核对总数或各项。",
    )


def _agreed_whole(found: _Shares, part: Figure, near: Sequence[Figure]) -> Figure | None:
    """The whole a part names, or the one the other parts agree on, or what 其中 divides."""
    named = found.whole_of(part)
    if named is not None:
        return named
    others = [(p, r) for p, r in found.items if p is not part and p.value]
    best, most = None, 0
    for whole in (*near, *found.added):
        if whole.start >= part.start and whole.text:
            continue
        fitting = len(found.fitting(whole) - {part.start})
        if fitting > most:
            best, most = whole, fitting
    if most * 2 >= len(others) and most >= 1:
        return best
    return None if others or found.named.get(part.start) else found.opening


def _all_parts(items: Sequence[Item]) -> Iterator[Figure]:
    """All parts together: believed when every other share fits, to a decimal or more."""
    if len(items) < 2 or len({p.unit for p, _ in items}) > 1:
        return
    value = sum((part.value for part, _ in items), Decimal(0))
    whole = Figure("", value, max(p.decimals for p, _ in items), items[0][0].unit)
    told = [(p, r) for p, r in items if p.value]
    fitting = [r for p, r in told if share_fits(p, whole, r)]
    if len(fitting) == len(told) - 1 and any(rate.decimals for rate in fitting):
        yield whole


def _sum_of_parts(items: Sequence[Item]) -> Iterator[Figure]:
    """All parts together, when their shares come to a hundred."""
    rates = sum((rate.value for _, rate in items), Decimal(0))
    if len(items) >= 2 and abs(rates - 100) < LEAST_RATE and len({p.unit for p, _ in items}) == 1:
        first = items[0][0]
        value = sum((part.value for part, _ in items), Decimal(0))
        yield Figure("", value, max(p.decimals for p, _ in items), first.unit)


def _finding(
    sentence: Sentence,
    items: Sequence[Item],
    part: Figure,
    rate: Figure,
    whole: Figure,
    root: str,
) -> Finding:
    due = amount_due(items, part, rate, whole)
    if due is not None:
        return finding_at(
            sentence,
            part,
            "R3-share",
            due.text,
            f"按总数 {whole.text}{whole.unit} 和占比 {rate.text}%，这一项应为"
            f" {due.text}{part.unit}，"
            f"印的是 {part.text}{part.unit}。请核对金额。",
        )
    true = percentage_of(scaled(part), scaled(whole))
    expected = middle_of(true, rate) if true else ""
    return finding_at(
        sentence,
        rate,
        "R3-share",
        expected,
        f"{part.text}{part.unit} 占 {shown(whole.value, whole.decimals)}{whole.unit} 的"
        f" {expected}%，"
        f"印的是 {rate.text}%。请核对金额或占比。",
        root=root,
    )


def amount_due(items: Sequence[Item], part: Figure, rate: Figure, whole: Figure) -> Figure | None:
    """What the other parts leave of the whole, when the rate fits that: the amount is wrong."""
    others = sum((p.value for p, _ in items if p is not part), Decimal(0))
    value = whole.value - others
    if value <= 0 or len(items) < 2:
        return None
    rest = replace(part, value=value, text=shown(value, part.decimals))
    return rest if share_fits(rest, whole, rate) else None
