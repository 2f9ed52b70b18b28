"""`hejia check`: the checker on the command line.

Exit status: 0 nothing found, 1 findings, 2 a file could not be read.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from hejia.checker.errors import Unreadable
from hejia.checker.public import Options, Report, check_document, read_document

CLEAN, FOUND, UNREADABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the files or folders named; print the report; return the exit status."""
    wanted = _parser().parse_args(arguments)
    folders = [path for path in wanted.files if path.is_dir()]
    if folders:
        batch = importlib.import_module("hejia.checker.batch")
        status: int = batch.run(wanted.files, wanted)
        return status
    return _check_files(wanted)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hejia check", description="体检：查出公开的预算、决算、自评表里算不拢、对不上的地方。"
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="文件或文件夹")
    parser.add_argument(
        "--format", choices=("text", "json", "markdown", "xlsx"), default="text", help="输出格式"
    )
    parser.add_argument("--with", dest="other", type=Path, help="一并比对的另一份材料")
    parser.add_argument("--annotate", type=Path, metavar="文件夹", help="另存带批注的副本")
    parser.add_argument("--only", action="append", default=[], metavar="规则", help="只用这些规则")
    parser.add_argument("--skip", action="append", default=[], metavar="规则", help="不用这些规则")
    parser.add_argument("--output", type=Path, help="写到文件（xlsx 必填，缺省为 体检结果.xlsx）")
    parser.add_argument("--jobs", type=int, default=0, help="查文件夹时同时开几个进程")
    parser.add_argument("--restart", action="store_true", help="查文件夹时从头再来，不接着上次")
    return parser


def _check_files(wanted: argparse.Namespace) -> int:
    reports: list[Report] = []
    failed = False
    try:
        options = options_of(wanted)
    except Unreadable as refusal:
        sys.stderr.write(refusal.message + "\n")
        return UNREADABLE
    for path in wanted.files:
        try:
            reports.append(check_document(path, path.name, options))
        except Unreadable as refusal:
            sys.stderr.write(refusal.message + "\n")
            failed = True
            continue
        if wanted.annotate:
            annotate = importlib.import_module("hejia.checker.report.annotate")
            written = annotate.annotate(path, reports[-1], wanted.annotate)
            sys.stderr.write(f"已写批注：{written}\n")
    if reports:
        write(reports, wanted)
    if failed:
        return UNREADABLE
    return FOUND if any(report.findings for report in reports) else CLEAN


def options_of(wanted: argparse.Namespace, *, bounded: bool = True) -> Options:
    """The options named on the command line; reads the document to compare with."""
    other = read_document(wanted.other, wanted.other.name) if wanted.other else None
    return Options(_names(wanted.only), _names(wanted.skip), other, bounded)


def _names(given: Sequence[str]) -> frozenset[str]:
    return frozenset(name for text in given for name in text.split(",") if name)


def write(reports: Sequence[Report], wanted: argparse.Namespace) -> None:
    """Print or save reports in the format asked for."""
    if wanted.format == "text" and not wanted.output:
        importlib.import_module("hejia.checker.report.terminal").show(reports)
    elif wanted.format == "xlsx":
        target = wanted.output or Path("体检结果.xlsx")
        importlib.import_module("hejia.checker.report.workbook").save(reports, target)
        sys.stderr.write(f"已写入 {target}\n")
    else:
        plain = importlib.import_module("hejia.checker.report.plain")
        text = plain.as_json(reports) if wanted.format == "json" else plain.as_markdown(reports)
        _put(text, wanted.output)


def _put(text: str, target: Path | None) -> None:
    if target:
        target.write_text(text + "\n", encoding="utf-8")
    else:
        sys.stdout.write(text + "\n")
