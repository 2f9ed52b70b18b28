"""Reports as JSON and Markdown."""

import json
from collections.abc import Sequence
from typing import Any

from hejia.checker.finding import Finding
from hejia.checker.public import Report

SEVERITY = {"hard": "确定", "soft": "提示"}


def as_data(report: Report) -> dict[str, Any]:
    """The report in the shape promised to other programs."""
    return {
        "document": report.document,
        "kind": report.kind,
        "year": report.year,
        "findings": [_finding(finding) for finding in report.findings],
    }


def as_json(reports: Sequence[Report]) -> str:
    """One object for one document, a list for several."""
    data = [as_data(report) for report in reports]
    return json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2)


def as_markdown(reports: Sequence[Report]) -> str:
    """A section for every document."""
    parts = []
    for report in reports:
        year = f"{report.year}年度 " if report.year else ""
        parts.append(f"## {report.document}\n\n{year}{report.kind}\n")
        parts.extend(f"> {remark}\n" for remark in report.remarks)
        if not report.findings:
            parts.append("没有发现问题。\n")
            continue
        parts.append(
            "| 程度 | 位置 | 规则 | 印的 | 应为 | 说明 |\n| --- | --- | --- | --- | --- | --- |"
        )
        parts.extend(_row(finding) for finding in report.findings)
        parts.append("")
    return "\n".join(parts)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "line": finding.line,
        "where": finding.where,
        "quote": finding.quote,
        "printed": finding.printed,
        "expected": finding.expected,
        "message": finding.message,
        "root_cause": finding.root_cause,
    }


def _row(finding: Finding) -> str:
    cells = (
        SEVERITY[finding.severity],
        finding.where,
        finding.rule,
        finding.printed,
        finding.expected,
        finding.message,
    )
    return "| " + " | ".join(" ".join(cell.replace("|", "｜").split()) for cell in cells) + " |"
