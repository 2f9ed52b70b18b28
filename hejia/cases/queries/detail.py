"""One case as its page and the API show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hejia.accounts.public import Sight, names_of
from hejia.cases.access import may_act
from hejia.cases.guards import WORK, Move
from hejia.cases.models import Case, CaseEvent, CaseParty, CaseText, Clock
from hejia.cases.queries.listing import COLUMNS, Row
from hejia.cases.queries.naming import agency_name, clock_label, listed_json
from hejia.cases.queries.rules import extension_allowed
from hejia.cases.workflow import CASE, Action
from hejia.kernel import rows
from hejia.kernel.codes import label
from hejia.kernel.facts import Fact
from hejia.kernel.workflow import Step
from hejia.parties.public import PartySeen, seen_in, wanted_where

_REVEAL = "cases.reveal"
_PAGE = 200

#: Guards that read what is stated can only be asked once it is stated.
_ASKED_LATER = frozenset(
    {
        "agency_exists",
        "another_agency",
        "mediation_allowed",
        "really_lower",
        "tried_enough",
        "why_dissatisfied",
        "spoken_with",
    }
)


def may_reveal(sight: Sight, case: Case) -> bool:
    """Whether this person may see persons of this case unmasked: as far as that post reaches."""
    return may_act(sight, _REVEAL, case)


@dataclass(frozen=True, slots=True)
class Whole:
    """What hangs on a case and is told with it; its people already masked or not."""

    text: CaseText
    links: Sequence[CaseParty]
    clocks: Sequence[Clock]
    people: Mapping[UUID, PartySeen]
    why_here: str


def whole(case: Case, *, clear: bool = False) -> Whole:
    """Read what hangs on the case: six statements, asked in one go."""
    text, links, clocks, dispatched, phones, people = rows.read(
        rows.Wanted(CaseText, "WHERE case_id = %s", [case.pk]),
        rows.Wanted(CaseParty, OF_CASE, [case.pk]),
        rows.Wanted(Clock, OF_CASE, [case.pk]),
        rows.Wanted(CaseEvent, _LATEST_DISPATCH, [case.pk]),
        *wanted_where(PARTIES_OF_CASE, [case.pk]),
    )
    why = str(dispatched[0].facts.get("note", "")) if dispatched else ""
    return Whole(text[0], links, clocks, seen_in(phones, people, reveal=clear), why)


def case_json(
    case: Case,
    sight: Sight,
    *,
    now: datetime,
    clear: bool = False,
    known: Whole | None = None,
) -> dict[str, Any]:
    """The case in full: its row, words, parties, clocks and what may be done now.

    Persons are masked unless `clear`; whoever asks so has looked at `may_reveal`, and notes it.
    `known`: what hangs on it, where that was just written; else it is read.
    """
    told = known or whole(case, clear=clear)
    row = Row(*(getattr(case, name) for name in COLUMNS))
    return listed_json(row) | {
        "summary": told.text.summary,
        "demand": told.text.demand,
        "address": address_shown(case, sight),
        "source_ref": case.source_ref,
        "urgency": case.urgency,
        "occurred_at": case.occurred_at,
        "accepted_at": case.accepted_at,
        "signed_at": case.signed_at,
        "reached_at": case.reached_at,
        "mediation_allowed": case.mediation_allowed,
        "risk_reasons": case.risk_reasons,
        "merged_into": case.merged_into_id,
        "parties": [_party(link, told.people[link.party_id]) for link in told.links],
        "clocks": [_clock(clock) for clock in told.clocks],
        "actions": [_action(step) for step in possible(case, sight, now=now)],
        "why_here": told.why_here,
    }


OF_CASE: Final = "WHERE case_id = %s ORDER BY number"
PARTIES_OF_CASE: Final = "IN (SELECT party_id FROM cases_caseparty WHERE case_id = %s)"
_LATEST_DISPATCH: Final = (
    f"WHERE case_id = %s AND action = '{Action.DISPATCH.value}' ORDER BY number DESC LIMIT 1"
)


def address_shown(case: Case, sight: Sight) -> str:
    """Where it happened. Of violence the exact place is for its handlers alone (domain §3.1)."""
    if not case.is_dv or may_reveal(sight, case) or case.holder_id in sight.agency_ids:
        return case.address
    return ""


def _party(link: CaseParty, person: PartySeen) -> dict[str, Any]:
    return {
        "number": link.number,
        "role": link.role,
        "role_label": label("party_role", link.role),
        "name": person.name,
        "phones": list(person.phones),
        "id_no": person.id_no,
        "gender": person.gender,
        "special_groups": list(person.special_groups),
    }


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "kind": clock.kind,
        "label": clock_label(clock.kind, clock.turn),
        "turn": clock.turn,
        "state": clock.state,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "stopped_at": clock.stopped_at,
        "basis": clock.basis,
        "provisional": clock.provisional,
    }


def has_worked(case: Case, sight: Sight) -> bool:
    """Whether this person has handled the case at any time; one statement."""
    return CaseEvent.objects.filter(
        case_id=case.pk, actor_id=sight.person_id, action__in=WORK
    ).exists()


def possible(case: Case, sight: Sight, *, now: datetime) -> list[Step]:
    """The steps this person could take now, as far as that can be told before facts are stated.

    Statements: one where a step must be another's than who worked on the case; else none.
    """
    move = Move(case, "", sight, {}, now, extension_allowed(case))
    steps = [
        step
        for step in CASE.possible(case.status)
        if may_act(sight, step.permission, case)
        and _unhindered(step, replace(move, action=step.action))
    ]
    others = [step for step in steps if "not_the_handler" not in step.guards]
    return others if others != steps and has_worked(case, sight) else steps


def _unhindered(step: Step, move: Move) -> bool:
    early = (CASE.guards[name] for name in step.guards if name not in _ASKED_LATER)
    return all(guard(move) is None for guard in early)


def _action(step: Step) -> dict[str, Any]:
    return {
        "action": step.action,
        "label": CASE.action_label(step),
        "facts": [fact_json(fact) for fact in step.facts],
    }


def fact_json(fact: Fact) -> dict[str, Any]:
    """A fact to be stated, for programs: name, label, kind, whether required, and its list."""
    return {
        "name": fact.name,
        "label": fact.label,
        "kind": fact.kind.value,
        "required": fact.required,
        "codes": fact.codes if isinstance(fact.codes, str) else None,
        "max_length": fact.max_length,
        "help": fact.help,
    }


def events_json(case_id: UUID, *, after: int) -> list[dict[str, Any]]:
    """The history after event `after`, at most 200, with names of who acted: two statements."""
    rows = list(
        CaseEvent.objects.filter(case_id=case_id, number__gt=after).order_by("number")[:_PAGE]
    )
    names = names_of({row.actor_id for row in rows if row.actor_id is not None})
    return [
        {
            "number": row.number,
            "action": row.action,
            "label": Action(row.action).label,
            "at": row.at,
            "actor": row.actor_id,
            "actor_name": names.get(row.actor_id, "") if row.actor_id else "系统",
            "agency": agency_name(row.agency_id),
            "source": row.source,
            "target": row.target,
            "facts": row.facts,
            "hash": bytes(row.hash).hex(),
        }
        for row in rows
    ]
