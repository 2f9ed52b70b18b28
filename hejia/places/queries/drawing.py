"""Outlines for maps, as GeoJSON made once and kept while no outline or name changes."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson

from hejia.kernel import district as door
from hejia.places.geometry import simplified
from hejia.places.models import Area
from hejia.places.queries.areas import area, areas, tree
from hejia.places.vocabulary import Level

_TOLERANCE: Final = {
    Level.DISTRICT: 0.0004,
    Level.STREET: 0.0003,
    Level.COMMUNITY: 0.00015,
    Level.GRID: 0.00005,
}
"""Degrees a vertex may be off, by level: less than a pixel at the zoom a level is looked at."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A FeatureCollection, plain and packed, and what caches may know it by."""

    tag: str
    plain: bytes
    packed: bytes


def drawing(level: Level | None, parent: int | None) -> Drawing:
    """Current areas of `level` below `parent`; by default the streets, or the parent's children.

    Statements: none, or one after a change. Raises Missing for an unknown parent.
    """
    if level is None:
        level = Level(area(parent).level + 1) if parent is not None else Level.STREET
    known = tree()
    return _drawn(door.current().schema, known.outlines, level, parent)


@lru_cache(maxsize=200)
def _drawn(
    schema: str,  # noqa: ARG001 it is kept under these two
    outlines: str,  # noqa: ARG001 it is kept under these two
    level: Level,
    parent: int | None,
) -> Drawing:
    shown = areas(level, parent)
    texts = dict(
        Area.objects.filter(pk__in=[a.id for a in shown])
        .exclude(outline="")
        .values_list("id", "outline")
    )
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "id": a.id,
            "properties": {
                "id": a.id,
                "code": a.code,
                "name": a.name,
                "level": a.level,
                "schematic": a.schematic,
                "lon": a.lon,
                "lat": a.lat,
            },
            "geometry": simplified(texts[a.id], _TOLERANCE[level]),
        }
        for a in shown
        if a.id in texts
    ]
    note = "示意边界，非官方界线" if any(a.schematic for a in shown) else ""
    plain = orjson.dumps({"type": "FeatureCollection", "note": note, "features": features})
    tag = hashlib.sha256(plain).hexdigest()[:24]
    return Drawing(tag, plain, gzip.compress(plain, 6, mtime=0))
