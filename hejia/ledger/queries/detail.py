"""One record as its page shows it: what may be done, its files, its history."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from hejia.accounts.public import Sight, names_of
from hejia.kernel.calendar import CHINA, midnight
from hejia.kernel.workflow import Step
from hejia.ledger.access import may
from hejia.ledger.commands.acting import FREE
from hejia.ledger.definitions import EVIDENCE_TYPES, Definition
from hejia.ledger.models import Entry, EntryEvent, Evidence
from hejia.ledger.workflow import ENTRY, Action, Move, Status


@dataclass(frozen=True, slots=True)
class Told:
    """One event in words; `changes` are (label, before, after)."""

    number: int
    action: str
    at: datetime
    who: str
    note: str
    changes: list[tuple[str, str, str]]
    main: bool

    @property
    def words(self) -> str:
        """The event in a line: who did what, and what it changed."""
        changed = "、".join(f"{label}改为“{after}”" for label, _, after in self.changes)
        return "：".join(filter(None, [f"{self.who} {self.action}", self.note, changed]))


@dataclass(frozen=True, slots=True)
class Possible:
    """A step this person's post allows now; `why_not` says what stands in its way."""

    step: Step
    label: str
    why_not: str


def possible(entry: Entry, what: Definition, files: list[Evidence], by: Sight) -> list[Possible]:
    """The steps by button; no statement."""
    types = frozenset(one.type for one in files if not one.dropped)
    move = Move(entry, what, by.person_id, types)
    found = []
    for step in ENTRY.possible(entry.status):
        if step.action not in FREE or not may(by, step.permission, entry.agency_id):
            continue
        if step.action == Action.ADVANCE and entry.stage >= len(what.stages):
            continue
        if step.action == Action.REPORT and not what.mean:
            continue
        label = ENTRY.action_label(step)
        if step.action == Action.ADVANCE:
            label = f"完成“{what.stages[entry.stage]}”"
        stops = "".join(one.sentence for one in ENTRY.objections(step, move))
        found.append(Possible(step, label, stops))
    return found


def evidence_of(entry: Entry) -> list[Evidence]:
    """Every file, dropped ones as well: one statement."""
    return list(Evidence.objects.filter(entry=entry).order_by("number"))


def files_shown(files: list[Evidence], *, personal: bool) -> list[dict[str, Any]]:
    """The files kept with a record; `personal`: whether those with personal data open."""
    return [
        {
            "number": one.number, "name": one.name, "type": EVIDENCE_TYPES[one.type],
            "size": f"{one.size / 1024:,.0f} KB", "personal": one.personal,
            "opens": personal or not one.personal, "sm3": one.sm3,
            "at": one.added_at,
        }
        for one in files
        if not one.dropped
    ]  # fmt: skip


def history(entry: Entry, what: Definition) -> list[Told]:
    """What happened, latest first, with what each change changed: two statements."""
    events = list(EntryEvent.objects.filter(entry=entry).order_by("number"))
    names = names_of({event.actor_id for event in events})
    told: list[Told] = []
    before: dict[str, str] = {}
    for event in events:
        after = _flat(event.content, what)
        changes = [
            (label, before.get(label, ""), text)
            for label, text in after.items()
            if event.number > 1 and before.get(label, "") != text
        ]
        who = names.get(event.actor_id, "")
        told.append(
            Told(
                event.number,
                Action(event.action).label,
                event.at,
                who,
                event.note,
                changes,
                event.source != event.target,
            )
        )
        before = after
    return told[::-1]


def sent_back(entry: Entry, told: list[Told]) -> Told | None:
    """The event by which the record was sent back, while it waits to be mended."""
    if entry.status != Status.RETURNED:
        return None
    return next((one for one in told if one.action == Action.RETURN.label), None)


@dataclass(frozen=True, slots=True)
class Limit:
    """The clock of a record: its last moment, when it began, and how it stands."""

    due: datetime
    start: datetime
    state: str


def limit(entry: Entry, what: Definition) -> Limit | None:
    """None where the kind has no clock; an unknown end runs on."""
    if what.clock is None or entry.due_on is None:
        return None
    since = entry.fields.get(what.clock.since)
    begun = date.fromisoformat(since) if since else entry.starts_on
    held = entry.fields.get(what.share) if what.share else None
    state = {True: "met", False: "late", None: "running"}[held]
    due = datetime.combine(entry.due_on, time(23, 59, 59), CHINA)
    return Limit(due, midnight(begun), state)


def _flat(content: dict[str, Any], what: Definition) -> dict[str, str]:
    words = {"title": "名称", "starts_on": what.date_label, "ends_on": "结束日期",
             "person_times": what.persons, "money": what.money}  # fmt: skip
    head = {label: content[name] for name, label in words.items() if label}
    fields = {one.label: content["fields"].get(one.name) for one in what.fields}
    return {label: "" if v is None else str(v) for label, v in (head | fields).items()}
