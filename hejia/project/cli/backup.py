"""`hejia backup FILE` and `hejia restore FILE`: the whole database in one file.

The key file is not in it on purpose: keys and data belong in different places.
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from hejia.project import cli, database
from hejia.project.database import Login
from hejia.project.embedded import binaries
from hejia.project.terminal import say
from hejia.project.trouble import Exit, Trouble


def run(words: Sequence[str]) -> int:
    parser = cli.parser(words[0])
    parser.add_argument("file", type=Path, help="备份文件")
    file: Path = parser.parse_args(words[1:]).file.resolve()
    owner = os.environ["DATABASE_OWNER_URL"]
    if words[0] == "backup":
        _backup(owner, file)
    else:
        _restore(owner, file)
    return 0


def _backup(owner: str, file: Path) -> None:
    unfinished = file.with_name(file.name + ".new")
    unfinished.touch(mode=0o600)
    _call(owner, "pg_dump", "--format=custom", f"--file={unfinished}")
    unfinished.rename(file)
    say(f"已备份到 {file}（{file.stat().st_size / 1024**2:.1f} MB）。")
    say(f"另请单独备份密钥 {settings.KEY_FILE}：没有它，备份中的姓名、电话、证件号和住址读不出来。")


def _restore(owner: str, file: Path) -> None:
    if not file.exists():
        raise Trouble(f"没有备份文件 {file}。", Exit.USAGE)
    if database.was_migrated(owner, settings.DISTRICT):
        raise Trouble(
            "这个数据库里已有数据，不能覆盖。请用 HEJIA_HOME 指定一个空的数据目录"
            "（或用 DATABASE_URL 指定一个空的数据库）再恢复。"
        )
    _call(owner, "pg_restore", "--exit-on-error", "--single-transaction", str(file))
    say(f"已恢复。请把密钥放回 {settings.KEY_FILE}，然后执行 hejia doctor。")


def _call(owner: str, program: str, *arguments: str) -> None:
    # The password goes by the environment: everybody on the machine may read command lines.
    login = database.login_of(owner)
    address = database.as_login(owner, Login(login.role, ""))
    done = subprocess.run(  # noqa: S603 PostgreSQL's own program
        [binaries.find().program(program), *arguments, f"--dbname={address}"],
        env=os.environ | {"PGPASSWORD": login.password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["没有说明原因"])[-1]
        raise Trouble(f"{program} 没有成功：{reason}", Exit.UNAVAILABLE)
