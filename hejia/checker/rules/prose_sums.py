"""R1, R4, R5 in running text: a total and the parts a sentence lists for it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from hejia.checker.document import Paragraph
from hejia.checker.figures import MONEY, Figure, find_figures, folded, shown
from hejia.checker.finding import Finding, Severity
from hejia.checker.rules.prose import (
    SHARE_BEFORE,
    comparable,
    finding_at,
    is_change,
    name_before,
    quantities,
    scaled,
    share_fits,
)
from hejia.checker.rules.prose_shares import share_items
from hejia.checker.rules.registry import rule
from hejia.checker.rules.relations import total
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.sentences import Sentence

NEAR = Decimal("0.2")
MOST_PARTS = 40
OPENS = re.compile(
    r"其中|具体内容(?:包括|为)|具体(?:支出)?情况如下|主要?用于以下|具体包括|具体为|具体是|包括|包含|分别为|分别是|由"
)
BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
UNFINISHED = re.compile(r"等(?:方面|项目|支出|费用|经费|内容)?[。；]?$|主要")
HEAD_OF_LIST = re.compile(r"^(?P<head>[^。]*?)[，,。；;]?其中[：:](?P<rest>[^；;]*)$")
SECTION = re.compile(
    r"^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+部分|[（(][一二三四])"
)

WHOLES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "基本支出与项目支出",
        (r"基本支出", r"项目支出"),
        (r"上缴上级支出", r"经营支出", r"对附属单位补助", r"结转下年|年末结转"),
    ),
    ("人员与公用", (r"人员(?:经费|支出)", r"公用(?:经费|支出)"), (r"对个人和家庭", r"项目支出")),
    ("货物、工程、服务", (r"货物", r"工程", r"服务"), ()),
    (
        "“三公”经费三项",
        (r"公务接待", r"公务用车|公车"),
        (r"出国|出境", r"公务用车购置", r"公务用车运行"),
    ),
    ("公务用车购置与运行", (r"用车购置(?!及|和)", r"用车运行"), ()),
    (
        "按经济分类",
        (r"工资福利", r"商品和服务|商品服务"),
        (r"对个人和家庭", r"资本性", r"其他支出", r"债务利息", r"对企业补助"),
    ),
    ("三类项目", (r"运转类", r"特定目标类"), (r"人员类",)),
    ("财政拨款三类", (r"一般公共预算", r"政府性基金"), (r"国有资本经营",)),
    ("线上线下", (r"线上", r"线下"), ()),
    ("四个季度", (r"一季度", r"二季度", r"三季度", r"四季度"), ()),
)


@dataclass(frozen=True, slots=True)
class _List:
    """A total with the parts listed for it."""

    head: Figure
    parts: tuple[Figure, ...]
    names: tuple[str, ...]
    opened: str


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
        for listed in _lists(sentence):
            finding = _judge(sentence, listed)
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
        for listed in _lists(sentence):
            if not re.match(r"其中|具体(?:支出)?情况|主要?用于以下", listed.opened):
                continue
            if _judge(sentence, listed):
                continue  # said already, with the right total
            for part in listed.parts:
                if scaled(part).low > scaled(listed.head).high and _directly(sentence, listed):
                    yield finding_at(
                        sentence,
                        part,
                        "R4-prose",
                        "",
                        f"“其中”的 {part.text}{part.unit} 大于总数"
                        f" {listed.head.text}{listed.head.unit}。"
                        "请核对这两个数。",
                    )


@rule("R1-items", "R1", "分条列示的合计")
def numbered_items(reading: Reading) -> Iterator[Finding]:
    """“具体包括：”后面逐条列出的金额相加等于前面的总额。

    Source: 算术。

    Good:
        （四）项目支出30万元，具体包括：

        1. 培训经费10万元，主要用于培训。

        2. 宣传经费20万元，主要用于宣传。
    Bad:
        （四）项目支出35万元，具体包括：

        1. 培训经费10万元，主要用于培训。

        2. 宣传经费20万元，主要用于宣传。
    """
    paragraphs = reading.document.paragraphs
    for index, paragraph in enumerate(paragraphs):
        text = folded(paragraph.text)
        if not re.search(r"(?:具体)?(?:包括|如下|为)[：:]$", text):
            continue
        heads = [f for f in find_figures(text) if f.is_money]
        items = _following_items(paragraphs[index + 1 :])
        if len(heads) != 1 or len(items) < 2 or any(f.unit != heads[0].unit for _, f in items):
            continue
        found = total([figure.rounded for _, figure in items])
        if found and not found.meets(heads[0].rounded):
            yield _items_finding(paragraph, heads[0], [figure for _, figure in items])


@rule("R1-paragraphs", "R1", "分段列示的合计")
def named_paragraphs(reading: Reading) -> Iterator[Finding]:
    """“……其中：”后面分段列出的人员经费、公用经费等相加等于前面的总数。

    Source: 算术；部门决算说明的固定写法。

    Good:
        一般公共预算财政拨款基本支出1210.13万元，其中：

        人员经费1100.03万元，主要包括：基本工资等。

        公用经费110.1万元，主要包括：办公费等。
    Bad:
        一般公共预算财政拨款基本支出1210.13万元，其中：

        人员经费1100.03万元，主要包括：基本工资等。

        公用经费210.1万元，主要包括：办公费等。
    """
    paragraphs = reading.document.paragraphs
    for index, paragraph in enumerate(paragraphs):
        found = HEAD_OF_LIST.search(folded(paragraph.text))
        heads = [f for f in find_figures(found["head"]) if f.is_money] if found else []
        if found is None or len(heads) != 1:
            continue
        texts = [found["rest"], *(folded(p.text) for p in paragraphs[index + 1 : index + 6])]
        items = list(_opening_amounts([text for text in texts if text]))
        yield from _check_paragraphs(paragraph, heads[0], items)


def _check_paragraphs(
    paragraph: Paragraph, head: Figure, items: Sequence[tuple[str, Figure]]
) -> Iterator[Finding]:
    listed = _List(head, tuple(f for _, f in items), tuple(n for n, _ in items), "其中")
    for _, needed, further in WHOLES:
        chosen = _parts_of(listed, (*needed, *further))
        if not all(any(re.search(n, listed.names[i]) for i in chosen) for n in needed):
            continue
        parts = [listed.parts[i] for i in chosen]
        true = total([part.rounded for part in parts])
        if true and not true.meets(head.rounded):
            yield _items_finding(paragraph, head, parts)
        return


def _opening_amounts(texts: Sequence[str]) -> Iterator[tuple[str, Figure]]:
    """Name and amount at the head of each of these paragraphs."""
    for text in texts:
        amounts = [f for f in find_figures(text) if f.is_money][:1]
        name = text[: amounts[0].start] if amounts else ""
        if not amounts or len(name) > 24 or re.search(r"[，。；]", name):
            return
        yield name, amounts[0]


def _items_finding(paragraph: Paragraph, head: Figure, items: Sequence[Figure]) -> Finding:
    value = sum((figure.value for figure in items), Decimal(0))
    expected = shown(value, max(figure.decimals for figure in (head, *items)))
    return Finding(
        "R1-items",
        "hard",
        paragraph.place(head.start),
        paragraph.text[:60],
        head.text.replace(",", ""),
        expected,
        f"以下 {len(items)} 条金额相加为 {expected}，总额印的是 {head.text}。请核对漏项或金额。",
        f"{head.text}·分条合计",
    )


def _following_items(paragraphs: Sequence[Paragraph]) -> list[tuple[int, Figure]]:
    """Paragraphs 1. 2. 3. … whose name is directly followed by an amount."""
    items: list[tuple[int, Figure]] = []
    for paragraph in paragraphs:
        text = folded(paragraph.text)
        found = re.match(r"^[（(]?(\d{1,2})[、.．)）](?!\d)", text)
        if not found:
            if items and SECTION.match(text):
                break
            continue
        if int(found.group(1)) != len(items) + 1:
            break
        amounts = [f for f in find_figures(text) if f.is_money]
        if not amounts or re.search(r"[，。；,;]", text[: amounts[0].start]):
            return []
        items.append((len(items) + 1, amounts[0]))
    return items


def _lists(sentence: Sentence) -> Iterator[_List]:
    hidden = [found.span() for found in BRACKETS.finditer(sentence.text)]
    figures = [
        f
        for f in quantities(sentence)
        if not any(start < f.start < end for start, end in hidden)
        and not SHARE_BEFORE.search(sentence.text[max(0, f.start - 12) : f.start])
        and not is_change(sentence, f)
    ]
    for index, head in enumerate(figures):
        listed = _list_after(sentence, head, figures[index + 1 : index + 1 + MOST_PARTS])
        if listed:
            yield listed


def _list_after(sentence: Sentence, head: Figure, following: Sequence[Figure]) -> _List | None:
    if not following:
        return None
    words = sentence.text[head.end : following[0].start]
    found = OPENS.search(words)
    opened = found.group() if found else ""
    if len(words) > 60 or (re.search(r"[；;]", words) and not opened):
        return None
    parts: list[Figure] = []
    names: list[str] = []
    nested = False
    last = head
    for figure in following:
        gap = sentence.text[last.end : figure.start]
        last = figure
        if parts and OPENS.search(re.split(r"[；;]", gap)[-1]):
            nested = True
        if nested and not re.search(r"[；;。]", gap):
            continue
        nested = False
        if not comparable(figure, head):
            continue
        parts.append(figure)
        names.append(name_before(sentence, figure))
    return _List(head, tuple(parts), tuple(names), opened) if parts else None


def _judge(sentence: Sentence, listed: _List) -> Finding | None:
    if any(part.rough for part in listed.parts) or listed.head.rough:
        return _judge_rough(sentence, listed)
    whole = _whole(sentence, listed)
    if whole is None:
        return None
    name, parts, severity = whole
    found = total([scaled(part) for part in parts])
    if found is None or found.meets(scaled(listed.head)):
        return None
    culprit = _culprit(sentence, listed.head, parts)
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
        f"按总数 {head.text}{head.unit} 和它的占比，这一项应为 {expected}{part.unit}，"
        f"印的是 {part.text}{part.unit}。请核对。",
    )


def _judge_rough(sentence: Sentence, listed: _List) -> Finding | None:
    """约 23 万 = 约 21.2 万 + 约 1.8 万: rounded figures still add up to their last place."""
    whole = _whole(sentence, listed)
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


def _whole(sentence: Sentence, listed: _List) -> tuple[str, tuple[Figure, ...], Severity] | None:
    """The name of the complete division these parts form, and the parts that belong to it."""
    rates = dict(share_items(sentence))
    if listed.opened and len(listed.parts) >= 2 and all(part in rates for part in listed.parts):
        shares = sum((rates[part].value for part in listed.parts), Decimal(0))
        if abs(shares - 100) <= Decimal("0.03"):
            return "占比合计为100%的各项", listed.parts, "hard"
    for name, needed, further in WHOLES:
        chosen = _parts_of(listed, (*needed, *further))
        if len(chosen) < len(listed.parts) and listed.opened:
            continue
        if not all(any(re.search(n, listed.names[i]) for i in chosen) for n in needed):
            continue
        if not listed.opened and len(chosen) < 3 and name != "基本支出与项目支出":
            continue
        if _overlaps(name, [listed.names[i] for i in chosen]):
            continue
        return name, tuple(listed.parts[i] for i in chosen), "hard"
    return _spelled_out(sentence, listed)


def _spelled_out(
    sentence: Sentence, listed: _List
) -> tuple[str, tuple[Figure, ...], Severity] | None:
    """具体包括 A、B、C。 with nothing after it: believed when it all but adds up."""
    if not re.match(r"具体|分别", listed.opened) or len(listed.parts) < 2:
        return None
    rest = sentence.text[listed.parts[-1].end :]
    if len(rest) > 2 or len(set(listed.names)) != len(listed.names) or not all(listed.names):
        return None
    value = sum((part.value for part in listed.parts), Decimal(0))
    near = abs(value - listed.head.value) <= NEAR * abs(listed.head.value)
    same = {part.unit for part in listed.parts} == {listed.head.unit}
    return ("逐项列出的各项", listed.parts, "hard" if near else "soft") if same else None


def _parts_of(listed: _List, patterns: Sequence[str]) -> list[int]:
    """Indexes of the leading parts that belong to a division."""
    chosen: list[int] = []
    for index, name in enumerate(listed.names):
        if not any(re.search(pattern, name) for pattern in patterns):
            break
        chosen.append(index)
    return chosen


def _overlaps(name: str, names: Sequence[str]) -> bool:
    """购置及运行 listed beside its own 购置 and 运行 would count twice."""
    if len(set(names)) != len(names):
        return True
    if name != "“三公”经费三项":
        return False
    both = any(re.search(r"购置(?:及|和|、)运行", text) for text in names)
    single = any(re.search(r"用车(?:购置费|运行)", text) for text in names if "及" not in text)
    return both and single


def _directly(sentence: Sentence, listed: _List) -> bool:
    words = sentence.text[listed.head.end : listed.parts[0].start]
    before = words[: words.find(listed.opened)]
    return len(before) <= 4 and not re.search(r"[。；;]", words)
