"""Tables whose cells are set apart by one blank only, as `pdftotext` and copied pages give them.

`2012901 行政运行 487.00 487.00 0.00`: words, then figures. A row with as many figures as the widest
has them all; one with fewer lost blank cells, and only its first figure is known to be the total.
What is not known stands as `?`, which no rule reckons with.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hejia.checker.document import Cell, Line
from hejia.checker.figures import folded, is_blank, parse_cell
from hejia.checker.reading.columns import CODE_FIRST
from hejia.checker.understanding import headings
from hejia.checker.understanding.subjects import CLASSES

LEAST_ROWS, LEAST_WIDE, MOST_QUIET, MOST_LABEL, MOST_COLUMNS = 3, 5, 3, 40, 16
UNKNOWN = "?"
PROSE = re.compile(
    r"[，。；]|^(?:年(?![初末度])|月|日(?!常)|元|万元|亿元|人(?![员民大才防])|个(?!人)|件|场(?![地馆所])|％|%)"
)
CODE = re.compile(r"^(?:\d{3}|\d{5}|\d{7})$")
INCOME = re.compile(r"收入|拨款|资金|年初|上年|使用非财政|弥补")
SPENDING = re.compile(r"支出|结转下年|结余分配|年末")
CLASS_NAMES = frozenset(name for names in CLASSES.values() for name in names)
COUNTER = re.compile(r"^(?:栏次|行次|列次)?(?: ?\d{1,2})+$")
ORDINAL = re.compile(r"^\d{1,2}$")
INNER = re.compile(r"^(?P<left>.+?)(?P<right>[一二三四五六七八九十]{1,3}、.+)$")
NUMBERED = re.compile(r"^[一二三四五六七八九十]+[、.．]")

Rows = list[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """Words and the figures after them."""

    code: str
    label: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of such a table: one part, or one of either half."""

    line: Line
    parts: tuple[Part, ...]


def spaced_stretch(lines: Sequence[Line], start: int) -> int:
    """How many lines from `start` on form such a table; 0 when they do not."""
    if entry_of(lines[start]) is None and not _is_heading(lines[start].text):
        return 0
    found: list[Entry] = []
    end, quiet = start, 0
    for index in range(start, len(lines)):
        text = lines[index].text.strip()
        entry = entry_of(lines[index])
        if entry is not None or COUNTER.match(text):
            found.extend([entry] if entry else [])
            end, quiet = index + 1, 0
        elif not text or (_is_word(text) and not _is_title(text, found)):
            quiet += 1
            if quiet > MOST_QUIET:
                break
        else:
            if is_lost(text):
                return 0  # a row that was not understood may belong to the sums
            break
    return end - start if found and _grid(lines[start:end], found) else 0


def spaced_rows(lines: Sequence[Line]) -> Rows:
    """The rows of a stretch, its heading first."""
    return _grid(lines, [entry for entry in map(entry_of, lines) if entry])


def entry_of(line: Line) -> Entry | None:
    """The words and figures of a line; None for one that is no row of a table."""
    text = folded(line.text.strip())
    if "\t" in text or "  " in text or "　" in text or len(text) > 200 or COUNTER.match(text):
        return None
    tokens = text.split()
    if len(tokens) > 1 and ORDINAL.match(tokens[0]) and not is_figure(tokens[1]):
        tokens = tokens[1:]
    if len(tokens) < 2 or any(PROSE.search(token) for token in tokens if not is_figure(token)):
        return None
    parts = tuple(_parts(tokens))
    if len(parts) > 1 and not parts[-1].numbers:
        parts = parts[:-1]  # a remark after the figures
    fitting = 1 <= len(parts) <= 2 and any(part.numbers for part in parts)
    if not fitting or any(len(part.label) > MOST_LABEL for part in parts):
        return None
    bare = [part for part in parts if not part.label]
    wide = len(parts) == 1 and len(parts[0].numbers) >= LEAST_WIDE
    return Entry(line, parts) if not bare or wide else None


def is_figure(token: str) -> bool:
    """A figure without a unit, or a dash for a blank cell."""
    figure = parse_cell(token)
    return is_blank(token) if figure is None else figure.unit in {"", "%"}


def _parts(tokens: Sequence[str]) -> Iterator[Part]:
    at = 0
    while at < len(tokens):
        code, at = _code(tokens, at)
        words = []
        while at < len(tokens) and not is_figure(tokens[at]):
            words.append(tokens[at])
            at += 1
        numbers = []
        while at < len(tokens) and is_figure(tokens[at]) and not _code(tokens, at)[0]:
            numbers.append(tokens[at])
            at += 1
        yield Part(code, "".join(words), tuple(numbers))


def _code(tokens: Sequence[str], at: int) -> tuple[str, int]:
    """A subject code at this place, also 201 | 29 | 01 in three, and where its name begins."""
    joined = CODE_FIRST.match(tokens[at])
    if joined and " " not in joined.group(1):
        return "", at
    end = at + 1
    while end < min(at + 3, len(tokens)) and re.fullmatch(r"\d{2}", tokens[end]):
        end += 1
    code = "".join(tokens[at:end])
    named = end < len(tokens) and re.match(r"[一-龥“]", tokens[end])
    return (code, end) if CODE.match(code) and named else ("", at)


def _is_heading(text: str) -> bool:
    titles = text.strip().split(" ")
    short = all(title and len(title) <= 24 for title in titles)
    named = sum(bool(headings.HEADER_WORDS.search(title)) for title in titles)
    return short and "\t" not in text and len(titles) >= 3 and named * 2 >= len(titles)


def _is_word(text: str) -> bool:
    """Wrapped words of a cell or of a heading: no sentence, no figure."""
    return len(text) <= MOST_LABEL and not re.search(r"[。；，：:]", text)


def is_lost(text: str) -> bool:
    """A line that ends with figures like a row, but could not be read as one."""
    tokens = folded(text).split()
    return len(tokens) > 2 and is_figure(tokens[-1]) and is_figure(tokens[-2])


def _is_title(text: str, found: Sequence[Entry]) -> bool:
    """After its rows, the name of the next table ends this one."""
    return bool(found) and bool(re.search(r"表(?:[（(].*[）)])?$|^注|单位[：:]", text))


def _grid(lines: Sequence[Line], found: Sequence[Entry]) -> Rows:
    """Heading and rows on common columns; nothing where the lines do not agree."""
    wide = max(len(part.numbers) for entry in found for part in entry.parts)
    if len(found) < LEAST_ROWS and wide < LEAST_WIDE:
        return []
    if wide < 1 or wide > MOST_COLUMNS:
        return []
    double = sum(len(entry.parts) == 2 for entry in found)
    if double * 5 >= len(found) * 2 and double >= 2:
        return _two_sided(lines, found)
    return [] if double else _one_sided(lines, found)


def _one_sided(lines: Sequence[Line], found: Sequence[Entry]) -> Rows:
    rows = [(entry.line, entry.parts[0]) for entry in found if entry.parts[0].numbers]
    counts = Counter(len(part.numbers) for _, part in rows)
    wide = max(counts)
    codes = sum(bool(part.code) for _, part in rows)
    if counts[wide] * 2 < len(rows) and not codes:
        return []
    if wide < 2 and codes < LEAST_ROWS:
        return []
    if len(rows) < len(found) or (len(counts) > 1 and not codes):
        return []  # a row without figures, or figures whose columns nothing tells
    heading = _heading(lines, rows[0][0], wide, 2 if codes else 1)
    return [*heading, *(_row(line, part, wide, coded=bool(codes)) for line, part in rows)]


def _row(line: Line, part: Part, wide: int, *, coded: bool) -> tuple[Cell, ...]:
    numbers = list(part.numbers)
    if len(numbers) < wide:
        numbers = [*numbers[:1], *[UNKNOWN] * (wide - 1)]
    texts = [*([part.code] if coded else []), part.label, *numbers]
    return tuple(Cell(text, line.place) for text in texts)


def _heading(lines: Sequence[Line], first: Line, wide: int, labels: int) -> Rows:
    """The one line above the first row that has a title for every column of figures."""
    before = list(lines[: lines.index(first)])
    for line in reversed(before):
        titles = line.text.split()
        if headings.ORDINAL.search(titles[0] if titles else ""):
            titles = titles[1:]  # the rows have lost their ordinal too
        if _is_heading(line.text) and wide <= len(titles) <= wide + labels:
            blank = [""] * (wide + labels - len(titles))
            texts = [*blank, *titles] if len(titles) == wide else [*titles[:1], *blank, *titles[1:]]
            return [tuple(Cell(text, line.place) for text in texts)]
    return []


def _two_sided(lines: Sequence[Line], found: Sequence[Entry]) -> Rows:
    """Income and spending beside each other; nothing where a lone half cannot be told."""
    pairs: list[tuple[Line, Part | None, Part | None]] = []
    for entry in found:
        left, right = (entry.parts[0], entry.parts[1]) if len(entry.parts) == 2 else (None, None)
        if left is None and (inner := INNER.match(entry.parts[0].label)):
            # 2.政府性基金 三、住房保障支出 496,340: the left half has no figure
            left = Part("", inner["left"], ())
            right = Part("", inner["right"], entry.parts[0].numbers)
        if left is None:
            side = _side(entry.parts[0].label)
            if not side:
                return []
            left, right = (entry.parts[0], None) if side < 0 else (None, entry.parts[0])
        pairs.append((entry.line, left, right))
    widths = [_usual(part for _, *parts in pairs for part in parts[at : at + 1]) for at in (0, 1)]
    if not all(widths):
        return []
    rows = [
        (*_half(line, left, widths[0]), *_half(line, right, widths[1]))
        for line, left, right in pairs
    ]
    return [*_heading(lines, pairs[0][0], sum(widths) + 1, 1), *rows]


def _usual(parts: Iterator[Part | None]) -> int:
    counts = Counter(len(part.numbers) for part in parts if part and part.numbers)
    return max(counts, default=0)


def _half(line: Line, part: Part | None, wide: int) -> tuple[Cell, ...]:
    numbers = list(part.numbers) if part else []
    if 0 < len(numbers) < wide:
        numbers = [*numbers[:1], *[UNKNOWN] * (wide - 1)]
    texts = [part.label if part else "", *numbers, *[""] * (wide - len(numbers))]
    return tuple(Cell(text, line.place) for text in texts)


def _side(label: str) -> int:
    """-1 for the half of income, 1 for that of spending, 0 where the name does not tell."""
    name = NUMBERED.sub("", label)
    if name in CLASS_NAMES or SPENDING.search(name):
        return 1
    return -1 if INCOME.search(name) else 0
