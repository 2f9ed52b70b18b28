"""A real Chromium for the tests of pages, where the machine has one."""

import os
import shutil
from typing import Final

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK: Final = (1440, 900)
PHONE: Final = (390, 844)
MISSING: Final = "没有找到 Chromium（apt-get install chromium），浏览器测试未执行"


def chromium() -> str | None:
    """Path of the browser: HEJIA_CHROMIUM, else the system's."""
    named = os.environ.get("HEJIA_CHROMIUM", "")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")
