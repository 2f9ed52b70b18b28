"""`hejia web` and `hejia live`: the two servers."""

import importlib
import signal
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from granian import Granian
from granian.constants import Interfaces

from hejia.project import cli, env, leash

WORKERS: Final = 2
THREADS: Final = 2


class Server(NamedTuple):
    module: str
    interface: Interfaces
    workers: int
    after: int  # its port, counted from PORT
    before: tuple[str, ...] = ()  # what the first request would load


SERVERS: Final = {
    # Measured best of those tried: docs/decisions/0003-processes.md
    "web": Server("hejia.project.wsgi", Interfaces.WSGI, WORKERS, 0, ("hejia.project.urls",)),
    "live": Server("hejia.project.live", Interfaces.ASGI, 1, 1),
}


def run(words: Sequence[str]) -> int:
    server = SERVERS[words[0]]
    parser = cli.parser(words[0])
    port = env.port() + server.after
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--bind", default=env.text("HEJIA_BIND", "127.0.0.1"))
    workers = env.number("HEJIA_WEB_WORKERS", server.workers) if words[0] == "web" else 1
    parser.add_argument("--workers", type=int, default=workers)
    chosen = parser.parse_args(words[1:])
    # Loaded before the workers are forked: they share its memory and start at once.
    for module in (server.module, *server.before):
        importlib.import_module(module)
    Granian(
        f"{server.module}:application",
        address=chosen.bind,
        port=chosen.port,
        interface=server.interface,
        workers=chosen.workers,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
        blocking_threads=THREADS if server.interface is Interfaces.WSGI else None,
    ).serve(target_loader=partial(_load, server.module), wrap_loader=False)
    return 0


def _load(module: str) -> Callable[..., Any]:
    """In a worker process: end with the parent, then load the application."""
    leash.tie(signal.SIGKILL)
    application: Callable[..., Any] = importlib.import_module(module).application
    return application
