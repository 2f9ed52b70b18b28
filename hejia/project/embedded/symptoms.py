"""What is wrong with a data folder, from its files or from PostgreSQL's own words."""

import re
from pathlib import Path
from typing import Final

from hejia.project.embedded.account import Account
from hejia.project.trouble import Exit, Trouble

_CONTROL_FILE = 8192  # bytes

_PASSING: Final = re.compile(
    r"pre-existing shared memory block|lock file \"postmaster\.pid\" already exists"
    r"|could not bind Unix address|is already in use|the database system is shutting down"
)
_FULL: Final = re.compile(r"No space left on device|Disk quota exceeded")
_DENIED: Final = re.compile(r"Permission denied|wrong ownership|invalid permissions|must be owned")
_MEMORY: Final = re.compile(r"Cannot allocate memory|could not (map|create) .*shared memory")
_DAMAGED: Final = re.compile(
    r"PANIC|invalid (primary )?checkpoint record|could not locate a valid checkpoint"
    r"|could not (open|read) file|pg_control|invalid page|incorrect checksum"
    r"|incompatible with server|database system identifier|not a valid"
    r"|could not access (status|directory)"
)


def passing(said: str) -> bool:
    """Whether the cause goes away by itself: processes of a killed predecessor still end."""
    return bool(_PASSING.search(said))


def explain(said: str, data: Path) -> Trouble:
    """Turn what PostgreSQL said when it gave up into a sentence."""
    if _FULL.search(said):
        return full(data)
    if _PASSING.search(said):
        return Trouble(
            f"数据目录 {data} 正被另一个 PostgreSQL 进程使用，等待 30 秒后仍未释放。"
            "请先停止那个进程，再重新启动。",
            Exit.BUSY,
        )
    if _MEMORY.search(said):
        return Trouble("内存不足，数据库无法启动。请释放一些内存后再试。", Exit.UNAVAILABLE)
    if _DENIED.search(said):
        return Trouble(
            f"数据库账户无权读写 {data}。请确认目录属于启动和家的账户，且权限为 0700。",
            Exit.PERMISSION,
        )
    if _DAMAGED.search(said):
        return damaged(data, last_line(said))
    return Trouble(f"数据库没有启动成功：{last_line(said)}", Exit.UNAVAILABLE)


def last_line(said: str) -> str:
    """The last line that names an error, without the time stamp."""
    lines = [line for line in said.splitlines() if line.strip()]
    grave = [line for line in lines if re.search(r"FATAL|PANIC|[Ee]rror", line)]
    line = (grave or lines or ["（没有任何输出）"])[-1]
    return re.sub(r"^.*?(FATAL|PANIC|ERROR):\s*", "", line).strip()


def full(data: Path) -> Trouble:
    return Trouble(
        f"磁盘空间不足：{data} 所在的磁盘剩余空间太少。请清理磁盘，"
        "或用 HEJIA_HOME 指定另一块磁盘上的数据目录。",
        Exit.DISK,
    )


def damaged(data: Path, detail: str) -> Trouble:
    return Trouble(
        f"数据目录 {data} 已损坏（{detail}）。请不要删除它：先另存一份，再从备份恢复，"
        "做法见 docs/operations.md“备份与恢复”。",
        Exit.DISK,
    )


def check_version(data: Path, major: int) -> None:
    """Refuse a folder that another major version made, or that is no database at all."""
    noted = data / "PG_VERSION"
    if not noted.is_file():
        raise damaged(data, "缺少 PG_VERSION 文件")
    made_by = noted.read_text(errors="replace").strip()
    if made_by != str(major):
        raise Trouble(
            f"数据目录 {data} 由 PostgreSQL {made_by or '（不明版本）'} 建立，"
            f"而现有程序是 PostgreSQL {major}。不同大版本的数据不能直接打开，"
            "请按 docs/operations.md“升级”一节先导出再导入。",
            Exit.CONFIG,
        )


def check_files(data: Path) -> None:
    """Refuse a folder whose control file or essential folders are missing."""
    control = data / "global" / "pg_control"
    if not control.is_file() or control.stat().st_size != _CONTROL_FILE:
        raise damaged(data, "缺少或损坏 global/pg_control")
    for name in ("base", "pg_wal", "pg_xact"):
        if not (data / name).is_dir():
            raise damaged(data, f"缺少 {name} 目录")


def check_owner(data: Path, account: Account) -> None:
    """Refuse a folder of somebody else; as root, a folder of root's is handed over."""
    owner = data.stat().st_uid
    if owner == account.uid:
        return
    if account.other and owner == 0:
        account.take_tree(data)
        return
    raise Trouble(
        f"数据目录 {data} 属于另一个账户（uid {owner}），当前账户（uid {account.uid}）"
        f"不能使用它。请换回原来的账户，或执行 chown -R 更改归属。",
        Exit.PERMISSION,
    )
