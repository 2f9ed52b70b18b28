"""A small ground to stand on: two streets, each with two communities, each with one grid.

Codes are those of the demonstration, so that its loaders of agencies and people work here too.
"""

from datetime import date
from typing import Final

from hejia.kernel import reference
from hejia.places.models import Area
from hejia.places.public import Level

DISTRICT: Final = "440307"
STREET, OTHER_STREET = "440307013", "440307014"
COMMUNITY, NEXT_COMMUNITY = "440307013008", "440307013013"
OTHER_COMMUNITY = "440307014002"

_ROWS: Final = (
    (Level.DISTRICT, DISTRICT, "龙岗区", ""),
    (Level.STREET, STREET, "坂田街道", DISTRICT),
    (Level.STREET, OTHER_STREET, "布吉街道", DISTRICT),
    (Level.COMMUNITY, COMMUNITY, "五和社区", STREET),
    (Level.COMMUNITY, NEXT_COMMUNITY, "坂田社区", STREET),
    (Level.COMMUNITY, OTHER_COMMUNITY, "布吉社区", OTHER_STREET),
    (Level.COMMUNITY, "440307014004", "罗岗社区", OTHER_STREET),
    (Level.GRID, f"{COMMUNITY}001", "五和第1网格", COMMUNITY),
    (Level.GRID, f"{NEXT_COMMUNITY}001", "坂田第1网格", NEXT_COMMUNITY),
    (Level.GRID, f"{OTHER_COMMUNITY}001", "布吉第1网格", OTHER_COMMUNITY),
    (Level.GRID, "440307014004001", "罗岗第1网格", "440307014004"),
)


def lay_ground() -> dict[str, Area]:
    """Save the areas, inside the open door; by code."""
    areas: dict[str, Area] = {}
    for level, code, name, above in _ROWS:
        parent = areas.get(above)
        area = Area(
            level=level,
            code=code,
            name=name,
            short_name=name,
            parent=parent,
            street_id=parent.street_id if parent else None,
            community_id=parent.community_id if parent else None,
            lon=114.07,
            lat=22.63,
            valid_from=date(2020, 1, 1),
        )
        area.save()
        if level in (Level.STREET, Level.COMMUNITY):
            own = "street_id" if level == Level.STREET else "community_id"
            setattr(area, own, area.pk)
            area.save(update_fields=[own])
        areas[code] = area
    reference.changed()
    return areas
