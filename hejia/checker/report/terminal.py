"""Reports for a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hejia.checker.public import Report

STYLE = {"hard": "bold red", "soft": "yellow"}
WORD = {"hard": "错误", "soft": "提示"}


def show(reports: Sequence[Report], console: Console | None = None) -> None:
    """Print every report: its head, then its findings by place."""
    out = console or Console()
    for report in reports:
        out.print(_head(report), soft_wrap=True)
        for remark in report.remarks:
            out.print(f"  [cyan]{escape(remark)}[/]", soft_wrap=True)
        for finding in report.findings:
            mark = f"[{STYLE[finding.severity]}]{WORD[finding.severity]}[/]"
            out.print(f"  {mark} [bold]{escape(finding.where)}[/] [dim]{finding.rule}[/]")
            out.print(f"     {escape(finding.message)}", soft_wrap=True)
            if finding.quote:
                out.print(f"     [dim]原文：{escape(finding.quote)}[/]", soft_wrap=True)
        out.print()


def show_summary(rows: Sequence[tuple[str, str, int, int]], console: Console | None = None) -> None:
    """A folder's summary: document, unit, errors, hints — worst first."""
    table = Table("文件", "单位", "错误", "提示")
    for name, unit, hard, soft in rows:
        table.add_row(escape(name), escape(unit), str(hard), str(soft))
    (console or Console()).print(table)


def _head(report: Report) -> str:
    year = f"{report.year}年度 " if report.year else ""
    count = f"错误 {len(report.hard)} 处，提示 {len(report.soft)} 处"
    if not report.findings:
        count = "[green]没有发现问题[/]"
    return f"[bold]{escape(report.document)}[/]  {year}{escape(report.kind)}  {count}"
