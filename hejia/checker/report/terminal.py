"""Reports for a terminal: colour only where a person looks, findings of one cause together."""

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TextIO

from hejia.checker.finding import Finding
from hejia.checker.public import Report
from hejia.checker.reading.columns import display_width

BOLD, DIM, RED, GREEN, YELLOW, CYAN = "1", "2", "1;31", "32", "33", "36"
STYLE = {"hard": RED, "soft": YELLOW}
WORD = {"hard": "错误", "soft": "提示"}


class Paper:
    """Where a report is written: a screen with colours, or a plain file."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._colours = out.isatty() and "NO_COLOR" not in os.environ

    def line(self, *parts: str) -> None:
        self._out.write("".join(parts) + "\n")

    def styled(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._colours else text


class Progress:
    """How far a check of many files has come, on a screen only."""

    def __init__(self, total: int, done: int = 0, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._total, self._done = total, done
        self._shown = self._out.isatty()

    def step(self, name: str) -> None:
        """One more is done."""
        self._done += 1
        if self._shown:
            self._out.write(f"\r\x1b[K已查 {self._done}/{self._total} {name[:40]}")
            self._out.flush()

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            self._out.write("\r\x1b[K")


def show(reports: Sequence[Report], out: TextIO | None = None) -> None:
    """Print every report: its head, then its findings by place, those of one cause together."""
    paper = Paper(out or sys.stdout)
    for report in reports:
        paper.line(_head(paper, report))
        for remark in report.remarks:
            paper.line("  ", paper.styled(CYAN, remark))
        for group in by_cause(report.findings):
            _show_group(paper, group)
        paper.line()


def by_cause(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings of one root cause together, at the place of the first; hard ones lead a group."""
    groups: dict[str, list[Finding]] = {}
    for number, finding in enumerate(findings):
        groups.setdefault(finding.root_cause or f"\0{number}", []).append(finding)
    return [sorted(group, key=lambda f: f.severity != "hard") for group in groups.values()]


def show_summary(
    reports: Sequence[Report], failed: Mapping[str, str], worst: int, out: TextIO | None = None
) -> None:
    """A folder's summary: the worst documents, then units and rules by number, then refusals."""
    paper = Paper(out or sys.stdout)
    faulty = [report for report in reports if report.findings]
    root = os.path.commonpath([os.path.dirname(r.document) for r in reports] or [""])
    if faulty:
        _table(
            paper,
            ("文件", "单位", "错误", "提示"),
            [(_below(r.document, root), r.unit, len(r.hard), len(r.soft)) for r in faulty[:worst]],
        )
    if len(faulty) > worst:
        paper.line(f"……另有 {len(faulty) - worst} 份有问题，全部结果用 --format xlsx 查看。")
    _table(paper, ("单位", "错误", "提示"), unit_rows(faulty)[:worst])
    _table(paper, ("规则", "错误", "提示"), rule_rows(faulty))
    for message in failed.values():
        paper.line(paper.styled(CYAN, message))
    hard, soft = (sum(len(part) for part in parts) for parts in _counts(reports))
    paper.line(
        f"共 {len(reports) + len(failed)} 份，{len(faulty)} 份有问题，{len(failed)} 份读不了；"
        f"错误 {hard} 处，提示 {soft} 处。"
    )


def _below(path: str, root: str) -> str:
    return os.path.relpath(path, root) if root else path


def unit_rows(reports: Sequence[Report]) -> list[tuple[str, int, int]]:
    """Unit, errors, hints — worst first; documents without a unit are left out."""
    named = sorted((report for report in reports if report.unit), key=lambda r: r.unit)
    rows = []
    for unit, several in groupby(named, key=lambda report: report.unit):
        own = list(several)
        rows.append((unit, sum(len(r.hard) for r in own), sum(len(r.soft) for r in own)))
    return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))


def rule_rows(reports: Sequence[Report]) -> list[tuple[str, int, int]]:
    """Rule, errors, hints — most frequent first."""
    hard = Counter(finding.rule for report in reports for finding in report.hard)
    soft = Counter(finding.rule for report in reports for finding in report.soft)
    rows = [(name, hard[name], soft[name]) for name in {*hard, *soft}]
    return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))


def _counts(reports: Sequence[Report]) -> tuple[list[Sequence[Finding]], list[Sequence[Finding]]]:
    return [report.hard for report in reports], [report.soft for report in reports]


def _show_group(paper: Paper, group: Sequence[Finding]) -> None:
    first, *others = group
    mark = paper.styled(STYLE[first.severity], WORD[first.severity])
    paper.line(f"  {mark} ", paper.styled(BOLD, first.where), " ", paper.styled(DIM, first.rule))
    paper.line("     ", first.message)
    if first.quote:
        paper.line("     ", paper.styled(DIM, f"原文：{first.quote}"))
    for other in others:
        word = paper.styled(STYLE[other.severity], WORD[other.severity])
        paper.line(
            f"     └ 同一原因 {word} {other.where} ",
            paper.styled(DIM, other.rule),
            " ",
            other.message,
        )


def _head(paper: Paper, report: Report) -> str:
    year = f"{report.year}年度 " if report.year else ""
    count = f"错误 {len(report.hard)} 处，提示 {len(report.soft)} 处"
    if not report.findings:
        count = paper.styled(GREEN, "没有发现问题")
    return f"{paper.styled(BOLD, report.document)}  {year}{report.kind}  {count}"


def _table(paper: Paper, titles: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns as wide as they need; figures to the right."""
    if not rows:
        return
    texts = [[str(value) for value in row] for row in rows]
    widths = [max(map(display_width, column)) for column in zip(titles, *texts, strict=True)]
    paper.line(paper.styled(BOLD, _row(titles, widths, titles)))
    for row, values in zip(texts, rows, strict=True):
        paper.line(_row(row, widths, values))
    paper.line()


def _row(texts: Sequence[str], widths: Sequence[int], values: Sequence[object]) -> str:
    cells = []
    for text, width, value in zip(texts, widths, values, strict=True):
        blanks = " " * (width - display_width(text))
        cells.append(blanks + text if isinstance(value, int) else text + blanks)
    return "  ".join(cells).rstrip()
