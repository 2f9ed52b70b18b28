"""Folders of documents: all cores, resumable, worst first.

Results are kept in the user's cache (`XDG_CACHE_HOME`, else `~/.cache`), one line per file with
its size and time, never in the folder itself; a file unchanged since then is not read again
unless `--restart` is given.
"""

import argparse
import hashlib
import importlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hejia.checker.document import Place
from hejia.checker.errors import Unreadable
from hejia.checker.finding import Finding
from hejia.checker.public import Options, Report, check_document
from hejia.checker.reading import readable

CLEAN, FOUND, UNREADABLE = 0, 1, 2
TEXT = frozenset({".txt", ".md", ".csv"})


def run(paths: Sequence[Path], wanted: argparse.Namespace) -> int:
    """Check all readable files under the paths; print a summary; return the exit status."""
    cli = importlib.import_module("hejia.checker.cli")
    options: Options = cli.options_of(wanted)
    files = sorted(set(_files(paths)))
    memory = _memory_of(paths)
    known = {} if wanted.restart else _remembered(memory, options)
    results = {path: known[_stamp(path)] for path in files if _stamp(path) in known}
    todo = [path for path in files if path not in results]
    for path, result in _checked(todo, options, wanted.jobs):
        results[path] = result
        _remember(memory, path, result, options)
        _progress(len(results), len(files))
    reports = [_report(result) for result in results.values() if "error" not in result]
    failed = {path: result["error"] for path, result in results.items() if "error" in result}
    reports.sort(key=lambda report: (-len(report.hard), -len(report.soft), report.document))
    _show(reports, failed, wanted, cli)
    if failed:
        return UNREADABLE
    return FOUND if any(report.findings for report in reports) else CLEAN


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (inner for inner in path.rglob("*") if inner.is_file() and readable(inner))
        else:
            yield path


def _memory_of(paths: Sequence[Path]) -> Path:
    """The file that remembers the results of this folder."""
    folder = next(path for path in paths if path.is_dir()).resolve()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return cache / "hejia" / "check" / f"{name}.jsonl"


def _stamp(path: Path) -> str:
    try:
        state = path.stat()
    except OSError:
        return str(path)
    return f"{path.resolve()}|{state.st_size}|{state.st_mtime_ns}"


def _key(options: Options) -> str:
    return f"{sorted(options.only)}{sorted(options.skip)}{options.other and options.other.name}"


def _remembered(memory: Path, options: Options) -> dict[str, dict[str, Any]]:
    known: dict[str, dict[str, Any]] = {}
    if not memory.exists():
        return known
    for line in memory.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue  # the last line of an interrupted run
        if entry.get("options") == _key(options):
            known[entry["stamp"]] = entry["result"]
    return known


def _remember(memory: Path, path: Path, result: dict[str, Any], options: Options) -> None:
    entry = {"stamp": _stamp(path), "options": _key(options), "result": result}
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        with memory.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
    except OSError:
        return  # no cache to write to: the run is then not resumable


def _checked(
    todo: Sequence[Path], options: Options, jobs: int
) -> Iterator[tuple[Path, dict[str, Any]]]:
    if not todo:
        return
    with ProcessPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        waiting = {pool.submit(check_one, path, options): path for path in todo}
        for done in as_completed(waiting):
            path = waiting[done]
            try:
                yield path, done.result()
            except BrokenProcessPool:
                yield path, {"error": f"《{path.name}》使读取进程中断，已跳过。"}


def check_one(path: Path, options: Options) -> dict[str, Any]:
    """One file's report, or its refusal, as plain data (for another process)."""
    try:
        report = check_document(path, str(path), options)
    except Unreadable as refusal:
        return {"error": refusal.message}
    return asdict(report)


def _report(result: dict[str, Any]) -> Report:
    findings = []
    for data in result["findings"]:
        place = dict(data["place"])
        if place.get("box"):
            place["box"] = tuple(place["box"])
        findings.append(Finding(**{**data, "place": Place(**place)}))
    remarks = tuple(result["remarks"])
    return Report(**{**result, "findings": tuple(findings), "remarks": remarks})


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r已查 {done}/{total}")
        if done == total:
            sys.stderr.write("\n")


def _show(
    reports: list[Report], failed: dict[Path, str], wanted: argparse.Namespace, cli: Any
) -> None:
    for message in failed.values():
        sys.stderr.write(message + "\n")
    if wanted.format != "text" or wanted.output:
        cli.write(reports, wanted)
        return
    terminal = importlib.import_module("hejia.checker.report.terminal")
    rows = [(r.document, r.unit, len(r.hard), len(r.soft)) for r in reports]
    terminal.show_summary(rows)
    by_rule = Counter(finding.rule for report in reports for finding in report.findings)
    lines = "，".join(f"{name} {count} 处" for name, count in by_rule.most_common(12))
    sys.stdout.write(f"共 {len(reports)} 份，读不了 {len(failed)} 份。{lines}\n")
