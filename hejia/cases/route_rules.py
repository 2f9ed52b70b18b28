"""Dispatch rules as rows: typed conditions, validated when saved, never evaluated as code.

Pure: no Django, no clock, no database.
"""

import re
import tomllib
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from hejia.cases.vocabulary import Labelled, family_of
from hejia.kernel.errors import Refused

Value = str | bool | frozenset[str]


class Operator(Labelled):
    """How a condition compares."""

    IN = "in", "是以下之一"
    NOT_IN = "not_in", "不是以下任何一个"
    WITHIN = "within", "属于"
    NOT_WITHIN = "not_within", "不属于"
    ANY_OF = "any_of", "含有以下之一"
    IS = "is", "是"
    BETWEEN = "between", "在时段内"


class FieldKind(NamedTuple):
    """A field rules may look at: its label, code list ("" for none) and operators."""

    label: str
    codes: str
    operators: tuple[Operator, ...]


_CHOICE = (Operator.IN, Operator.NOT_IN)
_TREE = (Operator.WITHIN, Operator.NOT_WITHIN)

#: All that a rule may look at; the rule editor offers exactly these.
FIELDS: Final[Mapping[str, FieldKind]] = {
    "area": FieldKind("发生地", "", _TREE),
    "source": FieldKind("来源", "source", _CHOICE),
    "channel": FieldKind("形式", "channel", _CHOICE),
    "category": FieldKind("大类", "category", _CHOICE),
    "dispute_type": FieldKind("纠纷类型", "dispute_type", (*_TREE, *_CHOICE)),
    "risk": FieldKind("风险等级", "risk_level", _CHOICE),
    "urgency": FieldKind("紧急程度", "urgency", _CHOICE),
    "special_groups": FieldKind("特殊群体", "special_group", (Operator.ANY_OF,)),
    "is_dv": FieldKind("涉家庭暴力", "", (Operator.IS,)),
    "time": FieldKind("上报时间", "", (Operator.BETWEEN,)),
}


def _within(known: Value, wanted: tuple[str, ...]) -> bool:
    """Area codes by prefix (a street holds its communities); types by their family."""
    text = str(known)
    return any(text.startswith(one) or family_of(text) == one for one in wanted) and bool(text)


def _between(known: Value, wanted: tuple[str, ...]) -> bool:
    """From the first moment to before the second; over midnight when the first is later."""
    begins, ends = wanted
    if begins <= ends:
        return begins <= str(known) < ends
    return str(known) >= begins or str(known) < ends


_TESTS: Final[Mapping[Operator, Callable[[Value, tuple[str, ...]], bool]]] = {
    Operator.IN: lambda known, wanted: known in wanted,
    Operator.NOT_IN: lambda known, wanted: known not in wanted,
    Operator.WITHIN: _within,
    Operator.NOT_WITHIN: lambda known, wanted: not _within(known, wanted),
    Operator.ANY_OF: lambda known, wanted: not frozenset(wanted).isdisjoint(_codes_of(known)),
    Operator.IS: lambda known, wanted: ("true" if known else "false") in wanted,
    Operator.BETWEEN: _between,
}


def _codes_of(known: Value) -> frozenset[str]:
    """A set of codes; anything else is none."""
    return known if isinstance(known, frozenset) else frozenset()


@dataclass(frozen=True, slots=True)
class Condition:
    """One field compared with some values; all conditions of a rule must hold."""

    field: str
    operator: Operator
    values: tuple[str, ...]

    def holds(self, value: Callable[[str], Value]) -> bool:
        """Whether the facts, asked by field name, satisfy it."""
        return _TESTS[self.operator](value(self.field), self.values)

    def text(self, label: Callable[[str, str], str]) -> str:
        """The condition in words."""
        kind = FIELDS[self.field]
        if self.operator is Operator.IS:
            return f"{'' if self.values == ('true',) else '不'}{kind.label}"
        if self.operator is Operator.BETWEEN:
            return f"{kind.label}在 {self.values[0]} 至 {self.values[1]} 之间"
        values = "、".join(label(kind.codes, one) if kind.codes else one for one in self.values)
        return f"{kind.label}{self.operator.label}：{values}"

    def failing(self, value: Callable[[str], Value], label: Callable[[str, str], str]) -> str:
        """Why it does not hold, as a sentence."""
        known, kind = value(self.field), FIELDS[self.field]
        if self.operator is Operator.IS:
            return f"要求{self.text(label)}，本案不符。"
        codes = sorted(known) if isinstance(known, frozenset) else [str(known)]
        shown = "、".join(label(kind.codes, c) if kind.codes else c for c in codes if c)
        return f"要求{self.text(label)}；本案为{shown or '（空）'}。"


class TargetKind(Labelled):
    """Who may be handed a case, or told of it."""

    COMMUNITY = "community", "社区妇联"
    STREET = "street", "街道妇联"
    DISTRICT = "district", "区妇联"
    DISPATCHER = "dispatcher", "区分拨员"
    AGENCY = "agency", "指定单位"


class Target(NamedTuple):
    """A kind of agency; `code` for a named one."""

    kind: TargetKind
    code: str = ""

    @property
    def label(self) -> str:
        """In words."""
        return f"{self.kind.label} {self.code}" if self.code else self.kind.label


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. `version` is that of the set it belongs to."""

    order: int
    name: str
    conditions: tuple[Condition, ...]
    target: Target
    notify: tuple[Target, ...] = ()
    enabled: bool = True
    valid_from: date | None = None
    valid_until: date | None = None
    version: int = 1


#: List name → its codes, or None where the list is not known.
Codes = Callable[[str], Container[str] | None]


@cache
def default_rules() -> tuple[Rule, ...]:
    """The rules the system starts with (version 1)."""
    text = files("hejia.cases").joinpath("data/routes.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return read_rules(table["rules"], version=table["version"])


def read_rules(
    rows: Sequence[Mapping[str, Any]], *, version: int, codes: Codes | None = None
) -> tuple[Rule, ...]:
    """Rows as saved (JSON or TOML), validated and put in order.

    With `codes`, values are looked up in their lists. Raises `Refused("bad_rules")`; `fields`
    holds one sentence per wrong row under its place ("0", "1" …).
    """
    faults: dict[str, str] = {}
    good: list[Rule] = []
    for place, raw in enumerate(rows):
        try:
            rule = _rule(raw, version, codes)
            if any(rule.order == other.order for other in good):
                raise _Fault(f"次序 {rule.order} 与另一条规则相同，请改为不同的数字。")
            good.append(rule)
        except _Fault as fault:
            faults[str(place)] = f"第 {place + 1} 行：{fault}"
    if faults:
        raise Refused("bad_rules", fields=faults)
    return tuple(sorted(good, key=lambda rule: rule.order))


class _Fault(Exception):
    """A sentence about one row."""


_KEYS: Final = frozenset(
    ("order", "name", "when", "target", "notify", "enabled", "valid_from", "valid_until")
)


def _rule(raw: Mapping[str, Any], version: int, codes: Codes | None) -> Rule:
    unknown = sorted(set(raw) - _KEYS)
    if unknown:
        raise _Fault(f"没有“{'、'.join(unknown)}”这一项。")
    order, name = raw.get("order"), str(raw.get("name", "")).strip()
    if isinstance(order, bool) or not isinstance(order, int) or order < 1:
        raise _Fault("次序应为正整数。")
    if not name:
        raise _Fault("请给规则起一个名称。")
    begins, ends = _day(raw.get("valid_from")), _day(raw.get("valid_until"))
    if begins and ends and ends < begins:
        raise _Fault("失效日期早于生效日期。")
    notify = tuple(_target(one) for one in raw.get("notify", ()))
    if any(one.kind is TargetKind.DISPATCHER for one in notify):
        raise _Fault("同时告知的单位不能是区分拨员。")
    return Rule(
        order,
        name,
        tuple(_condition(one, codes) for one in raw.get("when", ())),
        _target(raw.get("target", "")),
        notify,
        bool(raw.get("enabled", True)),
        begins,
        ends,
        version,
    )


def _day(value: object) -> date | None:
    if value in (None, ""):
        return None
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise _Fault(f"“{value}”不是有效的日期，应如 2026-03-02。") from None


def _target(value: object) -> Target:
    """From `community`, `street`, `district`, `dispatcher` or `agency:<code>`."""
    kind, _, code = str(value).partition(":")
    try:
        target = Target(TargetKind.of(kind), code)
    except ValueError:
        raise _Fault(f"没有“{value}”这样的单位。") from None
    if (target.kind is TargetKind.AGENCY) != bool(code):
        raise _Fault("指定单位请写明单位代码，如 agency:440307-police。")
    return target


def _condition(raw: Mapping[str, Any], codes: Codes | None) -> Condition:
    name = str(raw.get("field", ""))
    kind = FIELDS.get(name)
    if kind is None:
        raise _Fault(f"条件里没有“{name}”这个项目。")
    try:
        operator = Operator.of(str(raw.get("op", "")))
    except ValueError:
        raise _Fault(f"没有“{raw.get('op', '')}”这种比较。") from None
    if operator not in kind.operators:
        can = "、".join(one.label for one in kind.operators)
        raise _Fault(f"“{kind.label}”不能用“{operator.label}”比较，可以用：{can}。")
    values = _values(kind, operator, raw.get("value"))
    known = codes(kind.codes) if codes and kind.codes else None
    strange = [one for one in values if known is not None and one not in known]
    if strange:
        raise _Fault(f"“{kind.label}”没有“{'、'.join(strange)}”这一选项。")
    return Condition(name, operator, values)


_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


def _values(kind: FieldKind, operator: Operator, value: object) -> tuple[str, ...]:
    if operator is Operator.IS:
        if not isinstance(value, bool):
            raise _Fault(f"“{kind.label}”请选“是”或“否”。")
        return ("true" if value else "false",)
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise _Fault(f"“{kind.label}”的值应为一个列表。")
    if operator is Operator.BETWEEN:
        right = len(value) == 2 and all(_CLOCK.fullmatch(one) for one in value)
        if not right or value[0] == value[1]:
            raise _Fault("时段应为两个不同的时刻，如 20:00 与 08:00。")
    if not value or not all(value):
        raise _Fault(f"“{kind.label}”至少要有一个值，且不能为空。")
    return tuple(value)
