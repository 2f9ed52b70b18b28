"""Where a copied case plays: the agencies, people and places that stand in for the pattern's."""

from dataclasses import dataclass, field
from functools import cached_property

from hejia.accounts.public import agency, community_federation, street_federation
from hejia.cases.demo.cast import Cast
from hejia.places.public import Level, Place, area, areas, place_in, resolve_address


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands in for whom, by key; names of agencies by name."""

    agencies: dict[int, int] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    community_code: str = ""

    def agency(self, key: int | None) -> int | None:
        return None if key is None else self.agencies.get(key, key)

    def person(self, key: int | None) -> int | None:
        return None if key is None else self.people.get(key, key)

    def text(self, text: str) -> str:
        """A sentence with the names of the agencies exchanged, each once."""
        for old in self.names:
            text = text.replace(old, f"\0{old}\0")
        for old, new in self.names.items():
            text = text.replace(f"\0{old}\0", new)
        return text


class Homes:
    """The communities of the district with their agencies, people and addresses."""

    def __init__(self, cast: Cast, grounds: dict[int, list[str]]) -> None:
        self.cast, self._grounds = cast, grounds
        self.communities = sorted(grounds)
        self._places: dict[str, Place] = {}
        self._standing: dict[tuple[int, int], Standing] = {}
        self._offices: dict[int, list[int]] = {}

    def addresses(self, community: int) -> list[str]:
        return self._grounds[community]

    def at(self, code: str) -> Place:
        """The place of an address, asked once."""
        if code not in self._places:
            self._places[code] = resolve_address(code)
        return self._places[code]

    def middle(self, community: int) -> Place:
        return place_in(community)

    def standing(self, pattern: int, community: int) -> Standing:
        """Who of `community` and its street stands in for whom of the pattern's."""
        key = (pattern, community)
        if key not in self._standing:
            self._standing[key] = self._stand(pattern, community)
        return self._standing[key]

    def _stand(self, pattern: int, community: int) -> Standing:
        found = Standing(community_code=area(community).code)
        ours, theirs = self.offices(pattern), self.offices(community)
        for place, one in enumerate(ours):
            # The street's own office and the community's are first; neighbours go round.
            other = theirs[place] if place < 2 else theirs[2 + (place - 2) % (len(theirs) - 2)]
            found.agencies[one] = other
            found.names[agency(one).name] = agency(other).name
            people = self._people[other]
            for number, person in enumerate(self._people[one]):
                found.people[person] = people[number % len(people)]
        return found

    def offices(self, community: int) -> list[int]:
        """The federations of the street, of the community, of its neighbours in the street."""
        if community not in self._offices:
            self._offices[community] = self._found(community)
        return self._offices[community]

    def _found(self, community: int) -> list[int]:
        street = area(community).street_id
        near = [one.id for one in areas(Level.COMMUNITY) if one.street_id == street]
        wanted = [community, *(one for one in near if one != community)]
        homes = [street_federation(street or 0), *(community_federation(one) for one in wanted)]
        return [home.id for home in homes if home is not None]

    @cached_property
    def _people(self) -> dict[int, tuple[int, ...]]:
        """The people of every federation that cases are handled by."""
        found: dict[int, tuple[int, ...]] = {}
        for community in self.communities:
            for office in self.offices(community):
                if office not in found:
                    found[office] = self.cast.able("cases.view", office)
        return found
