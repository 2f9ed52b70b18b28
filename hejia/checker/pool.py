"""Many files on all cores, each within limits; a file that breaks its process breaks no other.

A worker is itself the bounded process: its memory is limited, and an alarm ends it when a file
takes too long. Whatever was in hand when a worker died is tried once more, alone.
"""

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from hejia.checker.errors import Unreadable
from hejia.checker.public import Options, check_document
from hejia.checker.reading.child import limit_memory
from hejia.checker.reading.limits import MOST_SECONDS, SLOW
from hejia.checker.report.stored import report_to

ALARMS = hasattr(signal, "setitimer")
CRASHED = "查《{name}》时程序出错（{kind}），已跳过。请把这个文件反馈给我们。"
Result = dict[str, Any]
"""A report as plain data, or {"error": sentence}."""

_options = Options()


def checked(
    paths: Sequence[Path], options: Options, jobs: int = 0, seconds: float = MOST_SECONDS
) -> Iterator[tuple[Path, Result]]:
    """The result of every file, in the order in which they are done."""
    jobs = jobs or os.cpu_count() or 1
    rest = iter(paths)
    while batch := list(islice(rest, jobs)):
        broken: list[Path] = []
        with _pool(jobs, options) as pool:
            waiting = {_submit(pool, path, seconds): path for path in batch}
            while waiting:
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    path = waiting.pop(future)
                    result = _result(future)
                    if result is None:
                        broken.append(path)
                        continue
                    yield path, result
                    if not broken and (following := next(rest, None)):
                        waiting[_submit(pool, following, seconds)] = following
        for path in broken:
            yield path, _alone(path, options, seconds)


def check_one(path: Path, options: Options) -> Result:
    """One file's report, or why there is none, as plain data."""
    try:
        return report_to(check_document(path, str(path), options))
    except Unreadable as refusal:
        return {"error": refusal.message}
    except Exception as error:  # noqa: BLE001 - a worker: one file's fault must not stop the rest
        return {"error": CRASHED.format(name=path.name, kind=type(error).__name__)}


def _pool(jobs: int, options: Options) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_begin, initargs=(options,))


def _begin(options: Options) -> None:
    global _options
    _options = replace(options, bounded=not ALARMS)
    limit_memory()


def _check(path: Path, seconds: float) -> Result:
    if ALARMS:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
    result = check_one(path, _options)
    if ALARMS:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return result


def _submit(pool: ProcessPoolExecutor, path: Path, seconds: float) -> "Future[Result]":
    try:
        return pool.submit(_check, path, seconds)
    except BrokenProcessPool as broken:
        refused: Future[Result] = Future()
        refused.set_exception(broken)
        return refused


def _result(future: "Future[Result]") -> Result | None:
    """None where the worker died before this file was done."""
    try:
        return future.result()
    except BrokenProcessPool:
        return None


def _alone(path: Path, options: Options, seconds: float) -> Result:
    with _pool(1, options) as pool:
        result = _result(pool.submit(_check, path, seconds))
    return result or {"error": SLOW.replace("{name}", path.name)}
