"""Under whose account PostgreSQL runs, and what that account can reach.

PostgreSQL refuses to run as root. Started by root we hand it to an account without rights; no
permission of a folder that is not ours is ever changed for it.
"""

import hashlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hejia.project.trouble import Exit, Trouble

ELSEWHERE = Path("/var/lib/hejia")
"""Where the database's files lie when root's data folder is closed to other accounts."""

_CANDIDATES = ("hejia", "postgres", "nobody")
_SOCKET_LIMIT = 90  # bytes; a unix socket's whole path must stay below 107


@dataclass(frozen=True, slots=True)
class Account:
    """The user and group ids; `other` says that they are not those of this process."""

    uid: int
    gid: int
    other: bool

    def popen(self) -> dict[str, Any]:
        """Arguments of subprocess.Popen that make the child run under this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.other else {}

    def can(self, test: str, path: Path) -> bool:
        """Ask the system, as this account: `test` is "-x" (enter, run), "-r" or "-w"."""
        asked = subprocess.run(  # noqa: S603 fixed program
            ["/bin/sh", "-c", 'test "$0" "$1"', test, str(path)],
            check=False,
            cwd="/",
            **self.popen(),
        )
        return asked.returncode == 0

    def take(self, *paths: Path) -> None:
        """Make the account the owner of these paths."""
        if self.other:
            for path in paths:
                os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def take_tree(self, root: Path) -> None:
        self.take(root, *root.rglob("*"))


def choose(data: Path) -> Account:
    """Choose the account for a data folder: whoever owns it, else this process's, never root's."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), other=False)
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, other=True)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, other=True)
    raise Trouble(
        "当前以 root 运行，而数据库不能以 root 运行；系统里也没有 hejia、postgres、nobody "
        "中的任何一个普通账户。请建立一个账户（useradd hejia）后再试。",
        Exit.PERMISSION,
    )


def place(home: Path, account: Account) -> Path:
    """The folder for the database's files: the data folder, or one the account can enter.

    Once chosen it stays: `pg` in the data folder then links to it.
    """
    data = home / "pg"
    if data.is_symlink():
        return data.readlink().parent
    if not account.other or account.can("-x", home):
        return home
    if data.exists():
        raise Trouble(
            f"数据库账户（uid {account.uid}）进不了 {home}：上级目录不允许其他账户通过。"
            "请对上级目录执行 chmod o+x，或把数据目录移到别处。",
            Exit.PERMISSION,
        )
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:10]
    folder = ELSEWHERE / digest
    folder.mkdir(parents=True, exist_ok=True)
    ELSEWHERE.chmod(0o755)
    folder.chmod(0o755)
    return folder


def socket_folder(place: Path, account: Account) -> Path:
    """A folder for the socket, closed to others, with a path short enough for the system."""
    folder = place / "run"
    if len(os.fsencode(folder)) > _SOCKET_LIMIT:
        digest = hashlib.sha256(os.fsencode(place)).hexdigest()[:10]
        folder = Path("/tmp") / f"hejia-{account.uid}-{digest}"  # noqa: S108 owner checked below
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), account.uid}:
        raise Trouble(f"{folder} 属于别的账户，数据库不能在那里开放连接。", Exit.PERMISSION)
    account.take(folder)
    return folder
