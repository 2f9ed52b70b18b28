"""Tables that only the position of their words shows (`pdftotext -layout`, words of a PDF).

Numbers of one column overlap in width from row to row; what stands between two number columns
is a label. A row of a page without blanks to go by keeps its first number only.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from hejia.checker.document import Cell, Line, Place
from hejia.checker.figures import is_blank, parse_cell

CHUNK = re.compile(r"\S+(?: \S+)*")
CODE_FIRST = re.compile(r"^(\d{3}|\d{5}|\d{7}|\d{3} \d{2}|\d{3} \d{2} \d{2})\s*([^\d\s.,%].*)$")
HEADER = re.compile(r"预算|决算|执行|指标|分值|得分|科目|编码|名称|项目|合计|金额|支出|收入")
SENTENCE = re.compile(r"[。；，].*[。；，]|。$")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of text and the width it covers (columns of a screen, or points)."""

    text: str
    left: float
    right: float
    place: Place


def is_spread(lines: Sequence[Line]) -> bool:
    """True when the text sets columns by blanks."""
    wide = sum(is_table_line(line.text) for line in lines)
    return wide >= 3


def is_table_line(text: str) -> bool:
    """True for a line of at least two columns that is no sentence."""
    if "\t" in text:
        return False
    gaps = len(re.findall(r"\S(?:\s{2,}|　{2,})(?=\S)", text.strip()))
    return gaps >= 2 or (gaps == 1 and not SENTENCE.search(text))


def grid_by_position(lines: Sequence[Line]) -> list[tuple[Cell, ...]]:
    """Rows of cells. From one heading to the next, every row has the same columns."""
    rows: list[tuple[Cell, ...]] = []
    part: list[list[Word]] = []
    for line in lines:
        words = _code_joined(words_of(line))
        if not words:
            continue
        if _opens_table(words) and any(_has_number(row) for row in part):
            rows += align(part)
            part = []
        part.append(words)
    return rows + align(part)


def _code_joined(words: list[Word]) -> list[Word]:
    """201 | 29 | 01 in columns of their own, before the name, as one code."""
    parts = [word.text for word in words[:4]]
    count = 1
    while count < min(3, len(parts)) and re.fullmatch(r"\d{2}", parts[count]):
        count += 1
    named = len(parts) > count and re.match(r"[一-龥]", parts[count])
    if count < 2 or not named or not re.fullmatch(r"\d{3}", parts[0]):
        return words
    first = words[0]
    code = Word("".join(parts[:count]), first.left, words[count - 1].right, first.place)
    return [code, *words[count:]]


def _opens_table(words: Sequence[Word]) -> bool:
    titles = sum(bool(HEADER.search(word.text)) and len(word.text) <= 16 for word in words)
    return len(words) >= 3 and titles >= 2 and not _has_number(words)


def _has_number(words: Sequence[Word]) -> bool:
    return any(_is_number(word.text) for word in words)


def words_of(line: Line) -> list[Word]:
    """The chunks of a line between runs of blanks, with their width on a screen."""
    words = []
    for found in CHUNK.finditer(line.text.replace("　", "  ")):
        left = display_width(line.text[: found.start()])
        words.extend(_parts(found.group(), left, line.place))
    return words


def align(rows: Sequence[Sequence[Word]]) -> list[tuple[Cell, ...]]:
    """Cells of all rows on common columns: label, number, label, number …"""
    columns = _number_columns(rows)
    if not columns:
        return [tuple(Cell(word.text, word.place) for word in row) for row in rows if row]
    codes = any(CODE_FIRST.match(word.text) or _is_code(word) for row in rows for word in row)
    return [_cells(row, columns, codes) for row in rows if row]


def _parts(text: str, left: float, place: Place) -> list[Word]:
    """Split a chunk of several numbers that only one blank keeps apart."""
    pieces = text.split(" ")
    numeric = [parse_cell(piece) is not None for piece in pieces]
    if len(pieces) > 1 and all(numeric):
        words, at = [], left
        for piece in pieces:
            words.append(Word(piece, at, at + display_width(piece), place))
            at += display_width(piece) + 1
        return words
    return [Word(text, left, left + display_width(text), place)]


def _is_code(word: Word) -> bool:
    return bool(re.fullmatch(r"\d{3}|\d{5}|\d{7}", word.text))


def _is_number(text: str) -> bool:
    """A bare figure; 80万元 is what an indicator reached, not an entry of a money column."""
    figure = parse_cell(text)
    return figure is not None and figure.unit in {"", "%"}


def _number_columns(rows: Sequence[Sequence[Word]]) -> list[tuple[float, float]]:
    spans = sorted(
        (word.left, word.right)
        for row in rows
        for index, word in enumerate(row)
        if _is_number(word.text) and not (index == 0 and _is_code(word))
    )
    columns: list[tuple[float, float]] = []
    for left, right in spans:
        if columns and left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _cells(
    row: Sequence[Word], columns: list[tuple[float, float]], codes: bool
) -> tuple[Cell, ...]:
    """One row on the grid [code], label, number, label, number …, label."""
    place = row[0].place
    slots: list[list[Word]] = [[] for _ in range(2 * len(columns) + 1)]
    code = ""
    for index, word in enumerate(row):
        found = CODE_FIRST.match(word.text) if codes and index == 0 else None
        if found:
            code = found.group(1)
            word = Word(found.group(2), word.left + len(code), word.right, place)
        elif codes and index == 0 and _is_code(word) and word.left < columns[0][0]:
            code = word.text
            continue
        slots[_slot(word, columns)].append(word)
    cells = [Cell("".join(word.text for word in slot), place) for slot in slots]
    return (Cell(code, place), *cells) if codes else tuple(cells)


def _slot(word: Word, columns: list[tuple[float, float]]) -> int:
    numeric = _is_number(word.text) or is_blank(word.text)
    middle = (word.left + word.right) / 2
    for index, (left, right) in enumerate(columns):
        if numeric and word.left < right and left < word.right:
            return 2 * index + 1
        if not numeric and left <= middle <= right:
            return 2 * index + 1
    gap = sum(1 for left, right in columns if (left + right) / 2 < middle)
    return 2 * gap


def display_width(text: str) -> int:
    """Columns of a screen a text covers: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
