"""Addresses find their grid anew after grids were redrawn."""

from collections.abc import Iterable

from hejia.places.models import Address
from hejia.places.queries.locating import lowest_at
from hejia.places.vocabulary import Level

_BATCH = 2000


def regrid(communities: Iterable[int]) -> int:
    """Assign the located addresses of these communities by position; how many changed.

    A position in another community's grid is left as it is: which community an address belongs
    to is stated, not measured.
    """
    changed: list[Address] = []
    rows = Address.objects.filter(community__in=list(communities), lon__isnull=False)
    for address in rows.only("id", "lon", "lat", "grid_id", "community_id"):
        found = lowest_at(address.lon or 0.0, address.lat or 0.0)
        if found is None or found.level != Level.GRID:
            continue
        if found.community_id == address.community_id and found.id != address.grid_id:
            address.grid_id = found.id
            changed.append(address)
    Address.objects.bulk_update(changed, ["grid"], batch_size=_BATCH)
    return len(changed)
