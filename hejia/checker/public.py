"""The one door of the checker: read a document, run the rules, get a report.

Pure: the same bytes and options give the same report. Raises `Unreadable` with a sentence for
the user when a file cannot or must not be read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hejia.checker.comparison import compare
from hejia.checker.document import Document
from hejia.checker.errors import Unreadable
from hejia.checker.finding import Finding
from hejia.checker.grouping import grouped
from hejia.checker.reading import read
from hejia.checker.rules import RULES, Rule
from hejia.checker.rules.relations import findings_of
from hejia.checker.understanding.reading import Reading

__all__ = [
    "Finding",
    "Options",
    "Report",
    "Unreadable",
    "check_document",
    "check_read",
    "read_document",
    "rules",
]


@dataclass(frozen=True, slots=True)
class Options:
    """Which rules to run (names or families such as `R3`), and what to compare with."""

    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    other: Document | None = None
    bounded: bool = True

    def wants(self, name: str, family: str) -> bool:
        if self.only and not self.only & {name, family}:
            return False
        return not self.skip & {name, family}


@dataclass(frozen=True, slots=True)
class Report:
    """What the checker has to say about one document."""

    document: str
    kind: str
    year: int | None
    unit: str
    findings: tuple[Finding, ...]
    remarks: tuple[str, ...] = field(default=())

    @property
    def hard(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "hard")

    @property
    def soft(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "soft")


def read_document(source: Path | bytes, name: str = "", *, bounded: bool = True) -> Document:
    """Read a file or its bytes. With `bounded`, hostile formats are parsed in a child process."""
    return read(source, name, bounded=bounded)


def check_document(source: Path | bytes, name: str = "", options: Options | None = None) -> Report:
    """Read and check one document.

    `source` is a path or the file's bytes; `name` its file name (its ending tells the format).
    """
    chosen = options or Options()
    return check_read(read(source, name, bounded=chosen.bounded), chosen)


def check_read(document: Document, options: Options | None = None) -> Report:
    """Check a document that has been read already."""
    chosen = options or Options()
    reading = Reading(document)
    found = list(_findings(reading, chosen))
    if chosen.other is not None and chosen.wants("R23-other", "R23"):
        found.extend(compare(reading, Reading(chosen.other)))
    profile = reading.profile
    return Report(
        document.name,
        profile.kind,
        profile.year,
        profile.unit,
        grouped(found),
        document.remarks,
    )


def rules() -> list[Rule]:
    """All rules, by name."""
    return [RULES[name] for name in sorted(RULES)]


def _findings(reading: Reading, options: Options) -> Iterable[Finding]:
    wanted = [rule for rule in rules() if options.wants(rule.name, rule.family)]
    stated = [relation for rule in wanted if rule.equations for relation in rule.equations(reading)]
    yield from findings_of(stated)
    for rule in wanted:
        if rule.check:
            yield from rule.check(reading)
