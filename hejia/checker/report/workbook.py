"""Reports as a workbook: a sheet of findings and a sheet of documents."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from hejia.checker.public import Report
from hejia.checker.report.plain import SEVERITY

COLUMNS = (
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


def save(reports: Sequence[Report], target: Path) -> None:
    """Write the workbook to `target`."""
    with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        found = book.add_worksheet("发现的问题")
        for column, (title, width) in enumerate(COLUMNS):
            found.set_column(column, column, width, wrap)
            found.write_string(0, column, title, bold)
        row = 0
        for report in reports:
            for finding in report.findings:
                row += 1
                values = (
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
                for column, value in enumerate(values):
                    found.write_string(row, column, value, wrap)
        found.autofilter(0, 0, max(row, 1), len(COLUMNS) - 1)
        found.freeze_panes(1, 0)
        _documents(book, reports, bold)


def _documents(
    book: xlsxwriter.Workbook, reports: Sequence[Report], bold: "xlsxwriter.format.Format"
) -> None:
    sheet = book.add_worksheet("文件")
    for column, title in enumerate(("文件", "类型", "年度", "单位", "错误", "提示")):
        sheet.write_string(0, column, title, bold)
    worst = sorted(reports, key=lambda report: (-len(report.hard), -len(report.soft)))
    for row, report in enumerate(worst, 1):
        sheet.write_string(row, 0, report.document)
        sheet.write_string(row, 1, report.kind)
        sheet.write_string(row, 2, str(report.year or ""))
        sheet.write_string(row, 3, report.unit)
        sheet.write_number(row, 4, len(report.hard))
        sheet.write_number(row, 5, len(report.soft))
