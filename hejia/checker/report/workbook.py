"""Reports as a workbook: findings, documents, units, rules, and what could not be read."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

import xlsxwriter

from hejia.checker.finding import Finding
from hejia.checker.public import Report
from hejia.checker.report.plain import SEVERITY
from hejia.checker.report.terminal import rule_rows, unit_rows

FINDINGS = (
    ("文件", 28),
    ("程度", 8),
    ("位置", 22),
    ("规则", 14),
    ("原文", 40),
    ("印的", 14),
    ("应为", 14),
    ("说明", 70),
    ("同一原因", 24),
)
DOCUMENTS = (("文件", 40), ("类型", 20), ("年度", 8), ("单位", 28), ("错误", 8), ("提示", 8))
Value = str | int


def save(
    reports: Sequence[Report], target: Path | IO[bytes], failed: Mapping[str, str] | None = None
) -> None:
    """Write the workbook to a path or an open file; `failed` is file → sentence."""
    where = str(target) if isinstance(target, Path) else target
    options = {"strings_to_formulas": False, "in_memory": True}
    with xlsxwriter.Workbook(where, options) as book:
        _sheet(book, "发现的问题", FINDINGS, [_row(r, f) for r in reports for f in r.findings])
        worst = sorted(reports, key=lambda report: (-len(report.hard), -len(report.soft)))
        _sheet(book, "文件", DOCUMENTS, [_document(report) for report in worst])
        if len(reports) > 1:
            counts = (("错误", 8), ("提示", 8))
            _sheet(book, "单位", (("单位", 36), *counts), unit_rows(reports))
            _sheet(book, "规则", (("规则", 20), *counts), rule_rows(reports))
        if failed:
            _sheet(book, "读不了的文件", (("文件", 50), ("原因", 70)), list(failed.items()))


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Value]],
) -> None:
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(name)
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width, wrap)
        sheet.write_string(0, column, title, bold)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value, wrap)
            else:
                sheet.write_string(number, column, value, wrap)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.freeze_panes(1, 0)


def _row(report: Report, finding: Finding) -> tuple[Value, ...]:
    return (
        report.document,
        SEVERITY[finding.severity],
        finding.where,
        finding.rule,
        finding.quote,
        finding.printed,
        finding.expected,
        finding.message,
        finding.root_cause,
    )


def _document(report: Report) -> tuple[Value, ...]:
    year = str(report.year or "")
    return report.document, report.kind, year, report.unit, len(report.hard), len(report.soft)
