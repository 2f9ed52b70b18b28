"""Everything the rules may look at: a document and what was understood of it, worked out once."""

from dataclasses import dataclass
from functools import cached_property

from hejia.checker.document import Document
from hejia.checker.understanding.building import tables_of
from hejia.checker.understanding.profile import Profile, profile_of
from hejia.checker.understanding.scoring import Sheet, sheets_of
from hejia.checker.understanding.sentences import Sentence, sentences_of
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

    @cached_property
    def sheets(self) -> list[Sheet]:
        return sheets_of(self.tables)

    @cached_property
    def sentences(self) -> list[Sentence]:
        return sentences_of(self.document)
