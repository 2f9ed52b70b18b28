"""The processes of one installation as children of one: started, watched, restarted, stopped."""

import http.client
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

from hejia.project import leash
from hejia.project.embedded.cluster import Cluster
from hejia.project.trouble import Exit, Trouble

Say = Callable[[str], None]

PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds before a child that died is started again: the first time, the second …"""

SETTLED: Final = 60.0  # seconds after which a child counts as healthy again
LOG_LIMIT: Final = 10 * 1024 * 1024  # bytes, then the file is turned over
LOG_KEPT: Final = 5
_READY_WITHIN: Final = 120.0
_LOOK_EVERY: Final = 0.5
_STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked to stop before everything had started."""


@dataclass
class Child:
    """One process, and how often it had to be started again."""

    name: str
    label: str
    command: Sequence[str]
    patience: float = 8.0  # seconds it may take to finish its work when told to stop
    passing: bool = False  # has an end; speaks on the terminal until then
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)  # for it alone
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    deaths: int = 0
    started: float = 0.0
    due: float = 0.0  # when to start it again (monotonic), while it is down

    def start(self, logs: Path, environ: Mapping[str, str]) -> None:
        with ExitStack() as stack:
            output = None
            if not self.passing:
                output = stack.enter_context((logs / f"{self.name}.log").open("ab"))
            self.process = subprocess.Popen(  # noqa: S603 our own command
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**environ, **self.environ},
                start_new_session=True,
                preexec_fn=leash.tied(signal.SIGKILL),  # whoever kills us means all
            )
        self.started = time.monotonic()

    def signal(self, how: signal.Signals) -> None:
        """Send it to the child and all it started itself."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, how)
            except ProcessLookupError:
                return

    def gone(self) -> bool:
        return self.process is None or self.process.poll() is not None


class Supervisor:
    """Keeps the children of one installation running until told to stop."""

    def __init__(
        self, logs: Path, environ: Mapping[str, str], say: Say, cluster: Cluster | None = None
    ) -> None:
        self.logs, self.environ, self.say, self.cluster = logs, dict(environ), say, cluster
        self.children: list[Child] = []
        self.afterwards: Child | None = None  # to be started when all others answer
        self._news: queue.SimpleQueue[int] = queue.SimpleQueue()

    def listen(self) -> None:
        """From now on Ctrl-C and SIGTERM ask for an orderly stop."""
        for number in _STOPPING:
            signal.signal(number, self._told)

    def start(self, child: Child) -> None:
        self.children.append(child)
        child.start(self.logs, self.environ)

    def wait_for(self, child: Child, port: int, path: str = "") -> None:
        """Return when the child answers on its port. Raises Trouble with the end of its log."""
        deadline = time.monotonic() + _READY_WITHIN
        while time.monotonic() < deadline:
            if child.gone():
                raise Trouble(self._last_words(child), Exit.BROKEN)
            if answers(port, path):
                return
            if self.stopping(0.05):
                raise Stopped
        raise Trouble(self._last_words(child), Exit.BROKEN)

    def stopping(self, wait: float) -> bool:
        """Whether somebody asked to stop, waiting so many seconds for it."""
        try:
            self._news.get(timeout=wait)
        except queue.Empty:
            return False
        return True

    def watch(self) -> None:
        """Return when asked to stop; meanwhile start again whatever dies."""
        turned = time.monotonic()
        while not self.stopping(_LOOK_EVERY):
            self._watch_database()
            for child in list(self.children):
                self._watch_child(child)
            if time.monotonic() - turned > 60:
                turn_over(self.logs)
                turned = time.monotonic()

    def stop(self) -> None:
        """Stop the children in the order of their start, the database last."""
        for number in _STOPPING:  # a second Ctrl-C must not leave half of them running
            signal.signal(number, signal.SIG_IGN)
        for child in self.children:
            child.signal(signal.SIGTERM)
        for child in self.children:
            self._see_off(child)
        if self.cluster is not None:
            self.cluster.stop()

    def _told(self, number: int, _: FrameType | None) -> None:
        self._news.put(number)

    def _watch_child(self, child: Child) -> None:
        now = time.monotonic()
        if not child.gone():
            if child.deaths and now - child.started > SETTLED:
                child.deaths = 0
            return
        if child.passing and child.process is not None and child.process.returncode == 0:
            self.children.remove(child)
        elif child.process is not None:
            status = child.process.returncode
            child.signal(signal.SIGKILL)  # what it may have left behind
            child.process = None
            pause = PAUSES[min(child.deaths, len(PAUSES) - 1)]
            child.deaths += 1
            child.due = now + pause
            self.say(f"{child.label}意外退出（{_told_status(status)}），{pause:g} 秒后重新启动")
        elif now >= child.due:
            child.start(self.logs, self.environ)
            self.say(f"{child.label}已重新启动")

    def _watch_database(self) -> None:
        cluster = self.cluster
        if cluster is None or cluster.process is None or cluster.process.poll() is None:
            return
        self.say(f"数据库意外退出（{_told_status(cluster.process.returncode)}），正在重新启动")
        cluster.start(self.say)
        self.say("数据库已重新启动")

    def _see_off(self, child: Child) -> None:
        process = child.process
        if process is None:
            return
        try:
            process.wait(child.patience)
        except subprocess.TimeoutExpired:
            self.say(f"{child.label}没有按时停下，强制结束")
        child.signal(signal.SIGKILL)
        process.wait()

    def _last_words(self, child: Child) -> str:
        log = self.logs / f"{child.name}.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        tail = "\n    ".join(lines[-8:])
        return f"{child.label}没有启动成功，日志 {log} 的最后几行：\n    {tail}"


def answers(port: int, path: str = "") -> bool:
    """Whether something listens on the port, and answers 200 at the path where one is given."""
    try:
        if not path:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
            return True
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        finally:
            connection.close()
    except (OSError, http.client.HTTPException):
        return False


def check_ports(ports: Mapping[int, str], host: str = "127.0.0.1") -> None:
    """Refuse to start when somebody else listens on one of the ports."""
    for port, label in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except PermissionError:
                raise Trouble(
                    f"没有权限使用端口 {port}（1024 以下的端口要由管理员开放）。"
                    "请换一个端口，例如 PORT=8000 make run。",
                    Exit.PERMISSION,
                ) from None
            except OSError:
                raise Trouble(
                    f"端口 {port}（{label}）已被别的程序占用。请停止那个程序，"
                    f"或换一个端口，例如 PORT={port + 100} make run。",
                    Exit.UNAVAILABLE,
                ) from None


def turn_over(logs: Path, limit: int = LOG_LIMIT, kept: int = LOG_KEPT) -> None:
    """Keep log files below the limit: name.log → name.log.1 → … .5.

    Children write in append mode and keep their file open, so it is copied and emptied.
    """
    for log in logs.glob("*.log"):
        if log.stat().st_size <= limit:
            continue
        for number in range(kept - 1, 0, -1):
            older = log.with_name(f"{log.name}.{number}")
            if older.exists():
                older.rename(log.with_name(f"{log.name}.{number + 1}"))
        shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        os.truncate(log, 0)


def ours(*words: str) -> list[str]:
    """The command line of one of our own commands."""
    return [sys.executable, "-m", "hejia", *words]


def _told_status(status: int | None) -> str:
    if status is not None and status < 0:
        return f"信号 {signal.Signals(-status).name}"
    return f"退出码 {status}"
