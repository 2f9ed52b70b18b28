"""Records in words: labels and values as pages and files show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from hejia.accounts.public import agency
from hejia.ledger.definitions import ADDED_UP, Definition, Field, FieldType
from hejia.ledger.definitions import kind as kind_of
from hejia.ledger.models import Entry
from hejia.ledger.workflow import Status

COLUMNS: Final = 4
TONES: Final = {
    Status.DRAFT: "handling", Status.RETURNED: "waiting", Status.SUBMITTED: "waiting",
    Status.APPROVED: "done", Status.VOID: "shut",
}  # fmt: skip
"""How heavy a status is drawn: by whose turn it is."""


def shown(field: Field, value: Any) -> str:
    """A value of a field with its unit; "" where there is none."""
    if value is None or value == "":
        return ""
    if field.type is FieldType.FLAG:
        return "是" if value else "否"
    if field.type in (FieldType.MONEY, FieldType.WHOLE, FieldType.NUMBER):
        number = Decimal(value)
        text = f"{number:,.2f}" if field.type is FieldType.MONEY else f"{number.normalize():,f}"
        return f"{text} {field.unit}".strip()
    return str(value)


def lines(what: Definition, entry: Entry) -> Iterator[tuple[str, str]]:
    """(label, words) of everything the record says, in the order of its form."""
    yield "单位", agency(entry.agency_id).name
    days = f"{entry.starts_on}"
    yield what.date_label, f"{days} 至 {entry.ends_on}" if entry.ends_on else days
    for field in what.fields:
        yield field.label, shown(field, entry.fields.get(field.name))
    if what.persons:
        yield what.persons, "" if entry.person_times is None else f"{entry.person_times:,} 人次"
    if what.money:
        yield what.money, "" if entry.money is None else f"{entry.money:,.2f} 元"
    if entry.due_on is not None and what.clock is not None:
        yield "期限", f"{entry.due_on}（{what.clock.workdays} 个工作日，{what.clock.basis}）"


@dataclass(frozen=True, slots=True)
class Row:
    """A record as lists show it; `cells` are (label, words, is a number) of its kind's columns."""

    entry: Entry
    kind: str
    agency: str
    status: str
    tone: str
    cells: list[tuple[str, str, bool]]


def row(entry: Entry, what: Definition | None = None) -> Row:
    """`what` is given where the list shows one kind only, with columns of its own."""
    status = Status(entry.status)
    cells = [
        (one.label, shown(one, entry.fields.get(one.name)), one.type in ADDED_UP)
        for one in columns(what)
    ]
    label, whose = kind_of(entry.kind).label, agency(entry.agency_id).name
    return Row(entry, label, whose, str(status.label), TONES[status], cells)


def columns(what: Definition | None) -> list[Field]:
    """The fields of a kind that its list shows: the grouping one first, then what is counted."""
    if what is None:
        return []
    short = (FieldType.CHOICE, FieldType.FLAG, *ADDED_UP)
    first = [one for one in what.fields if one.name in (what.group, what.share)]
    rest = [one for one in what.fields if one.type in short and one not in first]
    return [*first[:1], *rest[: COLUMNS - len(first)], *first[1:]]
