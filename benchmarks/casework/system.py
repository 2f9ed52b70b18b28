"""The system that is measured: a data folder with so many cases, and everything `hejia run` starts.

Nothing of ours runs in this process but the clients: what is measured is what people get.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

HEJIA = (sys.executable, "-m", "hejia")
QUIET_WITHIN = 1200.0
_TICKS = os.sysconf("SC_CLK_TCK")


class System(NamedTuple):
    """A running system: its data folder, its port, its process."""

    home: Path
    port: int
    process: int

    def owner(self) -> str:
        """The address of its database, as the owner of the tables."""
        address: str = json.loads((self.home / "database.json").read_text())["owner"]
        return address

    def token(self, login: str) -> str:
        """A bearer token of one of the demonstration's people."""
        database = json.loads((self.home / "database.json").read_text())
        environ = _environ(self.home) | {
            "DATABASE_URL": database["app"],
            "DATABASE_OWNER_URL": database["owner"],
        }
        made = subprocess.run(  # noqa: S603 our own command
            [*HEJIA, "token", login], env=environ, capture_output=True, text=True, check=True
        )
        return made.stdout.strip().splitlines()[-1]

    def password(self) -> str:
        """The one password of the demonstration's people, as the terminal shows it."""
        lines = json.loads((self.home / "demonstration.json").read_text())["logins"]
        found = re.search(r"口令均为 (.+?)，", lines[0])
        if found is None:
            raise LookupError("demonstration.json tells no password")
        return found[1]

    def web_megabytes(self) -> tuple[float, float]:
        """Resident memory of the largest web process, and of all of them with shared pages once."""
        found = [pid for pid in _below(self.process) if "web" in _words(pid)]
        resident = [_kilobytes(pid, "status", "VmRSS:") for pid in found]
        shared = [_kilobytes(pid, "smaps_rollup", "Pss:") for pid in found]
        return max(resident) / 1024, sum(shared) / 1024

    def seconds_used(self) -> float:
        """Processor time used so far by the system's own background work."""
        return sum(_used(pid) for pid in _below(self.process))


def prepare(home: Path, cases: int) -> float:
    """Make the data folder with so many cases, unless it is there; seconds it took."""
    note = home / "demonstration.json"
    if note.exists() and json.loads(note.read_text()).get("cases"):
        return 0.0
    began = time.monotonic()
    for words in (("migrate",), ("demo", "load", "--cases", str(cases))):
        subprocess.run([*HEJIA, *words], env=_environ(home), check=True)  # noqa: S603 our own command
    return time.monotonic() - began


@contextmanager
def running(home: Path) -> Iterator[System]:
    """Start the whole system on free ports and wait until it is ready and quiet."""
    port = _free_ports()
    log = (home / "bench.log").open("w")
    process = subprocess.Popen(  # noqa: S603 our own command
        [*HEJIA, "run"],
        env=_environ(home) | {"PORT": str(port), "HEJIA_DEMO": "1"},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        _wait_until_ready(port, process)
        system = System(home, port, process.pid)
        settle(system)
        yield system
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        log.close()


def settle(system: System) -> None:
    """Wait until the background work of a start (days to seal, clocks to tell) is done."""
    ends = time.monotonic() + QUIET_WITHIN
    while time.monotonic() < ends:
        before = system.seconds_used()
        time.sleep(3)
        if system.seconds_used() - before < 0.45:
            return


def _environ(home: Path) -> dict[str, str]:
    """Ours without what points at another database."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "HEJIA_"))}
    return ours | {"HEJIA_HOME": str(home), "HEJIA_IDLE_MINUTES": "480"}


def _free_ports() -> int:
    """A port that is free, and the next one with it."""
    for port in range(18120, 19000, 2):
        try:
            for one in (port, port + 1):
                with socket.socket() as held:
                    held.bind(("127.0.0.1", one))
        except OSError:
            continue
        return port
    raise OSError("no two free ports")


def _wait_until_ready(port: int, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + 600
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise OSError("the system did not start; see bench.log in its data folder")


def _below(process: int) -> list[int]:
    """Every process under one, however deep, itself included."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, left = [], [process]
    while left:
        found.append(left.pop())
        left += parents.get(found[-1], [])
    return found


def _words(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return []


def _kilobytes(process: int, file: str, label: str) -> int:
    try:
        lines = Path(f"/proc/{process}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(label)), 0)


def _used(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS
