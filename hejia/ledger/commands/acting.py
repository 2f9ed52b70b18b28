"""提交、审核、退回、更正、作废 and the stages of a selection: one step at a time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from hejia.accounts.public import Sight
from hejia.kernel.errors import Refused
from hejia.kernel.facts import as_json, check_facts
from hejia.ledger.access import entry_for, refuse_strangers
from hejia.ledger.commands.pen import Pen, refuse_stale
from hejia.ledger.definitions import kind
from hejia.ledger.models import Entry, Evidence
from hejia.ledger.workflow import ENTRY, Action, Move

FREE = (
    Action.ADVANCE,
    Action.SUBMIT,
    Action.APPROVE,
    Action.RETURN,
    Action.REPORT,
    Action.CORRECT,
    Action.VOID,
)
"""What is done by a button; the others come with content of their own."""


def perform(
    *, key: UUID, action: str, seen: int, given: Mapping[str, Any], by: Sight, now: datetime
) -> Entry:
    """Take one step with a record. Raises Missing, Stale or Refused; nothing is changed then."""
    entry = entry_for(by, key, lock=True)
    step = ENTRY.step(entry.status, action)
    if action not in FREE:
        raise Refused("not_free", f"“{ENTRY.action_label(step)}”要在它自己的页面上做。")
    refuse_strangers(by, step.permission, entry)
    refuse_stale(entry, seen)
    stated = check_facts(step.facts, given, now=now)
    types = Evidence.objects.filter(entry=entry, dropped=False).values_list("type", flat=True)
    what = kind(entry.kind)
    ENTRY.check_guards(step, Move(entry, what, by.person_id, frozenset(types)))
    note = stated.get("note", "")
    if action == Action.ADVANCE:
        note = "：".join(filter(None, [what.stages[entry.stage], note]))
        entry.stage += 1
    elif action == Action.REPORT:
        entry.fields = entry.fields | as_json({what.mean: stated["progress"]})
    sign(entry, action, by.person_id, now)
    pen = Pen(by.person_id, now)
    pen.note(entry, action, step.leads_to(entry.status), note)
    pen.save(entry)
    return entry


def sign(entry: Entry, action: str, person_id: int, now: datetime) -> None:
    """Who submitted and approved; going back takes the signatures away."""
    if action in (Action.SUBMIT, Action.REPORT):
        entry.submitted_by_id = person_id
    elif action == Action.APPROVE:
        entry.approved_by_id, entry.approved_at = person_id, now
    elif action in (Action.RETURN, Action.CORRECT):
        entry.submitted_by_id = entry.approved_by_id = None
        entry.approved_at = None
