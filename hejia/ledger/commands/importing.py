"""导入: a table of records of one kind, taken whole or not at all, with a sentence per bad cell."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hejia.accounts.public import Sight, agencies
from hejia.kernel.errors import Refused
from hejia.kernel.facts import Fact, Kind
from hejia.kernel.ids import uuid7
from hejia.ledger.checking import facts_of
from hejia.ledger.commands.pen import Pen
from hejia.ledger.commands.recording import checked, drafted, mark_of, taken, twice
from hejia.ledger.definitions import Definition, kind
from hejia.places.public import sheets

MOST = 5000
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?")
"""A date as people and spreadsheets write it."""


def import_rows(
    *, kind_id: str, name: str, content: bytes, by: Sight, now: datetime
) -> tuple[int, sheets.Faults]:
    """Drafts from a CSV or XLSX file: (how many were made, every fault).

    With any fault nothing is made. Raises Refused for a file that is no table.
    """
    what, faults = kind(kind_id), sheets.Faults()
    facts = facts_of(what)
    columns = [sheets.Column(f.label, (f.name,), f.required) for f in facts]
    try:
        rows = sheets.read(content, name, columns, faults)
    except sheets.Unreadable as error:
        raise Refused("unreadable", str(error)) from error
    if len(rows) > MOST:
        raise Refused("too_many", f"一次最多导入 {MOST} 行，本文件有 {len(rows)} 行，请拆分。")
    pen = Pen(by.person_id, now)
    seen: dict[str, int] = {}
    for row in rows:
        stated = _checked(what, facts, row, by, now, faults)
        if stated is not None and not _repeats(what, stated, row, seen, faults):
            pen.fresh.append(drafted(uuid7(now), what, stated, pen))
    _already_there(what, seen, faults)
    if faults.count:
        return 0, faults
    pen.save()
    return len(pen.fresh), faults


def _checked(
    what: Definition, facts: tuple[Fact, ...], row: sheets.Row, by: Sight, now: datetime,
    faults: sheets.Faults,
) -> dict[str, Any] | None:  # fmt: skip
    given = {f.name: _given(f, row[f.label]) for f in facts if row[f.label]}
    try:
        return checked(what, given, by, now)
    except Refused as refusal:
        labels = {f.name: f.label for f in facts}
        for name, sentence in refusal.fields.items():
            label = labels.get(name, name)
            faults.note(row.number, label, row[label], sentence)
        return None


def _given(fact: Fact, text: str) -> str:
    """A cell as the form would state it: agencies by name or code, dates without a time."""
    if fact.kind is Kind.AGENCY:
        return next((str(a.id) for a in agencies() if text in (a.name, a.code)), text)
    if fact.kind is Kind.DATE:
        written = _DAY.fullmatch(text)
        return "{}-{:0>2}-{:0>2}".format(*written.groups()) if written else text
    if fact.kind is Kind.NUMBER:
        return text.replace(",", "").replace("，", "").removesuffix("%")
    return text


def _repeats(
    what: Definition, stated: Mapping[str, Any], row: sheets.Row, seen: dict[str, int],
    faults: sheets.Faults,
) -> bool:  # fmt: skip
    mark = mark_of(what, stated)
    if mark and mark in seen:
        label = what.field(what.unique[0]).label
        faults.note(row.number, label, row[label], f"与第 {seen[mark]} 行重复。")
        return True
    if mark:
        seen[mark] = row.number
    return False


def _already_there(what: Definition, seen: Mapping[str, int], faults: sheets.Faults) -> None:
    for mark in sorted(taken(what, seen.keys()), key=lambda one: seen[one]):
        faults.note(seen[mark], what.field(what.unique[0]).label, "", twice(what))
