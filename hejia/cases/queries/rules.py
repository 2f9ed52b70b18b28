"""The rules in force: time limits, dispatch rules, and what code lists say that rules need."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from hejia.cases.directory import Directory
from hejia.cases.limits import (
    Applies,
    ClockKind,
    Granted,
    Limits,
    default_limits,
    next_extension,
    read_limits,
)
from hejia.cases.models import Case, RuleSet
from hejia.cases.route_rules import Rule, default_rules, read_rules
from hejia.cases.routing import RouteFacts, route, why
from hejia.cases.vocabulary import RiskLevel, Scope, is_violence
from hejia.kernel import reference
from hejia.kernel.codes import extra, label
from hejia.kernel.periods import UNIT_LABELS, Limit, Unit


@reference.kept
def limits_in_force() -> Limits:
    """The newest limits saved, else those the system came with; 0 statements once kept."""
    saved = _newest("limits")
    return read_limits(saved.rows, version=saved.version) if saved else default_limits()


@reference.kept
def rules_in_force() -> tuple[Rule, ...]:
    """The newest dispatch rules, in order."""
    saved = _newest("routes")
    return read_rules(saved.rows, version=saved.version) if saved else default_rules()


def rows_in_force(kind: str) -> tuple[int, list[dict[str, Any]]]:
    """Version and rows of "limits" or "routes" as saved, or as the system came with them."""
    saved = _newest(kind)
    if saved is not None:
        return saved.version, list(saved.rows)
    name, key = ("limits", "limits") if kind == "limits" else ("routes", "rules")
    text = files("hejia.cases").joinpath(f"data/{name}.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return table["version"], table[key]


def _newest(kind: str) -> RuleSet | None:
    return RuleSet.objects.filter(kind=kind).order_by("-version").first()


def extension_allowed(case: Case) -> Granted | None:
    """How this case may next be given more time by the limits in force; 0 statements."""
    rows = [
        limits_in_force().find(kind, case.risk, is_dv=case.is_dv, petition=is_petition(case.source))
        for kind in (ClockKind.CLOSE, ClockKind.HARD_CLOSE)
    ]
    closing, stop = (row.extension if row is not None else None for row in rows)
    return next_extension(case.extension_count, closing, stop)


def is_petition(source: str) -> bool:
    """Whether a case from this source is a petition matter under 信访工作条例."""
    return bool(extra("source", source).get("petition"))


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit in words, for the back office; `place` is its row."""

    place: int
    clock: str
    level: str
    level_name: str
    applies: str
    limit: str
    basis: str
    extension: str
    escalations: str
    sample: int


def limit_lines(rows: list[dict[str, Any]]) -> list[LimitLine]:
    """The rows in words, in the order of clocks, colours and turns."""
    return [_limit_line(place, row) for place, row in enumerate(rows)]


def _limit_line(place: int, raw: dict[str, Any]) -> LimitLine:
    kind, level = ClockKind.of(raw["kind"]), RiskLevel.of(raw["level"])
    turn = raw.get("turn", 1)
    extension = raw.get("extension")
    return LimitLine(
        place=place,
        clock=f"第{turn}次{kind.label}" if turn > 1 else kind.label,
        level=level.value,
        level_name=level.label,
        applies=Applies.of(raw.get("applies", "always")).label,
        limit=str(Limit(raw["amount"], Unit(raw["unit"]))),
        basis=raw["basis"],
        extension=_extension(extension) if extension else "",
        escalations="；".join(_rung(str(rung)) for rung in raw.get("escalate", ())),
        sample=raw.get("sample", 100),
    )


def _extension(raw: dict[str, Any]) -> str:
    return f"{raw['times']} 次，每次至多 {raw['amount']} 天，{Scope.of(raw['by']).label}批"


def _rung(text: str) -> str:
    since, amount, unit, to = text.split()
    after = "" if amount == "0" else f"后 {amount} {UNIT_LABELS[Unit(unit)]}"
    begins = "到期" if since == "due" else "计时起"
    return f"{begins}{after}告知{Scope.of(to).label}"


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One dispatch rule in words; `place` is its row as saved."""

    place: int
    order: int
    name: str
    conditions: str
    target: str
    notify: str
    enabled: bool


def route_lines(rows: list[dict[str, Any]]) -> list[RouteLine]:
    """The rules in words, in the order they are asked."""
    lines = []
    for place, raw in enumerate(rows):
        rule = read_rules([raw], version=1)[0]
        conditions = "；".join(one.text(label) for one in rule.conditions) or "（任何案件）"
        notify = "、".join(one.label for one in rule.notify)
        lines.append(
            RouteLine(
                place, rule.order, rule.name, conditions, rule.target.label, notify, rule.enabled
            )
        )
    return sorted(lines, key=lambda line: line.order)


def tried(asked: Mapping[str, str], *, now: datetime) -> list[str]:
    """What the rules would do with a case of this community, type and risk, and why."""
    community = asked.get("community", "")
    facts = RouteFacts(
        at=now,
        street_code=community[:9],
        community_code=community,
        dispute_type=asked["dispute_type"],
        category=extra("dispute_type", asked["dispute_type"]).get("category", ""),
        risk=asked.get("risk") or "R0",
        source=asked.get("source", ""),
        is_dv=is_violence("", [asked["dispute_type"]]),
    )
    return why(route(facts, rules_in_force(), Directory()), facts, label)
