"""Who plays which part: the people of the district's agencies, found by what they may do."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from hejia.accounts.public import (
    Sight,
    agencies,
    community_federation,
    district_federation,
    people_with,
    person_by_key,
    sight_of,
    street_federation,
)
from hejia.cases.demo.dice import Dice
from hejia.cases.demo.lives import Aim, Part
from hejia.cases.models import Case
from hejia.places.public import Level, area, areas

NEIGHBOUR_SOURCES = frozenset({"05", "06", "07", "11"})
"""Sources whose cases come in through the interface, with a number of their own."""


class Cast:
    """Everybody the play needs, with what they see; each person is read once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._sights: dict[int, Sight] = {}

    def sight(self, person_id: int) -> Sight:
        if person_id not in self._sights:
            person = person_by_key(person_id, self.now)
            if person is None:
                raise LookupError(person_id)
            self._sights[person_id] = sight_of(person)
        return self._sights[person_id]

    def able(self, permission: str, agency_id: int) -> tuple[int, ...]:
        return people_with(permission, agency_id, now=self.now)

    @cached_property
    def desk(self) -> tuple[int, ...]:
        """Those who take calls and visitors for the whole district."""
        return tuple(p for p in self._district_with("cases.import") if p not in self.dispatchers)

    @cached_property
    def dispatchers(self) -> tuple[int, ...]:
        return self._district_with("cases.dispatch", lane=True)

    @cached_property
    def visitors(self) -> tuple[int, ...]:
        return self._district_with("cases.visit", lane=True)

    @cached_property
    def leaders(self) -> tuple[int, ...]:
        return self._district_with("cases.downgrade", lane=True)

    @cached_property
    def intake(self) -> tuple[int, ...]:
        """The accounts of neighbouring systems: they report and see what they reported."""
        return tuple(
            person
            for person in self._district_with("cases.report")
            if self.sight(person).permissions == {"cases.report", "cases.view"}
        )

    def _district_with(self, permission: str, *, lane: bool = False) -> tuple[int, ...]:
        found = [p for one in agencies() for p in self.able(permission, one.id)]
        wide = ("district", 0)
        if lane:
            return tuple(p for p in found if wide in self.sight(p).lanes_for(permission))
        home = {one.id for one in agencies() if one.level == "district"}
        return tuple(p for p in found if home.intersection(self.sight(p).agency_ids))

    def registrar(self, dice: Dice, source: str, community: int | None) -> Sight:
        """Who writes a report down, by where it comes from."""
        if source in NEIGHBOUR_SOURCES and self.intake:
            return self.sight(dice.pick(self.intake))
        if community is not None and source in ("10", "12", "20"):
            home = community_federation(community)
            here = self.able("cases.report", home.id) if home else ()
            if here:
                return self.sight(dice.pick(here))
        return self.sight(dice.pick(self.desk))

    def player(self, dice: Dice, part: Part, case: Case, action: str) -> Sight | None:
        """Who takes this step, never the handler where another must; None where nobody can."""
        if part is Part.HANDLER:
            return self._handler(dice, case)
        others = [p for p in self._candidates(part, case, action) if p != case.handler_id]
        others = [p for p in others if p not in (case.registered_by_id, case.close_applied_by_id)]
        return self.sight(dice.pick(others)) if others else None

    def _handler(self, dice: Dice, case: Case) -> Sight | None:
        if case.handler_id is not None:
            return self.sight(case.handler_id)
        able = self.able("cases.sign", case.holder_id) if case.holder_id is not None else ()
        return self.sight(dice.pick(able)) if able else None

    def _candidates(self, part: Part, case: Case, action: str) -> tuple[int, ...]:
        if part is Part.DISPATCHER:
            return self.dispatchers
        if part is Part.VISITOR:
            return self.visitors
        if part is Part.LEADER:
            return self.leaders
        return tuple(self._of_street(case, f"cases.{_PERMISSION.get(action, action)}"))

    def _of_street(self, case: Case, permission: str) -> Iterator[int]:
        home = street_federation(case.street_id) if case.street_id is not None else None
        here = self.able(permission, home.id) if home else ()
        if len([p for p in here if p not in (case.handler_id, case.registered_by_id)]) > 0:
            yield from here
            return
        above = district_federation()
        yield from self.able(permission, above.id) if above else ()

    def agency(self, dice: Dice, aim: Aim, case: Case) -> int | None:
        """The agency a case is sent to: its street's, or a neighbouring community's."""
        streets = areas(Level.STREET)
        street = area(case.street_id) if case.street_id is not None else dice.pick(streets)
        if aim is Aim.STREET:
            found = street_federation(street.id)
            return found.id if found and found.id != case.holder_id else None
        near = [one for one in areas(Level.COMMUNITY) if one.street_id == street.id]
        homes = [home for one in near if (home := community_federation(one.id)) is not None]
        homes = [home for home in homes if home.id != case.holder_id]
        return dice.pick(homes).id if homes else None


_PERMISSION = {
    "transfer_out": "transfer",
    "extend_reject": "extend_approve",
    "close_reject": "close_approve",
}
