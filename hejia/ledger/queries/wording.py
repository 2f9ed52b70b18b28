"""Records in words: labels and values as pages and files show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from hejia.accounts.public import agency
from hejia.ledger.definitions import ADDED_UP, Definition, Field, FieldType
from hejia.ledger.definitions import kind as kind_of
from hejia.ledger.models import Entry
from hejia.ledger.queries.listing import Listing
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
        yield (
            what.persons,
            "" if entry.person_times is None else f"{grouped(entry.person_times)} 人次",
        )
    if what.money:
        yield what.money, "" if entry.money is None else f"{grouped(entry.money, 2)} 元"
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
    persons: str
    money: str


def grouped(number: Decimal | int | None, places: int = 0) -> str:
    """1,234.50 — the locale's own grouping is by four digits, which no account book uses."""
    return "" if number is None else f"{number:,.{places}f}"


def row(entry: Entry, what: Definition | None = None) -> Row:
    """`what` is given where the list shows one kind only, with columns of its own."""
    status = Status(entry.status)
    cells = [
        (one.label, shown(one, entry.fields.get(one.name)), one.type in ADDED_UP)
        for one in columns(what)
    ]
    label, whose = kind_of(entry.kind).label, agency(entry.agency_id).name
    return Row(
        entry, label, whose, str(status.label), TONES[status], cells,
        grouped(entry.person_times), grouped(entry.money, 2),
    )  # fmt: skip


def totals(page: Listing, what: Definition | None) -> list[tuple[str, str]]:
    """(label, words) of what all records of a list come to."""
    found = [("合计", f"{grouped(page.count)} 条")]
    if what is None or what.persons:
        label = what.persons if what else "人次"
        found.append((label, f"{grouped(page.person_times)} 人次"))
    if what is None or what.money:
        found.append((what.money if what else "金额", f"{grouped(page.money, 2)} 元"))
    found += [
        (label, f"{grouped(sum, 2 if unit == '元' else 0 if sum == int(sum) else 2)} {unit}")
        for label, sum, unit in page.sums
    ]
    return found


def columns(what: Definition | None) -> list[Field]:
    """The fields of a kind that its list shows: the grouping one first, then what is counted."""
    if what is None:
        return []
    short = (FieldType.CHOICE, FieldType.FLAG, *ADDED_UP)
    first = [one for one in what.fields if one.name in (what.group, what.share)]
    rest = [one for one in what.fields if one.type in short and one not in first]
    return [*first[:1], *rest[: COLUMNS - len(first)], *first[1:]]
