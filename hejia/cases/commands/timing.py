"""The clocks of one case during one command: rules (`deadlines`) applied to rows (`Clock`)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from hejia.cases.deadlines import ClockChange, ClockFacts, Effect, clocks_at
from hejia.cases.limits import ClockKind
from hejia.cases.models import NEVER, Case, Clock, ClockState, Visit
from hejia.cases.queries.rules import is_petition, limits_in_force
from hejia.cases.vocabulary import RiskLevel
from hejia.cases.workflow import Action
from hejia.kernel import rows
from hejia.kernel.calendar_days import working_calendar
from hejia.kernel.rows import Statement

LIVE = (ClockState.RUNNING, ClockState.PAUSED)
_COLUMNS = (
    "level",
    "amount",
    "unit",
    "basis",
    "rule_version",
    "due_at",
    "state",
    "paused_at",
    "paused_seconds",
    "extended_days",
    "stopped_at",
    "provisional",
    "marks",
    "next_mark_at",
)
_CLOCKS_ANEW = rows.overwriting(("case_id", "number"), _COLUMNS)
_VISITS_ANEW = rows.overwriting(
    ("case_id", "number"),
    ("done_at", "cancelled", "visitor_id", "event", "safe", "result", "satisfaction"),
)


@dataclass(slots=True)
class Timing:
    """Every clock the case ever had and its planned visits, and which of them changed since.

    `visits` None: not read yet, as few actions need them.
    """

    now: datetime
    clocks: list[Clock] = field(default_factory=list)
    changed: dict[int, Clock] = field(default_factory=dict)
    visits: list[Visit] | None = None
    changed_visits: dict[int, Visit] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case, now: datetime) -> "Timing":
        """Read the clocks of a case: one statement."""
        return cls(now, rows.read(cls.wanted(case.pk))[0])

    @staticmethod
    def wanted(case_id: UUID) -> rows.Wanted:
        """The clocks' rows, to be read along with the case."""
        return rows.Wanted(Clock, "WHERE case_id = %s ORDER BY number", [case_id])

    def open_visits(self, case: Case) -> list[Visit]:
        """The visits still to be made, in order; one statement where they are not known yet."""
        if self.visits is None:
            planned = Visit.objects.filter(case_id=case.pk, done_at=None, cancelled=False)
            self.visits = [*planned.order_by("number"), *self.changed_visits.values()]
        return [visit for visit in self.visits if visit.done_at is None and not visit.cancelled]

    def change_visit(self, visit: Visit, **columns: Any) -> None:
        """Note what came of a visit, to be saved."""
        for name, value in columns.items():
            setattr(visit, name, value)
        self.changed_visits[visit.number] = visit

    def running(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.state in LIVE]

    def after(self, action: str, case: Case, **stated: Any) -> None:
        """Let the clocks follow an action; `stated`: reached, extended_days, assessed."""
        facts = ClockFacts(
            at=self.now,
            level=RiskLevel.of(case.risk),
            is_dv=case.is_dv,
            petition=is_petition(case.source),
            running=self.running(),
            turn=self._turn(action),
            case_id=case.pk,
            **stated,
        )
        for change in clocks_at(action, facts, limits_in_force(), working_calendar()):
            self._apply(change, case)

    def _turn(self, action: str) -> int:
        if action == Action.VISIT:
            planned = (c.turn for c in self.running() if c.kind == ClockKind.VISIT)
            return min(planned, default=0)
        return 1 + sum(clock.kind == ClockKind.REASSESS for clock in self.clocks)

    def _apply(self, change: ClockChange, case: Case) -> None:
        clock = self._begin(change, case) if change.effect is Effect.START else self._find(change)
        row = change.limit
        if row is not None:
            clock.level, clock.basis = row.level.value, row.basis
            clock.amount, clock.unit = row.limit.amount, row.limit.unit.value
            clock.rule_version = row.version
        clock.state, clock.due_at = change.state, change.due_at
        clock.provisional = change.provisional
        clock.paused_seconds, clock.extended_days = change.paused_seconds, change.extended_days
        clock.paused_at = change.at if change.state == ClockState.PAUSED else None
        clock.stopped_at = None if change.state in LIVE else change.at
        clock.marks = [[mark.at.isoformat(), mark.name] for mark in change.marks]
        clock.next_mark_at = change.marks[0].at if change.marks else None
        self.changed[clock.number] = clock

    def _begin(self, change: ClockChange, case: Case) -> Clock:
        clock = Clock(
            case_id=case.pk,
            number=len(self.clocks) + 1,
            kind=change.kind.value,
            turn=change.turn,
            started_at=change.started_at,
        )
        self.clocks.append(clock)
        if change.kind is ClockKind.VISIT:
            self._plan_visit(clock.number, change.due_at, case)
        return clock

    def _plan_visit(self, number: int, due_at: datetime, case: Case) -> None:
        planned = Visit(case_id=case.pk, number=number, round=case.reopen_count + 1, due_at=due_at)
        if self.visits is not None:
            self.visits.append(planned)
        self.changed_visits[number] = planned

    def _find(self, change: ClockChange) -> Clock:
        return next(
            clock
            for clock in self.running()
            if (clock.kind, clock.turn) == (change.kind, change.turn)
        )

    def settle(self, number: int, due_at: datetime) -> None:
        """Give a provisional clock its final moment; marks still to come move along with it."""
        clock = next(clock for clock in self.clocks if clock.number == number)
        moved = due_at - clock.due_at
        clock.due_at, clock.provisional = due_at, False
        clock.marks = [
            [(datetime.fromisoformat(at) + moved).isoformat(), name] for at, name in clock.marks
        ]
        clock.next_mark_at = datetime.fromisoformat(clock.marks[0][0]) if clock.marks else None
        self.changed[number] = clock

    def summary(self) -> dict[str, Any]:
        """What the case's own row repeats of its clocks, for lists."""
        if not self.changed:
            return {}
        running = [clock for clock in self.clocks if clock.state == ClockState.RUNNING]
        nearest = min(running, key=lambda clock: clock.due_at, default=None)
        close = [clock for clock in self.clocks if clock.kind == ClockKind.CLOSE]
        return {
            "next_due_at": nearest.due_at if nearest else NEVER,
            "next_clock": nearest.kind if nearest else "",
            "due_at": close[-1].due_at if close else None,
            "provisional": any(clock.provisional for clock in running),
            "visits_left": sum(clock.kind == ClockKind.VISIT for clock in self.running()),
        }

    def statements(self) -> list[Statement]:
        """Write new and changed clocks by one statement, and visits by another."""
        return [
            *rows.insert(list(self.changed.values()), known=_CLOCKS_ANEW),
            *rows.insert(list(self.changed_visits.values()), known=_VISITS_ANEW),
        ]
