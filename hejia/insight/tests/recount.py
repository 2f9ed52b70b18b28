"""Every indicator worked out again, slowly, from events, clocks and visits: what SQL must equal.

Written from the definitions in words (domain.md §1.6), not from the SQL.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hejia.cases.models import Case, CaseEvent, Clock, Visit
from hejia.insight.periods import Period

DAY = timedelta(days=1)
GONE = ("merged", "false_report", "transferred_out", "rejected")


@dataclass
class Told:
    """A case with all that was recorded of it."""

    case: Case
    events: list[CaseEvent]
    clocks: list[Clock]
    visits: list[Visit]

    def times(self, action: str) -> list[datetime]:
        return [e.at for e in self.events if e.action == action]

    def first(self, action: str) -> datetime | None:
        return min(self.times(action), default=None)

    def clock(self, kind: str) -> Clock | None:
        owed = [c for c in self.clocks if c.kind == kind and c.state != "waived"]
        return owed[-1] if owed else None

    def handled(self) -> bool:
        said = {e.facts["method"] for e in self.events if e.action == "handle_log"}
        return bool(said - {"01"})


def everything() -> list[Told]:
    return [
        Told(
            case,
            list(CaseEvent.objects.filter(case=case).order_by("number")),
            list(Clock.objects.filter(case=case).order_by("number")),
            list(Visit.objects.filter(case=case).order_by("number")),
        )
        for case in Case.objects.all()
    ]


Row = tuple[datetime | None, bool, str, bool]
"""Anchor, in the denominator's clause, why left out besides standing, in the numerator."""


def _rate(at: Any, above: Any, held: bool = True, why: str = "") -> list[Row]:
    return [(at, held, why, bool(above))]


def _due(told: Told, now: datetime, days: int | None) -> list[Row]:
    case = told.case
    if case.due_at is None:
        return []
    why = "suspended" if case.status == "suspended" else "pending" if case.due_at > now else ""
    if days is None:
        return _rate(case.due_at, case.closed_at, why=why)
    above = case.closed_at is not None and case.closed_at <= case.due_at - days * DAY
    return _rate(case.due_at, above, why=why)


def _limit(told: Told, kind: str, now: datetime) -> list[Row]:
    clock = told.clock(kind)
    if clock is None:
        return []
    timely = clock.stopped_at is not None and clock.stopped_at <= clock.due_at
    return _rate(clock.due_at, timely, why="pending" if clock.due_at > now else "")


def _extended(told: Told) -> int:
    close = [c for c in told.clocks if c.kind == "close"]
    return close[-1].extended_days if close else 0


def _contact(told: Told, now: datetime) -> list[Row]:
    at, reached = told.case.accepted_at, told.case.reached_at
    if at is None:
        return []
    why = "pending" if at + DAY > now else ""
    return _rate(at, reached is not None and reached <= at + DAY, why=why)


def _visits(told: Told, now: datetime, above: Callable[[Visit], bool]) -> list[Row]:
    rows: list[Row] = []
    for visit in told.visits:
        why = "cancelled" if visit.cancelled else "pending" if visit.due_at > now else ""
        rows.append((visit.due_at, True, why, above(visit)))
    return rows


def _answers(told: Told, now: datetime) -> list[Row]:
    rows = _visits(told, now, lambda v: v.satisfaction in ("1", "2"))
    pairs = zip(rows, told.visits, strict=True)
    return [
        (at, held, why or ("" if v.satisfaction in ("1", "2", "3", "4", "5") else "no_answer"), n)
        for (at, held, why, n), v in pairs
    ]


RULES: dict[str, Callable[[Told, datetime], list[Row]]] = {
    "registered": lambda t, _: _rate(t.case.reported_at, True),
    "accepted": lambda t, _: _rate(t.case.accepted_at, True),
    "accepted_dv": lambda t, _: _rate(t.case.accepted_at, True, held=t.case.is_dv),
    "sign_timely_rate": lambda t, now: _limit(t, "sign", now),
    "assessment_timely_rate": lambda t, now: [
        (at, t.case.is_dv, why, n) for at, _, why, n in _limit(t, "assess", now)
    ],
    "first_contact_rate": _contact,
    "intervention_rate": lambda t, _: _rate(
        t.case.accepted_at,
        any(e.action == "contact" and e.facts["reached"] for e in t.events) or t.handled(),
    ),
    "closed": lambda t, _: _rate(t.case.closed_at, True),
    "closure_rate": lambda t, now: _due(t, now, None),
    "ontime_closure_rate": lambda t, now: _due(t, now, 0),
    "ontime_closure_rate_plain": lambda t, now: _due(t, now, _extended(t)),
    "closed_within_60_days": lambda t, _: _rate(
        t.case.closed_at,
        t.case.closed_at
        and t.case.accepted_at
        and t.case.closed_at <= t.case.accepted_at + 60 * DAY,
        held=t.case.accepted_at is not None,
    ),
    "extension_rate": lambda t, _: _rate(t.case.accepted_at, t.times("extend_approve")),
    "return_rate": lambda t, _: _rate(t.first("dispatch"), t.times("return")),
    "dispatch_hit_rate": lambda t, _: _rate(
        t.first("dispatch"), not t.times("return") and not t.times("transfer")
    ),
    "close_reject_rate": lambda t, _: _rate(t.first("close_apply"), t.times("close_reject")),
    "mediation_success_rate": lambda t, _: _rate(
        t.case.closed_at, t.case.close_result == "01", held=t.case.close_result in ("01", "02")
    ),
    "visited": lambda t, now: [
        (at, n, why, True) for at, _, why, n in _visits(t, now, lambda v: v.done_at is not None)
    ],
    "visit_rate": lambda t, now: _visits(t, now, lambda v: v.done_at is not None),
    "effective_visit_rate": lambda t, now: _visits(
        t, now, lambda v: bool(v.done_at and v.safe and v.result in ("1", "2", "3", "4"))
    ),
    "satisfaction_rate": _answers,
    "satisfaction_response_rate": lambda t, now: _visits(
        t, now, lambda v: v.satisfaction in ("1", "2", "3", "4", "5")
    ),
    "satisfaction_floor": lambda t, now: _visits(t, now, lambda v: v.satisfaction in ("1", "2")),
    "reopen_rate": lambda t, _: _rate(
        t.first("close_approve"),
        [e for e in t.events if e.action == "reopen" and e.source != "false_report"],
    ),
    "reconcile_gap": lambda t, _: _rate(t.case.accepted_at, t.case.category in "12345"),
}


def recount(
    id: str, told: list[Told], period: Period, now: datetime
) -> tuple[int, int, dict[str, int]]:
    """(numerator, denominator, left out by reason)."""
    above, base, left = 0, 0, Counter[str]()
    for one in told:
        for at, held, why, counts in RULES[id](one, now):
            if at is None or not period.begins_at <= at < period.ends_at or not held:
                continue
            why = one.case.status if one.case.status in GONE else why
            left[why] += 1
            if not why:
                base, above = base + 1, above + counts
    del left[""]
    return above, base, dict(left)
