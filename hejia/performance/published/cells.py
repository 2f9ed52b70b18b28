"""Published text as rows of cells: tabs between cells, tags and OCR spaces removed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_TAG: Final = re.compile(r"</?p>")


def read_rows(path: Path) -> list[list[str]]:
    """Every line of the file as cells."""
    text = path.read_text(encoding="utf-8")
    return [[_TAG.sub("", cell).strip() for cell in line.split("\t")] for line in text.split("\n")]


def flat(text: str) -> str:
    """For comparing: without white space."""
    return re.sub(r"\s", "", text)


def find(folder: Path, number: str) -> Path | None:
    """The published document of that number (000 … 004) in the folder, if it is there."""
    return next(iter(sorted(folder.glob(f"{number}_*.txt"))), None)
