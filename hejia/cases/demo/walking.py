"""Walk synthetic cases through the real commands, from report to where the present finds them.

Cases of one family are walked together in the order of time, so that a repeated report can be
merged with the first; families are independent of each other. Nothing here sets a status, writes
an event or touches a clock: `report`, `perform` and `tick` do, told the time as an argument.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Final

from hejia.cases.commands.act import perform
from hejia.cases.commands.report import report
from hejia.cases.commands.statement import check_statement
from hejia.cases.deadlines import is_sampled
from hejia.cases.demo.cast import Cast
from hejia.cases.demo.dice import Dice
from hejia.cases.demo.lives import Act, Aim, Part, Story, live
from hejia.cases.demo.planning import Ground, Planned, is_demonstration, number_of, plan
from hejia.cases.grading import RiskFacts, grade
from hejia.cases.jobs import tick
from hejia.cases.limits import ClockKind
from hejia.cases.models import Case, Clock, ClockState, Notice
from hejia.cases.queries.rules import is_petition, limits_in_force
from hejia.cases.vocabulary import RiskLevel
from hejia.cases.workflow import Action, Status
from hejia.kernel import outbox
from hejia.kernel.district import door
from hejia.kernel.errors import Refused
from hejia.places.public import area, sample_addresses

BATCH: Final = 25
MAY_STALL: Final = timedelta(days=40)
STALE: Final = timedelta(days=7)
FEATURED_SHARE: Final = 5  # per cent of all cases
_MERGE_AFTER: Final = timedelta(hours=3)
_LOWERED_AFTER: Final = timedelta(minutes=40)


@dataclass(slots=True)
class Walked:
    """What came of it: cases made, steps taken, and refusals by code (lives end there)."""

    cases: int = 0
    steps: int = 0
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Play:
    """What is to be walked: so many cases over the 24 months before `now`.

    `featured`: code of the community that gets more of them than others.
    """

    cases: int
    district: str
    featured: str
    now: datetime
    seed: int = 2026

    def families(self) -> dict[int, list[Planned]]:
        """All families of the plan, by the number of their first report."""
        with door(self.district):
            ground = grounds(self.featured)
        families = plan(self.cases, now=self.now, grounds=ground, seed=self.seed)
        return {number_of(family[0].key): family for family in families}

    def missing(self) -> list[int]:
        """The families of the plan that are not walked yet, by the number of their first report."""
        known = self.walked_already()
        return [number for number in self.families() if number not in known]

    def walked_already(self) -> set[int]:
        """The numbers of reports of an earlier load; their keys bear them."""
        with door(self.district):
            keys = Case.objects.values_list("pk", flat=True)
            return {number_of(key) for key in keys if is_demonstration(key)}


def walk(play: Play, families: Sequence[list[Planned]]) -> Iterator[Walked]:
    """Walk the families, a batch of them per transaction; what came of each batch."""
    cast = Cast(play.now)
    for begin in range(0, len(families), BATCH):
        walked = Walked()
        with door(play.district):
            for family in families[begin : begin + BATCH]:
                _Walker(cast, play.now, walked).walk(family)
            _settle(play.now)
        yield walked


def grounds(featured: str) -> list[Ground]:
    """Addresses all over the district; those of one community more often."""
    found = ground_of(every=5)
    there = [one for one in found if one.community_code == featured]
    return found + there * (len(found) * FEATURED_SHARE // 100 // max(len(there), 1))


def ground_of(*, every: int) -> list[Ground]:
    """Every n-th address of the district, in the order of codes."""
    return [Ground(code, home, area(home).code) for code, home in sample_addresses(every=every)]


def _settle(now: datetime) -> None:
    """Old notices were read long ago, and nobody waits for news of the past."""
    Notice.objects.filter(read_at=None, at__lt=now - STALE).update(read_at=now)
    outbox.forget(before=now)


@dataclass(slots=True)
class _Walker:
    """One family's cases, all of them at the same moment of their time."""

    cast: Cast
    now: datetime
    walked: Walked
    queue: list[tuple[datetime, int, int, Act | Planned]] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)
    over: set[int] = field(default_factory=set)
    dice: dict[int, Dice] = field(default_factory=dict)
    _order: int = 0

    def walk(self, family: Sequence[Planned]) -> None:
        for number, planned in enumerate(family):
            self._push(planned.at, number, planned)
        while self.queue:
            at, _, number, what = heappop(self.queue)
            if at > self.now:
                break
            self._let_clocks_speak(at)
            if isinstance(what, Planned):
                self._tell(number, what)
            elif number not in self.over:
                self._take(number, what)
        self._let_clocks_speak(self.now)

    def _push(self, at: datetime, number: int, what: Act | Planned) -> None:
        self._order += 1
        heappush(self.queue, (at, self._order, number, what))

    def _let_clocks_speak(self, until: datetime) -> None:
        """Tell what fell due; violence nobody assessed turns orange at its very moment."""
        grey = [case for case in self.cases.values() if case.is_dv and case.risk == RiskLevel.R0]
        if grey:
            due = Clock.objects.filter(case__in=grey, kind=ClockKind.ASSESS)
            ends = due.filter(state=ClockState.RUNNING, due_at__lte=until).order_by("due_at")
            for at in ends.values_list("due_at", flat=True):
                tick(now=at)
        tick(now=until)
        for case in grey:
            case.refresh_from_db()

    def _tell(self, number: int, planned: Planned) -> None:
        dice = self.dice[number] = Dice(planned.key.int & 0xFFFFFFFFFFFF)
        by = self.cast.registrar(dice, planned.facts["source"], planned.community)
        statement = check_statement(planned.key, planned.facts, planned.parties, now=planned.at)
        case = report(statement=statement, by=by, now=planned.at).case
        self.cases[number] = case
        self.walked.cases += 1
        if number and dice.chance(70):
            at = planned.at + _MERGE_AFTER
            said = {"master": str(self.cases[0].pk), "reason": "1"}
            self._push(at, number, Act(at, Part.DISPATCHER, Action.MERGE, said))
        for act in live(dice, story_of(planned, case, self.now)):
            self._push(act.at, number, act)

    def _take(self, number: int, act: Act) -> None:
        """Take a step. Refused a merge, a case goes its own way; refused anything else it stays."""
        case, dice = self.cases[number], self.dice[number]
        by = self.cast.player(dice, act.part, case, act.action)
        facts = dict(act.facts)
        if isinstance(facts.get("agency"), Aim):
            facts["agency"] = self.cast.agency(dice, facts["agency"], case)
        if by is None or facts.get("agency", 0) is None:
            self.over.add(number)
            return
        try:
            self.cases[number] = perform(
                case_id=case.pk,
                action=act.action,
                seen=case.version,
                facts=facts,
                by=by,
                now=act.at,
            )
        except Refused as refusal:
            self.walked.refused[f"{act.action}:{refusal.code}"] += 1
            if refusal.code == "would_lower":
                follow = lowered(case, act)
                self._push(follow.at, number, follow)
            elif act.action != Action.MERGE:
                self.over.add(number)
        else:
            self.walked.steps += 1
            if act.action == Action.MERGE:
                self.cases[0].refresh_from_db()


def lowered(case: Case, grading: Act) -> Act:
    """Assessed too late, the case had turned orange: the district approves the colour found."""
    facts = RiskFacts.stated(grading.facts, is_dv=case.is_dv, assessed=True)
    said = {
        "level": grade(facts).level.value,
        "reason": "1",
        "opinion": "已评估，同意。（演示）",
    }
    return Act(grading.at + _LOWERED_AFTER, Part.LEADER, Action.DOWNGRADE, said)


def story_of(planned: Planned, case: Case, now: datetime) -> Story:
    limits, petition = limits_in_force(), is_petition(case.source)
    visits = {
        level.value: tuple(
            row.limit.amount
            for row in limits.turns(ClockKind.VISIT, level, is_dv=case.is_dv, petition=petition)
            if is_sampled(case.pk, row.sample)
        )
        for level in RiskLevel
    }
    return Story(
        begun=planned.at,
        level=planned.level,
        violent=case.is_dv,
        assessed=planned.assessed,
        routed=case.status == Status.DISPATCHED,
        visits=visits,
        may_stall=planned.at > now - MAY_STALL,
    )
