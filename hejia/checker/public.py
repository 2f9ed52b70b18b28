"""The one door of the checker: read a document, run the rules, get a report.

Pure: the same bytes and options give the same report. Raises `Unreadable` with a sentence for
the user when a file cannot or must not be read.
"""

import importlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hejia.checker.comparison import compare
from hejia.checker.document import Cell, Document, Grid, Paragraph, Place
from hejia.checker.errors import Unreadable
from hejia.checker.finding import Finding
from hejia.checker.grouping import grouped
from hejia.checker.reading import read
from hejia.checker.rules import RULES, Rule
from hejia.checker.rules.relations import findings_of
from hejia.checker.understanding.reading import Reading

__all__ = [
    "Cell",
    "Document",
    "Examined",
    "Finding",
    "Grid",
    "Options",
    "Paper",
    "Paragraph",
    "Place",
    "Report",
    "Unreadable",
    "annotated_copy",
    "as_markdown",
    "as_workbook",
    "check_document",
    "check_read",
    "document_from",
    "document_to",
    "examine",
    "read_document",
    "report_from",
    "report_to",
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


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it was handed in."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Examined:
    """A document as read, and what was found in it."""

    document: Document
    report: Report


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
        reading.remarks,
    )


def rules() -> list[Rule]:
    """All rules, by name."""
    return [RULES[name] for name in sorted(RULES)]


def _findings(reading: Reading, options: Options) -> Iterable[Finding]:
    wanted = [rule for rule in rules() if options.wants(rule.name, rule.family)]
    stated = [relation for rule in wanted if rule.equations for relation in rule.equations(reading)]
    yield from findings_of(stated, reading.told)
    for rule in wanted:
        if rule.check:
            yield from rule.check(reading)


# What only some callers need is loaded when they ask for it: `hejia check` starts at once.


def examine(paper: Paper, other: Paper | None = None, *, seconds: float) -> Examined:
    """Read and check a file in a bounded child, beside another one if given; for servers.

    Raises Unreadable with a sentence; its code is "time" where `seconds` did not suffice.
    """
    module = importlib.import_module("hejia.checker.examining")
    examined: Examined = module.examine(paper, other, seconds=seconds)
    return examined


def annotated_copy(paper: Paper, report: Report) -> tuple[str, bytes]:
    """The ending and bytes of a copy with comments; Markdown where a format carries none.

    Raises Unreadable for a protected PDF.
    """
    module = importlib.import_module("hejia.checker.report.annotate")
    copy: tuple[str, bytes] = module.annotated(paper.content, paper.name, report)
    return copy


def as_markdown(report: Report) -> str:
    """The report as a Markdown section."""
    text: str = importlib.import_module("hejia.checker.report.plain").as_markdown([report])
    return text


def as_workbook(report: Report) -> bytes:
    """The report as an XLSX workbook."""
    buffer = io.BytesIO()
    importlib.import_module("hejia.checker.report.workbook").save([report], buffer)
    return buffer.getvalue()


def report_to(report: Report) -> dict[str, Any]:
    """A report as plain data, to be kept."""
    data: dict[str, Any] = importlib.import_module("hejia.checker.report.stored").report_to(report)
    return data


def report_from(data: dict[str, Any]) -> Report:
    """The report that `report_to` wrote."""
    report: Report = importlib.import_module("hejia.checker.report.stored").report_from(data)
    return report


def document_to(document: Document) -> dict[str, Any]:
    """A document as plain data, to be kept."""
    data: dict[str, Any] = importlib.import_module("hejia.checker.reading.wire").document_to(
        document
    )
    return data


def document_from(data: dict[str, Any]) -> Document:
    """The document that `document_to` wrote."""
    document: Document = importlib.import_module("hejia.checker.reading.wire").document_from(data)
    return document
