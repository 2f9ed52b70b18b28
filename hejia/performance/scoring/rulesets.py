"""Rule sets: versioned TOML files under `hejia/performance/rulesets/`, read once and checked.

A rule set is one region's scoring of one kind of form in one year. Weights, bands, caps,
directions, cut-offs and rounding are rows of the file, each with its source and a tag of how sure
we are (`src` seen in a published form, `own` known to the trade, `own?` uncertain in detail).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from hejia.performance.figures import HUNDRED, ROUNDINGS

CERTAINTIES: Final = ("src", "own", "own?")
FIGURE_KINDS: Final = ("amount", "count", "rates", "flag")


class BrokenRuleSet(Exception):
    """A rule set file contradicts itself; the message says where."""


@dataclass(frozen=True, slots=True)
class FigureRule:
    """What one entered figure must look like."""

    name: str
    kind: str
    unit: str = ""
    length: int = 0
    at_most: str = ""
    times: Decimal = Decimal(1)
    """At most so many times the figure named by `at_most`; above 1 it only catches mixed units."""
    most: Decimal | None = None
    base: bool = False
    """Used as a denominator: must not be zero."""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Points for a rate that stands in `op` (< <= >= >) to `edge`; the last row has no edge."""

    op: str
    edge: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class PartRule:
    """One addend of an item: a method with its figures and parameters."""

    item: str
    label: str
    method: str
    max: Decimal
    figures: tuple[str, ...]
    bands: tuple[Band, ...] = ()
    step: Decimal = Decimal(0)
    over: str = "cap"


@dataclass(frozen=True, slots=True)
class ItemRule:
    """One scored row of the form."""

    name: str
    group: str
    subgroup: str
    max: Decimal
    parts: tuple[PartRule, ...]
    rounding: str
    places: int
    full_only_when_complete: bool
    aliases: tuple[str, ...]
    source: str
    certainty: str
    note: str

    @property
    def judged(self) -> bool:
        """True where a person gives the points."""
        return self.parts[0].method == "judged"


@dataclass(frozen=True, slots=True)
class RateRule:
    """A derived rate of a form (with or without scores): numerator ÷ denominator."""

    name: str
    numerator: str
    minus: str
    denominator: str
    places: int
    rounding: str
    fixed: bool
    """Print all decimals (100.0%) instead of dropping zeros."""


@dataclass(frozen=True, slots=True)
class Shape:
    """First-level weights for one situation of a project (with or without 成本, 满意度)."""

    cost: bool
    satisfaction: bool
    execution: Decimal
    weights: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class GradeBand:
    """A qualitative grade and the coefficients it allows, both ends included unless `open_top`."""

    name: str
    low: Decimal
    high: Decimal
    low_open: bool


@dataclass(frozen=True, slots=True)
class IndicatorRule:
    """How the indicators a unit sets itself are scored."""

    shapes: tuple[Shape, ...]
    bands: tuple[GradeBand, ...]
    over_warn: Decimal
    execution_warn: Decimal
    budget: str
    spent: str
    initial: str
    rounding: str
    places: int


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A whole rule set; `digest` is the SHA-256 of the file and names this very text."""

    id: str
    region: str
    year: int
    version: int
    name: str
    subject: str
    scored: bool
    source: str
    certainty: str
    note: str
    digest: str
    figures: Mapping[str, FigureRule]
    items: tuple[ItemRule, ...]
    rates: tuple[RateRule, ...]
    indicators: IndicatorRule | None
    grades: tuple[tuple[str, Decimal], ...]

    @property
    def total(self) -> Decimal:
        """Full marks."""
        return HUNDRED


def shipped() -> tuple[str, ...]:
    """Ids of the rule sets in the package, sorted."""
    folder = files("hejia.performance") / "rulesets"
    return tuple(
        sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
    )


@cache
def load(ruleset_id: str) -> RuleSet:
    """The shipped rule set of that id. Raises KeyError for an unknown id, BrokenRuleSet."""
    if ruleset_id not in shipped():
        raise KeyError(ruleset_id)
    path = files("hejia.performance") / "rulesets" / f"{ruleset_id}.toml"
    return parse(path.read_bytes())


def parse(content: bytes) -> RuleSet:
    """A rule set from the bytes of its TOML file. Raises BrokenRuleSet."""
    raw = tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    ruleset = RuleSet(
        id=raw["id"],
        region=raw["region"],
        year=raw["year"],
        version=raw["version"],
        name=raw["name"],
        subject=raw["subject"],
        scored=raw.get("scored", True),
        source=raw["source"],
        certainty=raw["certainty"],
        note=raw.get("note", ""),
        digest=hashlib.sha256(content).hexdigest(),
        figures={name: _figure(name, row) for name, row in raw.get("figures", {}).items()},
        items=tuple(_item(row) for row in raw.get("items", [])),
        rates=tuple(_rate(row) for row in raw.get("rates", [])),
        indicators=_indicators(raw["indicators"]) if "indicators" in raw else None,
        grades=tuple((g["name"], Decimal(g["from"])) for g in raw.get("grades", [])),
    )
    _check(ruleset)
    return ruleset


def _figure(name: str, row: dict[str, Any]) -> FigureRule:
    most = row.get("most")
    return FigureRule(
        name=name,
        kind=row["kind"],
        unit=row.get("unit", ""),
        length=row.get("length", 0),
        at_most=row.get("at_most", ""),
        times=Decimal(row.get("times", 1)),
        most=None if most is None else Decimal(most),
        base=row.get("base", False),
        signed=row.get("signed", False),
    )


def _part(item: str, row: dict[str, Any]) -> PartRule:
    bands = tuple(
        Band(b.get("op", ""), Decimal(b.get("edge", 0)), Decimal(b["points"]))
        for b in row.get("bands", [])
    )
    return PartRule(
        item=item,
        label=row.get("label", ""),
        method=row["method"],
        max=Decimal(row["max"]),
        figures=tuple(row.get("figures", ())),
        bands=bands,
        step=Decimal(row.get("step", 0)),
        over=row.get("over", "cap"),
    )


def _item(row: dict[str, Any]) -> ItemRule:
    return ItemRule(
        name=row["name"],
        group=row["group"],
        subgroup=row["subgroup"],
        max=Decimal(row["max"]),
        parts=tuple(_part(row["name"], p) for p in row["parts"]),
        rounding=row.get("rounding", "half-up"),
        places=row.get("places", 2),
        full_only_when_complete=row.get("full_only_when_complete", True),
        aliases=tuple(row.get("aliases", ())),
        source=row["source"],
        certainty=row["certainty"],
        note=row.get("note", ""),
    )


def _rate(row: dict[str, Any]) -> RateRule:
    return RateRule(
        name=row["name"],
        numerator=row["numerator"],
        minus=row.get("minus", ""),
        denominator=row["denominator"],
        places=row["places"],
        rounding=row.get("rounding", "half-up"),
        fixed=row.get("fixed", False),
    )


def _indicators(row: dict[str, Any]) -> IndicatorRule:
    return IndicatorRule(
        shapes=tuple(
            Shape(
                cost=s["cost"],
                satisfaction=s["satisfaction"],
                execution=Decimal(s["execution"]),
                weights={name: Decimal(weight) for name, weight in s["weights"].items()},
            )
            for s in row["shapes"]
        ),
        bands=tuple(
            GradeBand(b["name"], Decimal(b["low"]), Decimal(b["high"]), b["low_open"])
            for b in row["bands"]
        ),
        over_warn=Decimal(row["over_warn"]),
        execution_warn=Decimal(row["execution_warn"]),
        budget=row["budget"],
        spent=row["spent"],
        initial=row["initial"],
        rounding=row.get("rounding", "half-up"),
        places=row.get("places", 2),
    )


def _check(ruleset: RuleSet) -> None:
    _check_tags(ruleset)
    if not ruleset.scored:
        return
    if ruleset.items and sum(item.max for item in ruleset.items) != HUNDRED:
        raise BrokenRuleSet(f"{ruleset.id}: 各项分值合计不是 100")
    for item in ruleset.items:
        _check_item(ruleset, item)
    for shape in ruleset.indicators.shapes if ruleset.indicators else ():
        if shape.execution + sum(shape.weights.values()) != HUNDRED:
            raise BrokenRuleSet(f"{ruleset.id}: 一级指标权重合计不是 100")


def _check_item(ruleset: RuleSet, item: ItemRule) -> None:
    if sum(part.max for part in item.parts) != item.max:
        raise BrokenRuleSet(f"{ruleset.id}: {item.name} 的各部分分值合计不等于该项分值")
    unknown = [f for p in item.parts for f in p.figures if f not in ruleset.figures]
    if unknown:
        raise BrokenRuleSet(f"{ruleset.id}: {item.name} 用到未说明的数字 {unknown}")


def _check_tags(ruleset: RuleSet) -> None:
    for item in ruleset.items:
        if item.certainty not in CERTAINTIES or item.rounding not in ROUNDINGS:
            raise BrokenRuleSet(f"{ruleset.id}: {item.name} 的可信标记或取整方式不认识")
    for figure in ruleset.figures.values():
        if figure.kind not in FIGURE_KINDS:
            raise BrokenRuleSet(f"{ruleset.id}: {figure.name} 的类型不认识")
