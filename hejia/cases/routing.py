"""Who handles a case: ordered rules in data, the first that fits decides, and says why.

A rule fits when all its conditions hold and its target exists for the case's area. Where none
fits, the case lies in the district dispatcher's list: never nowhere. Rules are rows which the
back office saves as versions (`read_rules` validates them); a decision keeps the rule it rests on.

Pure: no Django, no clock, no database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, Protocol

from hejia.cases.route_rules import Condition, Rule, TargetKind
from hejia.cases.vocabulary import RiskLevel
from hejia.kernel.calendar import CHINA


class Office(NamedTuple):
    """An agency that can be handed a case."""

    id: int
    name: str


class Directory(Protocol):
    """Where agencies are found. None: there is none, or it takes no cases now."""

    def community(self, code: str) -> Office | None:
        """The federation of a community."""
        ...

    def street(self, code: str) -> Office | None:
        """The federation of a street."""
        ...

    def district(self) -> Office | None:
        """The district's federation."""
        ...

    def agency(self, code: str) -> Office | None:
        """An agency by its code."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFacts:
    """What rules may look at. Codes are those of the lists; "" or empty where not known."""

    at: datetime
    street_code: str = ""
    community_code: str = ""
    grid_code: str = ""
    source: str = ""
    channel: str = ""
    category: str = ""
    dispute_type: str = ""
    risk: str = RiskLevel.R0
    urgency: str = ""
    is_dv: bool = False
    special_groups: frozenset[str] = field(default_factory=frozenset)

    def value(self, name: str) -> str | bool | frozenset[str]:
        """What a condition on the field `name` compares."""
        if name == "time":
            return self.at.astimezone(CHINA).strftime("%H:%M")
        if name == "area":
            return self.grid_code or self.community_code or self.street_code
        known: str | bool | frozenset[str] = getattr(self, name)
        return known


class Miss(NamedTuple):
    """Why a rule before the deciding one did not: its first failing condition, or no target."""

    rule: Rule
    condition: Condition | None
    missing: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Who handles the case and who is told at once.

    `target` None means the district dispatcher's list; `fallback` that no rule led there.
    """

    target: Office | None
    notify: tuple[Office, ...]
    rule: Rule | None
    explanation: str
    fallback: bool
    misses: tuple[Miss, ...]


#: (code list, code) → label; codes stand for themselves where none is given.
Labels = Callable[[str, str], str]


def _plain(_: str, code: str) -> str:
    return code


def route(facts: RouteFacts, rules: Sequence[Rule], directory: Directory) -> Decision:
    """The decision by the first fitting rule. `rules` in order (`read_rules` sorts them)."""
    today = facts.at.astimezone(CHINA).date()
    misses: list[Miss] = []
    for rule in rules:
        if not _in_force(rule, today):
            continue
        failing = next((one for one in rule.conditions if not one.holds(facts.value)), None)
        if failing is not None:
            misses.append(Miss(rule, failing, ""))
            continue
        if rule.target.kind is TargetKind.DISPATCHER:
            return _decided(facts, rule, None, directory, misses)
        office = _find(rule.target.kind, rule.target.code, facts, directory)
        if office is not None:
            return _decided(facts, rule, office, directory, misses)
        misses.append(Miss(rule, None, rule.target.label))
    return _fallen_back(facts, directory, misses)


def _in_force(rule: Rule, today: date) -> bool:
    begun = rule.valid_from is None or rule.valid_from <= today
    return rule.enabled and begun and (rule.valid_until is None or today <= rule.valid_until)


def _find(kind: TargetKind, code: str, facts: RouteFacts, directory: Directory) -> Office | None:
    if kind is TargetKind.COMMUNITY:
        return directory.community(facts.community_code) if facts.community_code else None
    if kind is TargetKind.STREET:
        return directory.street(facts.street_code) if facts.street_code else None
    if kind is TargetKind.DISTRICT:
        return directory.district()
    return directory.agency(code) if kind is TargetKind.AGENCY else None


def _decided(
    facts: RouteFacts, rule: Rule, office: Office | None, directory: Directory, misses: list[Miss]
) -> Decision:
    found = [_find(one.kind, one.code, facts, directory) for one in rule.notify]
    told = tuple(dict.fromkeys(one for one in found if one is not None and one != office))
    absent = [one.label for one, there in zip(rule.notify, found, strict=True) if there is None]
    whither = f"分派给{office.name}" if office else "交区分拨员分派"
    text = f"按第 {rule.order} 条规则“{rule.name}”{whither}"
    if told:
        text += f"，同时告知{'、'.join(one.name for one in told)}"
    if absent:
        text += f"（未找到可告知的{'、'.join(absent)}）"
    return Decision(office, told, rule, f"{text}。", False, tuple(misses))


def _fallen_back(facts: RouteFacts, directory: Directory, misses: list[Miss]) -> Decision:
    """No rule fits: the dispatcher decides, and danger is told above at once all the same."""
    told: tuple[Office, ...] = ()
    if facts.is_dv or facts.risk in (RiskLevel.R1, RiskLevel.R2):
        found = [
            _find(kind, "", facts, directory) for kind in (TargetKind.STREET, TargetKind.DISTRICT)
        ]
        told = tuple(one for one in found if one is not None)
    text = "没有规则能确定承办单位，已列入区分拨员的待分派清单"
    if told:
        text += f"，并告知{'、'.join(one.name for one in told)}"
    return Decision(None, told, None, f"{text}。", True, tuple(misses))


def why(decision: Decision, facts: RouteFacts, label: Labels = _plain) -> list[str]:
    """The decision in sentences: the rule that hit, then why each earlier one did not."""
    lines = [decision.explanation]
    for miss in decision.misses:
        head = f"第 {miss.rule.order} 条“{miss.rule.name}”没有命中："
        if miss.condition is None:
            lines.append(f"{head}没有可以承办的{miss.missing}。")
        else:
            lines.append(head + miss.condition.failing(facts.value, label))
    return lines
