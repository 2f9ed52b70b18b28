"""A score can be replayed: the inputs, the rule version and the rule file's digest are kept.

The record is plain JSON; replaying computes anew and names every item that comes out differently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hejia.performance.figures import plain
from hejia.performance.scoring.engine import score
from hejia.performance.scoring.indicators import read_indicator
from hejia.performance.scoring.result import Result
from hejia.performance.scoring.rulesets import load


@dataclass(frozen=True, slots=True)
class Record:
    """Everything needed to make the score again, and what it was."""

    ruleset: str
    version: int
    digest: str
    figures: Mapping[str, Any]
    judged: Mapping[str, Any]
    indicators: Sequence[Mapping[str, Any]]
    total: str | None
    scores: Mapping[str, str]


def record_of(
    result: Result,
    figures: Mapping[str, Any],
    judged: Mapping[str, Any],
    indicators: Sequence[Mapping[str, Any]] = (),
) -> Record:
    """The record of a result; figures as they were entered (JSON values)."""
    return Record(
        ruleset=result.ruleset,
        version=result.version,
        digest=result.digest,
        figures=dict(figures),
        judged=dict(judged),
        indicators=[dict(row) for row in indicators],
        total=None if result.total is None else plain(result.total),
        scores={item.name: plain(item.score) for item in result.items},
    )


def scored_again(record: Record) -> Result:
    """The score of the record's inputs by the rule set as it is now."""
    rows = [read_indicator(row) for row in record.indicators]
    return score(load(record.ruleset), record.figures, record.judged, rows)


def replay(record: Record) -> list[str]:
    """Score again from the record; return a Chinese sentence per difference, none if equal."""
    ruleset = load(record.ruleset)
    differences = []
    if ruleset.digest != record.digest:
        differences.append(
            f"规则“{record.ruleset}”第 {record.version} 版的文本已变，现为第 {ruleset.version} 版。"
        )
    again = record_of(scored_again(record), {}, {})
    if again.total != record.total:
        differences.append(f"总分原为 {record.total}，重算为 {again.total}。")
    for name in dict.fromkeys((*record.scores, *again.scores)):
        before, now = record.scores.get(name, "无"), again.scores.get(name, "无")
        if before != now:
            differences.append(f"“{name}”原为 {before}，重算为 {now}。")
    return differences
