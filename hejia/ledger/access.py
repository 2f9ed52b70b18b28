"""Whose records a person sees and may work on: those of the agencies in the posts' reach.

A district's post reaches every agency, a street's those of the street and its communities, and
every post its own agency. Records hold no cases, so a post that sees figures only (绩效专员)
still records for its own agency.
"""

from typing import Any, Final
from uuid import UUID

from hejia.accounts.public import AgencyFacts, Sight, agencies
from hejia.kernel.errors import Missing
from hejia.ledger.models import Entry
from hejia.places.public import area

SEE: Final = "ledger.view"


def agencies_in_reach(sight: Sight, permission: str) -> list[AgencyFacts]:
    """The agencies whose records the permission reaches, by code; no statement."""
    if permission not in sight.permissions:
        return []
    lanes = sight.lanes_for(permission)
    every = agencies()
    if ("district", 0) in lanes:
        return list(every)
    own = {p.agency_id for p in sight.posts if permission in p.role.permissions}
    areas = {key for kind, key in lanes if kind in ("street", "community", "grid")}
    return [one for one in every if one.id in own or areas & _areas_of(one)]


def _areas_of(one: AgencyFacts) -> set[int | None]:
    place = area(one.area_id)
    return {place.id, place.street_id, place.community_id}


def reach(sight: Sight, permission: str = SEE) -> list[int] | None:
    """Keys of the agencies in reach; None means every agency of the district."""
    if ("district", 0) in sight.lanes_for(permission):
        return None
    return [one.id for one in agencies_in_reach(sight, permission)]


def entry_for(sight: Sight, key: UUID, *, lock: bool = False) -> Entry:
    """The record, where it is in reach. Raises Missing; one statement."""
    rows: Any = Entry.objects.select_for_update() if lock else Entry.objects.all()
    entry = rows.filter(pk=key).first()
    if entry is None or not may(sight, SEE, entry.agency_id):
        raise Missing("这条记录")
    found: Entry = entry
    return found


def may(sight: Sight, permission: str, agency_id: int) -> bool:
    """Whether a post with this permission reaches the agency."""
    if permission not in sight.permissions:
        return False
    keys = reach(sight, permission)
    return keys is None or agency_id in keys
