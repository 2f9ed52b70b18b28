"""Schematic outlines: a polygon cut into as many cells of about the same size. Deterministic."""

import random
from typing import Final

import numpy as np
import shapely
from shapely.geometry import MultiPoint

from hejia.places.geometry import Outline

_ROUNDS: Final = 6  # of moving each seed to the middle of its cell: the cells grow alike


def cut(whole: Outline, count: int, seed: str) -> list[Outline]:
    """Cut `whole` into `count` cells that cover it and do not overlap, west to east."""
    if count == 1:
        return [whole]
    seeds = scatter(whole, count, seed)
    shapely.prepare(whole)
    cells: list[Outline] = []
    for _ in range(_ROUNDS):
        diagram = shapely.voronoi_polygons(MultiPoint(seeds), extend_to=whole)
        cells = [_clipped(cell, whole) for cell in diagram.geoms]
        seeds = np.array([(c.centroid.x, c.centroid.y) for c in cells])
    return sorted(cells, key=lambda cell: (round(cell.centroid.x, 6), round(cell.centroid.y, 6)))


def scatter(within: Outline, count: int, seed: str) -> np.ndarray:
    """`count` points inside, as rows of (lon, lat); the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 makes a map, keeps no secret
    west, south, east, north = within.bounds
    found: list[tuple[float, float]] = []
    while len(found) < count:
        asked = [(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(count)]
        inside = shapely.contains_xy(within, *np.array(asked).T)
        found += [point for point, hit in zip(asked, inside, strict=True) if hit]
    return np.array(found[:count])


def _clipped(cell: Outline, whole: Outline) -> Outline:
    """What of the cell lies in the whole, as an area: lines and points of touching are dropped."""
    parts = shapely.get_parts(shapely.intersection(cell, whole))
    areas = [part for part in parts if part.geom_type == "Polygon"]
    clipped: Outline = areas[0] if len(areas) == 1 else shapely.MultiPolygon(areas)
    return clipped
