"""Collecting the blocks of a report and the names of sections nobody has written yet."""

from __future__ import annotations

from collections.abc import Mapping

from hejia.performance.sheets import Block, Heading, Paragraph, Table


class Unwritten(Exception):
    """Sections a person must still write; `sections` names them."""

    def __init__(self, sections: tuple[str, ...]) -> None:
        self.sections = sections
        super().__init__("报告还有以下部分没有写：" + "、".join(sections) + "。")


class Writer:
    """Blocks in order; `missing` names prose that is asked for and absent."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.blocks: list[Block] = []
        self.missing: list[str] = []

    def head(self, text: str, level: int = 1) -> None:
        """A heading."""
        self.blocks.append(Heading(text, level))

    def say(self, text: str) -> None:
        """A sentence made from the snapshot."""
        self.blocks.append(Paragraph(text))

    def prose(self, section: str) -> None:
        """What a person wrote for the section, paragraph by paragraph."""
        text = self._texts.get(section, "").strip()
        if not text:
            self.missing.append(section)
        self.blocks.extend(Paragraph(line.strip()) for line in text.splitlines() if line.strip())

    def table(self, table: Table) -> None:
        """A table."""
        self.blocks.append(table)
