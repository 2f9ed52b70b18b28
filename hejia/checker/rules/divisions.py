"""A total in a sentence, the parts listed for it, and whether they are all of it.

Only parts that divide a whole completely must add up to it: 基本支出 and 项目支出, the four
quarters, shares that make 100 %. What follows 其中 need not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hejia.checker.figures import Figure, shown
from hejia.checker.finding import Severity
from hejia.checker.rules.prose import (
    SHARE_BEFORE,
    comparable,
    is_change,
    is_slip,
    name_before,
    quantities,
)
from hejia.checker.rules.prose_shares import share_items
from hejia.checker.understanding.sentences import Sentence

NEAR = Decimal("0.2")
MOST_PARTS = 40
OPENS = re.compile(
    r"其中|具体内容(?:包括|为)|具体(?:支出)?情况如下|主要?用于以下|用于以下方面|按(?:支出)?功能分类|具体包括|具体为|具体是|包括|包含|分别为|分别是|由"
)
CARRIED = re.compile(r"结转|结余")
OTHERS = re.compile(r"其[他它]")
LEAST_CLOSED, LEAST_SLIPPED, LEAST_UNEVEN = 3, 3, 3
BRACKETS = re.compile(r"[（(][^（）()]*[）)]")

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


Division = tuple[str, tuple[Figure, ...], Severity]


@dataclass(frozen=True, slots=True)
class Listed:
    """A total with the parts listed for it."""

    head: Figure
    parts: tuple[Figure, ...]
    names: tuple[str, ...]
    opened: str


def lists_of(sentence: Sentence) -> Iterator[Listed]:
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


def _list_after(sentence: Sentence, head: Figure, following: Sequence[Figure]) -> Listed | None:
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
    return Listed(head, tuple(parts), tuple(names), opened) if parts else None


def division_of(sentence: Sentence, listed: Listed) -> Division | None:
    """The name of the complete division these parts form, and the parts that belong to it."""
    rates = dict(share_items(sentence))
    if listed.opened and len(listed.parts) >= 2 and all(part in rates for part in listed.parts):
        shares = sum((rates[part].value for part in listed.parts), Decimal(0))
        if abs(shares - 100) <= Decimal("0.03"):
            return "占比合计为100%的各项", listed.parts, "hard"
    own = name_before(sentence, listed.head)
    for name, needed, further in WHOLES:
        patterns = (*needed, *further)
        chosen = leading_parts(listed, patterns)
        if any(re.search(pattern, own) for pattern in patterns) or not chosen:
            continue  # the figure before the list is one of the parts itself
        if _is_division(name, listed, chosen, needed):
            return name, tuple(listed.parts[i] for i in chosen), "hard"
    return _spelled_out(sentence, listed) or _closed_list(listed) or _one_slip_away(listed)


def _closed_list(listed: Listed) -> Division | None:
    """其中：A、B、其他C: what is left over has its own part, so the parts are all of it."""
    names, parts = listed.names, listed.parts
    rest = [at for at, name in enumerate(names) if OTHERS.search(name)]
    closed = rest and all(CARRIED.search(name) for name in names[rest[0] + 1 :])
    if not listed.opened or not closed or len(parts) < LEAST_CLOSED or not all(names):
        return None
    if len(set(names)) != len(names) or {part.unit for part in parts} != {listed.head.unit}:
        return None
    value = sum((part.value for part in parts), Decimal(0))
    near = abs(value - listed.head.value) <= NEAR * abs(listed.head.value)
    return ("列到“其他”的各项", parts, "hard") if near else None


def _one_slip_away(listed: Listed) -> Division | None:
    """Parts that would make up the whole, were one digit of one figure another.

    Believed where the figures are not round: what a list leaves out by chance is no single digit.
    """
    figures = (listed.head, *listed.parts)
    if not listed.opened or len(listed.parts) < LEAST_SLIPPED or not all(listed.names):
        return None
    if len(set(listed.names)) != len(listed.names) or len({f.unit for f in figures}) > 1:
        return None
    uneven = [f for f in figures if f.value % 1]
    if len(uneven) * 2 < len(figures) or len(uneven) < LEAST_UNEVEN:
        return None
    gap = listed.head.value - sum((part.value for part in listed.parts), Decimal(0))
    signs = (-1, *(1 for _ in listed.parts))
    slipped = [f for f, sign in zip(figures, signs, strict=True) if _slips(f, f.value + sign * gap)]
    return ("列出的各项（只差一个数字）", listed.parts, "hard") if slipped and gap else None


def _slips(figure: Figure, due: Decimal) -> bool:
    text = shown(due, figure.decimals)
    return due > 0 and is_slip(figure, Figure(text, Decimal(text), figure.decimals, figure.unit))


def _is_division(name: str, listed: Listed, chosen: list[int], needed: Sequence[str]) -> bool:
    names = [listed.names[i] for i in chosen]
    if len(chosen) < len(listed.parts) and listed.opened:
        return False
    if not all(any(re.search(n, text) for text in names) for n in needed):
        return False
    if not listed.opened and len(chosen) < 3 and name != "基本支出与项目支出":
        return False
    return not _overlaps(name, names)


def _spelled_out(sentence: Sentence, listed: Listed) -> Division | None:
    """具体包括 A、B、C。 with nothing after it: believed when it all but adds up."""
    if not re.match(r"具体|分别|用于以下", listed.opened) or len(listed.parts) < 2:
        return None
    rest = sentence.text[listed.parts[-1].end :]
    if len(rest) > 2 or len(set(listed.names)) != len(listed.names) or not all(listed.names):
        return None
    value = sum((part.value for part in listed.parts), Decimal(0))
    near = abs(value - listed.head.value) <= NEAR * abs(listed.head.value)
    same = {part.unit for part in listed.parts} == {listed.head.unit}
    return ("逐项列出的各项", listed.parts, "hard" if near else "soft") if same else None


def leading_parts(listed: Listed, patterns: Sequence[str]) -> list[int]:
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
