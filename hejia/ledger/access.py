"""Whose records a person sees and may work on: those of the agencies in the posts' reach.

A district's post reaches every agency, a street's those of the street and its communities, and
every post its own agency. Records hold no cases, so a post that sees figures only (绩效专员)
still records for its own agency, and opens every record that its figures are made of.
"""

from typing import Any, Final
from uuid import UUID

from hejia.accounts.public import AgencyFacts, Lane, Sight, agencies, agency
from hejia.kernel.errors import Missing
from hejia.ledger.models import Entry
from hejia.places.public import Level, area

SEE: Final = "ledger.view"
WHOLE: Final[Lane] = ("district", 0)
_TERRITORIES: Final = ("street", "community", "grid")


def agencies_in_reach(sight: Sight, permission: str) -> list[AgencyFacts]:
    """The agencies whose records the permission reaches, by code; no statement."""
    if permission not in sight.permissions:
        return []
    lanes, every = _lanes(sight, permission), agencies()
    if WHOLE in lanes:
        return list(every)
    own = {p.agency_id for p in sight.posts if permission in p.role.permissions}
    areas = {key for kind, key in lanes if kind in _TERRITORIES}
    return [one for one in every if one.id in own or areas & _areas_of(one)]


def _lanes(sight: Sight, permission: str) -> set[Lane]:
    """The permission's lanes, and for reading those of the figures a post may see."""
    lanes = set(sight.lanes_for(permission))
    if permission != SEE:
        return lanes
    for post in sight.posts:
        if post.role.scope == "aggregate" and SEE in post.role.permissions:
            place = area(agency(post.agency_id).area_id)
            lanes.add(WHOLE if place.level == Level.DISTRICT else (str(place.level), place.id))
    return lanes


def _areas_of(one: AgencyFacts) -> set[int | None]:
    place = area(one.area_id)
    return {place.id, place.street_id, place.community_id}


def reach(sight: Sight, permission: str = SEE) -> list[int] | None:
    """Keys of the agencies in reach; None means every agency of the district."""
    if WHOLE in _lanes(sight, permission):
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


def refuse_strangers(sight: Sight, permission: str, entry: Entry) -> None:
    """Raise Missing where a record that is seen is not this person's to work on."""
    if not may(sight, permission, entry.agency_id):
        raise Missing("这项操作")


def may_open_personal(sight: Sight, agency_id: int) -> bool:
    """Whether evidence with personal data opens: not to a post that sees figures only.

    Such a post opens the records behind its figures, but of the persons in their papers it has
    no need to know; those of its own agency it keeps itself.
    """
    lanes = set(sight.lanes_for(SEE))
    own = any(p.agency_id == agency_id and SEE in p.role.permissions for p in sight.posts)
    areas = {key for kind, key in lanes if kind in _TERRITORIES}
    return own or WHOLE in lanes or bool(areas & _areas_of(agency(agency_id)))


def may(sight: Sight, permission: str, agency_id: int) -> bool:
    """Whether a post with this permission reaches the agency."""
    if permission not in sight.permissions:
        return False
    keys = reach(sight, permission)
    return keys is None or agency_id in keys
