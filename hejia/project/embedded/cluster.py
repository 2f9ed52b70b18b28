"""One PostgreSQL data folder: make it, start it as our child, wait for it, stop it."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from hejia.project import leash
from hejia.project.embedded import symptoms
from hejia.project.embedded.account import Account
from hejia.project.embedded.binaries import Binaries
from hejia.project.trouble import Exit, Trouble

ADMIN = "postgres"
PORT = 5432  # names the socket only: nothing listens on the network
NEEDED = 300 * 1024 * 1024  # bytes free, below which we do not start
_RETRY_FOR = 30.0  # seconds; a killed predecessor's processes are gone by then
_READY_WITHIN = 600.0  # seconds; recovery after a crash replays at most max_wal_size
_FAST, _IMMEDIATE = signal.SIGINT, signal.SIGQUIT


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of a cluster: its data, the folder of its socket, its log."""

    data: Path
    socket: Path
    log: Path


def url(layout: Layout, user: str, password: str, database: str) -> str:
    """The address of a database of the cluster, for libpq and Django alike."""
    host = quote(str(layout.socket), safe="")
    return (
        f"postgresql://{quote(user)}:{quote(password, safe='')}@/{database}?host={host}&port={PORT}"
    )


class Cluster:
    """A data folder and the programs, account and settings it is run with."""

    def __init__(
        self, layout: Layout, binaries: Binaries, account: Account, settings: Mapping[str, str]
    ) -> None:
        self.layout, self.binaries, self.account = layout, binaries, account
        self.settings = dict(settings)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def unfinished(self) -> Path:
        """Where the data folder is made, before it is renamed to its place."""
        return self.layout.data.with_name(self.layout.data.name + ".new")

    def initialise(self, password: str, keep: Callable[[], None] = lambda: None) -> None:
        """Make the data folder where there is none, with this password for the administrator.

        It is made beside its place and renamed when complete: an interruption leaves nothing.
        `keep` is called just before, to note the password.
        """
        data, unfinished = self.layout.data, self.unfinished
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700, parents=True)
        password_file = data.with_name(data.name + ".password")
        handle = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(password)
        self.account.take(unfinished, password_file)
        made = self._initdb(unfinished, password_file)
        password_file.unlink()
        if made.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise symptoms.explain(made.stderr, data)
        if data.exists():
            data.rmdir()
        keep()
        unfinished.rename(data)

    def start(self, say: Callable[[str], None] = lambda _: None) -> None:
        """Start PostgreSQL and return when it answers. Raises Trouble with the reason if not."""
        self._inspect()
        deadline = time.monotonic() + _RETRY_FOR
        pause = 0.2
        while True:
            said = self._attempt()
            if said is None:
                return
            if not symptoms.passing(said) or time.monotonic() > deadline:
                raise symptoms.explain(said, self.layout.data)
            say("数据库上次没有正常停止，正等待旧进程退出 …")
            time.sleep(pause)
            pause = min(pause * 2, 3.0)

    def stop(self, patience: float = 20.0) -> None:
        """Stop it: open transactions are rolled back, everything acknowledged is on disk."""
        if self.process is None:
            return
        for how, wait in ((_FAST, patience), (_IMMEDIATE, 5.0), (signal.SIGKILL, 5.0)):
            if self.process.poll() is None:
                self.process.send_signal(how)
            try:
                self.process.wait(wait)
                break
            except subprocess.TimeoutExpired:
                continue
        self.process = None

    def _initdb(self, data: Path, password_file: Path) -> subprocess.CompletedProcess[str]:
        # The locale decides whether pg_trgm sees Chinese at all; see hejia/project/database.py.
        return subprocess.run(  # noqa: S603 the program found
            [
                self.binaries.program("initdb"),
                *("-D", str(data), "-U", ADMIN, "-E", "UTF8", "--locale=C.UTF-8"),
                *("--auth=scram-sha-256", f"--pwfile={password_file}", "--data-checksums"),
                "--no-instructions",
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            **self.account.popen(),
        )

    def _inspect(self) -> None:
        data = self.layout.data
        symptoms.check_version(data, self.binaries.major)
        symptoms.check_files(data)
        symptoms.check_owner(data, self.account)
        if shutil.disk_usage(data).free < NEEDED:
            raise symptoms.full(data)

    def _attempt(self) -> str | None:
        """Start once; None when ready, else what PostgreSQL said before it gave up."""
        log = self.layout.log
        log.parent.mkdir(parents=True, exist_ok=True)
        arguments = [f"{name}={value}" for name, value in self.settings.items()]
        with log.open("ab") as output:
            begin = output.tell()
            self.process = subprocess.Popen(  # noqa: S603 the program found
                [
                    self.binaries.program("postgres"),
                    *("-D", str(self.layout.data), "-k", str(self.layout.socket)),
                    *("-c", "listen_addresses=", "-c", f"port={PORT}"),
                    *("-c", "unix_socket_permissions=0700"),
                    *(word for argument in arguments for word in ("-c", argument)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
                start_new_session=True,  # Ctrl-C is for the supervisor alone
                preexec_fn=leash.tied(_FAST),
                **self.account.popen(),
            )
        return self._wait(self.process, begin)

    def _wait(self, process: subprocess.Popen[bytes], begin: int) -> str | None:
        deadline = time.monotonic() + _READY_WITHIN
        while time.monotonic() < deadline:
            if process.poll() is not None:
                self.process = None
                with self.layout.log.open("rb") as log:
                    log.seek(begin)
                    return log.read().decode(errors="replace")
            if self._ready(process.pid):
                return None
            time.sleep(0.02)
        self.stop()
        raise Trouble(
            f"数据库在 {_READY_WITHIN:.0f} 秒内没有就绪，请查看日志 {self.layout.log}。",
            Exit.UNAVAILABLE,
        )

    def _ready(self, pid: int) -> bool:
        """Read the state the server itself notes down (as pg_ctl does)."""
        try:
            lines = (self.layout.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"
