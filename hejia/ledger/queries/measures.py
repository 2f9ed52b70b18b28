"""What a target may be bound to in the ledger: every count, sum and rate, and how each is opened.

A key says kind and figure, and after `@` the group it is narrowed to: `activity:count`,
`training:person_times`, `publicity:pieces@公众号推送`, `contract_review:timely` (a rate),
`survey:satisfaction`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from hejia.accounts.public import Sight
from hejia.kernel.errors import Refused
from hejia.ledger.definitions import ADDED_UP, Definition, kind, kinds
from hejia.ledger.queries.counting import Span, approved_rows, count, rate, survey, total
from hejia.ledger.queries.filters import address
from hejia.ledger.workflow import Status

SATISFACTION: Final = "survey:satisfaction"
RETURNED: Final = "survey:returned_rate"
_COUNT: Final = "count"


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure: a `value`, or a rate by both its parts; `link` opens the records behind it.

    `rows` records were counted; `waiting` others of the period are not approved.
    """

    label: str
    link: str
    waiting: int
    rows: int
    value: Decimal = Decimal(0)
    numerator: int | None = None
    denominator: int | None = None


def measures() -> list[tuple[str, str]]:
    """(key, label) of every figure there is, kind by kind; no statement."""
    offers = [(SATISFACTION, "满意度调查：满意率（%）"), (RETURNED, "满意度调查：回收率（%）")]
    for one in kinds().values():
        plain = list(_figures(one))
        offers += [(f"{one.id}:{name}", f"{one.label}：{label}") for name, label in plain]
        if one.group:
            choices = one.field(one.group).choices
            offers += [
                (f"{one.id}:{name}@{group}", f"{one.label}（{group}）：{label}")
                for group in choices
                for name, label in plain
            ]
    return offers


def _figures(one: Definition) -> list[tuple[str, str]]:
    found = [(_COUNT, "次数")]
    found += [("person_times", one.persons)] if one.persons else []
    found += [("money", f"{one.money}（元）")] if one.money else []
    found += [
        (f.name, f.label) for f in one.fields if f.type in ADDED_UP and f.unit and f.unit != "%"
    ]
    found += [(one.share, f"{one.field(one.share).label}率（%）")] if one.share else []
    return found


def measure(
    key: str, period: Span, *, agency: int | Collection[int] | None = None,
    sight: Sight | None = None,
) -> Measured:  # fmt: skip
    """One figure over the approved records of a period: one statement.

    Raises Refused for a key that is not offered.
    """
    label = dict(measures()).get(key)
    if label is None:
        raise Refused("no_measure", f"工作台账没有“{key}”这项统计，请重新选择。")
    of, _, group = key.partition("@")
    id, _, name = of.partition(":")
    link = _link(id, period, agency, group)
    if id == "survey" and key in (SATISFACTION, RETURNED):
        found = survey(period, agency=agency, sight=sight)
        satisfied = (found.satisfied, found.valid)
        top, base = satisfied if key == SATISFACTION else (found.returned, found.issued)
        return Measured(label, link, found.waiting, found.surveys, numerator=top, denominator=base)
    what = kind(id)
    where = {what.group: group} if group else None
    if name == what.share and name:
        share = rate(id, period, agency=agency, where=where, sight=sight)
        return Measured(
            label, link, share.waiting, share.judged, numerator=share.held,
            denominator=share.judged,
        )  # fmt: skip
    tally = (
        count(id, period, agency=agency, where=where, sight=sight)
        if name == _COUNT
        else total(id, name, period, agency=agency, where=where, sight=sight)
    )
    return Measured(label, link, tally.waiting, tally.rows, value=tally.value)


def counted(
    key: str, period: Span, *, agency: int | Collection[int] | None = None
) -> list[tuple[UUID, int]]:
    """(key, version) of every record a figure was counted from, by date: one statement."""
    of, _, group = key.partition("@")
    id, _, name = of.partition(":")
    what = kind(id)
    rows = approved_rows(id, period, agency=agency, where={what.group: group} if group else None)
    if name == what.share and name:
        rows = rows.filter(**{f"fields__{name}__in": [True, False]})
    return list(rows.order_by("starts_on", "pk").values_list("pk", "version"))


def _link(id: str, period: Span, agency: int | Collection[int] | None, group: str) -> str:
    first, end = period
    whose = agency if isinstance(agency, int) else None
    return address(
        {
            "kind": id, "status": Status.APPROVED.value, "first": first,
            "last": end - timedelta(days=1), "agency": whose, "group": group,
        }
    )  # fmt: skip
