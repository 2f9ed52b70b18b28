"""The page of one case: facts, persons (always masked), deadlines, what happened, what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hejia.accounts.public import Sight, names_of
from hejia.cases.access import may_see
from hejia.cases.commands.statement import REPORT_FACTS
from hejia.cases.grading import mediation_allowed
from hejia.cases.limits import ClockKind
from hejia.cases.models import Case, CaseEvent, CaseParty, CaseText, Clock, Visit
from hejia.cases.queries.detail import OF_CASE, PARTIES_OF_CASE, address_shown, possible
from hejia.cases.queries.naming import agency_name, area_name, clock_label, type_label
from hejia.cases.workflow import CASE, OPEN, Action, Status
from hejia.kernel import rows
from hejia.kernel.codes import label
from hejia.kernel.errors import Refused
from hejia.kernel.facts import Fact, Kind
from hejia.kernel.workflow import START, Step
from hejia.parties.public import PartySeen, parties_of, seen_in, wanted_where
from hejia.places.public import community_by_code

LATEST: Final = 60
"""So many events are shown at first; the rest on demand."""

MOST_JOINED: Final = 20


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history, in words."""

    number: int
    label: str
    at: datetime
    actor: str
    agency: str
    status: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock, in words."""

    label: str
    state: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    basis: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the case; everything masked."""

    number: int
    role: str
    shown: PartySeen
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revisit:
    """A planned revisit; `turn` counts from one after every closing, `again`: after a reopening."""

    turn: int
    again: bool
    due_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Joined:
    """Another report of the same matter that was merged into this case; `opens`: to its reader."""

    id: UUID
    number: str
    source: str
    reported_at: datetime
    opens: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that the page of a case shows."""

    case: Case
    text: CaseText
    status: str
    type: str
    source: str
    place: str
    address: str
    holder: str
    handler: str
    rules: tuple[str, ...]
    owed: tuple[str, ...]
    people: tuple[Person, ...]
    deadlines: tuple[Deadline, ...]
    visits: tuple[Revisit, ...]
    history: tuple[Told, ...]
    earlier: bool
    steps: tuple[Step, ...]
    expected: str
    joined: tuple[Joined, ...]


def case_page(case: Case, sight: Sight, *, now: datetime, every: bool = False) -> CasePage:
    """What stands on the page: eight statements besides the case itself, however much happened.

    One more where other reports were merged into it, or it into another; and one where a step
    must be another's than who worked on it.
    """
    most = "" if every else f" LIMIT {LATEST}"
    events, text, links, clocks, visits, phones, people = rows.read(
        rows.Wanted(CaseEvent, f"{OF_CASE} DESC{most}", [case.pk]),
        rows.Wanted(CaseText, "WHERE case_id = %s", [case.pk]),
        rows.Wanted(CaseParty, OF_CASE, [case.pk]),
        rows.Wanted(Clock, OF_CASE, [case.pk]),
        rows.Wanted(Visit, "WHERE case_id = %s AND NOT cancelled ORDER BY number", [case.pk]),
        *wanted_where(PARTIES_OF_CASE, [case.pk]),
    )
    expected = _expected(case)
    names = names_of(
        {one for one in (case.handler_id, *(event.actor_id for event in events)) if one is not None}
    )
    masters = _numbers(events)
    places = (area_name(key) for key in (case.street_id, case.community_id, case.grid_id))
    return CasePage(
        case=case,
        text=text[0],
        status=CASE.status_label(case.status),
        type=type_label(case.type),
        source=_source(case),
        place=" · ".join(filter(None, places)),
        address=address_shown(case, sight),
        holder=agency_name(case.holder_id),
        handler=names.get(case.handler_id or 0, ""),
        rules=_forbidden(case),
        owed=_owed_anew(case, clocks),
        people=_people(links, seen_in(phones, people, reveal=False)),
        deadlines=_deadlines(clocks),
        visits=_revisits(visits, clocks) if case.closed_at or case.reopen_count else (),
        history=tuple(told(event, names, masters) for event in events),
        earlier=bool(events) and events[-1].number > 1,
        steps=_ordered(expected, possible(case, sight, now=now)),
        expected=expected,
        joined=_joined(case, sight) if case.children else (),
    )


def _joined(case: Case, sight: Sight) -> tuple[Joined, ...]:
    merged = Case.objects.filter(merged_into_id=case.pk).order_by("reported_at", "id")
    return tuple(
        Joined(one.pk, one.number, _source(one), one.reported_at, may_see(sight, one))
        for one in merged[:MOST_JOINED]
    )


def _source(case: Case) -> str:
    """Where a report came from, with the number it has there."""
    named, own = label("source", case.source), _own_number(case.source_ref)
    return f"{named}（{own}）" if own else named


def _own_number(stated: str) -> str:
    """The number at the source; the one an import made up for want of it says nothing to people."""
    return "" if stated.startswith("row:") else stated


def _numbers(events: Iterable[CaseEvent]) -> dict[str, str]:
    """The numbers of the cases that events name, by key; no statement where they name none."""
    keys = {str(event.facts["master"]) for event in events if "master" in event.facts}
    if not keys:
        return {}
    return {str(pk): n for pk, n in Case.objects.filter(pk__in=keys).values_list("pk", "number")}


_APPLIED: Final[Mapping[str, str]] = {
    Action.EXTEND_APPROVE: Action.EXTEND_APPLY,
    Action.EXTEND_REJECT: Action.EXTEND_APPLY,
    Action.CLOSE_APPROVE: Action.CLOSE_APPLY,
    Action.CLOSE_REJECT: Action.CLOSE_APPLY,
}


def applied_for(case: Case, action: str) -> Told | None:
    """What the second reader decides on: the application as it was made; two statements."""
    if action not in _APPLIED:
        return None
    made = CaseEvent.objects.filter(case_id=case.pk, action=_APPLIED[action])
    event = made.order_by("-number").first()
    if event is None:
        return None
    return told(event, names_of({event.actor_id} if event.actor_id is not None else set()))


def _expected(case: Case) -> str:
    """The action the case waits for, whoever is to take it."""
    if case.status == Status.HANDLING and case.contacted:
        return Action.HANDLE_LOG
    return _EXPECTED.get(case.status, "")


def _ordered(expected: str, steps: list[Step]) -> tuple[Step, ...]:
    """The step that is expected next goes first; the others keep the order of the table."""
    return tuple(sorted(steps, key=lambda step: step.action != expected))


_EXPECTED: Final[Mapping[str, str]] = {
    Status.REPORTED: Action.DISPATCH,
    Status.DISPATCHED: Action.SIGN,
    Status.HANDLING: Action.CONTACT,
    Status.SUSPENDED: Action.RESUME,
    Status.CLOSE_REVIEW: Action.CLOSE_APPROVE,
    Status.CLOSED: Action.VISIT,
    Status.VISITING: Action.VISIT,
}


def _forbidden(case: Case) -> tuple[str, ...]:
    """What the risk forbids whoever handles the case."""
    return () if mediation_allowed(case.risk, is_dv=case.is_dv) else ("不得劝和或调解",)


def _owed_anew(case: Case, clocks: list[Clock]) -> tuple[str, ...]:
    """The steps that were taken once and must be taken again since the case was reopened."""
    if not case.reopen_count or case.status not in OPEN:
        return ()
    running = {clock.kind for clock in clocks if clock.stopped_at is None}
    spoken = case.contacted or case.reached_at is None
    owed = {
        Action.CONTACT: not spoken,
        Action.GRADE: ClockKind.ASSESS in running,
    }
    return tuple(str(action.label) for action, due in owed.items() if due)


def _people(links: list[CaseParty], people: Mapping[UUID, PartySeen]) -> tuple[Person, ...]:
    return tuple(
        Person(
            link.number,
            label("party_role", link.role),
            people[link.party_id],
            tuple(label("special_group", code) for code in people[link.party_id].special_groups),
        )
        for link in links
    )


def _revisits(visits: list[Visit], clocks: list[Clock]) -> tuple[Revisit, ...]:
    """A visit goes by the number of its clock, which counts all clocks of the case."""
    turns = {clock.number: clock.turn for clock in clocks}
    return tuple(
        Revisit(turns[one.number], one.round > 1, one.due_at, one.done_at) for one in visits
    )


def _deadlines(clocks: list[Clock]) -> tuple[Deadline, ...]:
    """Running ones first, the nearest at the top; then what is over."""
    order = {"running": 0, "breached": 0, "paused": 1}
    ranked = sorted(clocks, key=lambda c: (order.get(c.state, 2) + bool(c.stopped_at), c.due_at))
    return tuple(
        Deadline(
            clock_label(clock.kind, clock.turn),
            "late" if clock.state == "breached" and clock.stopped_at else clock.state,
            clock.started_at,
            clock.due_at,
            clock.stopped_at,
            clock.basis,
            clock.provisional,
        )
        for clock in ranked
    )


def told(
    event: CaseEvent, names: Mapping[int, str], cases: Mapping[str, str] | None = None
) -> Told:
    """An event in words: what the facts were called when they were asked for.

    `cases`: numbers of the cases it may name, by key.
    """
    facts = dict(event.facts)
    if "master" in facts:
        facts["master"] = (cases or {}).get(str(facts["master"]), "")
    if "source_ref" in facts:
        facts["source_ref"] = _own_number(facts["source_ref"])
    moved = event.target != event.source and event.source != START
    return Told(
        number=event.number,
        label=str(Action(event.action).label),
        at=event.at,
        actor=names.get(event.actor_id, "") if event.actor_id else "系统",
        agency=agency_name(event.agency_id),
        status=CASE.status_label(event.target) if moved else "",
        lines=tuple(_lines(event.action, facts)),
    )


def _facts_by_action() -> dict[str, dict[str, Fact]]:
    found = {Action.REPORT.value: {fact.name: fact for fact in REPORT_FACTS}}
    for step in CASE.steps:
        found.setdefault(step.action, {}).update({fact.name: fact for fact in step.facts})
    return found


_FACTS: Final = _facts_by_action()
_OTHERS: Final = {
    "rule": Fact("rule", "命中规则", Kind.TEXT),
    "risk": Fact("risk", "风险等级", Kind.CODE, codes="risk_level"),
    "is_dv": Fact("is_dv", "转为涉家暴案件", Kind.FLAG, required=False),
    "level": Fact("level", "风险等级", Kind.CODE, codes="risk_level"),
    "agency": Fact("agency", "承办单位", Kind.AGENCY),
    "note": Fact("note", "说明", Kind.TEXT),
    "reason": Fact("reason", "原因", Kind.TEXT),
    "parties": Fact("parties", "当事人数", Kind.NUMBER),
}


def _lines(action: str, stated: dict[str, Any]) -> list[tuple[str, str]]:
    """Every stated fact with its label; dangers that were answered no are left out."""
    known = _FACTS.get(action, {})
    known = known | {name: fact for name, fact in _OTHERS.items() if name not in known}
    lines = []
    order = list(known)
    for name in sorted(stated, key=lambda name: order.index(name) if name in known else 0):
        fact, value = known.get(name), stated[name]
        if fact is None or (value in ("", None, [], False) and not fact.required):
            continue
        lines.append((fact.label, _words(fact, value)))
    return lines


def _words(fact: Fact, value: Any) -> str:
    """A stated value as it is read by people."""
    if isinstance(value, list):
        return "、".join(_words(fact, one) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if fact.kind == Kind.AGENCY and str(value).isdecimal():
        return agency_name(int(value))
    if fact.name == "community":
        return _community(str(value))
    if fact.kind in (Kind.CODE, Kind.CODES) and isinstance(fact.codes, str):
        return _label(fact.codes, str(value))
    if fact.kind == Kind.MOMENT:
        return f"{datetime.fromisoformat(str(value)):%Y-%m-%d %H:%M}"
    return str(value)


def _community(code: str) -> str:
    """A community's name; history is shown even where the code is none any more."""
    try:
        return community_by_code(code).name
    except Refused:
        return code


def _label(name: str, code: str) -> str:
    """A code's label; history is shown even where a code has left its list."""
    try:
        return label(name, code)
    except Refused:
        return code


def party_value(case: Case, number: int, what: str) -> tuple[UUID, str] | None:
    """A person's field in clear, with the person's key; None where there is no such person."""
    link = CaseParty.objects.filter(case_id=case.pk, number=number).first()
    if link is None:
        return None
    person = parties_of([link.party_id], reveal=True)[link.party_id]
    values = {"name": person.name, "phone": "、".join(person.phones), "id_no": person.id_no}
    return link.party_id, values.get(what, "")
