"""What a target must look like: comparator, number, unit. Slogans and impossible rates are refused.

Rules known from real target tables: rates of “≥100%”, a missing comparator, the name repeated as
value, two targets in one row, and sentences instead of values. Each refusal says how to write it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from hejia.performance.figures import HUNDRED, plain
from hejia.performance.vocabulary import COMPARATORS, LEVELS

_SIGNS: Final = {">=": "≥", "<=": "≤", "≧": "≥", "≦": "≤", "＝": "="}
_VALUE: Final = re.compile(r"^(≥|≤|=|>|<)?\s*(\d+(?:\.\d+)?)\s*(%|[^\d\s≥≤=<>，,；;。]{0,6})$")
_SPAN: Final = re.compile(r"^(\d+(?:\.\d+)?)\s*(?:[-~—至到])\s*(\d+(?:\.\d+)?)\s*(%|\D{0,6})$")
_SIGN_COUNT: Final = re.compile(r"[≥≤=<>]")
_NUMBERS: Final = re.compile(r"\d+(?:\.\d+)?")
#: Words that promise without saying how much.
SLOGANS: Final = (
    "有效", "进一步", "不断", "切实", "显著", "大力", "积极", "明显", "营造", "提升", "增强",
    "促进", "保障", "推动", "规范", "氛围",
)  # fmt: skip
#: Words for „at least" written out, and the sign they stand for.
_WORDS: Final = (("不少于", "≥"), ("不低于", "≥"), ("以上", "≥"), ("不超过", "≤"), ("不高于", "≤"),
                 ("以下", "≤"), ("以内", "≤"), ("之前", "≤"), ("前", "≤"))  # fmt: skip
QUALITATIVE: Final = "定性"


@dataclass(frozen=True, slots=True)
class Advice:
    """One objection. `hard` objections stop a submission; soft ones ask for a look."""

    rule: str
    message: str
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """An indicator as written. `value` text; for 定性 a description of the wanted state."""

    level1: str
    level2: str
    name: str
    comparator: str
    value: str
    unit: str
    weight: Decimal
    value_max: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A target value taken apart."""

    comparator: str
    value: Decimal
    value_max: Decimal | None
    unit: str


def parse(text: str) -> Parsed | None:
    """`≥95%`, `≤60 日`, `80~90%`, `1 个` → parts; None where it is not one plain value."""
    flat = unicodedata.normalize("NFKC", text).strip()
    for sign, proper in _SIGNS.items():
        flat = flat.replace(sign, proper)
    span = _SPAN.match(flat)
    if span:
        return Parsed("区间", Decimal(span[1]), Decimal(span[2]), span[3].strip())
    found = _VALUE.match(flat)
    if not found or any(word in found[3] for word, _ in _WORDS):
        return None
    return Parsed(found[1] or "", Decimal(found[2]), None, found[3].strip())


def advise(draft: Draft) -> list[Advice]:
    """Everything wrong with one indicator, most serious first; empty if it can be handed in."""
    found = [*_place(draft), *_name(draft)]
    if draft.comparator == QUALITATIVE:
        return [*found, *_qualitative(draft)]
    if any(advice.rule == "重复" for advice in found):
        return found
    return [*found, *_quantitative(draft)]


def _place(draft: Draft) -> Iterable[Advice]:
    if draft.level1 not in LEVELS:
        yield Advice("层级", f"一级指标应为 {'、'.join(LEVELS)} 之一，现为“{draft.level1}”。")
    elif draft.level2 not in LEVELS[draft.level1]:
        known = "、".join(LEVELS[draft.level1])
        yield Advice("层级", f"“{draft.level1}”下的二级指标应为 {known} 之一。")
    if draft.weight <= 0:
        yield Advice("分值", f"“{draft.name}”的分值应大于 0。")


def _name(draft: Draft) -> Iterable[Advice]:
    if not draft.name.strip():
        yield Advice("名称", "请写指标名称，例如“调处婚姻家庭矛盾纠纷宗数”。")
    elif _flat(draft.name) == _flat(draft.value):
        yield Advice(
            "重复",
            f"指标值重复了名称“{draft.name}”。请写要达到的数，例如“≥95%”；"
            "实在不能量化，选“定性”并写明达成时的状态。",
        )
    if re.search(r"[≥≤<>]|\d+\s*%", draft.name):
        yield Advice("名称", f"名称“{draft.name}”里写了数值；名称只写量什么，数值写到指标值里。")


def _quantitative(draft: Draft) -> Iterable[Advice]:
    if draft.comparator not in COMPARATORS:
        yield Advice(
            "比较符号", f"“{draft.name}”没有比较符号。请选 ≥、≤、= 之一，例如“≥ {draft.value}”。"
        )
    parsed = parse(draft.value)
    if parsed is None:
        yield _not_a_value(draft)
        return
    yield from _range(draft, parsed)
    yield from _unit(draft, parsed)


def _not_a_value(draft: Draft) -> Advice:
    text = unicodedata.normalize("NFKC", draft.value)
    numbers = _NUMBERS.findall(text)
    if len(_SIGN_COUNT.findall(text)) > 1 or (len(numbers) > 1 and re.search(r"[，,、；;]", text)):
        count = max(2, len(numbers))
        return Advice(
            "复合",
            f"“{draft.name}”的指标值里有 {count} 个目标。请拆成几行，一行只写一个数。",
        )
    for word, sign in _WORDS:
        if word in text and numbers:
            return Advice(
                "写法", f"“{draft.value}”请写成“{sign}{numbers[0]}”，比较符号另选，单位另填。"
            )
    if any(word in draft.value for word in SLOGANS):
        return Advice(
            "口号",
            f"“{draft.value}”是口号，年底无法衡量。请写数量或比率，例如“知晓率 ≥80%”；"
            "不能量化的选“定性”，写明达成时能看到什么。",
        )
    return Advice("写法", f"“{draft.value}”不是一个数。请写一个数，如 95；单位和比较符号另填。")


def _range(draft: Draft, parsed: Parsed) -> Iterable[Advice]:
    rate = "%" in (parsed.unit, draft.unit) or draft.name.rstrip("）)").endswith("率")
    percent_unit = "%" in (parsed.unit, draft.unit)
    if rate and percent_unit and draft.comparator in ("≥", ">") and parsed.value >= HUNDRED:
        yield Advice(
            "比率",
            f"“{draft.name}”写了 {draft.comparator}{plain(parsed.value)}%，比率不会超过 100%。"
            "请写“= 100%”，或写留有余地的“≥95%”。",
        )
    elif rate and percent_unit and parsed.value > HUNDRED:
        yield Advice("比率", f"“{draft.name}”是比率，不会达到 {plain(parsed.value)}%，请核对。")
    if draft.comparator == "区间" and parsed.value_max is None and not draft.value_max:
        yield Advice("区间", f"“{draft.name}”选了区间，请写下限和上限，例如“80~90”。")
    if parsed.comparator and parsed.comparator != draft.comparator:
        yield Advice(
            "比较符号",
            f"“{draft.name}”的比较符号选了“{draft.comparator}”，指标值里又写“{parsed.comparator}”，"
            "请留一个。",
        )


def _unit(draft: Draft, parsed: Parsed) -> Iterable[Advice]:
    unit = draft.unit or parsed.unit
    if not unit:
        yield Advice("单位", f"“{draft.name}”没有单位，请写明是宗、场、人次、% 还是日。")
    elif draft.name.endswith("率") and unit != "%":
        yield Advice("单位", f"“{draft.name}”是比率，单位应为 %，现为“{unit}”。", hard=False)
    elif draft.unit and parsed.unit and draft.unit != parsed.unit:
        yield Advice(
            "单位", f"“{draft.name}”的单位写了“{draft.unit}”，指标值里又写“{parsed.unit}”，请统一。"
        )


def _qualitative(draft: Draft) -> Iterable[Advice]:
    text = draft.value.strip()
    if len(text) < 6:
        yield Advice("定性", f"“{draft.name}”是定性指标，请写明达成时能看到什么（至少 6 个字）。")
        return
    if _NUMBERS.search(text) and _SIGN_COUNT.search(text):
        yield Advice("定性", f"“{draft.name}”的描述里有数值“{text}”，请改为定量指标。")
    if draft.level1 in ("产出", "满意度"):
        yield Advice(
            "定性", f"{draft.level1}指标一般应能量化，请看看“{draft.name}”能否写成数。", hard=False
        )


def _flat(text: str) -> str:
    return re.sub(r"[\s，。、；：（）()]", "", unicodedata.normalize("NFKC", text))


def advise_all(drafts: list[Draft], *, weight_total: Decimal = Decimal(90)) -> list[Advice]:
    """Objections to the set: weights must total, names must not repeat. Rows are not repeated."""
    found = []
    weights = sum((draft.weight for draft in drafts), Decimal(0))
    if weights != weight_total:
        found.append(
            Advice(
                "分值",
                f"各指标分值合计是 {plain(weights)}，应为 {plain(weight_total)}"
                f"（另有预算执行率 {plain(HUNDRED - weight_total)} 分）。",
            )
        )
    names = [_flat(draft.name) for draft in drafts]
    repeated = dict.fromkeys(
        d.name for d, n in zip(drafts, names, strict=True) if names.count(n) > 1
    )
    found.extend(Advice("重复", f"指标“{name}”写了不止一次，请合并或区分。") for name in repeated)
    for level1 in LEVELS:
        if not any(draft.level1 == level1 for draft in drafts):
            hard = level1 != "满意度"
            found.append(Advice("层级", f"没有{level1}指标，请至少设一个。", hard=hard))
    return found
