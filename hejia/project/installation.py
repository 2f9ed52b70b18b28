"""One installation: its data folder, who uses it, and the database behind it.

Order of precedence: DATABASE_URL with DATABASE_OWNER_URL; DATABASE_URL of somebody who may create
roles (we make the two roles then); else the embedded PostgreSQL in the data folder.
"""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from hejia.project import database
from hejia.project.database import Login, Urls
from hejia.project.embedded import account, binaries, symptoms, tuning
from hejia.project.embedded.cluster import ADMIN, Cluster, Layout, url
from hejia.project.trouble import Exit, Trouble

OWNER: Final = "hejia_owner"
APP: Final = "hejia_app"
DATABASE: Final = "hejia"

Say = Callable[[str], None]


def prepare(home: Path) -> None:
    """Make the data folder and what every part of the system expects in it."""
    if home.exists() and not home.is_dir():
        raise Trouble(
            f"数据目录 {home} 不能写入：它是一个文件。请用 HEJIA_HOME 指定一个目录。", Exit.CREATE
        )
    try:
        home.mkdir(parents=True, exist_ok=True)
        for name in ("logs", "static", "files"):
            (home / name).mkdir(exist_ok=True)
        (home / "keys").mkdir(mode=0o700, exist_ok=True)
        (home / ".writable").touch()
        (home / ".writable").unlink()
    except OSError as error:
        raise Trouble(
            f"数据目录 {home} 不能写入（{error.strerror}）。"
            "请检查权限与磁盘空间，或用 HEJIA_HOME 指定另一个目录。",
            Exit.DISK if error.errno == 28 else Exit.CREATE,
        ) from error


@contextmanager
def lock(home: Path, note: str) -> Iterator[None]:
    """Be the only one to run this data folder; the note tells others who does."""
    with _opened(home) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                f"数据目录 {home} 正在使用中（{used_by(home)}）。"
                "要再开一套，请用 HEJIA_HOME 和 PORT 指定另外的目录和端口；"
                "要停止它，请在那个窗口按 Ctrl-C。",
                Exit.BUSY,
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"进程 {os.getpid()}，{note}\n")
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate()


def in_use(home: Path) -> bool:
    """Whether somebody runs this data folder now."""
    with _opened(home) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def used_by(home: Path) -> str:
    """Who runs this data folder, in the words they left: the process and its address."""
    return (home / "lock").read_text(encoding="utf-8").strip() or "另一个进程"


def _opened(home: Path) -> IO[str]:
    # Not inherited by children: the lock ends with the process that took it.
    return (home / "lock").open("a+", encoding="utf-8")


def noted(home: Path) -> dict[str, str]:
    """The addresses with passwords kept in the data folder (mode 0600)."""
    path = home / "database.json"
    if not path.exists():
        return {}
    try:
        kept: dict[str, str] = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise Trouble(f"读不出 {path}：{error}。请从备份恢复这个文件。", Exit.DISK) from error
    return kept


def note(home: Path, addresses: Mapping[str, str]) -> None:
    path = home / "database.json"
    unfinished = path.with_suffix(".new")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(dict(addresses), file, indent=2)
    unfinished.rename(path)


class Embedded:
    """The PostgreSQL that runs as our child in the data folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        programs = binaries.find()
        who = account.choose(home / "pg")
        place = account.place(home, who)
        if who.other and not who.can("-x", programs.folder / "postgres"):
            programs = binaries.copied(programs, place)
        data = place / "pg"
        self.layout = Layout(data, account.socket_folder(place, who), home / "logs/postgres.log")
        self.cluster = Cluster(self.layout, programs, who, tuning.settings(*_machine()))

    def start(self, say: Say) -> Urls:
        """Start it, making the cluster, roles and database at the first time."""
        kept = noted(self.home)
        if self._fresh(kept):
            say(f"建立数据库（PostgreSQL {self.cluster.binaries.version}）于 {self.layout.data}")
            kept = self._addresses()
            password = database.login_of(kept["admin"]).password
            self.cluster.initialise(password, keep=lambda: note(self.home, kept))
            self._link()
        self.cluster.start(say)
        here = {name: self._here(address) for name, address in kept.items()}
        if here != kept:  # the data folder was moved, and the socket with it
            note(self.home, here)
        urls = Urls(here["app"], here["owner"])
        self._roles(here["admin"], urls)
        return urls

    def _fresh(self, kept: Mapping[str, str]) -> bool:
        """Whether there is nothing yet. Half of an installation is refused, never made anew."""
        data = self.layout.data
        passwords = "admin" in kept
        if "for" in kept:  # the passwords of the roles made there stand nowhere else
            raise Trouble(
                f"这个数据目录用的是外部数据库 {kept['for']}。请用 DATABASE_URL 写明它的地址；"
                "要另用内置数据库，请用 HEJIA_HOME 指定另一个目录。"
            )
        if data.exists():
            symptoms.check_owner(data, self.cluster.account)
        if data.exists() and any(data.iterdir()):
            if passwords:
                return False
            raise Trouble(
                f"数据目录里缺少 {self.home / 'database.json'}（数据库的口令）。"
                "请从备份恢复这个文件。",
                Exit.DISK,
            )
        if passwords and not self.cluster.unfinished.exists():
            raise Trouble(
                f"数据库目录 {data} 不见了，而口令文件 database.json 还在。若磁盘没有挂载，"
                "请先挂载；若确要从头开始，请删除 database.json 后再启动。",
                Exit.DISK,
            )
        return True

    def _roles(self, admin_url: str, urls: Urls) -> None:
        owner, app = database.login_of(urls.owner), database.login_of(urls.app)
        with database.connect(admin_url) as admin:
            there = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if there.fetchone() is None:
                database.create_roles(admin, owner, app)
                database.create_database(admin, DATABASE, owner, app)

    def _addresses(self) -> dict[str, str]:
        return {
            "app": url(self.layout, APP, secrets.token_urlsafe(24), DATABASE),
            "owner": url(self.layout, OWNER, secrets.token_urlsafe(24), DATABASE),
            "admin": url(self.layout, ADMIN, secrets.token_urlsafe(24), ADMIN),
        }

    def _here(self, address: str) -> str:
        login = database.login_of(address)
        name = address.partition("@/")[2].partition("?")[0]
        return url(self.layout, login.role, login.password, name)

    def _link(self) -> None:
        link = self.home / "pg"
        if self.layout.data != link and not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(self.layout.data)


def _machine() -> tuple[int, int]:
    """Memory in bytes and number of cores."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return memory, os.cpu_count() or 2


def external(home: Path, environ: Mapping[str, str]) -> Urls | None:
    """The addresses of a database that is not ours to start; None where none is named."""
    app = environ.get("DATABASE_URL", "")
    if not app:
        return None
    owner = environ.get("DATABASE_OWNER_URL", "")
    if owner:
        return Urls(app, owner)
    kept = noted(home)
    if kept.get("for") == _without_password(app):
        return Urls(kept["app"], kept["owner"])
    return None


def adopt(home: Path, environ: Mapping[str, str]) -> Urls:
    """Make an external database ready for `hejia migrate`: the roles that are missing."""
    known = external(home, environ)
    if known is not None:
        _ensure_app(known)
        return known
    given = environ["DATABASE_URL"]
    with database.connect(given) as admin:
        if not _may_create_roles(admin):
            raise Trouble(
                "只给出了 DATABASE_URL，而这个账户不能建立其他账户。请同时给出 "
                "DATABASE_OWNER_URL（表的属主，只在更新表结构时使用）；"
                "DATABASE_URL 则用另一个权限较小的应用账户。",
                Exit.PERMISSION,
            )
        return _found(home, given, admin)


def _found(home: Path, given: str, admin: Any) -> Urls:
    """Create the two roles with passwords of their own and keep them in the data folder."""
    if "admin" in noted(home):
        raise Trouble(
            f"数据目录 {home} 里已有内置数据库，它的口令也记在这里。"
            "使用外部数据库请用 HEJIA_HOME 指定另一个目录。"
        )
    for role in (OWNER, APP):
        if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            raise Trouble(
                f"数据库里已经有账户 {role}，口令不在本数据目录中。请用 DATABASE_URL（应用账户）"
                "和 DATABASE_OWNER_URL（属主账户）写明两个账户及口令。",
                Exit.PERMISSION,
            )
    owner, app = (Login(role, secrets.token_urlsafe(24)) for role in (OWNER, APP))
    urls = Urls(database.as_login(given, app), database.as_login(given, owner))
    note(home, {"app": urls.app, "owner": urls.owner, "for": _without_password(given)})
    database.create_roles(admin, owner, app)
    database.entitle(admin, owner.role, app.role)
    return urls


def _ensure_app(urls: Urls) -> None:
    """Create the application's role where the owner may and it is missing."""
    app = database.login_of(urls.app)
    with database.connect(urls.owner) as owner:
        if owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [app.role]).fetchone():
            return
        if not _may_create_roles(owner):
            raise Trouble(
                f"数据库里没有应用账户 {app.role}，属主账户也不能建立账户。请由管理员执行："
                f"CREATE ROLE {app.role} LOGIN PASSWORD '…';",
                Exit.PERMISSION,
            )
        database.create_roles(owner, app)


def _may_create_roles(connection: Any) -> bool:
    row = connection.execute(
        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    return bool(row[0])


def _without_password(address: str) -> str:
    login = database.login_of(address)
    return database.as_login(address, Login(login.role, ""))


@contextmanager
def database_up(home: Path, say: Say) -> Iterator[Urls]:
    """Have a database for the length of a command, starting the embedded one if nobody runs it."""
    if os.environ.get("DATABASE_URL"):
        urls = external(home, os.environ)
        if urls is None:
            raise Trouble("这个数据库还没有准备好。请先执行 hejia migrate。")
        yield told(urls)
    elif in_use(home):
        yield told(_of_the_running(home))
    else:
        with lock(home, "一条 hejia 命令"):
            embedded = Embedded(home)
            try:
                yield told(embedded.start(say))
            finally:
                embedded.cluster.stop()


def told(urls: Urls) -> Urls:
    """Have Django and child processes find the database."""
    os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls.app, urls.owner
    return urls


def application_address(home: Path) -> None:
    """Have Django find the database as the application alone: servers never know the owner."""
    kept = noted(home)
    given = os.environ.get("DATABASE_URL", "")
    if "app" in kept and kept.get("for", "") == (_without_password(given) if given else ""):
        os.environ["DATABASE_URL"] = kept["app"]
    elif not given:
        raise Trouble("还没有数据库。请先执行 hejia run（或 hejia migrate）。", Exit.UNAVAILABLE)


def _of_the_running(home: Path) -> Urls:
    """The database of the `hejia run` in another window, as soon as it answers."""
    deadline = time.monotonic() + 60
    while True:
        kept = noted(home)
        try:
            if "owner" in kept:
                database.connect(kept["owner"]).close()
                return Urls(kept["app"], kept["owner"])
        except Trouble:
            if time.monotonic() > deadline:
                raise
        if time.monotonic() > deadline:
            raise Trouble(f"数据目录 {home} 正在使用中，但数据库没有应答。", Exit.BUSY)
        time.sleep(0.2)
