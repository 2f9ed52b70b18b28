"""Copies of a life: other people in another place, the same steps at the same moments.

A copy is what the commands would have written had the same things happened there: every key,
name and hash is its own, every chain begins with its own birth. Copies of one life share its
moments, for a calendar does not let deadlines be shifted without asking it again.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from hejia.cases.commands.report import position_told
from hejia.cases.deadlines import is_sampled
from hejia.cases.demo.copying.homes import Homes, Standing
from hejia.cases.demo.copying.paper import STAND_IN, Lived
from hejia.cases.demo.copying.sheets import Heap, cell, json_cell, sheet
from hejia.cases.demo.dice import Dice
from hejia.cases.demo.narratives import narrate, phrases
from hejia.cases.demo.people import invent
from hejia.cases.demo.planning import key_of
from hejia.cases.models import (
    BRIEF,
    Case,
    CaseEvent,
    CaseParty,
    CaseText,
    Clock,
    ClockMark,
    Notice,
    Participant,
    Visit,
)
from hejia.kernel import chain
from hejia.kernel.calendar import CHINA
from hejia.kernel.keys import sealer
from hejia.kernel.numbering import case_number
from hejia.kernel.sealing import Kind
from hejia.parties.public import PartyFacts, prepare
from hejia.places.public import Place

RECENT: Final = timedelta(days=7)


class Press:
    """Prints copies of one life into a heap."""

    def __init__(self, life: Lived, homes: Homes, samples: Sequence[int], now: datetime) -> None:
        self.life, self.homes, self.now = life, homes, now
        self.at = life.planned.at
        self._samples = samples
        self._sampled = [is_sampled(life.case.pk, share) for share in samples]
        self._case = sheet(Case).cells(life.case)
        self._events = [_Event(event) for event in life.events]
        told = life.planned.facts["summary"]
        dangers = phrases().danger.get(life.planned.level, ())
        self._danger = next((phrase for phrase in dangers if phrase in told), "")
        demand = life.planned.facts.get("demand", "")
        # Of no known place, a case may have been sent somewhere all the same.
        lane = {"street_id": life.case.street_id, "community_id": life.case.community_id}
        self._text = sheet(CaseText).cells(CaseText(reported_at=self.at, demand=demand, **lane))
        self._links = [
            sheet(CaseParty).cells(CaseParty(number=number, role=stated["role"]))
            for number, stated in enumerate(life.parties, 1)
        ]
        self._fixed = [
            (model, sheet(model).place["case_id"], sheet(model).cells(row))
            for model, rows in ((Clock, life.clocks), (Visit, life.visits))
            for row in rows
        ]

        self._followed_by = [
            *((ClockMark, one.told_agency_id, sheet(ClockMark).cells(one)) for one in life.marks),
            *(
                (Participant, one.agency_id, sheet(Participant).cells(one))
                for one in life.followers.values()
            ),
        ]

    def copy(self, heap: Heap, dice: Dice, serial: int) -> UUID:
        """One copy, with the number `serial` of its year; its key."""
        life, homes = self.life, self.homes
        pattern, place, standing, code = life.planned.community, None, Standing(), ""
        if pattern is not None:
            community = dice.pick(homes.communities)
            standing = homes.standing(pattern, community)
            if "address_code" in life.planned.facts:
                code = dice.pick(homes.addresses(community))
            place = homes.at(code) if code else homes.middle(community)
        key = self._key(dice, serial)
        head = self._history(heap, key, standing, serial)
        number = case_number(STAND_IN[:6], self.at.astimezone(CHINA).year, serial)
        brief = self._words(heap, dice, key, place, standing)
        self._row(heap, key, number, head, brief, place, code, standing, serial)
        for model, at, cells in self._fixed:
            cells[at] = str(key)
            heap.add(model, cells)
        self._followed(heap, key, number, standing)
        return key

    def _key(self, dice: Dice, serial: int) -> UUID:
        """A key that falls into the same samples as the pattern's."""
        while True:
            key = key_of(dice, self.at, serial | 1 << 31)
            if [is_sampled(key, share) for share in self._samples] == self._sampled:
                return key

    def _ref(self, serial: int) -> str:
        return f"演示批量-{self.at.astimezone(CHINA).year}-{serial:07d}"

    def _history(self, heap: Heap, key: UUID, standing: Standing, serial: int) -> bytes:
        head, text = chain.START, str(key)
        for event in self._events:
            facts = event.facts
            if event.moves or event.number == 1:
                facts = self._facts(event, standing, serial)
            content = event.content
            content["case"] = text
            content["actor"], content["agency"] = (
                standing.person(event.actor),
                standing.agency(event.agency),
            )
            content["facts"] = facts
            head = chain.link(head, content)
            heap.add(CaseEvent, event.cells(text, content, facts, head))
        return head

    def _facts(self, event: "_Event", standing: Standing, serial: int) -> dict[str, Any]:
        facts = dict(event.facts)
        if event.number == 1:
            if facts.get("source_ref"):
                facts["source_ref"] = self._ref(serial)
            if facts.get("community"):
                facts["community"] = standing.community_code
        if isinstance(facts.get("agency"), int):
            facts["agency"] = standing.agency(facts["agency"])
        if "note" in facts:
            facts["note"] = standing.text(facts["note"])
        return facts

    def _row(
        self,
        heap: Heap,
        key: UUID,
        number: str,
        head: bytes,
        brief: str,
        place: Place | None,
        code: str,
        standing: Standing,
        serial: int,
    ) -> None:
        case, cells, at = self.life.case, list(self._case), sheet(Case).place
        moved = {
            "id": str(key),
            "number": number,
            "head": cell(head),
            "brief": cell(brief),
            "registered_by_id": cell(standing.person(case.registered_by_id)),
            "registered_at_agency_id": cell(standing.agency(case.registered_at_agency_id)),
            "holder_id": cell(standing.agency(case.holder_id)),
            "handler_id": cell(standing.person(case.handler_id)),
            "extension_by_id": cell(standing.person(case.extension_by_id)),
            "close_applied_by_id": cell(standing.person(case.close_applied_by_id)),
        }
        if case.source_ref:
            moved["source_ref"] = self._ref(serial)
        if place is not None:
            seal, index = sealer().seal, sealer().index
            facts = {"address_code": code} if code else {}
            moved |= {
                "street_id": str(place.street_id),
                "community_id": str(place.community_id),
                "grid_id": cell(place.grid_id),
                "address": cell(seal(place.text, "cases.address") if place.text else b""),
                "address_key": cell(index(Kind.TEXT, code) if code else None),
                "position": cell(seal(position_told(facts, place), "cases.position")),
            }
        for name, text in moved.items():
            cells[at[name]] = text
        heap.add(Case, cells)

    def _words(
        self, heap: Heap, dice: Dice, key: UUID, place: Place | None, standing: Standing
    ) -> str:
        """Other people tell their own story of the same kind; its first words."""
        life = self.life
        on = self.at.astimezone(CHINA).date()
        told = [_party(dice, stated, on) for stated in life.parties]
        name, gender = str(told[0]["name"]), str(told[0]["gender"])
        summary = narrate(dice, life.case.type, name[0], gender, self._danger)
        summary += "（演示）"
        cells, at = list(self._text), sheet(CaseText).place
        cells[at["case_id"]], cells[at["summary"]] = str(key), cell(summary)
        if place is not None:
            cells[at["street_id"]] = cell(place.street_id)
            cells[at["community_id"]] = cell(place.community_id)
        heap.add(CaseText, cells)
        by = standing.person(life.case.registered_by_id)
        people = prepare([PartyFacts(**one) for one in told], by=by, now=self.at)
        for rows in people:
            for row in rows:
                heap.add(type(row), sheet(type(row)).cells(row))
        for link, person in zip(self._links, people.parties, strict=True):
            link[sheet(CaseParty).place["case_id"]] = str(key)
            link[sheet(CaseParty).place["party_id"]] = str(person.pk)
            heap.add(CaseParty, link)
        return summary[:BRIEF]

    def _followed(self, heap: Heap, key: UUID, number: str, standing: Standing) -> None:
        """Marks that were told, agencies that follow, notices of the last week."""
        for model, agency, cells in self._followed_by:
            at = sheet(model).place
            cells[at["case_id"]] = str(key)
            name = "told_agency_id" if model is ClockMark else "agency_id"
            cells[at[name]] = cell(standing.agency(agency))
            heap.add(model, cells)
        for notice in self.life.notices:
            if notice.at < self.now - RECENT:
                continue
            cells, at = sheet(Notice).cells(notice), sheet(Notice).place
            cells[at["case_id"]] = str(key)
            cells[at["agency_id"]] = cell(standing.agency(notice.agency_id))
            cells[at["sentence"]] = cell(notice.sentence.replace(STAND_IN, number))
            heap.add(Notice, cells)


class _Event:
    """An event of the pattern, made ready to be copied."""

    def __init__(self, event: CaseEvent) -> None:
        self.number, self.facts = event.number, event.facts
        self.actor, self.agency = event.actor_id, event.agency_id
        self.moves = "agency" in event.facts or "note" in event.facts
        self.content: dict[str, Any] = {
            "number": event.number,
            "action": event.action,
            "at": chain.moment(event.at),
            "source": event.source,
            "target": event.target,
        }
        self._cells = sheet(CaseEvent).cells(event)
        self._facts = self._cells[sheet(CaseEvent).place["facts"]]

    def cells(
        self, key: str, content: dict[str, Any], facts: dict[str, Any], head: bytes
    ) -> list[str]:
        cells, at = list(self._cells), sheet(CaseEvent).place
        cells[at["case_id"]] = key
        cells[at["actor_id"]] = cell(content["actor"])
        cells[at["agency_id"]] = cell(content["agency"])
        cells[at["facts"]] = self._facts if facts is self.facts else json_cell(facts)
        cells[at["hash"]] = cell(head)
        return cells


def _party(dice: Dice, stated: Any, on: date) -> dict[str, Any]:
    """Somebody else of whom as much is known."""
    one = invent(dice, gender=stated.get("gender", "2"), oldest=62, youngest=20, on=on)
    told: dict[str, Any] = {"role": stated["role"], "name": one.name, "gender": one.gender}
    if "phone" in stated:
        told["phone"] = one.phone
    if "id_no" in stated:
        told |= {"id_type": stated["id_type"], "id_no": one.id_no}
    if "special_groups" in stated:
        told["special_groups"] = stated["special_groups"]
    return told
