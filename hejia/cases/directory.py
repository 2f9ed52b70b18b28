"""Where the dispatch rules find agencies: accounts and places, through reference data alone."""

from hejia.accounts.public import (
    AgencyFacts,
    agencies,
    community_federation,
    district_federation,
    street_federation,
)
from hejia.cases.routing import Office
from hejia.kernel.errors import Refused
from hejia.places.public import area_by_code


def _office(found: AgencyFacts | None) -> Office | None:
    return Office(found.id, found.name) if found is not None and found.valid else None


def _area_id(code: str) -> int | None:
    try:
        return area_by_code(code).id
    except Refused:
        return None


class Directory:
    """Satisfies routing.Directory; no statement."""

    def community(self, code: str) -> Office | None:
        key = _area_id(code)
        return _office(community_federation(key)) if key is not None else None

    def street(self, code: str) -> Office | None:
        key = _area_id(code)
        return _office(street_federation(key)) if key is not None else None

    def district(self) -> Office | None:
        return _office(district_federation())

    def agency(self, code: str) -> Office | None:
        return next((_office(one) for one in agencies() if one.code == code), None)
