"""A case lived on paper: the commands' own rules in the memory of one process, nothing written."""

from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from hejia.cases.commands.act import attempt
from hejia.cases.commands.hand import Hand
from hejia.cases.commands.report import begin
from hejia.cases.commands.statement import check_statement
from hejia.cases.commands.timing import Timing
from hejia.cases.demo.cast import Cast
from hejia.cases.demo.dice import Dice
from hejia.cases.demo.lives import Act, Aim, live
from hejia.cases.demo.planning import Planned
from hejia.cases.demo.walking import lowered, story_of
from hejia.cases.jobs import manage_unassessed, mark_told, pass_marks
from hejia.cases.limits import ClockKind
from hejia.cases.models import (
    Case,
    CaseEvent,
    Clock,
    ClockMark,
    ClockState,
    Notice,
    Participant,
    Visit,
)
from hejia.kernel.errors import Refused
from hejia.places.public import Place

STAND_IN = "440307000000000000"
"""The number a case bears on paper; a copy gets one of its own."""


@dataclass(slots=True)
class Lived:
    """A case as it stands at the end of its life so far, with all that hangs on it."""

    planned: Planned
    case: Case
    parties: tuple[Mapping[str, Any], ...]
    events: list[CaseEvent] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    marks: list[ClockMark] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    followers: dict[int, Participant] = field(default_factory=dict)


def lived(planned: Planned, place: Place | None, cast: Cast, now: datetime) -> Lived:
    """The life of a planned report up to `now`."""
    dice = Dice(planned.key.int & 0xFFFFFFFFFFFF)
    by = cast.registrar(dice, planned.facts["source"], planned.community)
    statement = check_statement(planned.key, planned.facts, planned.parties, now=planned.at)
    hand, _ = begin(statement, place, by=by, now=planned.at, number=STAND_IN)
    made = Lived(planned, hand.case, statement.parties)
    made.clocks, made.visits = hand.timing.clocks, hand.timing.visits or []
    _keep(made, hand)
    acts = live(dice, story_of(planned, hand.case, now))
    while acts and acts[0].at <= now:
        act = acts.pop(0)
        refusal = _take(made, act, cast, dice)
        if refusal == "would_lower":
            insort(acts, lowered(made.case, act), key=attrgetter("at"))
        elif refusal:
            break
    _let_clocks_speak(made, now)
    return made


def _take(made: Lived, act: Act, cast: Cast, dice: Dice) -> str:
    """Take a step; why it was refused, "" when it was not."""
    _let_clocks_speak(made, act.at)
    case, facts = made.case, dict(act.facts)
    by = cast.player(dice, act.part, case, act.action)
    if isinstance(facts.get("agency"), Aim):
        facts["agency"] = cast.agency(dice, facts["agency"], case)
    if by is None or facts.get("agency", 0) is None:
        return "nobody"
    timing = Timing(act.at, made.clocks, visits=made.visits)
    try:
        hand = attempt(case, act.action, facts, by=by, timing=timing)
    except Refused as refusal:
        return refusal.code
    _keep(made, hand)
    return ""


def _keep(made: Lived, hand: Hand) -> None:
    """What `Hand.save` would have written."""
    hand.sum_up()
    made.events += hand.events
    made.notices += hand.notices
    for one in hand.followers:
        made.followers.setdefault(one.agency_id, one)


def _let_clocks_speak(made: Lived, until: datetime) -> None:
    """What ticks would have told; violence nobody assessed turns orange at its very moment."""
    ends = sorted(
        clock.due_at
        for clock in made.clocks
        if clock.kind == ClockKind.ASSESS and clock.state == ClockState.RUNNING
    )
    for at in (*(end for end in ends if end <= until), until):
        _tick(made, at)


def _tick(made: Lived, at: datetime) -> None:
    overdue = False
    for clock in made.clocks:
        if clock.next_mark_at is None or clock.next_mark_at > at:
            continue
        for moment, name in pass_marks(clock, at):
            made.marks.append(mark_told(made.case, clock, name, moment))
            overdue |= clock.kind == ClockKind.ASSESS and name.startswith("100")
    if overdue:
        hand = manage_unassessed(made.case, Timing(at, made.clocks, visits=made.visits))
        if hand is not None:
            _keep(made, hand)
