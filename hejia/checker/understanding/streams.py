"""A self-evaluation sheet as a run of words and figures, whatever became of its columns.

Merged cells, blank cells and wrapped lines are lost in many ways; the order of the cells is not.
An indicator ends with its weight and its score, the sheet with the totals of both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hejia.checker.document import Document, Grid, Place
from hejia.checker.figures import Figure, folded, is_blank, parse_cell

WEIGHT = re.compile(r"^(?:指标)?(?:分值|权重|权数)(?:[（(].*[）)])?$")
SCORE = re.compile(r"^(?:自评|实际|指标|评价)?(?:得分|评分|自评分)(?:[（(].*[）)])?$")
LEVEL = re.compile(r"级指标|绩效指标|指标名称")
TOTAL = re.compile(r"^(?:自评)?(?:总分|总得分|合计|总计|合计得分|得分合计|自评总分)[：:]?$")
MONEY = re.compile(r"资金总额[：:]?$|^总额$|整体支出总额$|年度预算总额[：:]?$")
NEAR_HEADING, HEADING, MOST_MONEY, MOST_TOKENS = 4, 14, 90, 1500
LEAST_ITEMS, LEAST_MONEY = 3, 4


@dataclass(frozen=True, slots=True)
class Token:
    """One word or figure with its place."""

    text: str
    place: Place
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Scored:
    """Weight and score of one line, with the words before them."""

    name: str
    weight: Token
    score: Token


@dataclass(frozen=True, slots=True)
class Money:
    """The row of the money: what it earned, its rate, and the amounts before it."""

    line: Scored
    rate: Token
    amounts: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """One sheet: its indicators, its totals, and the money row above them."""

    items: tuple[Scored, ...]
    total: Scored
    money: Money | None


def streams_of(document: Document) -> Iterator[Stream]:
    """All sheets that print the totals of weights and scores."""
    tokens = list(_tokens(document))
    last = 0
    for at in range(len(tokens)):
        if at >= last and _is_heading(tokens, at):
            found = _items(tokens, at + 1)
            if found:
                items, total, end = found
                yield Stream(items, total, _money(tokens[max(last, at - MOST_MONEY) : at]))
                last = end


def _tokens(document: Document) -> Iterator[Token]:
    for text, place in _words(document):
        if text:
            yield _token(text, place)


def _words(document: Document) -> Iterator[tuple[str, Place]]:
    """The words of a text in order, or the cells of tables, each without blanks."""
    if document.format == "text":
        for line in document.lines:
            yield from ((word, line.place) for word in re.split(r"[\s|　]+", folded(line.text)))
        return
    for block in document.blocks:
        for cell in block.cells() if isinstance(block, Grid) else ():
            yield "".join(folded(cell.text).split()), cell.place


def _token(text: str, place: Place) -> Token:
    figure = parse_cell(text) if re.search(r"\d", text) else None
    plain = figure if figure is not None and figure.unit in {"", "%", "分"} else None
    return Token(text, place, plain)


def _is_heading(tokens: Sequence[Token], at: int) -> bool:
    """得分 with 分值 shortly before it, in a heading that names indicators."""
    if not SCORE.match(tokens[at].text):
        return False
    near = [token.text for token in tokens[max(0, at - NEAR_HEADING) : at]]
    wide = [token.text for token in tokens[max(0, at - HEADING) : at]]
    return any(map(WEIGHT.match, near)) and any(map(LEVEL.search, wide))


def _items(tokens: Sequence[Token], start: int) -> tuple[tuple[Scored, ...], Scored, int] | None:
    """The indicators from `start` on, the totals, and where they end."""
    items: list[Scored] = []
    at = start
    while at < min(len(tokens), start + MOST_TOKENS):
        if TOTAL.match(tokens[at].text):
            run = _run(tokens, at + 1)
            if len(run) == 2 and len(items) >= LEAST_ITEMS:
                return tuple(items), Scored(tokens[at].text, *run), at + 3
            return None
        run = _run(tokens, at)
        if len(run) > 1:
            items.append(Scored(tokens[at - 1].text, run[-2], run[-1]))
        at += max(1, len(run))
    return None


def _run(tokens: Sequence[Token], start: int) -> list[Token]:
    """The bare figures that follow each other from `start` on."""
    run = []
    for token in tokens[start : start + HEADING]:
        if token.figure is None or token.figure.is_rate:
            break
        run.append(token)
    return run


def _money(before: Sequence[Token]) -> Money | None:
    """年度资金总额 86 90 84.15 10 93.5% 9.35, or with the weight after the rate."""
    heads = [at for at, token in enumerate(before) if MONEY.search(token.text)]
    for head in reversed(heads):
        row = []
        for token in before[head + 1 :]:
            if token.figure is None and not is_blank(token.text):
                break
            row.append(token)
        figures = [token for token in row if token.figure is not None]
        rates = [i for i, t in enumerate(figures) if t.figure is not None and t.figure.is_rate]
        if len(rates) != 1 or len(figures) < LEAST_MONEY:
            continue
        found = _money_row(before[head].text, figures, rates[0])
        if found:
            return found
    return None


def _money_row(name: str, figures: Sequence[Token], rate: int) -> Money | None:
    after = figures[rate + 1 :]
    if len(after) == 1 and rate >= 2:
        line = Scored(name, figures[rate - 1], after[0])
        return Money(line, figures[rate], tuple(figures[: rate - 1]))
    if len(after) == 2 and rate >= 1:
        return Money(Scored(name, after[0], after[1]), figures[rate], tuple(figures[:rate]))
    return None
