"""The database: locale, rights of the roles, versions, keys, calendar. Needs Django set up."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from hejia.accounts import public as accounts
from hejia.kernel import append_only, keys, outbox
from hejia.kernel.calendar_days import working_calendar
from hejia.kernel.district import door
from hejia.project import database, fingerprint
from hejia.project.database import Urls
from hejia.project.doctor import Finding
from hejia.project.trouble import Trouble

DRIFT: Final = 5.0  # seconds between this machine's clock and the database's
BACKLOG: Final = 5000  # news waiting to be relayed


def findings(urls: Urls) -> Iterator[Finding]:
    yield from _server(urls)
    if not database.was_migrated(urls.owner, settings.DISTRICT):
        yield Finding(False, "数据库结构", "请执行 hejia migrate")
        return
    current = database.is_installed(urls.owner, settings.DISTRICT, fingerprint.of_schema())
    yield Finding(current, "数据库结构与本版本一致", "请执行 hejia migrate")
    yield from _roles()
    yield from _keys()
    with door(settings.DISTRICT):
        yield _clock()
        yield from _calendar()
        yield from _duties()
        yield _news()


def _server(urls: Urls) -> Iterator[Finding]:
    with database.connect(urls.owner) as owner:
        version = owner.info.parameter_status("server_version")
        try:
            database.check_server(owner)
            if database.was_migrated(urls.owner, settings.DISTRICT):
                database.check_locale(owner)
        except Trouble as trouble:
            yield Finding(False, f"PostgreSQL {version}", trouble.sentence)
            return
    yield Finding(True, f"PostgreSQL {version}，UTF-8，认识汉字")


def _roles() -> Iterator[Finding]:
    with door(settings.DISTRICT), connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles "
            "WHERE rolname = current_user"
        )
        name, mighty = cursor.fetchone()
    yield Finding(
        not mighty, f"应用账户 {name} 没有管理权限", "请让 DATABASE_URL 使用权限较小的账户"
    )
    with door(settings.DISTRICT):
        missing = set(append_only.tables()) - set(connection.introspection.table_names())
    if missing:
        yield Finding(False, f"缺少表 {'、'.join(sorted(missing))}", "请执行 hejia migrate")
        return
    open_tables = [table for table in append_only.tables() if may_rewrite(table)]
    yield Finding(
        not open_tables,
        f"历史记录（{len(append_only.tables())} 张表）应用账户只能新增、不能改删",
        f"{'、'.join(open_tables)} 可被改写，请执行 hejia migrate",
    )


def may_rewrite(table: str) -> bool:
    """Try to change and to remove rows as the application; the transaction is rolled back."""
    with door(settings.DISTRICT):
        name = connection.ops.quote_name(table)
        column = connection.ops.quote_name(_first_column(table))
        tries = (
            f"UPDATE {name} SET {column} = {column}",  # noqa: S608 names of our own tables
            f"DELETE FROM {name}",  # noqa: S608 names of our own tables
        )
        allowed = any(_passes(statement) for statement in tries)
        transaction.set_rollback(True)
    return allowed


def _first_column(table: str) -> str:
    with connection.cursor() as cursor:
        name: str = connection.introspection.get_table_description(cursor, table)[0].name
    return name


def _passes(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} WHERE false")
    except ProgrammingError:
        return False
    return True


def _keys() -> Iterator[Finding]:
    path = Path(settings.KEY_FILE)
    flaws = keys.problems(path)
    for flaw in flaws:
        yield Finding(False, "加密密钥", flaw)
    if not flaws:
        yield Finding(True, f"加密密钥 {path}（请确认已另行备份）")


def _clock() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    apart = abs((timezone.now() - theirs).total_seconds())
    return Finding(apart < DRIFT, f"与数据库时钟相差 {apart:.1f} 秒", "请校准两台机器的时钟")


def _calendar() -> Iterator[Finding]:
    this = timezone.localtime().year
    for year, needed in ((this, True), (this + 1, False)):
        known = working_calendar().covers(year)
        # Next year's holidays are published in autumn: their absence is no fault before.
        yield Finding(
            known or (False if needed else None),
            f"{year} 年工作日历" + ("" if known else "未载入，期限按周末与固定节日暂定"),
            "请在后台“工作日历”载入国务院办公厅公布的放假安排",
        )


def _duties() -> Iterator[Finding]:
    if not accounts.anybody():
        yield Finding(None, "还没有任何人员", "请执行 hejia admin 区名，建立首批管理员")
        return
    flaws = accounts.problems(timezone.now())
    for flaw in flaws:
        yield Finding(False, "角色与管理员", flaw)
    if not flaws:
        yield Finding(True, "角色齐全，三员分立，三个管理员都有人担任")


def _news() -> Finding:
    waiting = outbox.backlog()
    return Finding(
        waiting < BACKLOG, f"待传递消息 {waiting} 条", "请确认后台任务 hejia worker 在运行"
    )
