"""A system started as a person starts it, for tests that kill its parts or ask it from outside."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hejia.project import leash, supervisor


@dataclass
class System:
    """A running system and its data folder."""

    home: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def log(self) -> str:
        return (self.home / "terminal").read_text()

    def told(self, name: str) -> str:
        """What one of its parts wrote: web, live or worker."""
        return (self.home / "logs" / f"{name}.log").read_text()

    def children(self) -> dict[str, int]:
        """The processes right below: name → pid."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                words = (entry / "cmdline").read_bytes().decode().split("\0")
            except (OSError, ValueError):
                continue
            if parent == self.process.pid and len(words) > 1:
                name = "postgres" if words[0].endswith("postgres") else words[-2]
                found[name] = int(entry.name)
        return found

    def everything(self) -> set[int]:
        """Every process that belongs to it: by the data folder in its environment or words."""
        mark = str(self.home).encode()
        found = set()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if mark in told:
                found.add(int(entry.name))
        return found

    def answers(self) -> bool:
        return supervisor.answers(self.port, "/healthz")


def until(true: Callable[[], bool], within: float = 30.0) -> bool:
    """Wait until it is true, at most `within` seconds; whether it came true."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


def free_port() -> int:
    """A port such that it and the next are free."""
    while True:
        with socket.socket() as probe, socket.socket() as other:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
            try:
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def environment(home: Path, port: int) -> dict[str, str]:
    """That of a person who set nothing but the data folder and the port."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("HEJIA_", "DATABASE_"))}
    return clean | {"HEJIA_HOME": str(home), "PORT": str(port), "HEJIA_DEMO": "0"}


def start(home: Path) -> System:
    """Start it; what it prints on the terminal goes to `home/terminal`."""
    port = free_port()
    with (home / "terminal").open("w") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "hejia", "run"],
            env=environment(home, port),
            stdout=terminal,
            stderr=terminal,
            text=True,
            start_new_session=True,
            preexec_fn=leash.tied(signal.SIGTERM),  # tests that are killed leave nothing running
        )
    return System(home, port, process)


@contextmanager
def folder() -> Iterator[Path]:
    """A data folder of its own, gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="hejia-run-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@contextmanager
def running(home: Path) -> Iterator[System]:
    """A system that answers, killed afterwards."""
    system = start(home)
    try:
        assert until(lambda: "和家已启动" in system.log or system.process.poll() is not None, 90)
        assert system.process.poll() is None, system.log
        yield system
    finally:
        system.process.kill()
        system.process.wait()
