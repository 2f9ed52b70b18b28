"""Plain text: as published, as `pdftotext -layout` writes it, Markdown, CSV."""

import csv

from hejia.checker.document import Document, Line, Place
from hejia.checker.errors import Unreadable
from hejia.checker.reading.lines import blocks_from_lines

ENCODINGS = ("utf-8-sig", "gb18030")


def read_bytes(data: bytes, name: str) -> Document:
    """Read text of any usual Chinese encoding. Lines are counted by "\\n" only."""
    text = decode(data)
    if name.lower().endswith(".csv"):
        text = "\n".join(_tabbed(line) for line in text.split("\n"))
    return read_text(text, name)


def _tabbed(line: str) -> str:
    """A line of CSV with tabs between its fields; a figure like "1,310.50" stays whole."""
    fields = next(csv.reader([line.rstrip("\r")]), [])
    return "\t".join(field.replace("\t", " ") for field in fields)


def read_text(text: str, name: str = "") -> Document:
    """The document of a text that has been decoded."""
    lines = [
        Line(part.replace("\r", "").replace("\f", ""), Place(line=number))
        for number, part in enumerate(text.split("\n"), 1)
    ]
    return Document(name, "text", tuple(blocks_from_lines(lines)), tuple(lines))


def decode(data: bytes) -> str:
    """Text of bytes in UTF-8, UTF-16 (with mark) or GB 18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("encoding", "《{name}》不是文字文件，或编码认不出。请另存为 UTF-8 文本。")
