"""Running text as sentences, each with its figures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from hejia.checker.document import Document, Grid, Paragraph, Place
from hejia.checker.figures import Figure, find_figures, folded, parse_cell
from hejia.checker.reading.lines import squeeze

END = re.compile(r"[。！？!?](?![（(]?其中)")
SOFT_END = re.compile(r"[；;，,]")
LONG_CELL = 12
LONGEST = 1200
PIECE = 300


@dataclass(frozen=True)
class Sentence:
    """One sentence: `text` folded to half-width figures; `start` is its offset in `source`."""

    text: str
    source: Paragraph
    start: int
    before: str = ""
    in_cell: bool = False

    @cached_property
    def figures(self) -> list[Figure]:
        return find_figures(self.text)

    def place(self, offset: int) -> Place:
        """The place of the character at `offset` of this sentence."""
        return self.source.place(self.start + offset)


def sentences_of(document: Document) -> list[Sentence]:
    """All sentences of paragraphs and of long table cells, in order."""
    found: list[Sentence] = []
    section = ""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if block.heading:
                section = block.text
            found.extend(_split(block, section, in_cell=False))
        else:
            found.extend(_cell_sentences(block))
    return found


def _cell_sentences(grid: Grid) -> list[Sentence]:
    found = []
    for cell in grid.cells():
        if len(cell.text) >= LONG_CELL and parse_cell(cell.text) is None:
            text = squeeze(cell.text)
            found.extend(_split(Paragraph(text, ((0, cell.place),)), "", in_cell=True))
    return found


def _split(paragraph: Paragraph, section: str, *, in_cell: bool) -> list[Sentence]:
    text = folded(paragraph.text)
    sentences: list[Sentence] = []
    start = 0
    for end in _ends(text):
        if text[start:end].strip():
            sentences.append(
                Sentence(text[start:end], paragraph, start, _context(sentences, section), in_cell)
            )
        start = end
    return sentences


def _ends(text: str) -> list[int]:
    """Where sentences end; an endless one is cut at commas, so that no rule takes for ever."""
    ends: list[int] = []
    start = 0
    for end in [*(m.end() for m in END.finditer(text)), len(text)]:
        endless = end - start > LONGEST
        while endless and end - start > PIECE:
            stops = [m.end() for m in SOFT_END.finditer(text, start, start + PIECE)]
            start = stops[-1] if stops else start + PIECE
            ends.append(start)
        ends.append(end)
        start = end
    return ends


def _context(before: Sequence[Sentence], section: str) -> str:
    """What a reader has just read: the sentence before, else the section's heading."""
    return before[-1].text if before else section
