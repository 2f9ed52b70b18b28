"""Readers by file ending. Each lives in its own module and is loaded only when asked for."""

import errno
import importlib
from collections.abc import Callable
from pathlib import Path

from hejia.checker.document import Document
from hejia.checker.errors import Unreadable
from hejia.checker.reading.kinds import ADVICE, TEXTS, true_ending
from hejia.checker.reading.limits import check_archive, check_size, read_bounded

READERS = {
    ".txt": "hejia.checker.reading.text",
    ".md": "hejia.checker.reading.text",
    ".csv": "hejia.checker.reading.text",
    ".docx": "hejia.checker.reading.word",
    ".xlsx": "hejia.checker.reading.sheets",
    ".xls": "hejia.checker.reading.old_sheets",
    ".pdf": "hejia.checker.reading.pages",
    ".html": "hejia.checker.reading.web",
    ".htm": "hejia.checker.reading.web",
}
IN_PROCESS = frozenset({".txt", ".md", ".csv"})
ARCHIVES = frozenset({".docx", ".xlsx"})
MACRO_ENDINGS = frozenset({".docm", ".xlsm", ".xlsb", ".dotm", ".xltm"})
IMAGE_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff"})
MISSING = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有读取它的权限",
    errno.EPERM: "没有读取它的权限",
    errno.EISDIR: "这是一个文件夹",
}

Reader = Callable[[bytes, str], Document]


def read(source: Path | bytes, name: str = "", *, bounded: bool = True) -> Document:
    """Read a document; refuse with `Unreadable` what is too large, unsafe, broken or unknown."""
    title = name or (source.name if isinstance(source, Path) else "")
    try:
        return _read(source, title, bounded=bounded)
    except Unreadable as refusal:
        raise Unreadable(refusal.code, refusal.message.replace("{name}", title)) from refusal


def reader(ending: str) -> Reader:
    """The `read_bytes(data, name)` of the module for this file ending."""
    module = importlib.import_module(READERS[ending])
    function: Reader = module.read_bytes
    return function


def readable(path: Path) -> bool:
    """Whether there is a reader for this file."""
    return path.suffix.lower() in READERS and not path.name.startswith(("~$", "."))


def _read(source: Path | bytes, title: str, *, bounded: bool) -> Document:
    ending = Path(title).suffix.lower()
    _check_ending(ending)
    data = _bytes(source, is_text=ending in TEXTS)
    ending = true_ending(data, ending)
    if ending in ARCHIVES:
        check_archive(data)
    if bounded and ending not in IN_PROCESS:
        return read_bounded(data, title, ending)
    return reader(ending)(data, title)


def _check_ending(ending: str) -> None:
    if ending in MACRO_ENDINGS:
        raise Unreadable(
            "macro", "《{name}》是带宏的文件，不予打开。请另存为 .docx 或 .xlsx 后再查。"
        )
    if ending in IMAGE_ENDINGS:
        ending = "image"
    if ending in ADVICE:
        raise Unreadable("format", "《{name}》" + ADVICE[ending])
    if ending not in READERS:
        known = "、".join(sorted(READERS))
        raise Unreadable("format", f"不认识《{{name}}》这种文件。可以查的有：{known}。")


def _bytes(source: Path | bytes, *, is_text: bool) -> bytes:
    if isinstance(source, bytes):
        check_size(len(source), is_text=is_text)
        return source
    try:
        check_size(source.stat().st_size, is_text=is_text)
        return source.read_bytes()
    except OSError as error:
        why = MISSING.get(error.errno or 0, "读取失败")
        raise Unreadable("missing", f"打不开《{{name}}》：{why}。") from error
