"""`hejia migrate`: the database's shape, rights and defaults."""

import importlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hejia.project import cli, env, installation
from hejia.project.database import Urls
from hejia.project.terminal import log


def run(words: Sequence[str]) -> int:
    parser = cli.parser("migrate")
    parser.parse_args(words[1:])
    home = env.home()
    installation.prepare(home)
    with _database(home) as urls:
        cli.set_up_django()
        # Its models can be read only now that Django is set up.
        migrating = importlib.import_module("hejia.project.migrating")
        migrating.install(urls, log)
    log("数据库已是最新")
    return 0


@contextmanager
def _database(home: Path) -> Iterator[Urls]:
    if os.environ.get("DATABASE_URL"):
        yield installation.told(installation.adopt(home, os.environ))
        return
    with installation.database_up(home, log) as urls:
        yield urls
