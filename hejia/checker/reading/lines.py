"""From lines of text to paragraphs and grids.

Shared by every format that arrives as lines: text as published (tabs, one cell per line,
Markdown pipes) and `pdftotext -layout`, whose columns are only seen by where things stand.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hejia.checker.document import Block, Cell, Grid, Line, Paragraph, Place
from hejia.checker.figures import parse_cell
from hejia.checker.reading.columns import (
    display_width,
    grid_by_position,
    is_spread,
    is_table_line,
)
from hejia.checker.reading.packed import packed_rows, packed_stretch
from hejia.checker.reading.spaced import spaced_rows, spaced_stretch
from hejia.checker.reading.stacked import stacked_rows, stacked_stretch
from hejia.checker.reading.upright import upright_rows, upright_stretch

CLOSED = tuple("。！？；!?;")
HEADING = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+[部分章节]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]"
    r"|\d{1,2}[、.．](?!\d)|附件|附表|表\s*\d|目\s*录)"
)
BREAKS_SENTENCE = re.compile(r"[，,。；;：:]")
MARK_UP = re.compile(r"\*\*|</?(?:p|br|span|div|strong|b)\s*/?>", re.I)
KEEP_BETWEEN = re.compile(r"[A-Za-z0-9.,%]")
WORD = re.compile(r"[A-Za-z0-9]")
SECTION = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])"
)
PAGE_NUMBER = re.compile(r"^[-—－–\s]*(?:第\s*)?\d{1,3}(?:\s*页)?[-—－–\s]*$")
TITLE_LIMIT = 60
LEAST_WRAP, MOST_WRAP, WRAP_SLACK = 40, 120, 7
TABLE_TITLE = re.compile(
    r"^[^，。；]{2,40}表(?:[（(].*[）)])?$|^(?:公开)?表?\d{1,2}表?$|^附?表[一二三四五六七八九十\d]"
)
# with a bar before the first cell, as Markdown has it, or only after each cell, as pages turned
# to text have it
PIPE = re.compile(r"^\s*\|.*\|\s*$|^[^|]{1,80}\|[^|]*\|.*$")
RULE_LINE = re.compile(r"^[\s|:+=\-—_─━]+$")
Rows = tuple[tuple[Cell, ...], ...]


@dataclass(slots=True)
class _Stretch:
    """Lines of one nature, in order."""

    kind: str
    lines: list[Line]


def blocks_from_lines(lines: Sequence[Line]) -> list[Block]:
    """Paragraphs and grids of a text, in order; grids know the lines above them."""
    blocks: list[Block] = []
    above: list[Line] = []
    wrap = wrap_width(lines)
    for stretch in _stretches(lines):
        if stretch.kind == "text":
            blocks.extend(paragraphs_from_lines(stretch.lines, wrap))
            above = _headings_of(stretch.lines)
            continue
        rows = _rows(stretch)
        aligned = stretch.kind != "packed"
        if rows:
            blocks.append(Grid(tuple(rows), tuple(above), aligned=aligned))
            above = []
    return join_continued(blocks)


def paragraphs_from_lines(lines: Sequence[Line], wrap: int | None = None) -> list[Paragraph]:
    """Join hard-wrapped lines to paragraphs, keeping each character's line.

    `wrap` is the width at which the document breaks its lines (see `wrap_width`), None when
    every line is a paragraph of its own.
    """
    short = _short_width(lines)
    paragraphs: list[Paragraph] = []
    pending: list[Line] = []
    for line in lines:
        text = line.text.strip()
        if not text or PAGE_NUMBER.match(text):
            continue
        if pending and _is_closed(pending, text, short, wrap):
            paragraphs.append(paragraph(pending))
            pending = []
        pending.append(line)
    if pending:
        paragraphs.append(paragraph(pending))
    return paragraphs


def wrap_width(lines: Sequence[Line]) -> int | None:
    """The width at which long lines are broken; None for a document that does not break them."""
    widths = sorted(display_width(line.text.strip()) for line in lines if "\t" not in line.text)
    widths = [width for width in widths if width >= LEAST_WRAP]
    if len(widths) < 5:
        return None
    usual = widths[int(len(widths) * 0.8)]
    return usual if usual <= MOST_WRAP else None


def paragraph(lines: Sequence[Line]) -> Paragraph:
    """One paragraph of these lines: blanks and mark-up removed, places kept."""
    pieces: list[str] = []
    marks: list[tuple[int, Place]] = []
    length = 0
    for line in lines:
        bare = squeeze(MARK_UP.sub("", line.text))
        if not bare:
            continue
        marks.append((length, line.place))
        pieces.append(bare)
        length += len(bare)
    text = "".join(pieces)
    return Paragraph(text, tuple(marks) or ((0, lines[0].place),), _is_heading(text))


def squeeze(text: str) -> str:
    """Remove blanks, except one between two figures or words of Latin letters."""
    words = text.split()
    if not words:
        return ""
    out = words[0]
    for word in words[1:]:
        if KEEP_BETWEEN.match(out[-1]) and WORD.match(word[0]):
            out += " "
        out += word
    return out


def _is_closed(pending: list[Line], following: str, short: int, wrap: int | None) -> bool:
    last = pending[-1].text.strip()
    if last.endswith(CLOSED):
        return True
    if wrap is not None:
        if display_width(last) >= wrap - WRAP_SLACK:
            return bool(SECTION.match(following))
        return not BREAKS_SENTENCE.search(last) or bool(HEADING.match(following))
    if _is_heading(squeeze(last)) or HEADING.match(following):
        return True
    return len(last) < short and not BREAKS_SENTENCE.search(last)


def _is_heading(text: str) -> bool:
    short = len(text) <= TITLE_LIMIT
    return short and bool(HEADING.match(text)) and not BREAKS_SENTENCE.search(text)


def _short_width(lines: Sequence[Line]) -> int:
    """Lines shorter than this end a paragraph on their own."""
    lengths = sorted(len(line.text.strip()) for line in lines if line.text.strip())
    if len(lengths) < 4:
        return 12
    usual = lengths[int(len(lengths) * 0.75)]
    return max(12, min(int(usual * 0.75), 30))


def _headings_of(lines: Sequence[Line]) -> list[Line]:
    near = [line for line in lines if line.text.strip()][-8:]
    short = [line for line in near if len(line.text.strip()) <= TITLE_LIMIT]
    return [line for line in short if not line.text.strip().endswith("。")]


def _stretches(lines: Sequence[Line]) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    spread = is_spread(lines)
    index = 0
    while index < len(lines):
        taken, kind = _table_at(lines, index, spread)
        if not taken:
            if not stretches or stretches[-1].kind != "text":
                stretches.append(_Stretch("text", []))
            stretches[-1].lines.append(lines[index])
            index += 1
            continue
        stretches.append(_Stretch(kind, list(lines[index : index + taken])))
        index += taken
    return stretches


def _table_at(lines: Sequence[Line], index: int, spread: bool) -> tuple[int, str]:
    """How many lines from `index` on form a table, and of which kind."""
    text = lines[index].text
    if "\t" in text:
        count = upright_stretch(lines, index)
        if count:
            return count, "upright"
        return _run(lines, index, _has_tab), "tabs"
    if PIPE.match(text):
        return _run(lines, index, _has_pipe), "pipes"
    spaced = spaced_stretch(lines, index)
    if spaced:
        return spaced, "spaced"
    packed = packed_stretch(lines, index)
    if packed:
        return packed, "packed"
    stacked = stacked_stretch(lines, index)
    if stacked:
        return stacked, "stacked"
    if spread and is_table_line(text):
        count = _run(lines, index, is_table_line, gap=3, bridge=True)
        rich = sum(is_table_line(line.text) for line in lines[index : index + count])
        return (count, "spread") if rich >= 2 else (0, "")
    return 0, ""


def _has_tab(text: str) -> bool:
    return "\t" in text


def _has_pipe(text: str) -> bool:
    return bool(PIPE.match(text))


def _run(
    lines: Sequence[Line],
    start: int,
    belongs: "type[bool] | object",
    *,
    gap: int = 2,
    bridge: bool = False,
) -> int:
    """Length of the run of table lines from `start`, blank lines inside allowed.

    With `bridge`, a few indented text lines between table lines (wrapped cells) belong too.
    """
    test = belongs if callable(belongs) else _has_tab
    end = start + 1
    index = start + 1
    misses = 0
    while index < len(lines) and misses <= gap:
        text = lines[index].text
        if test(text):
            end, misses = index + 1, 0
        elif text.strip() and not (bridge and _is_wrapped_cell(text)):
            break
        else:
            misses += 1
        index += 1
    return end - start


def _is_wrapped_cell(text: str) -> bool:
    bare = text.strip()
    if TABLE_TITLE.match(squeeze(bare)):
        return False
    return len(bare) <= 24 and not bare.endswith("。") and not HEADING.match(bare)


def _rows(stretch: _Stretch) -> list[tuple[Cell, ...]]:
    if stretch.kind == "upright":
        return upright_rows(stretch.lines)
    if stretch.kind == "spaced":
        return spaced_rows(stretch.lines)
    if stretch.kind == "packed":
        return packed_rows(stretch.lines)
    if stretch.kind == "stacked":
        return stacked_rows(stretch.lines)
    if stretch.kind == "spread":
        return grid_by_position(stretch.lines)
    return _split_rows(stretch.lines, "\t" if stretch.kind == "tabs" else "|")


def _split_rows(lines: Sequence[Line], separator: str) -> list[tuple[Cell, ...]]:
    rows = []
    opened = all(line.text.lstrip().startswith("|") for line in lines if line.text.strip())
    for line in lines:
        text = line.text
        if not text.strip() or RULE_LINE.match(text):
            continue
        if separator == "|":
            text = text.strip().removesuffix("|")
            text = text.removeprefix("|") if opened else text
        parts = text.split(separator)
        while separator == "|" and not opened and len(parts) > 1 and not parts[-1]:
            parts.pop()  # pages turned to text fill up short rows, on the wrong side
        rows.append(tuple(Cell(MARK_UP.sub("", part).strip(), line.place) for part in parts))
    return rows


def join_continued(blocks: list[Block]) -> list[Block]:
    """Join a table that goes on under a repeated heading (next page) to its beginning."""
    joined: list[Block] = []
    last_grid: int | None = None
    for block in blocks:
        if isinstance(block, Grid) and last_grid is not None:
            before = joined[last_grid]
            merged = _merge(before, block) if isinstance(before, Grid) else None
            if merged is not None:
                del joined[last_grid + 1 :]
                joined[last_grid] = merged
                continue
        joined.append(block)
        if isinstance(block, Grid):
            last_grid = len(joined) - 1
        elif len(block.text) > TITLE_LIMIT:
            last_grid = None
    return joined


def _merge(first: Grid, second: Grid) -> Grid | None:
    same = 0
    for row, again in zip(first.rows, second.rows, strict=False):
        if [cell.text for cell in row] != [cell.text for cell in again]:
            break
        same += 1
    repeats_title = bool(second.title) and first.title.endswith(second.title)
    same_width = {len(row) for row in first.rows} == {len(row) for row in second.rows}
    if same_width and not second.heading and not same:
        return Grid(_healed(first.rows, second.rows), first.heading, aligned=first.aligned)
    if same and (repeats_title or not second.heading):
        return Grid(_healed(first.rows, second.rows[same:]), first.heading, aligned=first.aligned)
    return None


def _healed(before: Rows, after: Rows) -> Rows:
    """The rows of two pages, where the end of one page may have cut a row in two."""
    if not before or not after or not _is_cut(before[-1], after[0]):
        return before + after
    halves = zip(before[-1], after[0], strict=True)
    whole = tuple(Cell(upper.text + lower.text, upper.place) for upper, lower in halves)
    return (*before[:-1], whole, *after[1:])


def _is_cut(upper: tuple[Cell, ...], lower: tuple[Cell, ...]) -> bool:
    """True where the lower row only carries on the words of the upper one, on the next page."""
    if len(upper) != len(lower) or upper[0].place.page == lower[0].place.page:
        return False
    carried = [(u, v) for u, v in zip(upper, lower, strict=True) if v.text]
    words = all(u.text and not parse_cell(u.text) and not parse_cell(v.text) for u, v in carried)
    figures = any(parse_cell(u.text) for u, v in zip(upper, lower, strict=True) if not v.text)
    return bool(carried) and words and figures
