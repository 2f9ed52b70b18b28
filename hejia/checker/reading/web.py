"""HTML pages as published: text and tables, spans unfolded, places by source line."""

from html.parser import HTMLParser

from hejia.checker.document import Block, Cell, Document, Grid, Line, Place
from hejia.checker.errors import Unreadable
from hejia.checker.reading.lines import TITLE_LIMIT, paragraph
from hejia.checker.reading.text import decode

BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "br", "section", "title"})
SILENT = frozenset({"script", "style", "noscript", "head"})


def read_bytes(data: bytes, name: str) -> Document:
    """Read a web page."""
    page = _Page()
    page.feed(decode(data))
    page.close()
    page.end_text()
    if not page.blocks:
        raise Unreadable(
            "empty", "《{name}》里没有文字。请在浏览器里打开后另存，或检查原来的文件。"
        )
    return Document(name, "html", tuple(page.blocks), tuple(page.lines))


class _Page(HTMLParser):
    """Collects blocks while the parser walks the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.lines: list[Line] = []
        self._text: list[str] = []
        self._rows: list[list[Cell]] | None = None
        self._hanging: dict[int, int] = {}
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._silent = 0
        self._tables = 0
        self._above: list[Line] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent += 1
        elif tag == "table" and self._rows is None:
            self.end_text()
            self._rows, self._hanging = [], {}
            self._tables += 1
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in {"td", "th"} and self._rows:
            self._fill_hanging()
            self._cell = []
            given = dict(attrs)
            self._span = (_number(given.get("colspan")), _number(given.get("rowspan")))
        elif tag in BLOCKS and self._rows is None:
            self.end_text()

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in {"td", "th"} and self._cell is not None:
            self._end_cell()
        elif tag == "tr" and self._rows:
            self._fill_hanging()
        elif tag == "table" and self._rows is not None:
            self._end_table()
        elif tag in BLOCKS and self._rows is None:
            self.end_text()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._cell is not None:
            self._cell.append(data.strip())
        elif self._rows is None:
            self._text.append(data)

    def end_text(self) -> None:
        """Close the running paragraph."""
        text = " ".join("".join(self._text).split())
        self._text = []
        if not text:
            return
        line = Line(text, Place(line=self.getpos()[0]))
        self.lines.append(line)
        self.blocks.append(paragraph([line]))
        self._above = [*self._above[-7:], line] if len(text) <= TITLE_LIMIT else []

    def _end_cell(self) -> None:
        rows, cell = self._rows, self._cell
        self._cell = None
        if not rows or cell is None:
            return
        columns, deep = self._span
        for step in range(columns):
            if deep > 1:
                self._hanging[len(rows[-1])] = deep - 1
            rows[-1].append(Cell("".join(cell) if step == 0 else "", self._place(rows)))

    def _fill_hanging(self) -> None:
        """Blank cells under a cell that reaches down from a row above."""
        rows = self._rows
        while rows and self._hanging.get(len(rows[-1]), 0) > 0:
            at = len(rows[-1])
            if len(rows) == 1:
                return
            self._hanging[at] -= 1
            rows[-1].append(Cell("", self._place(rows)))

    def _place(self, rows: list[list[Cell]]) -> Place:
        """Of the next cell of the last row."""
        name = f"R{len(rows)}C{len(rows[-1]) + 1}"
        return Place(line=self.getpos()[0], table=self._tables, cell=name)

    def _end_table(self) -> None:
        rows = tuple(tuple(row) for row in self._rows or [] if row)
        self._rows = None
        self.lines.extend(Line(c.text, c.place) for row in rows for c in row if c.text)
        if rows:
            self.blocks.append(Grid(rows, tuple(self._above)))
        self._above = []


def _number(text: str | None) -> int:
    return min(int(text), 100) if text and text.isdigit() and int(text) else 1
