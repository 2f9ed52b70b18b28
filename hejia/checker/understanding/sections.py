"""Header rows, and the body that belongs to each of them."""

import re
from collections.abc import Iterator, Sequence

from hejia.checker.document import Cell, Grid
from hejia.checker.figures import folded, is_blank, parse_cell
from hejia.checker.understanding import headings

YEAR_CELL = re.compile(r"^(?:19|20)\d{2}年?$")

Rows = list[tuple[int, tuple[Cell, ...]]]


def sections(grid: Grid) -> Iterator[tuple[Rows, Rows]]:
    """(header rows, body rows) pairs of a grid, in order; a repeated header starts nothing new."""
    header: Rows = []
    body: Rows = []
    again: Rows = []
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


def _repeats(header: Rows, again: Rows) -> bool:
    shown = {tuple(headings.bare(cell.text) for cell in cells) for _, cells in header}
    return all(tuple(headings.bare(cell.text) for cell in cells) in shown for _, cells in again)


def is_header(cells: Sequence[Cell]) -> bool:
    """A row of at least two different column titles and no figure."""
    texts = [headings.bare(cell.text) for cell in cells if not is_blank(cell.text)]
    if len(set(texts)) < 2 or any(is_entry(text) for text in texts):
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
    if not named or (texts[0] and not is_blank(texts[0]) and texts[:2] != ["类", "款"]):
        return False
    short = all(len(text) <= 24 and not re.search(r"[。；，]", text) for text in named)
    return short and len(named) >= 2 and not any(parse_cell(text) for text in named)


def is_entry(text: str) -> bool:
    return parse_cell(text) is not None and not YEAR_CELL.match(text)


def _is_counter(cells: Sequence[Cell]) -> bool:
    """The row 栏次 1 2 3 … under a heading."""
    texts = [folded(cell.text.strip()) for cell in cells if cell.text.strip()]
    numbers = [int(text) for text in texts if text.isdigit()]
    labelled = any(headings.bare(text) in {"栏次", "行次", "列次"} for text in texts)
    rising = numbers == list(range(1, len(numbers) + 1)) and len(numbers) >= 3
    return (labelled and bool(numbers)) or (rising and len(numbers) == len(texts))


def titles_of(header: Sequence[tuple[Cell, ...]], body: Rows, width: int) -> list[str]:
    """Column headings. A heading narrower than its body is set where it fits the figures."""
    plain = _joined(header, width)
    narrow = width - max((len(cells) for cells in header), default=width)
    if narrow < 0:
        # 项目资金（万元） reaches down beside the rows, whose own cells begin one further left
        kept = _joined([cells[-narrow:] for cells in header if len(cells) > width], width)
        return max((plain, kept), key=lambda titles: _fit(titles, body))
    if narrow == 0:
        return plain
    moved = _joined([(Cell("", cells[0].place),) * narrow + cells for cells in header], width)
    return max((plain, moved), key=lambda titles: _fit(titles, body))


def _fit(titles: Sequence[str], body: Rows) -> int:
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
