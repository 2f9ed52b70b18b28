"""R23: two documents beside each other — last year's and this year's, department and unit."""

import re
from collections.abc import Iterator

from hejia.checker.finding import Finding
from hejia.checker.understanding import headings
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.tables import Datum

YEAR = re.compile(r"20\d{2}")
SLIP = (10, 100)

Key = tuple[str, str, str]


def compare(reading: Reading, other: Reading) -> Iterator[Finding]:
    """Figures both documents print for the same table, row, column and year must agree."""
    theirs = _figures(other)
    name = other.document.name
    for key, datum in _figures(reading).items():
        before = theirs.get(key)
        if before is None or datum.interval.meets(before.interval):
            continue
        yield Finding(
            "R23-other",
            "soft",
            datum.place,
            f"{datum.row} {datum.figure.text}",
            datum.figure.text.replace(",", ""),
            before.figure.text.replace(",", ""),
            f"{datum.name}这里是 {datum.figure.text}，《{name}》同一项是 {before.figure.text}。"
            "请核对两份材料哪一份为准。",
            f"与《{name}》不一致·{datum.row}",
        )


def _figures(reading: Reading) -> dict[Key, Datum]:
    """Figures that name a year, in a heading or by the document's own; ambiguous ones left out."""
    found: dict[Key, Datum] = {}
    twice: set[Key] = set()
    for table in reading.tables:
        for row in table.rows:
            for datum in row.data.values():
                year = YEAR.search(datum.column)
                shown = year.group() if year else str(reading.profile.year or "")
                label = row.code or re.sub(r"^[一二三四五六七八九十\d]+[、.]", "", datum.row)
                plain = headings.bare(YEAR.sub("", datum.column))
                key = (_name(table.name), label, f"{shown}{plain}")
                if not label or not shown:
                    continue
                if key in found:
                    twice.add(key)
                found[key] = datum
    return {key: datum for key, datum in found.items() if key not in twice}


def _name(title: str) -> str:
    return re.sub(r"20\d{2}年(?:度)?|^表?[一二三四五六七八九十\d]+[、.:：]?", "", title)
