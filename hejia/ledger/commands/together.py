"""批量提交、批量审核: one step with many records, all of them or none."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from hejia.accounts.public import Sight
from hejia.kernel.errors import Missing, Refused, Stale
from hejia.ledger.access import SEE, may
from hejia.ledger.commands.acting import sign
from hejia.ledger.commands.pen import Pen
from hejia.ledger.definitions import kind
from hejia.ledger.models import Entry, Evidence
from hejia.ledger.workflow import ENTRY, Action, Move

MOST: Final = 500
TOLD: Final = 5
"""So many of the records that stand in the way are named."""


def perform_together(
    *, seen: Mapping[UUID, int], action: str, by: Sight, now: datetime
) -> list[Entry]:
    """Submit or approve the records (key → version seen): four statements for any number.

    Raises Missing where one is not this person's, Stale where one was changed since, and Refused
    naming the records that cannot go on; nothing is changed then.
    """
    if action not in (Action.SUBMIT, Action.APPROVE):
        raise Refused("not_together", "只能批量提交或批量审核。")
    if not seen:
        raise Refused("none", "请先勾选要处理的记录。")
    if len(seen) > MOST:
        raise Refused("too_many", f"一次最多处理 {MOST} 条，请分次勾选。")
    found = list(Entry.objects.select_for_update().filter(pk__in=seen).order_by("pk"))
    if len(found) < len(seen) or not all(may(by, SEE, one.agency_id) for one in found):
        raise Missing("勾选的记录")
    pen = _written(found, seen, action, by, now)
    pen.save_many(found)
    return found


def _written(
    found: list[Entry], seen: Mapping[UUID, int], action: str, by: Sight, now: datetime
) -> Pen:
    types = _evidence(found)
    pen, stops = Pen(by.person_id, now), []
    for entry in found:
        step = ENTRY.step(entry.status, action)
        if not may(by, step.permission, entry.agency_id):
            raise Missing("勾选的记录")
        if entry.version != seen[entry.pk]:
            raise Stale(seen[entry.pk], entry.version, f"“{entry.title}”已被他人修改")
        move = Move(entry, kind(entry.kind), by.person_id, frozenset(types[entry.pk]))
        objections = ENTRY.objections(step, move)
        if objections:
            stops.append(f"“{entry.title}”{objections[0].sentence}")
            continue
        sign(entry, action, by.person_id, now)
        pen.note(entry, action, step.leads_to(entry.status))
    if stops:
        more = f"等 {len(stops)} 条。" if len(stops) > TOLD else ""
        words = "".join(stops[:TOLD]) + more
        raise Refused("some_cannot", f"有 {len(stops)} 条不能处理，一条也没有改动：{words}")
    return pen


def _evidence(found: list[Entry]) -> dict[UUID, set[str]]:
    types: dict[UUID, set[str]] = defaultdict(set)
    rows = Evidence.objects.filter(entry__in=found, dropped=False)
    for key, type in rows.values_list("entry_id", "type"):
        types[key].add(type)
    return types
