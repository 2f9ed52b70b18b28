"""Bounds for files from strangers: size, archives, macros, and a child process for the parsers."""

import io
import json
import subprocess
import sys
import zipfile

from hejia.checker.document import Document
from hejia.checker.errors import Unreadable
from hejia.checker.reading.wire import document_from

MOST_BYTES = 60 * 1024 * 1024
MOST_TEXT_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_MEMBERS = 5_000
MOST_SECONDS = 60
MEMORY_BYTES = 1024 * 1024 * 1024

UNSAFE = "《{name}》解开后过大，可能是压缩炸弹，已拒绝打开。"
BROKEN = "《{name}》损坏或不是它后缀所说的格式，读不出来。请重新导出后再查。"
LOCKED = "《{name}》有密码保护，打不开。请去掉密码后再查。"
SLOW = f"《{{name}}》读了 {MOST_SECONDS} 秒还没有读完，已停止。请分开检查。"
STOPPED = frozenset({-9, -24})
"""Killed, or out of processor time."""


def check_size(size: int, *, is_text: bool = False) -> None:
    """Refuse what is empty or too large to be such a document."""
    if size == 0:
        raise Unreadable("empty", "《{name}》是空文件。")
    most = MOST_TEXT_BYTES if is_text else MOST_BYTES
    if size > most:
        limit = most // 1024 // 1024
        raise Unreadable("size", f"《{{name}}》超过 {limit} MB，不予处理。请去掉图片或分开检查。")


def check_archive(data: bytes) -> None:
    """Refuse zip bombs and files with macros before any parser sees them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable("broken", BROKEN) from error
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
        raise Unreadable("bomb", UNSAFE)
    if any(m.filename.lower().endswith("vbaproject.bin") for m in members):
        raise Unreadable("macro", "《{name}》带有宏，不予打开。请另存为不含宏的文件。")


def read_bounded(data: bytes, name: str, ending: str) -> Document:
    """Parse in a child process with limits on time and memory."""
    command = [sys.executable, "-m", "hejia.checker.reading.child", name, ending]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command, input=data, capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("time", SLOW) from error
    if done.returncode in STOPPED:
        raise Unreadable("time", SLOW)
    if done.returncode != 0:
        raise Unreadable("broken", BROKEN)
    answer = json.loads(done.stdout)
    if "code" in answer:
        raise Unreadable(answer["code"], answer["message"])
    return document_from(answer)
