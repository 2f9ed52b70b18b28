"""A step in the life of a target or of a self-evaluation: the same questions before both."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hejia.accounts.public import Sight
from hejia.kernel.errors import Refused, Stale
from hejia.kernel.facts import check_facts
from hejia.kernel.workflow import Step, Table
from hejia.performance.access import need
from hejia.performance.models import Evaluation, Target
from hejia.performance.workflow import EvaluationAction, TargetAction


def take(
    table: Table[Any],
    thing: Target | Evaluation,
    action: str,
    seen: int,
    facts: Mapping[str, Any],
    *,
    by: Sight,
    now: datetime,
) -> tuple[Step, dict[str, Any]]:
    """The step of a locked thing that this person may take now, and what was stated for it.

    Raises Stale where it changed since `seen`, Refused for what is not possible or not theirs.
    """
    if thing.version != seen:
        raise Stale(seen, thing.version, f"{table.name}有了改动")
    step = table.step(thing.status, action)
    need(by, step.permission, table.action_label(step))
    return step, check_facts(step.facts, facts, now=now)


def not_own(thing: Target | Evaluation, by: Sight, sentence: str) -> None:
    """Whoever handed it in does not review it; refused with `sentence`."""
    handed_in = (TargetAction.SUBMIT, EvaluationAction.SUBMIT)
    last = thing.events.filter(action__in=handed_in).order_by("-number").first()
    if last is not None and last.actor_id == by.person_id:
        raise Refused("own", sentence)
