"""What a column holds: codes, ordinals and years are told apart from amounts here, once."""

import re
from collections.abc import Sequence
from itertools import pairwise

from hejia.checker.document import Cell
from hejia.checker.figures import Figure, folded, is_blank, parse_cell
from hejia.checker.understanding import headings
from hejia.checker.understanding.sections import YEAR_CELL, Rows
from hejia.checker.understanding.tables import Column

CODE_CELL = re.compile(r"^(\d{3})[ .]?(\d{2})?[ .]?(\d{2})?$")


def kind_of(title: str, body: Sequence[tuple[Cell, ...]], index: int) -> str:
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


def with_code_columns(columns: tuple[Column, ...], body: Rows) -> tuple[Column, ...]:
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


def texts_of(body: Rows, index: int) -> list[str]:
    texts = [folded(cells[index].text.strip()) for _, cells in body if index < len(cells)]
    return [text for text in texts if text and not is_blank(text)]


def _holds_codes(column: Column, body: Rows) -> bool:
    texts = [text for text in texts_of(body, column.index) if headings.bare(text) != "合计"]
    codes = [text for text in texts if CODE_CELL.match(text)]
    if len(codes) < 2 or len(codes) < 0.8 * len(texts):
        return False
    lengths = {len(code.replace(" ", "")) for code in codes}
    plain = {"201", "205", "206", "207", "208", "210", "211", "212", "213", "221", "301", "302"}
    top = {code for code in codes if len(code) == 3}
    nested = any(code[:3] in top for code in codes if len(code) > 3)
    titled = bool(re.search(r"类|科目", column.heading))
    return nested or bool(top & plain and titled) or (lengths <= {5, 7} and titled)


def _is_code_part(first: Column, follower: Column, body: Rows) -> bool:
    """款 or 项 in a column of its own, after a column that holds 类 only."""
    if follower.kind != "amount" or headings.AMOUNT.search(follower.heading):
        return False
    whole = [text for text in texts_of(body, first.index) if CODE_CELL.match(text)]
    return all(len(text) == 3 for text in whole) and _holds_parts(follower.index, body)


def _holds_parts(index: int, body: Rows) -> bool:
    texts = texts_of(body, index)
    return bool(texts) and all(re.fullmatch(r"\d{2}", text) for text in texts)


def misplaced(columns: Sequence[Column], body: Rows) -> bool:
    """True when figures with % stand under a heading that is no rate: the heading is shifted."""
    for column in columns:
        figures = [f for f in (parse_cell(text) for text in texts_of(body, column.index)) if f]
        rates = sum(figure.is_rate for figure in figures)
        rate_heading = headings.RATE.search(column.heading) or "%" in column.heading
        if rates >= 2 and rates * 2 > len(figures) and column.heading and not rate_heading:
            return not re.search(r"指标|目标|完成|情况|值|标准|占", column.heading)
        if rate_heading and len(figures) >= 2 and not rates and _percent_elsewhere(columns, body):
            return True
    return False


def _percent_elsewhere(columns: Sequence[Column], body: Rows) -> bool:
    for column in columns:
        texts = texts_of(body, column.index)
        marked = sum(bool(re.fullmatch(r"[\d.]+%", text)) for text in texts)
        if marked >= 2 and marked * 2 > len(texts) and not headings.RATE.search(column.heading):
            return True
    return False


def blind_kind(column: Column, body: Rows) -> str:
    return kind_of("", [cells for _, cells in body], column.index)
