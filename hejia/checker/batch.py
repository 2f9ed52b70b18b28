"""Folders of documents: all cores, resumable, worst first.

Results are kept in the user's cache (`XDG_CACHE_HOME`, else `~/.cache`), one line per file with
its size and time, never in the folder itself; a file unchanged since then is not read again
unless `--restart` is given.
"""

import argparse
import hashlib
import importlib
import importlib.metadata
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from hejia.checker.pool import Result, checked
from hejia.checker.public import Options, Report, rules
from hejia.checker.reading import readable
from hejia.checker.report.annotate import ENDING, annotate
from hejia.checker.report.stored import report_from
from hejia.checker.report.terminal import Progress

CLEAN, FOUND, UNREADABLE, STOPPED = 0, 1, 2, 130
WORST = 40


def run(paths: Sequence[Path], options: Options, wanted: argparse.Namespace) -> int:
    """Check all readable files under the paths; print a summary; return the exit status."""
    files = sorted(set(_files(paths)))
    if not files:
        sys.stderr.write("文件夹里没有可以查的文件。\n")
        return UNREADABLE
    memory = _Memory(paths, options, fresh=wanted.restart)
    results = {path: known for path in files if (known := memory.of(path)) is not None}
    try:
        _check_rest(files, results, options, memory, wanted)
    except KeyboardInterrupt:
        sys.stderr.write(f"\n已停下，查完 {len(results)}/{len(files)} 份。再执行一次就接着查。\n")
        return STOPPED
    reports = [report_from(result) for result in results.values() if "error" not in result]
    failed = {str(path): r["error"] for path, r in sorted(results.items()) if "error" in r}
    reports.sort(key=lambda report: (-len(report.hard), -len(report.soft), report.document))
    _show(reports, failed, wanted)
    if failed:
        return UNREADABLE
    return FOUND if any(report.findings for report in reports) else CLEAN


def _check_rest(
    files: Sequence[Path],
    results: dict[Path, Result],
    options: Options,
    memory: "_Memory",
    wanted: argparse.Namespace,
) -> None:
    todo = [path for path in files if path not in results]
    progress = Progress(len(files), len(files) - len(todo))
    for path, result in checked(todo, options, wanted.jobs):
        results[path] = result
        memory.keep(path, result)
        progress.step(path.name)
    progress.done()
    if wanted.annotate:
        for path, result in results.items():
            if result.get("findings"):
                annotate(path, report_from(result), wanted.annotate / _below(path, wanted.files))


def _below(path: Path, roots: Sequence[Path]) -> Path:
    """The folder of a file below the folder that was asked for."""
    root = next((root for root in roots if root in path.parents), path.parent)
    return path.parent.relative_to(root)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (inner for inner in path.rglob("*") if _is_wanted(inner))
        else:
            yield path


def _is_wanted(path: Path) -> bool:
    """Not the copies and lists that an earlier check has written."""
    return readable(path) and ENDING not in path.name and path.is_file()


class _Memory:
    """What was found earlier, by file and options."""

    def __init__(self, paths: Sequence[Path], options: Options, *, fresh: bool) -> None:
        folder = next(path for path in paths if path.is_dir()).resolve()
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        name = hashlib.sha256(str(folder).encode(errors="surrogateescape")).hexdigest()[:16]
        self.path = cache / "hejia" / "check" / f"{name}.jsonl"
        self._options = _key(options)
        self._known = {} if fresh else dict(self._lines())

    def of(self, path: Path) -> Result | None:
        """The result of this file as it stands, if it is known."""
        return self._known.get(_stamp(path))

    def keep(self, path: Path, result: Result) -> None:
        """Write down a result at once, so that a run that is killed goes on from here."""
        entry = {"stamp": _stamp(path), "options": self._options, "result": result}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")
        except OSError:
            return  # no cache to write to: the run is then not resumable

    def _lines(self) -> Iterator[tuple[str, Result]]:
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except OSError:
            return
        for line in lines:
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue  # the last line of an interrupted run
            if entry.get("options") == self._options:
                yield entry["stamp"], entry["result"]


def _stamp(path: Path) -> str:
    try:
        state = path.stat()
    except OSError:
        return str(path)
    return f"{path.resolve()}|{state.st_size}|{state.st_mtime_ns}"


def _key(options: Options) -> str:
    """What a result depends on besides the file: version, rules, and the other document."""
    names = [rule.name for rule in rules() if options.wants(rule.name, rule.family)]
    other = options.other and [line.text for line in options.other.lines]
    stated = json.dumps([_version(), names, other], ensure_ascii=True)
    return hashlib.sha256(stated.encode()).hexdigest()[:16]


def _version() -> str:
    try:
        return importlib.metadata.version("hejia")
    except importlib.metadata.PackageNotFoundError:
        return ""


def _show(reports: list[Report], failed: dict[str, str], wanted: argparse.Namespace) -> None:
    if wanted.format == "text" and not wanted.output:
        importlib.import_module("hejia.checker.report.terminal").show_summary(
            reports, failed, WORST
        )
        return
    for message in failed.values():
        sys.stderr.write(message + "\n")
    importlib.import_module("hejia.checker.cli").write(reports, wanted, failed)
