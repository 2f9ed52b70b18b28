"""Everything the rules may look at: a document and what was understood of it, worked out once."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from hejia.checker.document import Document
from hejia.checker.understanding.building import MOST_COLUMNS, is_endless, tables_of
from hejia.checker.understanding.profile import Profile, profile_of
from hejia.checker.understanding.scoring import Sheet, sheets_of
from hejia.checker.understanding.sentences import Sentence, sentences_of
from hejia.checker.understanding.streams import Stream, streams_of
from hejia.checker.understanding.tables import Table


@dataclass(frozen=True)
class Reading:
    """A document as understood."""

    document: Document

    @cached_property
    def profile(self) -> Profile:
        return profile_of(self.document)

    @cached_property
    def tables(self) -> list[Table]:
        return tables_of(self.document.grids)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the reader or the understanding of it left out, in sentences for the user."""
        endless = [
            grid.rows[0][0].place.words() for grid in self.document.grids if is_endless(grid)
        ]
        told = (
            f"{where}起的表格超过 {MOST_COLUMNS} 列，没有按表格检查，只查了文字。"
            for where in endless
        )
        return (*self.document.remarks, *told)

    @cached_property
    def sheets(self) -> list[Sheet]:
        return sheets_of(self.tables)

    @cached_property
    def streams(self) -> list[Stream]:
        return list(streams_of(self.document))

    @cached_property
    def sentences(self) -> list[Sentence]:
        return sentences_of(self.document)

    @cached_property
    def told(self) -> Counter[Decimal]:
        """How often the document prints each value, in tables and in sentences."""
        values = Counter(
            d.figure.value for t in self.tables for r in t.rows for d in r.data.values()
        )
        values.update(f.value for s in self.sentences if not s.in_cell for f in s.figures)
        return values
