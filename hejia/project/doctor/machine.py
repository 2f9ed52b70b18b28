"""The machine: Python, disk, files, ports, time, fonts, browser. Needs no database."""

import importlib.util
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hejia.project import installation
from hejia.project.doctor import Finding
from hejia.project.embedded import binaries
from hejia.project.fingerprint import PACKAGE
from hejia.project.supervisor import check_ports
from hejia.project.trouble import Trouble

ROOMY: Final = 2 * 1024**3  # bytes
_PRIVATE: Final = ("database.json", "keys/secret", "keys/seal.json")
_FONTS: Final = "pylopdf_fonts_zh_cn"
_FACES: Final = ("仿宋", "楷体")


def findings(home: Path, port: int) -> Iterator[Finding]:
    yield _python()
    yield _disk(home)
    yield from _files(home)
    yield _ports(home, port)
    yield _zone()
    yield _postgres()
    yield _assets()
    yield from _fonts()
    yield _browser()


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding(
        sys.version_info >= (3, 11), f"Python {version}", "请安装 Python 3.11 或更高版本"
    )


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    what = f"数据目录 {home}，剩余空间 {free / 1024**3:.1f} GB"
    return Finding(free >= ROOMY, what, "请清理磁盘，或用 HEJIA_HOME 换到更大的磁盘")


def _files(home: Path) -> Iterator[Finding]:
    for name in _PRIVATE:
        path = home / name
        if path.exists():
            closed = not stat.S_IMODE(path.stat().st_mode) & 0o077
            yield Finding(closed, f"{path} 只有本账户可读", f"请执行 chmod 600 {path}")


def _ports(home: Path, port: int) -> Finding:
    if installation.in_use(home):
        return Finding(True, f"系统正在运行（{installation.used_by(home)}）")
    try:
        check_ports({port: "网页", port + 1: "实时更新"})
    except Trouble as trouble:
        return Finding(False, f"端口 {port} 与 {port + 1}", trouble.sentence)
    return Finding(True, f"端口 {port} 与 {port + 1} 可用")


def _zone() -> Finding:
    try:
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
    except ZoneInfoNotFoundError:
        return Finding(False, "北京时间", "缺少时区数据，请重新执行 make run（安装 tzdata）")
    return Finding(now.year >= 2026, f"北京时间 {now:%Y-%m-%d %H:%M:%S}", "请校准本机时钟")


def _postgres() -> Finding:
    if os.environ.get("DATABASE_URL"):
        return Finding(True, "数据库由 DATABASE_URL 指定")
    try:
        found = binaries.find()
    except Trouble as trouble:
        return Finding(False, "内置 PostgreSQL", trouble.sentence)
    return Finding(True, f"内置 PostgreSQL {found.version}")


def _assets() -> Finding:
    there = (PACKAGE / "project/static/vendor/manifest.json").exists()
    return Finding(there, "前端文件", "请执行 make run，或 python assets/collect.py")


def _fonts() -> Iterator[Finding]:
    there = importlib.util.find_spec(_FONTS) is not None
    yield Finding(there, "打印用字体（思源黑体、宋体）", "请重新执行 make run")
    lister = shutil.which("fc-list")
    if lister is None:
        yield Finding(None, "未安装 fontconfig，无法查看系统字体；文书将用宋体、黑体代替仿宋、楷体")
        return
    asked = subprocess.run(  # noqa: S603 found above
        [lister, ":lang=zh-cn", "family"], capture_output=True, text=True, check=False
    )
    missing = [face for face in _FACES if face not in asked.stdout]
    yield Finding(
        True if not missing else None,
        "系统字体 " + ("仿宋、楷体" if not missing else f"缺少 {'、'.join(missing)}，以宋体代替"),
    )


def _browser() -> Finding:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return Finding(True if found else None, found or "没有 Chromium：只影响开发者的浏览器测试")
