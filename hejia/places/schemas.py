"""Areas, addresses and places as JSON: short names that the pages' scripts and the API share."""

from typing import Any

from hejia.places.facts import AddressFound, AreaFacts, Place
from hejia.places.queries.areas import tree


def address_json(found: AddressFound) -> dict[str, Any]:
    known = tree().by_id
    return {
        "code": found.code,
        "text": found.text,
        "name": found.name,
        "nickname": found.nickname,
        "street": known[found.street_id].name,
        "street_id": found.street_id,
        "community": known[found.community_id].name,
        "community_id": found.community_id,
        "grid": known[found.grid_id].name if found.grid_id else "",
        "grid_id": found.grid_id,
        "lon": found.lon,
        "lat": found.lat,
        "synthetic": found.synthetic,
    }


def place_json(place: Place) -> dict[str, Any]:
    return {
        "street": place.street_name,
        "street_id": place.street_id,
        "street_code": place.street_code,
        "community": place.community_name,
        "community_id": place.community_id,
        "community_code": place.community_code,
        "grid": place.grid_name,
        "grid_id": place.grid_id,
        "grid_code": place.grid_code,
        "lon": place.lon,
        "lat": place.lat,
        "crs": place.crs.value,
        "precision": place.precision.value,
    }


def area_json(found: AreaFacts) -> dict[str, Any]:
    return {
        "id": found.id,
        "code": found.code,
        "text": found.name,
        "level": found.level,
        "parent": found.parent_id,
        "lon": found.lon,
        "lat": found.lat,
        "schematic": found.schematic,
        "below": len(tree().children.get(found.id, ())),
    }
