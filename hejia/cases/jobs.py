"""What happens to cases by themselves: clocks that speak, and violence nobody assessed in time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from hejia.accounts.public import district_federation, street_federation
from hejia.cases.commands.act import take
from hejia.cases.commands.hand import Hand
from hejia.cases.commands.timing import LIVE, Timing
from hejia.cases.grading import on_assessment_overdue
from hejia.cases.limits import ClockKind
from hejia.cases.models import Case, Clock, ClockMark, Notice
from hejia.cases.queries.naming import clock_label
from hejia.cases.queries.rules import is_petition, limits_in_force
from hejia.cases.reckoning import due_again
from hejia.cases.vocabulary import RiskLevel
from hejia.cases.workflow import CASE, Action
from hejia.kernel import rows
from hejia.kernel.calendar_days import working_calendar
from hejia.kernel.district import door
from hejia.kernel.periods import Limit, Unit

BATCH: Final = 200
EARLY: Final = ("50", "80")

_DUE: Final = """
    SELECT k.case_id, k.number FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
    WHERE k.next_mark_at <= %s ORDER BY k.next_mark_at, k.case_id
    LIMIT %s FOR NO KEY UPDATE OF c, k SKIP LOCKED
"""


def tick(*, now: datetime, limit: int = BATCH) -> int:
    """Let every clock speak whose mark has come; returns how many did. Run inside one door.

    A case somebody is working on is left to the next tick. However many tick at once, each mark
    is told once: the clock is locked, and the row of the mark cannot be written twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [now, limit])
        keys = cursor.fetchall()
    if keys:
        _speak([key for key, _ in keys], set(keys), now)
    return len(keys)


def _speak(case_ids: list[UUID], keys: set[tuple[UUID, int]], now: datetime) -> None:
    """Tell every mark that has passed, of these clocks: one statement for each table."""
    found, clocks, marks = rows.read(
        rows.Wanted(Case, "WHERE id = ANY(%s)", [case_ids]),
        rows.Wanted(Clock, "WHERE case_id = ANY(%s) ORDER BY next_mark_at", [case_ids]),
        rows.Wanted(ClockMark, "WHERE case_id = ANY(%s)", [case_ids]),
    )
    cases = {case.pk: case for case in found}
    told = {(mark.case_id, mark.clock, mark.due_at, mark.mark) for mark in marks}
    due = [clock for clock in clocks if (clock.case_id, clock.number) in keys]
    passed = {clock.pk: pass_marks(clock, now) for clock in due}
    fresh = [
        (clock, name, moment)
        for clock in due
        for moment, name in passed[clock.pk]
        if (clock.case_id, clock.number, clock.due_at, name) not in told
    ]
    rows.write(
        [
            *rows.insert(due, known=_SILENCED),
            *rows.insert([mark_told(cases[c.case_id], c, name, at) for c, name, at in fresh]),
            *rows.insert(
                [n for c, name, _ in fresh for n in _notice(cases[c.case_id], c, name, now)]
            ),
        ]
    )
    for clock in due:
        unassessed = clock.kind == ClockKind.ASSESS
        if unassessed and any(_base(name) == "100" for _, name in passed[clock.pk]):
            case = cases[clock.case_id]
            hand = manage_unassessed(case, Timing.of(case, now))
            if hand is not None:
                hand.save()


_SILENCED: Final = rows.overwriting(("case_id", "number"), ("marks", "next_mark_at"))


def pass_marks(clock: Clock, now: datetime) -> list[tuple[datetime, str]]:
    """Take the marks that have passed off the clock."""
    every = [(datetime.fromisoformat(at), name) for at, name in clock.marks]
    passed = [one for one in every if one[0] <= now]
    clock.marks = clock.marks[len(passed) :]
    clock.next_mark_at = every[len(passed)][0] if clock.marks else None
    return passed


def _base(mark: str) -> str:
    """The mark itself: after an extension by 15 days, "80+15" is the 80 % of the longer limit."""
    return mark.split("+", 1)[0]


def mark_told(case: Case, clock: Clock, mark: str, moment: datetime) -> ClockMark:
    return ClockMark(
        case_id=case.pk,
        clock=clock.number,
        mark=mark,
        due_at=clock.due_at,
        passed_at=moment,
        told_agency_id=_listener(case, mark),
    )


def _notice(case: Case, clock: Clock, mark: str, now: datetime) -> list[Notice]:
    agency, early = _listener(case, mark), _base(mark) in EARLY
    if agency is None:
        return []
    return [
        Notice(
            agency_id=agency,
            case_id=case.pk,
            kind="due_soon" if early else "overdue",
            sentence=_sentence(case, clock, _base(mark)),
            urgent=not early,
            at=now,
        )
    ]


def _listener(case: Case, mark: str) -> int | None:
    """Warnings go to whoever holds the case; an escalation to the level it names."""
    found, mark = None, _base(mark)
    if mark == "street" and case.street_id is not None:
        found = street_federation(case.street_id)
    elif mark.isdigit() and case.holder_id is not None:
        return case.holder_id
    found = found or district_federation()
    return found.id if found else None


def _sentence(case: Case, clock: Clock, mark: str) -> str:
    what = f"案件 {case.number} 的{clock_label(clock.kind, clock.turn)}"
    provisional = "（暂定）" if clock.provisional else ""
    if mark in EARLY:
        return f"{what}时限已过 {mark}%{provisional}"
    if mark == "100":
        return f"{what}已超期{provisional}"
    return f"{what}超时未办，升级督促{provisional}"


def manage_unassessed(case: Case, timing: Timing) -> Hand | None:
    """Violence nobody assessed in time is managed as the limit says: orange, or red."""
    limit = limits_in_force().find(
        ClockKind.ASSESS, case.risk, is_dv=case.is_dv, petition=is_petition(case.source)
    )
    level = on_assessment_overdue(case.risk, case.is_dv, limit.becomes if limit else None)
    if level == case.risk:
        return None
    hand = Hand(case, None, timing.now, timing)
    hand.set(risk=level.value, risk_reasons=[f"逾期未评估，按{_colour(level)}色管理（本区规定）"])
    take(hand, CASE.step(case.status, Action.GRADE), {"assessed": False, "level": level.value})
    return hand


def _colour(level: RiskLevel) -> str:
    return level.label[0]


def settle_provisional(*, now: datetime, limit: int = BATCH) -> int:
    """Reckon provisional clocks anew after a year's holidays were loaded; how many changed.

    Run again until it answers 0. A clock whose year is still not known stays provisional (暂定).
    """
    calendar = working_calendar()
    found = Clock.objects.filter(provisional=True, state__in=LIVE)
    settled = 0
    for case_id, number in found.order_by("due_at").values_list("case_id", "number")[:limit]:
        case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
        timing = Timing.of(case, now)  # read under the lock: it may have been extended or met
        clock = next(one for one in timing.clocks if one.number == number)
        due = due_again(clock, Limit(clock.amount, Unit(clock.unit)), calendar)
        if due.provisional or not clock.provisional or clock.state not in LIVE:
            continue
        settled += 1
        timing.settle(number, due.at)
        rows.write(timing.statements())
        Case.objects.filter(pk=case_id).update(**timing.summary())
    return settled


def run_settling(subject: UUID, facts: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 reactions share one form
    """The reaction to a loaded calendar: settle all that can be settled, batch by batch."""
    settled = BATCH
    while settled:
        with door(settings.DISTRICT):
            settled = settle_provisional(now=now)
