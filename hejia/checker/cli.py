"""`hejia check`: the checker on the command line.

Exit status: 0 nothing found, 1 findings, 2 a file could not be read.
"""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from hejia.checker.errors import Unreadable
from hejia.checker.public import Options, Report, check_document, read_document, rules

CLEAN, FOUND, UNREADABLE, STOPPED = 0, 1, 2, 130
MOST_SECONDS = 60
CRASHED = "查《{name}》时程序出错（{kind}），已跳过。请把这个文件反馈给我们。\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the files or folders named; print the report; return the exit status."""
    wanted = _parser().parse_args(arguments)
    _be_lenient(sys.stdout)
    try:
        return _run(wanted)
    except Unreadable as refusal:
        sys.stderr.write(refusal.message + "\n")
        return UNREADABLE
    except KeyboardInterrupt:
        sys.stderr.write("已停下。\n")
        return STOPPED
    except BrokenPipeError:
        # Whoever read the output has closed it (| head); nothing more can be told to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hejia check",
        description="体检：查出公开的预算、决算、自评表里算不拢、对不上的地方。",
        epilog="退出状态：0 没有发现问题；1 有发现；2 有文件读不了。",
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="文件或文件夹")
    parser.add_argument(
        "--format", choices=("text", "json", "markdown", "xlsx"), default="text", help="输出格式"
    )
    parser.add_argument("--with", dest="other", type=Path, help="一并比对的另一份材料")
    parser.add_argument("--annotate", type=Path, metavar="文件夹", help="另存带批注的副本")
    parser.add_argument("--only", action="append", default=[], metavar="规则", help="只用这些规则")
    parser.add_argument("--skip", action="append", default=[], metavar="规则", help="不用这些规则")
    parser.add_argument("--output", type=Path, help="写到文件（xlsx 缺省为 体检结果.xlsx）")
    parser.add_argument("--jobs", type=int, default=0, help="查文件夹时同时开几个进程")
    parser.add_argument("--restart", action="store_true", help="查文件夹时从头再来，不接着上次")
    parser.add_argument("--rules", action="store_true", help="列出全部规则")
    return parser


def _run(wanted: argparse.Namespace) -> int:
    if wanted.rules:
        for rule in rules():
            sys.stdout.write(f"{rule.name}\t{rule.title}\n")
        return CLEAN
    if not wanted.files:
        raise Unreadable("missing", "请写明要查的文件或文件夹，例如：hejia check 自评表.docx。")
    options = options_of(wanted)
    if any(path.is_dir() for path in wanted.files):
        batch = importlib.import_module("hejia.checker.batch")
        status: int = batch.run(wanted.files, options, wanted)
        return status
    return _check_files(wanted, options)


def options_of(wanted: argparse.Namespace) -> Options:
    """The options named on the command line; reads the document to compare with.

    Raises Unreadable for that document, and for names that are no rule.
    """
    only, skip = _names(wanted.only), _names(wanted.skip)
    known = {name for rule in rules() for name in (rule.name, rule.family)}
    unknown = sorted((only | skip) - known - {"R23", "R23-other"})
    if unknown:
        raise Unreadable("rule", f"没有这样的规则：{'、'.join(unknown)}。用 --rules 查看全部规则。")
    other = read_document(wanted.other, wanted.other.name) if wanted.other else None
    return Options(only, skip, other)


def _names(given: Sequence[str]) -> frozenset[str]:
    return frozenset(name for text in given for name in text.split(",") if name)


def _check_files(wanted: argparse.Namespace, options: Options) -> int:
    reports: list[Report] = []
    for path in wanted.files:
        report = _check(path, options)
        if report is None:
            continue
        reports.append(report)
        if wanted.annotate:
            annotate = importlib.import_module("hejia.checker.report.annotate")
            sys.stderr.write(f"已写批注：{annotate.annotate(path, report, wanted.annotate)}\n")
    if reports:
        write(reports, wanted)
    if len(reports) < len(wanted.files):
        return UNREADABLE
    return FOUND if any(report.findings for report in reports) else CLEAN


def _check(path: Path, options: Options) -> Report | None:
    """The report, or None after a sentence why there is none."""
    try:
        with _alarm():
            return check_document(path, path.name, options)
    except TimeoutError:
        sys.stderr.write(f"《{path.name}》查了 {MOST_SECONDS} 秒还没有查完，已停止。请分开检查。\n")
    except Unreadable as refusal:
        sys.stderr.write(refusal.message + "\n")
    except Exception as error:  # noqa: BLE001 - the border to files of strangers: a sentence, no trace
        sys.stderr.write(CRASHED.format(name=path.name, kind=type(error).__name__))
    return None


@contextmanager
def _alarm() -> Iterator[None]:
    """Raise TimeoutError where reading and rules together take too long (not on Windows)."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def write(
    reports: Sequence[Report],
    wanted: argparse.Namespace,
    failed: Mapping[str, str] | None = None,
) -> None:
    """Print or save reports in the format asked for. Raises Unreadable where it cannot save."""
    try:
        _write(reports, wanted, failed or {})
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        target = wanted.output or "体检结果.xlsx"
        raise Unreadable("target", f"写不进“{target}”，请换一个能写的位置。") from error


def _write(
    reports: Sequence[Report], wanted: argparse.Namespace, failed: Mapping[str, str]
) -> None:
    if wanted.format == "xlsx":
        target = wanted.output or Path("体检结果.xlsx")
        importlib.import_module("hejia.checker.report.workbook").save(reports, target, failed)
        sys.stderr.write(f"已写入 {target}\n")
        return
    if wanted.output is None:
        _print(reports, wanted.format, sys.stdout)
        return
    with wanted.output.open("w", encoding="utf-8") as file:
        _print(reports, wanted.format, file)


def _print(reports: Sequence[Report], form: str, out: TextIO) -> None:
    if form == "text":
        importlib.import_module("hejia.checker.report.terminal").show(reports, out)
        return
    plain = importlib.import_module("hejia.checker.report.plain")
    text = plain.as_json(reports) if form == "json" else plain.as_markdown(reports)
    out.write(text + "\n")


def _be_lenient(out: TextIO) -> None:
    """A file name that the terminal cannot show must not end the run."""
    change = getattr(out, "reconfigure", None)
    if change:
        change(errors="replace")
