"""The hand that moves a case: its status, its history and its news, written together.

Every command gathers what is to be written in a `Hand` and ends with `save()`; nothing else in
the project sets a case's status or adds an event. All of it lies in the transaction of the door.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.db.models import Model

from hejia.accounts.public import Sight
from hejia.cases.commands.timing import Timing
from hejia.cases.models import Case, CaseEvent, CaseText, Notice, Participant
from hejia.cases.workflow import Action
from hejia.kernel import chain, outbox, rows
from hejia.kernel.errors import Stale
from hejia.kernel.facts import as_json
from hejia.kernel.outbox import News
from hejia.kernel.rows import Statement
from hejia.kernel.workflow import Step

_LANES: Final = frozenset({"street_id", "community_id"})


def content_of(event: CaseEvent) -> dict[str, Any]:
    """What the hash of an event covers: all of it."""
    return {
        "case": event.case_id,
        "number": event.number,
        "action": event.action,
        "at": event.at,
        "actor": event.actor_id,
        "agency": event.agency_id,
        "source": event.source,
        "target": event.target,
        "facts": event.facts,
    }


@dataclass(slots=True)
class Hand:
    """One case in one transaction, and whose hand is on it (`by` None: the system's own)."""

    case: Case
    by: Sight | None
    now: datetime
    timing: Timing
    events: list[CaseEvent] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    followers: list[Participant] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    others: list[Statement] = field(default_factory=list)

    def set(self, **columns: Any) -> None:
        """Change columns of the case, to be saved with the next event."""
        for name, value in columns.items():
            setattr(self.case, name, value)
        self.touched.update(columns)

    def advance(self, step: Step, facts: Mapping[str, Any]) -> CaseEvent:
        """Take one row of the table: status, version, the event and its news."""
        case, before = self.case, self.case.status
        case.status = step.leads_to(before)
        case.version += 1
        event = CaseEvent(
            case_id=case.pk,
            number=case.version,
            action=step.action,
            at=self.now,
            actor_id=self.by.person_id if self.by else None,
            agency_id=self.by.agency_ids[0] if self.by and self.by.agency_ids else None,
            source=before,
            target=case.status,
            facts=as_json(facts),
        )
        case.head = event.hash = chain.link(bytes(case.head), content_of(event))
        self.events.append(event)
        self.news.append(News(f"cases.{step.action}", case.pk, self._headline(event)))
        self.touched.update(("status", "version", "head"))
        return event

    def _headline(self, event: CaseEvent) -> dict[str, Any]:
        """What the news says: lanes to find readers by, and no person's data."""
        case = self.case
        return {
            "event": event.number,
            "version": event.number,
            "street": case.street_id,
            "community": case.community_id,
            "grid": case.grid_id,
            "holder": case.holder_id,
            "registrar": case.registered_by_id,
            "status": event.target,
            "risk": case.risk,
            "is_dv": case.is_dv,
        }

    def tell(self, agency: int, kind: str, sentence: str, *, urgent: bool = False) -> None:
        """Put a notice on an agency's desk."""
        self.notices.append(
            Notice(
                agency_id=agency,
                case_id=self.case.pk,
                kind=kind,
                sentence=sentence,
                urgent=urgent,
                at=self.now,
            )
        )

    def let_follow(self, agency: int, why: str) -> None:
        """Let an agency go on following the case though it leaves its lanes."""
        self.followers.append(
            Participant(case_id=self.case.pk, agency_id=agency, since=self.now, why=why)
        )

    def sum_up(self) -> None:
        """Repeat on the case what lists need of its clocks."""
        self.set(**self.timing.summary())

    def save(self) -> Case:
        """Write what was gathered: the case, its events, clocks, notices and news."""
        self.sum_up()
        moved = [rows.update(text, _LANES)] if (text := self._moved_text()) else []
        rows.write([rows.update(self.case, self.touched), *moved, *self._rest()])
        return self.case

    def create(self, *hanging: Model) -> Case:
        """Write a case that is new, and the rows that hang on it, table by table in that order."""
        self.sum_up()
        by_table = groupby(hanging, type)
        more = [one for _, same in by_table for one in rows.insert(list(same))]
        rows.write([*rows.insert([self.case]), *self._rest(), *more])
        return self.case

    def _moved_text(self) -> CaseText | None:
        """The words' row where the case came to lie elsewhere: its lanes stand there once more."""
        if self.touched.isdisjoint(_LANES):
            return None
        case = self.case
        return CaseText(case_id=case.pk, street_id=case.street_id, community_id=case.community_id)

    def _rest(self) -> list[Statement]:
        return [
            *self.others,
            *rows.insert(self.events),
            *self.timing.statements(),
            *rows.insert(self.notices),
            *rows.insert(self.followers, known=rows.UNLESS_KNOWN),
            *rows.insert(outbox.messages(self.news, now=self.now)),
        ]


def refuse_stale(case: Case, seen: int) -> None:
    """Raise Stale, saying what happened since, when the case is no longer as it was seen."""
    if case.version == seen:
        return
    since = (
        CaseEvent.objects.filter(case_id=case.pk, number__gt=seen)
        .order_by("number")
        .values_list("action", flat=True)[:5]
    )
    labels = [Action(action).label for action in since]
    what = f"此案已有新情况（{'、'.join(labels)}）" if labels else "此案的情况已有变化"
    raise Stale(seen, case.version, what)
