"""Findings in order, each once, those of one cause under one name."""

from collections.abc import Iterable

from hejia.checker.document import Place
from hejia.checker.finding import Finding


def grouped(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sorted by place; the same figure reported by two rules shares one `root_cause`."""
    unique: dict[tuple[str, Place, str, str], Finding] = {}
    for finding in findings:
        key = (finding.rule, finding.place, finding.printed, finding.expected)
        unique.setdefault(key, finding)
    ordered = sorted(unique.values(), key=_order)
    causes: dict[tuple[Place, str], str] = {}
    out = []
    for finding in ordered:
        own = (finding.place, finding.printed)
        cause = causes.setdefault(own, finding.root_cause) if finding.printed else ""
        out.append(_placed(finding, cause or finding.root_cause))
    return tuple(out)


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    return (
        place.sheet,
        place.page or 0,
        place.line or 0,
        place.table or 0,
        place.paragraph or 0,
        finding.severity,
        finding.rule,
        finding.printed,
    )


def _placed(finding: Finding, cause: str) -> Finding:
    return Finding(
        finding.rule,
        finding.severity,
        finding.place,
        finding.quote,
        finding.printed,
        finding.expected,
        finding.message,
        cause,
        finding.where or finding.place.words(),
    )
