"""R23: two documents beside each other — last year's and this year's, department and unit."""

import re
from collections.abc import Iterator

from hejia.checker.figures import folded
from hejia.checker.finding import Finding
from hejia.checker.understanding import headings
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.tables import Datum

YEAR = re.compile(r"20\d{2}")
YEAR_WORDS = re.compile(r"20\d{2}年?(?:度)?|上年(?:度)?|去年|本年(?:度)?(?!支出|收入)")
LAST_YEAR = re.compile(r"上年|去年")
NUMBERED = re.compile(r"^[一二三四五六七八九十\d]+[、.]")
OPENING = re.compile(r"^(?:年初|上年)(?P<what>.{0,8})结转(?:和|与)?结余$")
CLOSING = re.compile(r"^(?:年末|结转下年)(?P<what>.{0,8})结转(?:和|与)?结余$")
SCOPE = re.compile(r"(部门|单位)(?:整体)?(?:支出)?(?:预算|决算)")
HEAD = 10

Key = tuple[str, str, str, str]


def compare(reading: Reading, other: Reading) -> Iterator[Finding]:
    """What both documents print must agree; a unit has no more than its department.

    Of the same body: figures of one table, row, column and year are the same, and what one year
    begins with is what the year before ended with. Of a department and one of its units, only
    that the part is no more than the whole.
    """
    mine, theirs = _scope(reading), _scope(other)
    if {mine, theirs} == {"部门", "单位"}:
        yield from _parts(reading, other, mine == "单位")
        return
    yield from _unlike(reading, other)
    if reading.profile.year and reading.profile.year - 1 == other.profile.year:
        yield from _carried(reading, other)


def _unlike(reading: Reading, other: Reading) -> Iterator[Finding]:
    theirs = _figures(other)
    for key, datum in _figures(reading).items():
        before = theirs.get(key)
        if before is not None and not datum.interval.meets(before.interval):
            yield _finding(datum, before, f"《{other.document.name}》同一项是", other)


def _carried(reading: Reading, other: Reading) -> Iterator[Finding]:
    """年初结转和结余 is what last year's document gives as 年末结转和结余."""
    ended = _balances(other, CLOSING)
    for key, datum in _balances(reading, OPENING).items():
        before = ended.get(key)
        if before is not None and not datum.interval.meets(before.interval):
            yield _finding(datum, before, f"《{other.document.name}》的“{before.row}”是", other)


def _parts(reading: Reading, other: Reading, mine_is_part: bool) -> Iterator[Finding]:
    """Amounts of the unit that exceed those of the department it belongs to."""
    theirs = _figures(other)
    for key, datum in _figures(reading).items():
        beside = theirs.get(key)
        if beside is None or datum.figure.is_rate or re.search(headings.RATE, datum.column):
            continue
        part, whole = (datum, beside) if mine_is_part else (beside, datum)
        if whole.interval.low >= 0 and part.interval.low > whole.interval.high:
            words = "是部门的一部分，部门的" if mine_is_part else "包括单位的，单位的"
            told = f"这一项{words}《{other.document.name}》同一项是"
            yield _finding(datum, beside, told, other)


def _finding(datum: Datum, beside: Datum, told: str, other: Reading) -> Finding:
    return Finding(
        "R23-other",
        "soft",
        datum.place,
        f"{datum.row} {datum.figure.text}",
        datum.figure.text.replace(",", ""),
        beside.figure.text.replace(",", ""),
        f"{datum.name}这里是 {datum.figure.text}，{told} {beside.figure.text}。"
        "请核对两份材料哪一份为准。",
        f"与《{other.document.name}》不一致·{datum.row}",
    )


def _scope(reading: Reading) -> str:
    """部门 or 单位, by the first title that says whose budget or account this is."""
    lines = [line.text for line in reading.document.lines if line.text.strip()][:HEAD]
    found = (SCOPE.search("".join(folded(text).split())) for text in lines if len(text) <= 60)
    return next((match.group(1) for match in found if match), "")


def _figures(reading: Reading) -> dict[Key, Datum]:
    """Figures by table, row, money unit and column of a year; ambiguous ones left out."""
    found: dict[Key, Datum] = {}
    twice: set[Key] = set()
    own = reading.profile.year
    for table in reading.tables:
        money = table.money or reading.profile.money
        for row in table.rows:
            for datum in row.data.values():
                year = YEAR.search(datum.column)
                last = own - 1 if own and LAST_YEAR.search(datum.column) else own
                shown = year.group() if year else str(last or "")
                label = row.code or NUMBERED.sub("", datum.row)
                plain = headings.bare(YEAR_WORDS.sub("", datum.column))
                key = (_name(table.name), label, money, f"{shown}{plain}")
                if not label or not shown:
                    continue
                if key in found:
                    twice.add(key)
                found[key] = datum
    return {key: datum for key, datum in found.items() if key not in twice}


def _balances(reading: Reading, pattern: re.Pattern[str]) -> dict[Key, Datum]:
    """Balances whose label fits `pattern`, where a table prints but one value for it."""
    found: dict[Key, list[Datum]] = {}
    for table in reading.tables:
        money = table.money or reading.profile.money
        for row in table.rows:
            for datum in row.data.values():
                named = pattern.match(NUMBERED.sub("", headings.bare(datum.row)))
                if named and "预算" not in datum.column:
                    key = (_name(table.name), named["what"], money, "")
                    found.setdefault(key, []).append(datum)
    return {k: data[0] for k, data in found.items() if len({d.figure.value for d in data}) == 1}


def _name(title: str) -> str:
    return re.sub(r"20\d{2}年(?:度)?|^表?[一二三四五六七八九十\d]+[、.:：]?", "", title)
