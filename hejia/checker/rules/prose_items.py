"""R1 in running text: totals whose parts follow as paragraphs of their own."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from hejia.checker.document import Paragraph
from hejia.checker.figures import Figure, find_figures, folded, shown
from hejia.checker.finding import Finding
from hejia.checker.rules.divisions import WHOLES, Listed, leading_parts
from hejia.checker.rules.prose import levelled, scaled
from hejia.checker.rules.registry import rule
from hejia.checker.rules.relations import total
from hejia.checker.understanding.reading import Reading

HEAD_OF_LIST = re.compile(r"^(?P<head>[^。]*?)[，,。；;]?其中[：:](?P<rest>[^；;]*)[；;]?$")
SECTION = re.compile(
    r"^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+部分|[（(][一二三四])"
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
        if not _adds_up(heads[0], [figure for _, figure in items]):
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
    listed = Listed(head, tuple(f for _, f in items), tuple(n for n, _ in items), "其中")
    for _, needed, further in WHOLES:
        chosen = leading_parts(listed, (*needed, *further))
        if not all(any(re.search(n, listed.names[i]) for i in chosen) for n in needed):
            continue
        parts = [listed.parts[i] for i in chosen]
        if not _adds_up(head, parts):
            yield _items_finding(paragraph, head, parts)
        return


def _adds_up(head: Figure, parts: Sequence[Figure]) -> bool:
    fine, *finer = levelled([head, *parts])
    found = total([scaled(part) for part in finer])
    return found is None or found.meets(scaled(fine))


def _opening_amounts(texts: Sequence[str]) -> Iterator[tuple[str, Figure]]:
    """Name and amount at the head of each of these paragraphs, up to the next section."""
    seen: set[str] = set()
    for text in texts:
        amounts = [f for f in find_figures(text) if f.is_money][:1]
        name = text[: amounts[0].start] if amounts else ""
        if not amounts or len(name) > 24 or re.search(r"[，。；]", name):
            return
        if name in seen or SECTION.match(text):
            return
        seen.add(name)
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
