"""Figures over approved records: counts, sums, surveys, and the rows they are made of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum

from hejia.accounts.public import Sight
from hejia.kernel.errors import Refused
from hejia.ledger.access import reach
from hejia.ledger.definitions import ADDED_UP, kind
from hejia.ledger.models import Entry
from hejia.ledger.queries.filters import after_place, place_text
from hejia.ledger.queries.listing import amount
from hejia.ledger.workflow import OPEN, Status

PAGE: Final = 50
Span = tuple[date, date]
"""The first day, and the first that no longer counts."""
Where = Mapping[str, Any]
"""Field of the kind → the value (or values) it has."""


@dataclass(frozen=True, slots=True)
class Tally:
    """`value` over `rows` approved records; `waiting` others of the period are not approved."""

    value: Decimal
    rows: int
    waiting: int


@dataclass(frozen=True, slots=True)
class RateTally:
    """Approved records of a kind whose flag is known (`judged`), and those that hold it."""

    held: int
    judged: int
    waiting: int


@dataclass(frozen=True, slots=True)
class SurveyTally:
    """Surveys added up."""

    surveys: int
    issued: int
    returned: int
    valid: int
    satisfied: int
    waiting: int


def count(
    kind_id: str, period: Span, *, agency: int | Collection[int] | None = None,
    where: Where | None = None, sight: Sight | None = None,
) -> Tally:  # fmt: skip
    """How many approved records of a kind begin in the period: one statement.

    `sight` None is the system itself and sees every agency. Raises Missing (no such kind) and
    Refused (no such field).
    """
    rows = _rows(kind_id, period, agency, where, sight)
    found = rows.aggregate(rows=Count("pk", filter=_APPROVED), waiting=Count("pk", filter=_WAITING))
    return Tally(Decimal(found["rows"]), found["rows"], found["waiting"])


def total(
    kind_id: str, field: str, period: Span, *, agency: int | Collection[int] | None = None,
    where: Where | None = None, sight: Sight | None = None,
) -> Tally:  # fmt: skip
    """A field (or person_times, money) added up over the same rows: one statement."""
    what = kind(kind_id)
    summed: Any = field
    if field not in ("person_times", "money"):
        known = {one.name for one in what.fields if one.type in ADDED_UP}
        if field not in known:
            raise Refused("no_field", f"“{what.label}”没有可以合计的“{field}”。")
        summed = amount(field)
    found = _rows(kind_id, period, agency, where, sight).aggregate(
        value=Sum(summed, filter=_APPROVED),
        rows=Count("pk", filter=_APPROVED),
        waiting=Count("pk", filter=_WAITING),
    )
    return Tally(Decimal(found["value"] or 0), found["rows"], found["waiting"])


def rate(
    kind_id: str, period: Span, *, agency: int | Collection[int] | None = None,
    where: Where | None = None, sight: Sight | None = None,
) -> RateTally:  # fmt: skip
    """The share of a kind's approved records that hold its flag (按时, 达标): one statement.

    Raises Refused where the kind has no flag.
    """
    what = kind(kind_id)
    if not what.share:
        raise Refused("no_share", f"“{what.label}”没有可以计算比率的项。")
    flag = f"fields__{what.share}"
    found = _rows(kind_id, period, agency, where, sight).aggregate(
        held=Count("pk", filter=_APPROVED & Q(**{flag: True})),
        judged=Count("pk", filter=_APPROVED & Q(**{f"{flag}__in": [True, False]})),
        waiting=Count("pk", filter=_WAITING),
    )
    return RateTally(found["held"], found["judged"], found["waiting"])


def survey(
    period: Span, *, agency: int | Collection[int] | None = None, where: Where | None = None,
    sight: Sight | None = None,
) -> SurveyTally:  # fmt: skip
    """The satisfaction surveys of a period added up: one statement."""
    names = ("issued", "returned", "valid", "very_satisfied", "satisfied")
    sums = {f"n_{name}": Sum(amount(name), filter=_APPROVED) for name in names}
    found = _rows("survey", period, agency, where, sight).aggregate(
        rows=Count("pk", filter=_APPROVED), waiting=Count("pk", filter=_WAITING), **sums
    )
    n = {name: int(found[f"n_{name}"] or 0) for name in names}
    satisfied = n["very_satisfied"] + n["satisfied"]
    return SurveyTally(
        found["rows"], n["issued"], n["returned"], n["valid"], satisfied, found["waiting"]
    )


def rows_behind(
    kind_id: str, period: Span, *, agency: int | Collection[int] | None = None,
    where: Where | None = None, sight: Sight | None = None, after: str = "", limit: int = PAGE,
) -> tuple[list[Entry], str]:  # fmt: skip
    """The approved records a figure is made of, earliest first, and where the next page begins."""
    rows = _rows(kind_id, period, agency, where, sight).filter(_APPROVED)
    if after:
        day, key = after_place(after)
        rows = rows.filter(Q(starts_on__gt=day) | Q(starts_on=day, pk__gt=key))
    found = list(rows.order_by("starts_on", "pk")[: limit + 1])
    return found[:limit], place_text(found[limit - 1]) if len(found) > limit else ""


def approved_rows(
    kind_id: str, period: Span, *, agency: int | Collection[int] | None = None,
    where: Where | None = None,
) -> "QuerySet[Entry]":  # fmt: skip
    """The approved records of a period, of every agency or of some."""
    return _rows(kind_id, period, agency, where, None).filter(_APPROVED)


_APPROVED: Final = Q(status=Status.APPROVED)
_WAITING: Final = Q(status__in=[*OPEN, Status.SUBMITTED])


def _rows(
    kind_id: str, period: Span, agency: int | Collection[int] | None, where: Where | None,
    sight: Sight | None,
) -> "QuerySet[Entry]":  # fmt: skip
    what = kind(kind_id)
    first, end = period
    rows: QuerySet[Entry] = Entry.objects.filter(
        kind=what.id, starts_on__gte=first, starts_on__lt=end
    )
    if agency is not None:
        rows = rows.filter(agency_id__in=[agency] if isinstance(agency, int) else list(agency))
    keys = reach(sight) if sight is not None else None
    if keys is not None:
        rows = rows.filter(agency_id__in=keys)
    known = {one.name for one in what.fields}
    for name, value in (where or {}).items():
        if name not in known:
            raise Refused("no_field", f"“{what.label}”没有“{name}”这一项。")
        several = value if isinstance(value, list | tuple | set) else [value]
        rows = rows.filter(**{f"fields__{name}__in": list(several)})
    return rows
