"""Records as sheets, one per kind, in the order of their forms: so that a sheet can come back."""

from decimal import Decimal
from typing import Any, Final

from hejia.accounts.public import Sight, agency
from hejia.kernel.errors import Refused
from hejia.ledger.checking import facts_of
from hejia.ledger.definitions import ADDED_UP, Definition, kinds
from hejia.ledger.models import Entry
from hejia.ledger.queries.filters import Filter, entries
from hejia.ledger.workflow import Status

MOST: Final = 50_000
Cell = str | Decimal | int | None


def table(wanted: Filter, sight: Sight) -> list[tuple[str, list[list[Cell]]]]:
    """(sheet, rows with headings first) of every kind there is: one statement.

    Raises Refused where there are more than a file should hold.
    """
    found = list(entries(wanted, sight).order_by("kind", "starts_on", "pk")[: MOST + 1])
    if len(found) > MOST:
        raise Refused("too_many", f"超过 {MOST} 条记录，请缩小日期或类别后再导出。")
    sheets = []
    for what in kinds().values():
        rows = [_line(what, entry) for entry in found if entry.kind == what.id]
        if rows or what.id == wanted.kind:
            sheets.append((what.label, [_headings(what), *rows]))
    return sheets or [("工作台账", [["没有符合条件的记录"]])]


def _headings(what: Definition) -> list[Cell]:
    derived = [one.label for one in what.derived]
    return [*(fact.label for fact in facts_of(what)), *derived, "状态"]


def _line(what: Definition, entry: Entry) -> list[Cell]:
    held: dict[str, Any] = {
        "agency": agency(entry.agency_id).name, "title": entry.title,
        "starts_on": entry.starts_on.isoformat(),
        "ends_on": entry.ends_on.isoformat() if entry.ends_on else None,
        "person_times": entry.person_times, "money": entry.money,
    }  # fmt: skip
    added = {one.name for one in what.fields if one.type in ADDED_UP}
    names = [fact.name for fact in facts_of(what)] + [one.name for one in what.derived]
    return [_cell(name, held | entry.fields, added) for name in names] + [
        Status(entry.status).label
    ]


def _cell(name: str, held: dict[str, Any], added: set[str]) -> Cell:
    value = held.get(name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return Decimal(value) if name in added and value is not None else value
