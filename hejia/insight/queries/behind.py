"""The rows behind a figure: what its numerator, denominator and exclusions are made of."""

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from hejia.accounts.public import Sight
from hejia.cases.public import Row, numbers, those
from hejia.insight.indicators import Indicator, indicator
from hejia.insight.periods import Period
from hejia.insight.queries.asking import TABLES, Question, Values, in_figure
from hejia.insight.queries.measuring import measure
from hejia.insight.vocabulary import Grain, Part
from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Refused

PAGE: Final = 50

Place = tuple[UUID, int, datetime, str]
"""Case, revisit, anchor, why it is left out."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One counted row that this person may open.

    `visit` is the revisit's number, 0 for a case; `why` it is left out, "" where it counts.
    """

    case_id: UUID
    visit: int
    at: datetime
    why: str
    case: Row


@dataclass(frozen=True, slots=True)
class BehindPage:
    """Rows in order of the anchor; `hidden` of them are not this person's to open."""

    rows: list[Behind]
    hidden: int
    next: str


def cases_behind(
    id: str,
    part: Part | str,
    period: Period | str,
    *,
    sight: Sight,
    now: datetime,
    after: str = "",
    limit: int = PAGE,
    **within: Values,
) -> BehindPage:
    """A page of the cases behind a part of a figure, as far as this person may open cases.

    Two statements. Who sees figures only gets no rows. Raises Refused and Missing as `measure`.
    """
    asked, one = Question.of(period, sight, now, within), indicator(id)
    if asked.scope.veiled:
        return BehindPage([], 0, "")
    found = _page(one, Part(part), asked, after, limit)
    more = len(found) > limit
    found = found[:limit]
    open_to = {row.id: row for row in those([row[0] for row in found], sight=sight)}
    rows = [Behind(*row, open_to[row[0]]) for row in found if row[0] in open_to]
    return BehindPage(rows, len(found) - len(rows), _cursor(found[-1]) if more else "")


@dataclass(frozen=True, slots=True)
class Proof:
    """A counted row told to who sees figures only: the case's number and the day it counts by."""

    number: str
    visit: int
    on: date


@dataclass(frozen=True, slots=True)
class ProofPage:
    """Rows in order of the anchor; None where so few stand behind that they are not told."""

    rows: list[Proof] | None
    next: str


def proofs_behind(
    id: str,
    part: Part | str,
    period: Period | str,
    *,
    sight: Sight,
    now: datetime,
    after: str = "",
    limit: int = PAGE,
    **within: Values,
) -> ProofPage:
    """What a figure was counted from, to check the count without opening anybody's case.

    Closed where the figure itself is hidden for smallness, and for what was left out, whose
    reasons are told by number only. Three statements. Raises Refused and Missing as `measure`.
    """
    asked, one = Question.of(period, sight, now, within), indicator(id)
    figure = measure(id, period, sight=sight, now=now, **within)
    if figure.hidden or Part(part) is Part.EXCLUDED:
        return ProofPage(None, "")
    found = _page(one, Part(part), asked, after, limit)
    more = len(found) > limit
    found = found[:limit]
    named = numbers([row[0] for row in found])
    rows = [
        Proof(named.get(case, ""), visit, at.astimezone(CHINA).date())
        for case, visit, at, _ in found
    ]
    return ProofPage(rows, _cursor(found[-1]) if more else "")


def keys_behind(
    id: str, part: Part | str, period: Period | str, *, now: datetime, **within: Values
) -> Iterator[tuple[UUID, int, bool]]:
    """(case, revisit, counts in the numerator) of a part, in order of key, for the system."""
    asked, one = Question.of(period, None, now, within), indicator(id)
    above = f"({one.numerator.sql}) IS TRUE" if one.numerator is not None else "TRUE"
    number = _number(one)
    query = (
        f"SELECT f.case_id, {number}, {above} FROM {TABLES[one.grain]} f "  # noqa: S608 own text only
        f"WHERE {asked.where(one.anchor)} AND {_condition(one, Part(part))} "
        f"ORDER BY f.case_id, {number}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, asked.params())
        yield from cursor.fetchall()


def _number(one: Indicator) -> str:
    return "f.number" if one.grain is Grain.VISIT else "0::smallint"


def _condition(one: Indicator, part: Part) -> str:
    held = f"f.standing = '' AND {in_figure(one)}"
    if part is Part.EXCLUDED:
        left = " OR ".join(f"({condition}) IS TRUE" for _, condition in one.left_out)
        return f"({one.denominator.sql}) AND (f.standing <> ''{f' OR {left}' if left else ''})"
    if part is Part.DENOMINATOR or one.numerator is None:
        return "FALSE" if part is Part.REST else held
    sign = "" if part is Part.NUMERATOR else "NOT "
    return f"{held} AND ({one.numerator.sql}) IS {sign}TRUE"


def _why(one: Indicator) -> str:
    """The reason a row is left out, in the order in which they are counted."""
    cases = "".join(f" WHEN ({condition}) THEN '{why}'" for why, condition in one.left_out)
    return f"CASE WHEN f.standing <> '' THEN f.standing{cases} ELSE '' END"


def _page(one: Indicator, part: Part, asked: Question, after: str, limit: int) -> list[Place]:
    number, params = _number(one), asked.params() | {"limit": limit + 1}
    further = ""
    if after:
        further = f" AND (f.{one.anchor}, f.case_id, {number}) > (%(at)s, %(case)s, %(number)s)"
        params |= _place(after)
    query = (
        f"SELECT f.case_id, {number}, f.{one.anchor}, {_why(one)} FROM {TABLES[one.grain]} f "  # noqa: S608 own text only
        f"WHERE {asked.where(one.anchor)} AND {_condition(one, part)}{further} "
        f"ORDER BY f.{one.anchor}, f.case_id, {number} LIMIT %(limit)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def _cursor(last: Place) -> str:
    case, visit, at, _ = last
    place = [at.isoformat(), str(case), visit]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _place(text: str) -> dict[str, Any]:
    try:
        at, case, number = json.loads(base64.urlsafe_b64decode(text.encode()))
        return {"at": datetime.fromisoformat(at), "case": UUID(case), "number": int(number)}
    except (ValueError, TypeError, binascii.Error) as error:
        raise Refused("bad_cursor", "翻页位置已失效，请从第一页重新查询。") from error
