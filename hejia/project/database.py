"""The two roles, the database and the extensions: what must be there before the first migration.

Owner: creates and changes tables. Application: reads and writes rows, and of history may only
read and add. Nobody else. Uses psycopg alone, for Django cannot start before this is done.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from hejia.project.trouble import Exit, Trouble

OLDEST: Final = 150000  # server_version_num
EXTENSIONS: Final = ("pg_trgm", "btree_gin")
HOUSE: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Login:
    """A role and its password."""

    role: str
    password: str


@dataclass(frozen=True, slots=True)
class Urls:
    """The database's addresses as the application and as the owner."""

    app: str
    owner: str


def login_of(url: str) -> Login:
    parts = urlsplit(url)
    return Login(unquote(parts.username or ""), unquote(parts.password or ""))


def as_login(url: str, login: Login, database: str = "") -> str:
    """The same address for another role, and another database where one is named."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    password = f":{quote(login.password, safe='')}" if login.password else ""
    netloc = f"{quote(login.role, safe='')}{password}@{host}"
    path = f"/{database}" if database else parts.path
    return urlunsplit((parts.scheme, netloc, path, parts.query, ""))


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """Connect, committing each statement. Raises Trouble with the server's reason."""
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise Trouble(
            f"连接不上数据库：{str(error).strip().splitlines()[-1]}。"
            "请检查 DATABASE_URL 的地址、账户和口令，以及数据库是否已启动。",
            Exit.UNAVAILABLE,
        ) from error


def create_roles(admin: psycopg.Connection[tuple[object, ...]], *logins: Login) -> None:
    """Create the roles, or give existing ones this password. `admin` may create roles."""
    for login in logins:
        known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login.role]).fetchone()
        verb = "ALTER" if known else "CREATE"
        admin.execute(
            sql.SQL(verb + " ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                sql.Identifier(login.role), sql.Literal(login.password)
            )
        )


def create_database(
    admin: psycopg.Connection[tuple[object, ...]], name: str, owner: Login, app: Login
) -> None:
    """Create the database in UTF-8 where it is missing; nobody else may connect to it."""
    known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    names = {
        "name": sql.Identifier(name),
        "owner": sql.Identifier(owner.role),
        "app": sql.Identifier(app.role),
    }
    statements = [
        "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {name} TO {app}",
        "ALTER ROLE {app} IN DATABASE {name} SET search_path = ext",
    ]
    if not known:
        statements.insert(
            0,
            "CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8' "
            "LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
        )
    for statement in statements:
        admin.execute(sql.SQL(statement).format(**names))


def entitle(admin: psycopg.Connection[tuple[object, ...]], owner: str, app: str) -> None:
    """Let the two roles use the database `admin` is connected to."""
    names = {
        "name": sql.Identifier(admin.info.dbname),
        "owner": sql.Identifier(owner),
        "app": sql.Identifier(app),
    }
    for statement in (
        "GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {name} TO {owner}",
        "GRANT CONNECT ON DATABASE {name} TO {app}",
        "ALTER ROLE {app} IN DATABASE {name} SET search_path = ext",
    ):
        admin.execute(sql.SQL(statement).format(**names))


def is_installed(owner_url: str, district: str, fingerprint: str) -> bool:
    """Whether `hejia migrate` of this very version has run in this district's schema."""
    with connect(owner_url) as owner:
        row = owner.execute(
            "SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", [district]
        ).fetchone()
    return row is not None and row[0] == fingerprint


def identity(owner_url: str, district: str) -> str:
    """What tells this district's schema from any other, even one made anew under its name."""
    with connect(owner_url) as owner:
        row = owner.execute(
            "SELECT oid || '-' || coalesce(to_regnamespace(%s)::oid::text, '') "
            "FROM pg_database WHERE datname = current_database()",
            [district],
        ).fetchone()
    return str(row[0]) if row else ""


def was_migrated(owner_url: str, district: str) -> bool:
    """Whether any version's tables stand in this district's schema."""
    with connect(owner_url) as owner:
        row = owner.execute(
            "SELECT to_regclass(%s) IS NOT NULL", [f"{district}.django_migrations"]
        ).fetchone()
    return row is not None and bool(row[0])


def mark_installed(owner_url: str, district: str, fingerprint: str) -> None:
    with connect(owner_url) as owner:
        owner.execute(
            sql.SQL("COMMENT ON SCHEMA {} IS {}").format(
                sql.Identifier(district), sql.Literal(fingerprint)
            )
        )


def lay_ground(owner: psycopg.Connection[tuple[object, ...]], app_role: str, district: str) -> None:
    """Create schemas, extensions and SQL functions, as the owner; to be repeated harmlessly."""
    check_server(owner)
    try:
        for schema in ("ext", district, "queue"):
            name = sql.Identifier(schema)
            owner.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))
            owner.execute(
                sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(name, sql.Identifier(app_role))
            )
        for extension in EXTENSIONS:
            owner.execute(
                sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA ext").format(
                    sql.Identifier(extension)
                )
            )
        for path in sorted(HOUSE.glob("*/sql/*.sql")):
            owner.execute(path.read_bytes())
    except psycopg.errors.InsufficientPrivilege as error:
        raise Trouble(
            f"属主账户权限不足：{error.diag.message_primary}。它应是数据库的属主，"
            "或由管理员执行 GRANT CREATE ON DATABASE … TO 属主账户。",
            Exit.PERMISSION,
        ) from error
    except psycopg.errors.UndefinedObject as error:
        raise Trouble(f"没有名为 {app_role} 的应用账户，请先建立它。") from error
    except psycopg.errors.FeatureNotSupported as error:
        raise Trouble(
            f"数据库服务器缺少扩展：{error.diag.message_primary}。"
            "请安装 PostgreSQL 的 contrib 组件（Debian：postgresql-contrib）。"
        ) from error
    check_locale(owner)


def check_server(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Refuse a server that is too old or does not keep UTF-8."""
    if connection.info.server_version < OLDEST:
        version = connection.info.parameter_status("server_version")
        raise Trouble(f"数据库是 PostgreSQL {version}，需要 15 或更高版本。")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise Trouble(f"数据库的编码是 {encoding}，应为 UTF8。请以 ENCODING 'UTF8' 重新建库。")


def check_locale(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Refuse a locale under which pg_trgm drops Chinese characters without a word."""
    row = connection.execute("SELECT array_length(ext.show_trgm('纠纷'), 1)").fetchone()
    if row is None or not row[0]:
        raise Trouble(
            "数据库的字符分类（LC_CTYPE）不认识汉字，相似查找会漏掉中文。"
            "请用 LC_CTYPE 'C.UTF-8'（或 zh_CN.UTF-8）重新建库。"
        )
