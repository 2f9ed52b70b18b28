"""Records in words: labels and values as pages and files show them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hejia.accounts.public import agency
from hejia.ledger.definitions import Definition, Field, FieldType
from hejia.ledger.models import Entry


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
