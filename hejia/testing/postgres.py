"""A PostgreSQL of our own for a test session: the real engine, the real roles, thrown away after.

The first session after a change of the schema runs `hejia migrate` once and keeps the data folder
as a template; every later one copies it and is ready in about half a second.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hejia.project import database, fingerprint
from hejia.project.database import Login, Urls
from hejia.project.embedded import account, binaries, tuning
from hejia.project.embedded.cluster import ADMIN, Cluster, Layout, url

OWNER = Login("hejia_owner", "owner-of-tests")
APP = Login("hejia_app", "app-of-tests")
DATABASE = "hejia"
_KEPT = 3  # templates of other versions that stay in the cache

Migrate = Callable[[Urls], None]


def _cache() -> Path:
    chosen = os.environ.get("HEJIA_TEST_CACHE", "")
    return Path(chosen or Path(tempfile.gettempdir()) / f"hejia-test-cache-{os.geteuid()}")


class Server:
    """A running test cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def urls(self, name: str = DATABASE) -> Urls:
        """Addresses of one of its databases as the application and as the owner."""
        layout = self.cluster.layout
        return Urls(
            app=url(layout, APP.role, APP.password, name),
            owner=url(layout, OWNER.role, OWNER.password, name),
        )

    def admin(self, name: str = "postgres") -> str:
        return url(self.cluster.layout, ADMIN, ADMIN, name)

    def clone(self, name: str) -> None:
        """Make a database like the migrated one; nobody may be connected to that meanwhile."""
        with database.connect(self.admin()) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE} STRATEGY file_copy")
            admin.execute(f"ALTER ROLE {APP.role} IN DATABASE {name} SET search_path = ext")

    def drop(self, name: str) -> None:
        with database.connect(self.admin()) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def server(migrate: Migrate) -> Iterator[Server]:
    """Run a cluster with a migrated database for the length of the block."""
    programs = binaries.find()
    template = _template(programs, migrate)
    with _running(programs, template) as running:
        yield running


@contextmanager
def bare() -> Iterator[Server]:
    """Run a cluster with nothing in it but its administrator."""
    with _running(binaries.find(), None) as running:
        yield running


def _template(programs: binaries.Binaries, migrate: Migrate) -> Path:
    """The kept data folder for this shape of the schema, made by whoever comes first."""
    cache = _cache()
    cache.mkdir(parents=True, exist_ok=True, mode=0o755)
    template = cache / f"{fingerprint.of_schema()}-{programs.version}"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            _build(programs, migrate, template)
            _forget_old(cache, template)
        else:
            os.utime(template)
    return template


def _build(programs: binaries.Binaries, migrate: Migrate, template: Path) -> None:
    unfinished = template.with_name(template.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    with _running(programs, None) as running:
        with database.connect(running.admin()) as admin:
            database.create_roles(admin, OWNER, APP)
            database.create_database(admin, DATABASE, OWNER, APP)
        migrate(running.urls())
        running.cluster.stop()
        shutil.copytree(running.cluster.layout.data, unfinished)
    shutil.rmtree(template, ignore_errors=True)
    unfinished.rename(template)


def _forget_old(cache: Path, newest: Path) -> None:
    others = [p for p in cache.iterdir() if p.is_dir() and p != newest]
    for old in sorted(others, key=lambda p: p.stat().st_mtime, reverse=True)[_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _running(programs: binaries.Binaries, template: Path | None) -> Iterator[Server]:
    place = Path(tempfile.mkdtemp(prefix="hejia-test-"))
    who = account.choose(place / "pg")
    place.chmod(0o755)
    who.take(place)
    if who.other and not who.can("-x", programs.folder / "postgres"):
        programs = binaries.copied(programs, _cache())
    data = place / "pg"
    layout = Layout(data=data, socket=account.socket_folder(place, who), log=place / "pg.log")
    cluster = Cluster(layout, programs, who, tuning.for_tests())
    try:
        if template is None:
            cluster.initialise(ADMIN)
        else:
            _lay_out(template, data, who)
        cluster.start()
        yield Server(cluster)
    finally:
        cluster.stop(patience=3.0)
        shutil.rmtree(place, ignore_errors=True)


def _lay_out(template: Path, data: Path, who: account.Account) -> None:
    shutil.copytree(template, data)
    data.chmod(0o700)
    who.take_tree(data)
