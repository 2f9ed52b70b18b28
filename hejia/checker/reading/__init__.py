"""Readers by file ending. Each lives in its own module and is loaded only when asked for."""

import importlib
from collections.abc import Callable
from pathlib import Path

from hejia.checker.document import Document
from hejia.checker.errors import Unreadable
from hejia.checker.reading.limits import check_archive, check_size, read_bounded

READERS = {
    ".txt": "hejia.checker.reading.text",
    ".md": "hejia.checker.reading.text",
    ".csv": "hejia.checker.reading.text",
    ".docx": "hejia.checker.reading.word",
    ".xlsx": "hejia.checker.reading.sheets",
    ".xls": "hejia.checker.reading.sheets",
    ".pdf": "hejia.checker.reading.pages",
    ".html": "hejia.checker.reading.web",
    ".htm": "hejia.checker.reading.web",
}
IN_PROCESS = frozenset({".txt", ".md", ".csv"})
MACRO_ENDINGS = frozenset({".docm", ".xlsm", ".xlsb", ".dotm", ".xltm"})

Reader = Callable[[bytes, str], Document]


def read(source: Path | bytes, name: str = "", *, bounded: bool = True) -> Document:
    """Read a document; refuse with `Unreadable` what is too large, unsafe, broken or unknown."""
    title = name or (source.name if isinstance(source, Path) else "")
    ending = Path(title).suffix.lower()
    _check_ending(ending, title)
    data = _bytes(source, title)
    if ending in {".docx", ".xlsx"}:
        check_archive(data)
    if bounded and ending not in IN_PROCESS:
        return read_bounded(data, title)
    return reader(ending)(data, title)


def reader(ending: str) -> Reader:
    """The `read_bytes(data, name)` of the module for this file ending."""
    module = importlib.import_module(READERS[ending])
    function: Reader = module.read_bytes
    return function


def readable(path: Path) -> bool:
    """Whether there is a reader for this file."""
    return path.suffix.lower() in READERS and not path.name.startswith(("~$", "."))


def _check_ending(ending: str, title: str) -> None:
    if ending in MACRO_ENDINGS:
        raise Unreadable(
            "macro", f"《{title}》是带宏的文件，不予打开。请另存为 .docx 或 .xlsx 后再查。"
        )
    if ending not in READERS:
        known = "、".join(sorted(READERS))
        raise Unreadable("format", f"不认识《{title}》这种文件。可以查的有：{known}。")


def _bytes(source: Path | bytes, title: str) -> bytes:
    if isinstance(source, bytes):
        check_size(len(source), title)
        return source
    try:
        check_size(source.stat().st_size, title)
        return source.read_bytes()
    except OSError as error:
        raise Unreadable(
            "missing", f"打不开《{title}》：{error.strerror or '读取失败'}。"
        ) from error
