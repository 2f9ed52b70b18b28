"""Findings in order, each once, those of one cause under one name."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from hejia.checker.document import Place
from hejia.checker.finding import Finding

PROVEN = ("R1", "R2", "R3", "R7")
RESTING = ("R3", "R4-column")
LINE_BY_LINE = "R7-lines"


def grouped(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sorted by place; the same figure reported by two rules shares one `root_cause`."""
    unique: dict[tuple[str, Place, str, str], Finding] = {}
    for finding in findings:
        key = (finding.rule, finding.place, finding.printed, finding.expected)
        unique.setdefault(key, finding)
    ordered = sorted(
        _once(_without_consequences(_without_mirrors(_without_explained(unique.values())))),
        key=_order,
    )
    causes: dict[tuple[Place, str], str] = {}
    out = []
    for finding in ordered:
        own = (finding.place, finding.printed)
        cause = causes.setdefault(own, finding.root_cause) if finding.printed else ""
        out.append(_placed(finding, cause or finding.root_cause))
    return tuple(out)


def _without_explained(findings: Iterable[Finding]) -> list[Finding]:
    """Drop a total that misses by what a wrong figure among its lines has too much or too little.

    Only of totals told line by line: where the columns are known, the rules see this themselves.
    """
    every = list(findings)
    amiss = {
        missed
        for f in every
        if f.rule != LINE_BY_LINE and f.severity == "hard" and (missed := _missed(f)) is not None
    }

    def is_explained(finding: Finding) -> bool:
        missed = _missed(finding)
        return finding.rule == LINE_BY_LINE and missed is not None and -missed in amiss

    return [f for f in every if not is_explained(f)]


def _missed(finding: Finding) -> Decimal | None:
    """By how much a figure misses what it should be; None where either is no number."""
    try:
        return Decimal(_plain(finding.printed)) - Decimal(_plain(finding.expected))
    except InvalidOperation:
        return None


def _without_consequences(findings: list[Finding]) -> list[Finding]:
    """Drop a rate that only fails because the amount it rests on has been found wrong."""
    wrong = {_own_spot(f): f for f in findings if f.severity == "hard"}

    def rests_on_error(finding: Finding) -> bool:
        cause = wrong.get(finding.root_cause)
        own = finding.root_cause == _own_spot(finding)
        if cause is None or own:
            return False
        return finding.rule.startswith("R4") or not cause.rule.startswith("R3")

    return [f for f in findings if not (f.rule.startswith(RESTING) and rests_on_error(f))]


def _own_spot(finding: Finding) -> str:
    return f"{finding.place.words()}:{finding.printed}"


def _once(findings: list[Finding]) -> Iterator[Finding]:
    """One finding where two rules ask for the same value on the same spot."""
    told: set[tuple[object, ...]] = set()
    for finding in sorted(findings, key=lambda f: (f.severity, f.rule)):
        key = (_spot(finding.place), finding.printed, finding.expected)
        if finding.printed and finding.expected and key in told:
            continue
        told.add(key)
        yield finding


def _without_mirrors(findings: list[Finding]) -> list[Finding]:
    """Drop “A should be B” where arithmetic has shown that B should be A.

    On the same spot; for one figure told in two places, anywhere.
    """
    proven = [f for f in findings if f.rule.startswith(PROVEN)]
    shown = {(_spot(f.place), f.printed, f.expected) for f in proven}
    swapped = {(_plain(f.printed), _plain(f.expected)) for f in proven}
    return [
        finding
        for finding in findings
        if finding.rule.startswith(PROVEN)
        or not (
            (_spot(finding.place), finding.expected, finding.printed) in shown
            or (
                finding.rule.startswith("R6")
                and (_plain(finding.expected), _plain(finding.printed)) in swapped
            )
        )
    ]


def _plain(figure: str) -> str:
    return figure.rstrip("0").rstrip(".") if "." in figure else figure


def _spot(place: Place) -> tuple[object, ...]:
    """The line or paragraph, or the row of a table."""
    row = re.sub(r"^[A-Z]+(?=\d+$)|C\d+$", "", place.cell)
    flow = (None, None) if row else (place.line, place.paragraph)
    return place.sheet, place.page, place.table, row, *flow


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
