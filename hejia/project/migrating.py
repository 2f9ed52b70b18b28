"""`hejia migrate`: bring a district's schema to this version's shape and set everyone's rights."""

import io
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from procrastinate.schema import SchemaManager

from hejia.kernel import append_only, keys
from hejia.kernel.district import door
from hejia.project import database, fingerprint, setup
from hejia.project.trouble import Exit, Trouble

READ_ONLY: Final = ("django_migrations",)
QUEUE: Final = "queue"


def migrate(urls: database.Urls, say: Callable[[str], None]) -> None:
    """Lay the ground, run the migrations as the owner, set the rights. Harmless to repeat."""
    app = database.login_of(urls.app)
    if app.role == database.login_of(urls.owner).role:
        raise Trouble(
            "应用账户与属主账户是同一个，历史记录将失去数据库的保护。"
            "请让 DATABASE_URL 与 DATABASE_OWNER_URL 使用两个不同的账户。",
            Exit.PERMISSION,
        )
    with database.connect(urls.owner) as owner:
        # Two machines of one installation may start at the same moment.
        owner.execute("SELECT pg_advisory_lock(hashtext('hejia migrate'))")
        say("建立模式、扩展与检索函数")
        database.lay_ground(owner, app.role, settings.DISTRICT)
        say("更新表结构")
        call_command(
            "migrate", database="owner", interactive=False, verbosity=0, stdout=io.StringIO()
        )
        say("更新任务队列，设置账户权限")
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            bring_queue(cursor)
            grant(cursor, app.role, settings.DISTRICT)
    connections["owner"].close()


def install(urls: database.Urls, say: Callable[[str], None]) -> None:
    """Migrate, then load the defaults as the application's role: afterwards a district can work."""
    fresh = not database.was_migrated(urls.owner, settings.DISTRICT)
    if fresh and keys.ensure(settings.KEY_FILE):
        say(f"生成加密密钥 {settings.KEY_FILE}（请另行备份）")
    migrate(urls, say)
    say("载入基础数据")
    with door(settings.DISTRICT):
        setup.reference(timezone.now())
    database.mark_installed(urls.owner, settings.DISTRICT, fingerprint.of_schema())


def grant(cursor: CursorWrapper, role: str, schema: str) -> None:
    """Give the application's role what it needs on every table, and no more.

    Ordinary tables: read and write. History: read and add. The list of migrations: read.
    """
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
    tables = {row[0] for row in cursor.fetchall()}
    history = set(append_only.tables()) & tables
    reading = set(READ_ONLY) & tables
    name = _quoted(role)
    for rights, on in (
        ("SELECT, INSERT, UPDATE, DELETE", tables - history - reading),
        ("SELECT, INSERT", history),
        ("SELECT", reading),
    ):
        if on:
            these = ", ".join(f"{schema}.{_quoted(table)}" for table in sorted(on))
            cursor.execute(f"REVOKE ALL ON {these} FROM {name}, PUBLIC")
            cursor.execute(f"GRANT {rights} ON {these} TO {name}")
    for place in (schema, QUEUE):
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {place} TO {name}")
    cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA {QUEUE} TO {name}")
    cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {QUEUE}, ext TO {name}")


def bring_queue(cursor: CursorWrapper) -> None:
    """Create procrastinate's tables in their own schema, or bring them to its version."""
    cursor.execute("SELECT obj_description(%s::regnamespace, 'pg_namespace')", [QUEUE])
    noted = cursor.fetchone()[0]
    here = f"procrastinate {version('procrastinate')}"
    if noted == here:
        return
    scripts = _changes_since(noted) if noted else [SchemaManager.get_schema()]
    cursor.execute(f"SET LOCAL search_path TO {QUEUE}")
    for script in scripts:
        _run_script(cursor, script)
    cursor.execute(f"COMMENT ON SCHEMA {QUEUE} IS '{here}'")
    cursor.execute(f"SET LOCAL search_path TO {settings.DISTRICT}, ext")


def _changes_since(noted: str) -> Iterable[str]:
    """Procrastinate's migration scripts newer than the version noted, oldest first."""
    before = _numbers(noted.split()[-1])
    scripts = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    return [p.read_text() for p in scripts if _numbers(p.name.split("_")[0]) > before]


def _numbers(dotted: str) -> tuple[int, ...]:
    return tuple(int(part) for part in dotted.split(".")[:3])


def _run_script(cursor: CursorWrapper, script: str) -> None:
    """Run a script of many statements: without parameters psycopg sends it as it is."""
    raw: Any = cursor.connection
    raw.execute(script)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
