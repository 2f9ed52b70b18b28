"""R1, R4 in running text: a total and the parts a sentence lists for it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from hejia.checker.figures import MONEY, Figure, folded, shown
from hejia.checker.finding import Finding, Severity
from hejia.checker.rules.divisions import Listed, division_of, lists_of
from hejia.checker.rules.prose import finding_at, levelled, levels, scaled, share_fits
from hejia.checker.rules.prose_shares import share_items
from hejia.checker.rules.registry import rule
from hejia.checker.rules.relations import total
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.sentences import Sentence


@rule("R1-prose", "R1", "文字里的合计")
def listed_sums(reading: Reading) -> Iterator[Finding]:
    """句中列出的各部分（构成完整划分时）相加等于前面的总数。

    Source: 算术；完整划分指基本+项目、人员+公用、货物+工程+服务、“三公”三项、四个季度等。

    Good:
        2023年预算2377.56万元，其中基本支出996.82万元，项目支出1380.73万元。
    Bad:
        2023年预算2377.56万元，其中基本支出996.82万元，项目支出1390.73万元。
    """
    for sentence in reading.sentences:
        for listed in lists_of(sentence):
            finding = _judge(sentence, listed, reading.told)
            if finding:
                yield finding


@rule("R1-deducted", "R1", "扣分合计")
def deducted_points(reading: Reading) -> Iterator[Finding]:
    """“共扣N分”等于前面逐项写的扣分之和。

    Source: 算术。

    Good:
        一是执行较慢，扣0.38分；二是公用经费控制不力，扣1分。故总计扣1.38分。
    Bad:
        一是执行较慢，扣0.38分；二是公用经费控制不力，扣1分。故总计扣1.58分。
    """
    for paragraph in reading.document.paragraphs:
        text = folded(paragraph.text)
        found = re.search(r"(?:总计|合计|共计|共)扣(?:减)?(?P<all>\d+(?:\.\d+)?)分", text)
        if found is None:
            continue
        parts = re.findall(
            r"(?<![总合共]计)(?<!共)扣(?:减)?(\d+(?:\.\d+)?)分", text[: found.start()]
        )
        value = sum((Decimal(part) for part in parts), Decimal(0))
        if len(parts) >= 2 and value != Decimal(found["all"]):
            yield Finding(
                "R1-deducted",
                "hard",
                paragraph.place(found.start("all")),
                text[max(0, found.start() - 20) : found.end()],
                found["all"],
                str(value),
                f"前面各项扣分 {' + '.join(parts)} = {value}，这里写共扣 {found['all']} 分。请"
                f"核对。",
                "扣分合计",
            )


@rule("R4-prose", "R4", "部分不大于总体")
def parts_within(reading: Reading) -> Iterator[Finding]:
    """“其中”后面的任何一项都不大于总数。

    Source: 算术。

    Good:
        全年开展活动809场，其中线上活动300场。
    Bad:
        全年开展活动809场，其中线上活动900场。
    """
    for sentence in reading.sentences:
        for listed in lists_of(sentence):
            if not re.match(r"其中|具体(?:支出)?情况|主要?用于以下", listed.opened):
                continue
            if _judge(sentence, listed, reading.told):
                continue  # said already, with the right total
            for part in listed.parts:
                if scaled(part).low > scaled(listed.head).high and _is_near(sentence, listed):
                    yield finding_at(
                        sentence,
                        part,
                        "R4-prose",
                        "",
                        f"“其中”的 {part.text}{part.unit} 大于总数"
                        f" {listed.head.text}{listed.head.unit}。"
                        "请核对这两个数。",
                    )


def _judge(sentence: Sentence, listed: Listed, told: Mapping[Decimal, int]) -> Finding | None:
    if any(part.rough for part in listed.parts) or listed.head.rough:
        return _judge_rough(sentence, listed)
    whole = division_of(sentence, listed)
    if whole is None:
        return None
    name, parts, severity = whole
    fine, *finer = levelled([listed.head, *parts])
    found = total([scaled(part) for part in finer])
    if found is None or found.meets(scaled(fine)) or _of_another(sentence, listed.head, parts):
        return None
    culprit = None
    if not _is_head_wrong(listed.head, parts, told):
        culprit = _told_otherwise(listed.head, parts, told) or _culprit(
            sentence, listed.head, parts
        )
    if culprit is not None:
        return _part_finding(sentence, listed.head, parts, culprit)
    return _sum_finding(sentence, listed.head, parts, name, severity)


def _culprit(sentence: Sentence, head: Figure, parts: Sequence[Figure]) -> Figure | None:
    """The one part whose 占比 does not fit, and would fit the part the total asks for."""
    rates = dict(share_items(sentence))
    wrong = [p for p in parts if p in rates and not share_fits(p, head, rates[p])]
    if len(wrong) != 1:
        return None
    right = _due_part(head, parts, wrong[0])
    return wrong[0] if share_fits(right, head, rates[wrong[0]]) else None


def _is_head_wrong(head: Figure, parts: Sequence[Figure], told: Mapping[Decimal, int]) -> bool:
    """The document prints the sum of the parts elsewhere, and this total only here."""
    value = sum((part.value for part in parts), Decimal(0))
    return told.get(head.value, 0) <= 1 and told.get(value, 0) > 0


def _told_otherwise(
    head: Figure, parts: Sequence[Figure], told: Mapping[Decimal, int]
) -> Figure | None:
    """The one part whose right value the document prints elsewhere, and whose own it does not."""
    if any(part.unit != head.unit for part in parts) or not told.get(head.value, 0) > 1:
        return None
    found = [
        part
        for part in parts
        if told.get(part.value, 0) <= 1 and told.get(_due_part(head, parts, part).value, 0) > 0
    ]
    return found[0] if len(found) == 1 and _due_part(head, parts, found[0]).value > 0 else None


def _of_another(sentence: Sentence, head: Figure, parts: Sequence[Figure]) -> bool:
    """受理 1246 件，办结 1232 件。其中…: the parts make up the figure before the nearest one."""
    value = sum((part.value for part in parts), Decimal(0))
    return any(
        f.value == value and f.unit == head.unit for f in levels(sentence) if f.end <= head.start
    )


def _due_part(head: Figure, parts: Sequence[Figure], part: Figure) -> Figure:
    value = head.value - sum((p.value for p in parts if p is not part), Decimal(0))
    return replace(part, value=value)


def _part_finding(
    sentence: Sentence, head: Figure, parts: Sequence[Figure], part: Figure
) -> Finding:
    expected = shown(_due_part(head, parts, part).value, part.decimals)
    return finding_at(
        sentence,
        part,
        "R1-prose",
        expected,
        f"按总数 {head.text}{head.unit} 和其他各项，这一项应为 {expected}{part.unit}，"
        f"印的是 {part.text}{part.unit}。请核对。",
    )


def _judge_rough(sentence: Sentence, listed: Listed) -> Finding | None:
    """约 23 万 = 约 21.2 万 + 约 1.8 万: rounded figures still add up to their last place."""
    whole = division_of(sentence, listed)
    if whole is None or whole[0] != "线上线下":
        return None
    found = total([scaled(part) for part in whole[1]])
    if found is None or found.meets(scaled(listed.head)):
        return None
    return _sum_finding(sentence, listed.head, whole[1], whole[0], "soft")


def _sum_finding(
    sentence: Sentence, head: Figure, parts: Sequence[Figure], name: str, severity: Severity
) -> Finding:
    factor = MONEY.get(head.unit, Decimal(1))
    value = sum((p.value * MONEY.get(p.unit, Decimal(1)) for p in parts), Decimal(0)) / factor
    expected = shown(value, max(figure.decimals for figure in (head, *parts)))
    added = " + ".join(part.text for part in parts)
    return finding_at(
        sentence,
        head,
        "R1-prose",
        expected,
        f"{name}：{added} = {expected}，总数印的是 {head.text}{head.unit}。请核对总数或其中一项。",
        severity,
    )


def _is_near(sentence: Sentence, listed: Listed) -> bool:
    words = sentence.text[listed.head.end : listed.parts[0].start]
    before = words[: words.find(listed.opened)]
    return len(before) <= 4 and not re.search(r"[。；;]", words)
