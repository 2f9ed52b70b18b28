"""Which clocks of a case start, stop, pause or move when something happens to it.

`CHANGES` is the table to read first: event → what it does to which clocks. Protective hours run
through nights and holidays; working hours and days follow the calendar. A case in a year without
official holidays gets its clocks all the same, marked provisional (暂定).

Pure: no Django, no database, no reading of the clock; every moment is an aware argument.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Final, NamedTuple
from uuid import UUID

from hejia.cases.limits import ClockKind, Limits, TimeLimit
from hejia.cases.reckoning import Mark, Running, marks_between, recompute, shifted
from hejia.cases.vocabulary import RiskLevel
from hejia.kernel.calendar import Calendar, Due, Limit, Pause, Unit


class Effect(StrEnum):
    """What happens to one clock."""

    START = "start"
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    RECOMPUTE = "recompute"
    WAIVE = "waive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFacts:
    """What the clocks need to know about the case and the event, which happens at `at`.

    `level`, `is_dv` as they are after the event. `running`: all clocks that have not ended.
    `reached`: the contact reached the person. `assessed`: the grading was made by a person, not
    by a clock that ran out. `turn`: number of the revisit or assistance concerned.
    `extended_days` and `extends`: what an approval lengthens, the upper limit with the closing
    or the closing alone. `case_id` decides whether the case falls into a sample (`is_sampled`).
    """

    at: datetime
    level: RiskLevel
    is_dv: bool
    petition: bool = False
    running: Sequence[Running] = ()
    reached: bool = True
    assessed: bool = True
    turn: int = 1
    extended_days: int = 0
    extends: ClockKind = ClockKind.CLOSE
    case_id: UUID | None = None


class ClockChange(NamedTuple):
    """One change to one clock; `state`, `due_at`, `marks` … are those after it.

    `limit` is the row it rests on (None where the change needs none). `marks` are those still to
    come, in order. `paused_seconds` and `extended_days` are the new totals.
    """

    effect: Effect
    kind: ClockKind
    turn: int
    at: datetime
    state: str
    started_at: datetime
    due_at: datetime
    provisional: bool
    limit: TimeLimit | None
    marks: tuple[Mark, ...] = ()
    paused_seconds: int = 0
    extended_days: int = 0


RUNNING, PAUSED, MET, BREACHED, WAIVED = "running", "paused", "met", "breached", "waived"
Condition = Callable[[ClockFacts], bool]


class Change(NamedTuple):
    """One line of `CHANGES`; no kinds means every clock that runs."""

    effect: Effect
    kinds: tuple[ClockKind, ...] = ()
    when: Condition | None = None


def _petition(facts: ClockFacts) -> bool:
    return facts.petition


def _accepted_anew(facts: ClockFacts) -> bool:
    """A petition's sixty days run from its acceptance (信访工作条例 art. 34), once."""
    return facts.petition and all(clock.kind != ClockKind.HARD_CLOSE for clock in facts.running)


def _reached(facts: ClockFacts) -> bool:
    return facts.reached


def _assessed(facts: ClockFacts) -> bool:
    return facts.assessed


def _ordinary(facts: ClockFacts) -> bool:
    return not facts.petition


K = ClockKind
_REPORTED = (
    Change(Effect.START, (K.DISPATCH, K.FIRST_CONTACT, K.ASSESS, K.FIRST_RESPONSE, K.CLOSE)),
    Change(Effect.START, (K.NOTICE,), _petition),
    Change(Effect.START, (K.HARD_CLOSE,), _ordinary),
)
_ENDED = (Change(Effect.STOP, (K.NOTICE,)), Change(Effect.WAIVE))

#: Event (an action of `workflow`, or of a room above) → its changes, made in this order.
CHANGES: Final[Mapping[str, tuple[Change, ...]]] = {
    "report": _REPORTED,
    "unmerge": _REPORTED,
    "accept": (
        Change(Effect.STOP, (K.NOTICE,)),
        Change(Effect.START, (K.HARD_CLOSE,), _accepted_anew),
    ),
    "dispatch": (
        Change(Effect.STOP, (K.DISPATCH, K.NOTICE)),
        Change(Effect.START, (K.HARD_CLOSE,), _accepted_anew),
        Change(Effect.START, (K.SIGN,)),
    ),
    "sign": (Change(Effect.STOP, (K.SIGN,)),),
    "return": (Change(Effect.WAIVE, (K.SIGN,)), Change(Effect.START, (K.DISPATCH,))),
    "transfer": (Change(Effect.WAIVE, (K.SIGN,)), Change(Effect.START, (K.SIGN,))),
    "contact": (Change(Effect.STOP, (K.FIRST_CONTACT,), _reached),),
    "handle_log": (Change(Effect.STOP, (K.FIRST_RESPONSE,)),),
    "grade": (
        Change(Effect.RECOMPUTE),
        Change(Effect.STOP, (K.ASSESS, K.REASSESS), _assessed),
        Change(Effect.START, (K.REASSESS,), _assessed),
    ),
    "downgrade": (
        Change(Effect.RECOMPUTE),
        Change(Effect.STOP, (K.ASSESS, K.REASSESS)),
        Change(Effect.START, (K.REASSESS,)),
    ),
    "assist_request": (Change(Effect.START, (K.ASSIST,)),),
    "assist_feedback": (Change(Effect.STOP, (K.ASSIST,)),),
    "extend_approve": (Change(Effect.EXTEND),),
    "suspend": (Change(Effect.PAUSE),),
    "resume": (Change(Effect.RESUME),),
    "close_apply": (Change(Effect.START, (K.REVIEW,)),),
    "close_reject": (Change(Effect.STOP, (K.REVIEW,)),),
    "close_approve": (
        Change(Effect.STOP, (K.REVIEW, K.CLOSE, K.HARD_CLOSE, K.NOTICE)),
        Change(Effect.WAIVE),
        Change(Effect.START, (K.VISIT,)),
    ),
    "visit": (Change(Effect.STOP, (K.VISIT,)),),
    "reopen": (
        Change(Effect.WAIVE),
        Change(
            Effect.START,
            (K.FIRST_CONTACT, K.ASSESS, K.FIRST_RESPONSE, K.CLOSE, K.HARD_CLOSE),
        ),
    ),
    "reject": _ENDED,
    "transfer_out": _ENDED,
    "mark_false": _ENDED,
    "merge": _ENDED,
    "archive": (Change(Effect.WAIVE),),
}

#: Clocks of which several may run side by side, told apart by their turn.
_BY_TURN = frozenset({K.VISIT, K.ASSIST})


def clocks_at(
    event: str, facts: ClockFacts, limits: Limits, calendar: Calendar
) -> list[ClockChange]:
    """What `event` does to the clocks of the case; events not in `CHANGES` do nothing.

    Each clock is changed at most once by STOP and WAIVE: what an earlier line ended is left
    alone by later ones. The caller replaces or adds one clock row per change.
    """
    made: list[ClockChange] = []
    ended: set[tuple[str, int]] = set()
    for change in CHANGES.get(event, ()):
        if change.when is not None and not change.when(facts):
            continue
        if change.effect is Effect.START:
            made += _starts(change.kinds, facts, limits, calendar)
            continue
        for clock in _touched(change, facts):
            if (clock.kind, clock.turn) in ended:
                continue
            new = _EFFECTS[change.effect](clock, facts, limits, calendar)
            if new is None:
                continue
            if change.effect in (Effect.STOP, Effect.WAIVE) or new.effect is Effect.WAIVE:
                ended.add((clock.kind, clock.turn))
            made.append(new)
    return made


def _touched(change: Change, facts: ClockFacts) -> list[Running]:
    """The running clocks a line speaks of."""
    if not change.kinds:
        return list(facts.running)
    return [
        clock
        for clock in facts.running
        if clock.kind in change.kinds and (clock.kind not in _BY_TURN or clock.turn == facts.turn)
    ]


def _starts(
    kinds: tuple[ClockKind, ...], facts: ClockFacts, limits: Limits, calendar: Calendar
) -> list[ClockChange]:
    made: list[ClockChange] = []
    for kind in kinds:
        if kind is K.VISIT:
            made += visit_plan(facts, limits, calendar)
            continue
        turn = _turn(kind, facts)
        row = limits.find(kind, facts.level, is_dv=facts.is_dv, petition=facts.petition, turn=turn)
        if row is not None:
            made.append(_started(row, turn, facts.at, calendar))
    return made


def _turn(kind: ClockKind, facts: ClockFacts) -> int:
    """Re-assessments count on from the one that ends; assistance has the caller's number."""
    if kind is K.REASSESS:
        return 1 + max((c.turn for c in facts.running if c.kind == K.REASSESS), default=0)
    return facts.turn if kind is K.ASSIST else 1


def _started(row: TimeLimit, turn: int, at: datetime, calendar: Calendar) -> ClockChange:
    due = calendar.due(at, row.limit)
    marks = marks_between(row, at, due.at, calendar, after=at)
    return ClockChange(
        Effect.START, row.kind, turn, at, RUNNING, at, due.at, due.provisional, row, marks
    )


def visit_plan(facts: ClockFacts, limits: Limits, calendar: Calendar) -> list[ClockChange]:
    """The revisits owed after closing at `facts.at`, one clock each; outside a sample none."""
    rows = limits.turns(K.VISIT, facts.level, is_dv=facts.is_dv, petition=facts.petition)
    return [
        _started(row, row.turn, facts.at, calendar)
        for row in rows
        if is_sampled(facts.case_id, row.sample)
    ]


def is_sampled(case_id: UUID | None, percent: int) -> bool:
    """Whether a case falls into the sample: fixed by its id, so that nobody can choose."""
    if percent >= 100 or case_id is None:
        return percent > 0
    return int.from_bytes(blake2b(case_id.bytes, digest_size=4).digest()) % 100 < percent


Maker = Callable[[Running, ClockFacts, Limits, Calendar], ClockChange | None]


def _stop(clock: Running, facts: ClockFacts, _: Limits, __: Calendar) -> ClockChange | None:
    """Met or breached; a paused clock stands where it was paused."""
    state = BREACHED if _late(clock, facts) else MET
    return _as_it_stands(clock, Effect.STOP, facts, state)


def _waive(clock: Running, facts: ClockFacts, _: Limits, __: Calendar) -> ClockChange | None:
    """No longer owed; what had passed already stays a breach."""
    state = BREACHED if _late(clock, facts) else WAIVED
    return _as_it_stands(clock, Effect.WAIVE, facts, state)


def _pause(clock: Running, facts: ClockFacts, limits: Limits, _: Calendar) -> ClockChange | None:
    row = _row_of(clock, facts, limits)
    if clock.state != RUNNING or row is None or not row.pausable:
        return None
    return _as_it_stands(clock, Effect.PAUSE, facts, PAUSED, row)


def _resume(
    clock: Running, facts: ClockFacts, limits: Limits, calendar: Calendar
) -> ClockChange | None:
    row, since = _row_of(clock, facts, limits), clock.paused_at
    if clock.state != PAUSED or since is None or row is None:
        return None
    due = shifted(clock.due_at, row.limit, Pause(since, facts.at), calendar)
    seconds = clock.paused_seconds + int((facts.at - since).total_seconds())
    return _moved(clock, Effect.RESUME, facts, row, due, calendar, paused_seconds=seconds)


def _extend(
    clock: Running, facts: ClockFacts, limits: Limits, calendar: Calendar
) -> ClockChange | None:
    """Lengthen the closing, but never past the upper limit; or that one and the closing with it."""
    row = _row_of(clock, facts, limits)
    if clock.kind not in (K.CLOSE, facts.extends) or row is None or facts.extended_days < 1:
        return None
    due = calendar.due(clock.due_at, Limit(facts.extended_days, Unit.DAY))
    for other in facts.running:
        if other.kind == K.HARD_CLOSE and facts.extends != K.HARD_CLOSE:
            due = due._replace(at=min(due.at, max(other.due_at, clock.due_at)))
    days = clock.extended_days + facts.extended_days
    return _moved(clock, Effect.EXTEND, facts, row, due, calendar, extended_days=days)


def _recompute(
    clock: Running, facts: ClockFacts, limits: Limits, calendar: Calendar
) -> ClockChange | None:
    """After a change of colour; a clock that the new colour does not know is waived."""
    if clock.kind == K.VISIT:
        return None
    row = _row_of(clock, facts, limits)
    if row is None:
        return _waive(clock, facts, limits, calendar)
    same = (clock.level, clock.amount, clock.unit) == (row.level, row.limit.amount, row.limit.unit)
    if same:
        return None
    due = recompute(clock, row, calendar, at=facts.at)
    return _moved(clock, Effect.RECOMPUTE, facts, row, due, calendar)


_EFFECTS: Final[Mapping[Effect, Maker]] = {
    Effect.STOP: _stop,
    Effect.WAIVE: _waive,
    Effect.PAUSE: _pause,
    Effect.RESUME: _resume,
    Effect.EXTEND: _extend,
    Effect.RECOMPUTE: _recompute,
}


def _late(clock: Running, facts: ClockFacts) -> bool:
    return (clock.paused_at or facts.at) > clock.due_at


def _as_it_stands(
    clock: Running, effect: Effect, facts: ClockFacts, state: str, row: TimeLimit | None = None
) -> ClockChange:
    """A change that leaves the due moment alone and silences the clock."""
    return ClockChange(
        effect,
        ClockKind.of(clock.kind),
        clock.turn,
        facts.at,
        state,
        clock.started_at,
        clock.due_at,
        clock.provisional,
        row,
        (),
        clock.paused_seconds,
        clock.extended_days,
    )


def _moved(
    clock: Running,
    effect: Effect,
    facts: ClockFacts,
    row: TimeLimit,
    due: Due,
    calendar: Calendar,
    *,
    paused_seconds: int | None = None,
    extended_days: int | None = None,
) -> ClockChange:
    """A change that moves the due moment. A paused clock stays silent, unless the colour it came
    under knows no pause: then it runs again."""
    paused = clock.paused_seconds if paused_seconds is None else paused_seconds
    extended = clock.extended_days if extended_days is None else extended_days
    freed = effect is Effect.RESUME or not row.pausable
    state = RUNNING if freed else clock.state
    began = clock.started_at + timedelta(seconds=paused)
    if effect is Effect.RECOMPUTE and due.at < clock.due_at:
        began = facts.at
    marks = marks_between(row, began, due.at, calendar, after=facts.at, extended_days=extended)
    return _as_it_stands(clock, effect, facts, state, row)._replace(
        due_at=due.at,
        provisional=clock.provisional or due.provisional,
        marks=marks if state == RUNNING else (),
        paused_seconds=paused,
        extended_days=extended,
    )


def _row_of(clock: Running, facts: ClockFacts, limits: Limits) -> TimeLimit | None:
    return limits.find(
        clock.kind, facts.level, is_dv=facts.is_dv, petition=facts.petition, turn=clock.turn
    )
