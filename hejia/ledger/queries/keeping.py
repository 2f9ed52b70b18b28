"""A kept figure as its page shows it: the records as they stood, and which changed since."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from hejia.accounts.public import Sight, agency, names_of
from hejia.kernel.errors import Missing, Refused
from hejia.ledger.access import reach
from hejia.ledger.definitions import Definition, kind
from hejia.ledger.models import Entry, EntryEvent, KeptFigure
from hejia.ledger.queries.measures import measures
from hejia.ledger.queries.wording import Row, grouped, row
from hejia.ledger.workflow import Status

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """The figure in words, a page of its records as they stood (and whether each changed since).

    `hidden` records of the page lie outside this person's reach: they count, but do not open.
    """

    figure: KeptFigure
    what: Definition
    label: str
    words: str
    whose: str
    who: str
    rows: list[tuple[Row, bool]]
    count: int
    hidden: int
    next: str


def kept_figure(key: UUID, sight: Sight, after: str = "") -> Shown:
    """Four statements. Raises Missing, and Refused for a bad cursor."""
    figure = KeptFigure.objects.filter(pk=key).first()
    if figure is None:
        raise Missing("这项留存的统计")
    if after and not after.isdecimal():
        raise Refused("bad_cursor", "翻页位置已失效，请从第一页重新查询。")
    begin = int(after or 0)
    page = figure.entries[begin : begin + PAGE]
    what = kind(figure.key.partition(":")[0])
    rows, hidden = _as_they_stood(page, what, sight)
    ahead = begin + PAGE
    return Shown(
        figure, what, dict(measures()).get(figure.key, what.label), _words(figure),
        agency(figure.agency_id).name if figure.agency_id else "全区",
        names_of([figure.kept_by_id]).get(figure.kept_by_id, "") if figure.kept_by_id else "系统",
        rows, len(figure.entries), hidden, str(ahead) if ahead < len(figure.entries) else "",
    )  # fmt: skip


def _words(figure: KeptFigure) -> str:
    held = figure.figure
    if held["denominator"] is None:
        value = Decimal(held["value"])
        return grouped(value, 0 if value == int(value) else 2)
    base = held["denominator"]
    share = f"{Decimal(held['numerator']) * 100 / base:.2f}%" if base else "—"
    return f"{share}（{held['numerator']} / {base}）"


def _as_they_stood(
    page: list[list[Any]], what: Definition, sight: Sight
) -> tuple[list[tuple[Row, bool]], int]:
    versions = {UUID(key): version for key, version in page}
    events = EntryEvent.objects.filter(entry__in=versions, number__in=set(versions.values()))
    contents = {e.entry_id: e.content for e in events if e.number == versions[e.entry_id]}
    now = dict(Entry.objects.filter(pk__in=versions).values_list("pk", "version"))
    keys = reach(sight)
    seen = [
        (row(_entry(key, what, content), what), now.get(key) != versions[key])
        for key in versions
        for content in [contents[key]]
        if keys is None or content["agency"] in keys
    ]
    return seen, len(page) - len(seen)


def _entry(key: UUID, what: Definition, content: dict[str, Any]) -> Entry:
    """The record as an event of its history left it; never written."""
    ends, money = content["ends_on"], content["money"]
    return Entry(
        id=key, kind=what.id, status=Status.APPROVED, agency_id=content["agency"],
        title=content["title"], starts_on=date.fromisoformat(content["starts_on"]),
        ends_on=date.fromisoformat(ends) if ends else None,
        person_times=content["person_times"], money=None if money is None else Decimal(money),
        fields=content["fields"],
    )  # fmt: skip
