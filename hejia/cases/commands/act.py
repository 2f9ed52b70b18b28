"""Everything that can be done to a case after its report goes through here, one step at a time.

`perform` finds the row of the table, asks permission, checks what was stated and the guards, lets
the step's effect change the case, and writes. What an action means for the case beyond its status
stands in the modules beside this one, one function per action.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from hejia.accounts.public import Sight
from hejia.cases.access import may_act, theirs, wanted
from hejia.cases.commands.effects import EFFECTS, prepare
from hejia.cases.commands.hand import Hand, refuse_stale
from hejia.cases.commands.timing import Timing
from hejia.cases.guards import Move
from hejia.cases.limits import ClockKind
from hejia.cases.models import Case
from hejia.cases.queries.detail import has_worked
from hejia.cases.queries.rules import extension_allowed
from hejia.cases.workflow import CASE, Action
from hejia.kernel import rows
from hejia.kernel.codes import holder
from hejia.kernel.errors import Refused
from hejia.kernel.facts import check_facts
from hejia.kernel.workflow import Step


def perform(
    *,
    case_id: UUID,
    action: str,
    seen: int,
    facts: Mapping[str, Any],
    by: Sight,
    now: datetime,
) -> Case:
    """Take one step with a case; returns it as it stands afterwards.

    `seen` is the version the actor was looking at. Raises Missing (not theirs), Stale (somebody
    acted since) or Refused (permission, facts, guards); nothing is changed then.
    """
    found, clocks = rows.read(wanted(case_id, lock=True), Timing.wanted(case_id))
    case = theirs(by, found)
    refuse_stale(case, seen)
    return attempt(case, action, facts, by=by, timing=Timing(now, clocks)).save()


def attempt(
    case: Case, action: str, facts: Mapping[str, Any], *, by: Sight, timing: Timing
) -> Hand:
    """Take the step without writing it: everything is checked, the case is changed in memory.

    Raises Refused. Statements: none, but where other cases, visits or earlier work are asked for.
    """
    now = timing.now
    step = CASE.step(case.status, action)
    _refuse_unpermitted(by, step, case)
    stated = prepare(check_facts(step.facts, facts, lookup=holder(now), now=now))
    worked = "not_the_handler" in step.guards and has_worked(case, by)
    move = Move(case, step.action, by, stated, now, extension_allowed(case), worked)
    CASE.check_guards(step, move)
    hand = Hand(case, by, now, timing)
    take(hand, step, stated)
    return hand


def _refuse_unpermitted(by: Sight, step: Step, case: Case) -> None:
    """A permission reaches as far as the post that carries it, and no further."""
    label = CASE.action_label(step)
    if step.permission not in by.permissions:
        raise Refused("forbidden", f"您的岗位没有“{label}”的权限。")
    if not may_act(by, step.permission, case):
        raise Refused("out_of_reach", f"您可以查看此案，但它不在您“{label}”的范围内。")


def take(hand: Hand, step: Step, facts: Mapping[str, Any]) -> None:
    """Let the step do its work on the case, write its event, and go on where it leads on."""
    told = _for_clocks(step.action, hand.case, facts)
    before = Standing.of(hand.case)
    effect = EFFECTS.get(step.action)
    follow = effect(hand, facts) if effect else None
    hand.advance(step, {**facts, **before.changes(hand.case, facts)})
    hand.timing.after(step.action, hand.case, **told)
    if follow is not None:
        action, more = follow
        take(hand, CASE.step(hand.case.status, action), more)


class Standing(NamedTuple):
    """What a step may change of a case without being told to: the history says so."""

    risk: str
    is_dv: bool

    @classmethod
    def of(cls, case: Case) -> "Standing":
        return cls(case.risk, case.is_dv)

    def changes(self, case: Case, stated: Mapping[str, Any]) -> dict[str, Any]:
        """What is otherwise now, as facts of the event; a colour that was stated is said by it."""
        after = Standing.of(case)
        found: dict[str, Any] = {}
        if after.risk != self.risk and "level" not in stated:
            found["risk"] = after.risk
        if after.is_dv != self.is_dv:
            found["is_dv"] = after.is_dv
        return found


def _for_clocks(action: str, case: Case, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the clocks must know of the step besides the case; asked before the step changes it."""
    if action == Action.CONTACT:
        return {"reached": facts["reached"]}
    if action == Action.GRADE:
        return {"assessed": facts.get("assessed", True)}
    if action == Action.EXTEND_APPROVE:
        granted = extension_allowed(case)
        lengthens = granted.clock if granted is not None else ClockKind.CLOSE
        return {"extended_days": case.extension_days or 0, "extends": lengthens}
    return {}
