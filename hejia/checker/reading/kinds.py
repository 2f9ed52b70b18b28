"""What a file really is, by its first bytes: an ending proves nothing."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from hejia.checker.errors import Unreadable
from hejia.checker.reading.limits import LOCKED

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
HEAD = 1024

TEXTS: Final = frozenset({".txt", ".md", ".csv", ".html", ".htm"})
NAMES: Final[Mapping[str, str]] = {
    ".pdf": "PDF",
    ".docx": "Word 文档",
    ".xlsx": "Excel 工作簿",
    ".xls": "旧版 Excel 工作簿",
    ".html": "网页",
}
ADVICE: Final[Mapping[str, str]] = {
    ".doc": "是旧版 Word 文件，请用 Word 或 WPS 另存为 .docx 后再查。",
    ".wps": "是 WPS 文字文件，请用 WPS 另存为 .docx 后再查。",
    ".et": "是 WPS 表格文件，请用 WPS 另存为 .xlsx 后再查。",
    ".ofd": "是 OFD 版式文件，请用阅读器另存为 PDF，或用原来的 Word、Excel 检查。",
    ".rtf": "是 RTF 文件，请用 Word 或 WPS 另存为 .docx 后再查。",
    ".zip": "是压缩包，请解压后检查里面的文件。",
    ".rar": "是压缩包，请解压后检查里面的文件。",
    ".7z": "是压缩包，请解压后检查里面的文件。",
    "image": "是图片，里面没有文字。请用原来的 Word、Excel 或文字版 PDF 检查。",
}


def true_ending(data: bytes, ending: str) -> str:
    """The ending to read the file by; tables saved as .xls may be web pages or new workbooks.

    Raises Unreadable where content and ending disagree, or the file is locked.
    """
    found = _found(data)
    if found == "locked":
        raise Unreadable("locked", LOCKED)
    if found in ADVICE:
        raise Unreadable("format", "《{name}》" + ADVICE[found])
    if not found or found == ending:
        return ending
    if ending in TEXTS and found == ".html":
        return ending
    if ending == ".xls" and found in {".html", ".xlsx"}:
        return found
    raise Unreadable(
        "mismatch", f"《{{name}}》的内容是{NAMES[found]}，后缀却是 {ending}。请改对后缀后再查。"
    )


def _found(data: bytes) -> str:
    """An ending by content; "" for what the first bytes do not tell."""
    head = data[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:HEAD]:
        return ".pdf"
    if data.startswith(OLE):
        return _old(data)
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    if data.startswith(IMAGES):
        return "image"
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    low = head.lower()
    return ".html" if low.startswith((b"<!doctype html", b"<html")) or b"<table" in low else ""


def _old(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "locked"
    if "WordDocument".encode("utf-16-le") in data:
        return ".doc"
    return ".xls"


def _archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    if "word/document.xml" in names:
        return ".docx"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return ".xlsx"
    return ".ofd" if "OFD.xml" in names else ""
