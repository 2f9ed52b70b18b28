"""From a grid to tables: headings, labels, subject codes and number columns.

A grid may hold several tables one below the other (资金 above 指标 in a self-evaluation); each
gets its own heading. Codes, ordinals and years are told apart from amounts here, once, so that
no rule ever sums a code or takes an amount for a year.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from hejia.checker.document import Cell, Grid, Line, Place
from hejia.checker.figures import Figure, Interval, folded, is_blank, parse_cell
from hejia.checker.understanding import headings

CODE_CELL = re.compile(r"^(\d{3})[ .]?(\d{2})?[ .]?(\d{2})?$")
CODE_NAME = re.compile(r"^[\[【]?(\d{3}(?:\d{2}){0,2})[\]】]?[-\s]*([^\d\s.,%].*)$")
YEAR_CELL = re.compile(r"^(?:19|20)\d{2}年?$")
NUMBER_ONLY = re.compile(r"^(?:公开|附)?表?[\d\-一二三四五六七八九十]{1,4}表?$")


@dataclass(frozen=True, slots=True)
class Datum:
    """One figure of a table: who it is, where it stands, what it says."""

    key: tuple[int, int, int]
    figure: Figure
    place: Place
    row: str
    column: str
    fine: int = 0

    @property
    def interval(self) -> Interval:
        """The values this figure may stand for, by the precision of its column."""
        return self.figure.finer(self.fine).rounded

    @property
    def name(self) -> str:
        """How a reader would call it: 行名“列名”."""
        if self.row and self.column:
            return f"“{self.row}”的“{self.column}”"
        return f"“{self.row or self.column or self.figure.text}”"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading (all header rows joined) and what it holds."""

    index: int
    heading: str
    kind: str  # label | code | ordinal | amount | rate | weight | score | text


@dataclass(frozen=True, slots=True)
class Row:
    """A body row. `label` is the nearest text to the left of its first figures."""

    index: int
    cells: tuple[Cell, ...]
    label: str
    code: str
    data: dict[int, Datum]

    @property
    def is_total(self) -> bool:
        return bool(headings.TOTAL_LABEL.match(self.label))

    def text(self, column: int) -> str:
        return self.cells[column].text if column < len(self.cells) else ""

    @property
    def place(self) -> Place:
        return self.cells[0].place


@dataclass(frozen=True)
class Table:
    """One heading with its body."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    aligned: bool
    header: tuple[tuple[Cell, ...], ...]
    heading: tuple[Line, ...] = ()

    @property
    def name(self) -> str:
        """The table's own title: the last line above it that names a table."""
        for line in reversed(self.heading):
            text = headings.bare(line.text)
            if NUMBER_ONLY.match(text):
                continue
            if re.search(r"表(?:[（(].*[）)])?$", text) and len(text) <= 50:
                return text
        return ""

    def kinds(self, kind: str) -> list[Column]:
        return [column for column in self.columns if column.kind == kind]

    @cached_property
    def amounts(self) -> list[Column]:
        return self.kinds("amount")

    @property
    def has_codes(self) -> bool:
        return any(row.code for row in self.rows)


def tables_of(grids: Sequence[Grid]) -> list[Table]:
    """All tables of a document."""
    tables: list[Table] = []
    for number, grid in enumerate(grids):
        for header, body in _sections(grid):
            if body:
                tables.extend(_side_by_side(_table(number, grid, header, body)))
    return tables


def _side_by_side(table: Table) -> list[Table]:
    """A table of several code | name | amount blocks beside each other, as one table each."""
    starts = [c.index for c in table.kinds("code") if _full_codes(table, c.index)]
    if len(starts) < 2:
        return [table]
    tables = []
    for start, end in pairwise([*starts, len(table.columns)]):
        columns = tuple(c for c in table.columns if start <= c.index < end)
        rows = tuple(row for row in (_block_row(row, start, end) for row in table.rows) if row)
        if rows:
            tables.append(replace(table, columns=columns, rows=rows))
    return tables


def _full_codes(table: Table, index: int) -> bool:
    texts = [folded(row.text(index)) for row in table.rows]
    return sum(bool(re.fullmatch(r"\d{3}|\d{5}", text)) for text in texts) >= 2


def _block_row(row: Row, start: int, end: int) -> Row | None:
    data = {at: datum for at, datum in row.data.items() if start <= at < end}
    code = folded(row.text(start)).strip()
    names = [headings.bare(row.text(at)) for at in range(start, end) if at not in data]
    label = next((name for name in names if name and name != code), "")
    if not data or not (code or label):
        return None
    known = code if re.fullmatch(r"\d{3}(?:\d{2}){0,2}", code) else ""
    return Row(row.index, row.cells, label, known, data)


_Rows = list[tuple[int, tuple[Cell, ...]]]


def _sections(grid: Grid) -> Iterator[tuple[_Rows, _Rows]]:
    """(header rows, body rows) pairs of a grid, in order; a repeated header starts nothing new."""
    header: _Rows = []
    body: _Rows = []
    again: _Rows = []
    for index, cells in enumerate(grid.rows):
        if is_header(cells) or (header and not body and _is_sub_header(cells)):
            if not body:
                header.append((index, cells))
            else:
                again.append((index, cells))
            continue
        if again and not _repeats(header, again) and not _is_sub_header(cells):
            yield header, body
            header, body = again, []
        if again and _is_sub_header(cells) and not _repeats(header, again):
            again.append((index, cells))
            continue
        again = []
        if not _is_counter(cells):
            body.append((index, cells))
    yield header, body


def _repeats(header: _Rows, again: _Rows) -> bool:
    shown = {tuple(headings.bare(cell.text) for cell in cells) for _, cells in header}
    return all(tuple(headings.bare(cell.text) for cell in cells) in shown for _, cells in again)


def is_header(cells: Sequence[Cell]) -> bool:
    """A row of at least two different column titles and no figure."""
    texts = [headings.bare(cell.text) for cell in cells if not is_blank(cell.text)]
    if len(set(texts)) < 2 or any(_is_figure(text) for text in texts):
        return False
    if any(re.search(r"[。；，]", text) or len(text) > 40 for text in texts):
        return False
    if any(headings.TOP_ITEM.match(text) for text in texts):
        return False
    titles = {text for text in texts if len(text) <= 24 and headings.HEADER_WORDS.search(text)}
    return len(titles) >= 2 and len(titles) >= 0.5 * len(set(texts))


def _is_sub_header(cells: Sequence[Cell]) -> bool:
    """A second row of a heading: nothing in the first column, short words, no figure."""
    texts = [headings.bare(cell.text) for cell in cells]
    named = [text for text in texts if not is_blank(text)]
    if not named or (texts[0] and not is_blank(texts[0])):
        return False
    short = all(len(text) <= 24 and not re.search(r"[。；，]", text) for text in named)
    return short and len(named) >= 2 and not any(parse_cell(text) for text in named)


def _is_figure(text: str) -> bool:
    return parse_cell(text) is not None and not YEAR_CELL.match(text)


def _is_counter(cells: Sequence[Cell]) -> bool:
    """The row 栏次 1 2 3 … under a heading."""
    texts = [folded(cell.text.strip()) for cell in cells if cell.text.strip()]
    numbers = [int(text) for text in texts if text.isdigit()]
    labelled = any(headings.bare(text) in {"栏次", "行次", "列次"} for text in texts)
    rising = numbers == list(range(1, len(numbers) + 1)) and len(numbers) >= 3
    return (labelled and bool(numbers)) or (rising and len(numbers) == len(texts))


def _table(number: int, grid: Grid, header: _Rows, body: _Rows) -> Table:
    width = max(len(cells) for _, cells in body)
    titles = _titles([cells for _, cells in header], body, width)
    columns = tuple(
        Column(index, titles[index], _kind(titles[index], [cells for _, cells in body], index))
        for index in range(width)
    )
    if _misplaced(columns, body):
        columns = tuple(replace(c, heading="", kind=_blind_kind(c, body)) for c in columns)
    columns = _with_code_columns(columns, body)
    body = [(index, _realigned(cells, columns)) for index, cells in body]
    rows = _body_rows(number, body, columns)
    shown = tuple(cells for _, cells in header)
    return Table(grid.title, columns, rows, grid.aligned, shown, grid.heading)


def _misplaced(columns: Sequence[Column], body: _Rows) -> bool:
    """True when figures with % stand under a heading that is no rate: the heading is shifted."""
    for column in columns:
        figures = [f for f in (parse_cell(text) for text in _texts(body, column.index)) if f]
        rates = sum(figure.is_rate for figure in figures)
        rate_heading = headings.RATE.search(column.heading) or "%" in column.heading
        if rates >= 2 and rates * 2 > len(figures) and column.heading and not rate_heading:
            return not re.search(r"指标|目标|完成|情况|值|标准|占", column.heading)
        if rate_heading and len(figures) >= 2 and not rates and _percent_elsewhere(columns, body):
            return True
    return False


def _percent_elsewhere(columns: Sequence[Column], body: _Rows) -> bool:
    for column in columns:
        texts = _texts(body, column.index)
        marked = sum(bool(re.fullmatch(r"[\d.]+%", text)) for text in texts)
        if marked >= 2 and marked * 2 > len(texts) and not headings.RATE.search(column.heading):
            return True
    return False


def _blind_kind(column: Column, body: _Rows) -> str:
    return _kind("", [cells for _, cells in body], column.index)


def _titles(header: Sequence[tuple[Cell, ...]], body: _Rows, width: int) -> list[str]:
    """Column headings. A heading narrower than its body is set where it fits the figures."""
    plain = _joined(header, width)
    narrow = width - max((len(cells) for cells in header), default=width)
    if narrow <= 0:
        return plain
    moved = _joined([(Cell("", cells[0].place),) * narrow + cells for cells in header], width)
    return max((plain, moved), key=lambda titles: _fit(titles, body))


def _fit(titles: Sequence[str], body: _Rows) -> int:
    """How many figures stand under a heading for figures, less those under a blank one."""
    score = 0
    for _, cells in body:
        for index, cell in enumerate(cells):
            figure = parse_cell(cell.text)
            if figure is None:
                continue
            rate = bool(headings.RATE.search(titles[index]))
            score += 1 if titles[index] and rate == figure.is_rate else -1
    return score


def _joined(header: Sequence[tuple[Cell, ...]], width: int) -> list[str]:
    """All header rows joined; a title above several columns is carried to the right."""
    titles = [""] * width
    for depth, cells in enumerate(header):
        carried = ""
        for index in range(width):
            text = headings.bare(cells[index].text) if index < len(cells) else ""
            if text:
                carried = text
            elif depth + 1 == len(header) or not _own_column(header[depth + 1 :], index):
                carried = ""
            if carried and not titles[index].endswith(carried):
                titles[index] += carried
    return titles


def _own_column(below: Sequence[tuple[Cell, ...]], index: int) -> bool:
    return any(index < len(cells) and cells[index].text for cells in below)


def _kind(title: str, body: Sequence[tuple[Cell, ...]], index: int) -> str:
    texts = [cells[index].text for cells in body if index < len(cells)]
    texts = [text for text in texts if not is_blank(text)]
    figures = [figure for figure in map(parse_cell, texts) if figure]
    if not texts:
        return "text"
    if headings.ORDINAL.search(title) or _counts_up(title, figures, texts):
        return "ordinal"
    if headings.CODE.search(title):
        return "code"
    if len(figures) * 2 < len(texts):
        return "label" if texts else "text"
    return _number_kind(title, figures)


def _number_kind(title: str, figures: Sequence[Figure]) -> str:
    if headings.WEIGHT.search(title) or title.endswith(("分值", "权重")):
        return "weight"
    if headings.SCORE.search(title) or title.endswith(("得分", "评分")):
        return "score"
    if headings.VALUE.search(title):
        return "text"
    if all(YEAR_CELL.match(figure.text) and not figure.decimals for figure in figures):
        return "label"
    by_cells = sum(figure.is_rate for figure in figures) * 2 > len(figures)
    if by_cells or (headings.RATE.search(title) and not headings.NOT_RATE.search(title)):
        return "rate"
    return "amount"


def _counts_up(title: str, figures: Sequence[Figure], texts: Sequence[str]) -> bool:
    if len(figures) != len(texts) or len(figures) < 3 or headings.WEIGHT.search(title):
        return False
    values = [figure.value for figure in figures]
    if any(figure.decimals for figure in figures):
        return False
    steps = [after - before for before, after in pairwise(values)]
    from_one = values == list(range(1, len(values) + 1))
    mostly = sum(step == 1 for step in steps) >= 0.7 * len(steps)
    return from_one or (len(values) >= 6 and mostly and all(step > 0 for step in steps))


def _with_code_columns(columns: tuple[Column, ...], body: _Rows) -> tuple[Column, ...]:
    """Mark columns of subject codes, also 类/款/项 in three columns, as codes."""
    found = []
    for column in columns:
        if column.kind in {"amount", "label"} and _holds_codes(column, body):
            column = Column(column.index, column.heading, "code")
        found.append(column)
    codes = [column.index for column in found if column.kind == "code"]
    for index in codes:
        for step in (1, 2):
            follower = found[index + step] if index + step < len(found) else None
            if follower and _is_code_part(found[index], follower, body):
                found[follower.index] = Column(follower.index, follower.heading, "code")
    return tuple(found)


def _texts(body: _Rows, index: int) -> list[str]:
    texts = [folded(cells[index].text.strip()) for _, cells in body if index < len(cells)]
    return [text for text in texts if text and not is_blank(text)]


def _holds_codes(column: Column, body: _Rows) -> bool:
    texts = [text for text in _texts(body, column.index) if headings.bare(text) != "合计"]
    codes = [text for text in texts if CODE_CELL.match(text)]
    if len(codes) < 2 or len(codes) < 0.8 * len(texts):
        return False
    lengths = {len(code.replace(" ", "")) for code in codes}
    plain = {"201", "205", "206", "207", "208", "210", "211", "212", "213", "221", "301", "302"}
    top = {code for code in codes if len(code) == 3}
    nested = any(code[:3] in top for code in codes if len(code) > 3)
    titled = bool(re.search(r"类|科目", column.heading))
    return nested or bool(top & plain and titled) or (lengths <= {5, 7} and titled)


def _is_code_part(first: Column, follower: Column, body: _Rows) -> bool:
    """款 or 项 in a column of its own, after a column that holds 类 only."""
    if follower.kind != "amount" or headings.AMOUNT.search(follower.heading):
        return False
    whole = [text for text in _texts(body, first.index) if CODE_CELL.match(text)]
    return all(len(text) == 3 for text in whole) and _holds_parts(follower.index, body)


def _holds_parts(index: int, body: _Rows) -> bool:
    texts = _texts(body, index)
    return bool(texts) and all(re.fullmatch(r"\d{2}", text) for text in texts)


def _realigned(cells: tuple[Cell, ...], columns: Sequence[Column]) -> tuple[Cell, ...]:
    """A total row that lost its blank cells: 合计 | 1310 | 684 | 626 under five columns.

    Its figures would stand one column too far left, one of them under a label heading; they are
    moved to the right end. A row that cannot be set right loses its figures rather than lie.
    """
    short = len(columns) - len(cells)
    stray = [
        at
        for at, cell in enumerate(cells)
        if columns[at].kind == "label" and _is_figure(cell.text) and not YEAR_CELL.match(cell.text)
    ]
    if not stray or not columns[stray[0]].heading or _allows_figures(columns[stray[0]]):
        return cells
    if not 0 < short <= 2 or not headings.TOTAL_LABEL.match(headings.bare(cells[0].text)):
        return cells
    blanks = (Cell("", cells[0].place),) * short
    return (cells[0], *blanks, *cells[1:])


def _allows_figures(column: Column) -> bool:
    return bool(re.search(r"值|目标|情况|内容|数量|完成|说明|备注", column.heading))


def _body_rows(number: int, body: _Rows, columns: tuple[Column, ...]) -> tuple[Row, ...]:
    labels = [
        column.index
        for column in columns
        if column.kind in {"label", "text"} and not headings.VALUE.search(column.heading)
    ]
    codes = [column.index for column in columns if column.kind == "code"]
    numeric = [c for c in columns if c.kind in {"amount", "rate", "weight", "score"}]
    fine = {
        c.index: -1
        if c.kind in {"weight", "score"}
        else _precision([cells for _, cells in body], c.index)
        for c in numeric
    }
    rows = []
    for index, cells in body:
        code, name = _code_of(cells, codes, labels)
        label = name or _label(cells, labels, numeric)
        data = {
            at: replace(datum, column=columns[at].heading)
            for at, datum in _data((number, index), cells, fine, labels, label).items()
        }
        rows.append(Row(index, cells, label, code, data))
    return tuple(rows)


def _code_of(cells: Sequence[Cell], codes: list[int], labels: list[int]) -> tuple[str, str]:
    """The subject code of a row and, when code and name share a cell, the name."""
    parts = [folded(cells[i].text).replace(" ", "") for i in codes if i < len(cells)]
    joined = "".join(parts)
    if re.fullmatch(r"\d{3}(?:\d{2}){0,2}", joined):
        return joined, ""
    for index in [*codes, *labels]:
        found = CODE_NAME.match(cells[index].text) if index < len(cells) else None
        if found and not re.match(r"[年月日号元万个项家名]", found.group(2)):
            return found.group(1), headings.bare(found.group(2))
    return "", ""


def _label(cells: Sequence[Cell], labels: list[int], numeric: list[Column]) -> str:
    first = numeric[0].index if numeric else len(cells)
    texts = [headings.bare(cells[i].text) for i in labels if i < len(cells)]
    left = [headings.bare(cells[i].text) for i in labels if i < min(first, len(cells))]
    named = [text for text in left if text and not is_blank(text)]
    if named:
        return named[-1]
    named = [text for text in texts if text and not is_blank(text)]
    return named[-1] if named else ""


def _precision(body: Sequence[tuple[Cell, ...]], index: int) -> int:
    """Decimals of a column that drops trailing zeros; 0 where each figure speaks for itself."""
    cells = [cells[index].text for cells in body if index < len(cells)]
    figures = [figure for figure in map(parse_cell, cells) if figure and figure.value]
    most = max((figure.decimals for figure in figures), default=0)
    full = [figure for figure in figures if figure.decimals == most]
    if not most or any(figure.text.endswith("0") for figure in full):
        return 0
    return most if 2 * len(full) >= len(figures) else 0


def _data(
    at: tuple[int, int],
    cells: Sequence[Cell],
    numeric: dict[int, int],
    labels: list[int],
    label: str,
) -> dict[int, Datum]:
    data = {}
    for column, fine in numeric.items():
        figure = parse_cell(cells[column].text) if column < len(cells) else None
        if figure is None:
            continue
        own = _near_label(cells, labels, column) or label
        if fine < 0:  # points: whole ones are exact, decimals may have been rounded
            fine = max(2, figure.decimals) if figure.decimals else 4
        data[column] = Datum((*at, column), figure, cells[column].place, own, "", fine)
    return data


def _near_label(cells: Sequence[Cell], labels: list[int], column: int) -> str:
    """The label left of a figure: the second half of 收支总表 has its own."""
    for index in sorted((i for i in labels if i < column), reverse=True):
        text = headings.bare(cells[index].text)
        if text and not is_blank(text):
            return text
    return ""
