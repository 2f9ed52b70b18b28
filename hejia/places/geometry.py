"""Outlines of areas: reading, simplifying, cutting, and finding the one a point lies in.

Pure: shapely on numbers, no database. Everything is WGS-84 degrees.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from hejia.places.coordinates import many_to_wgs84

Outline: TypeAlias = BaseGeometry
"""A Polygon or MultiPolygon; shapely's stubs know only the base of both."""

DECIMALS: Final = 6  # of stored degrees: 0.1 m
SLIVER: Final = 0.0003  # degrees, some 30 m: how far outside of every outline still counts
_KINDS: Final = ("Polygon", "MultiPolygon")


class BadOutline(ValueError):
    """A geometry that is no outline; the message (Chinese) says what is wrong and what to do."""


def read_outline(geometry: Mapping[str, Any] | None, crs: str) -> Outline:
    """Read a GeoJSON geometry given in `crs` into WGS-84. Raises BadOutline."""
    if not geometry or geometry.get("type") not in _KINDS:
        raise BadOutline("图形应为面（Polygon 或 MultiPolygon）")
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except shapely.GEOSException as error:
        raise BadOutline("图形的坐标不完整，无法读取；请用制图软件重新导出") from error
    if shape.is_empty:
        raise BadOutline("图形是空的；请用制图软件重新导出")
    west, south, east, north = shape.bounds
    if not (70 <= west <= east <= 140 and 0 <= south <= north <= 60):
        raise BadOutline("坐标不是中国境内的经纬度（度）；请导出为经纬度坐标，经度在前")
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        raise BadOutline(f"图形自相交或重叠（{reason}）；请用制图软件修复后重新导出")
    return as_wgs84(shape, crs)


def as_wgs84(shape: Outline, crs: str) -> Outline:
    """Convert every vertex from `crs`."""

    def convert(points: np.ndarray) -> np.ndarray:
        lon, lat = many_to_wgs84(points[:, 0], points[:, 1], crs)
        return np.column_stack([lon, lat])

    converted: Outline = shapely.transform(shape, convert)
    return converted


def written(shape: Outline) -> str:
    """The outline as the GeoJSON text we store: one spelling, rounded to DECIMALS."""
    rounded = shapely.transform(shape, lambda points: np.round(points, DECIMALS))
    geometry = json.loads(shapely.to_geojson(rounded))
    return json.dumps(geometry, separators=(",", ":"))


def digest(outline: str) -> str:
    """What a stored outline is known by; "" for none."""
    return hashlib.sha256(outline.encode()).hexdigest()[:32] if outline else ""


def inner_point(shape: Outline) -> tuple[float, float]:
    """A point well inside: the centroid where it lies inside."""
    centre = shape.centroid
    point = centre if shape.contains(centre) else shape.representative_point()
    return round(point.x, DECIMALS), round(point.y, DECIMALS)


def simplified(outline: str, tolerance: float) -> dict[str, Any]:
    """A stored outline as a GeoJSON geometry with fewer vertices, off by ≤ `tolerance` degrees."""
    shape = shapely.from_geojson(outline)
    if tolerance:
        shape = shapely.simplify(shape, tolerance, preserve_topology=True)
    rounded = shapely.transform(shape, lambda points: np.round(points, 5))
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return geometry


class Finder:
    """Finds the area a point lies in; built once from stored outlines, then 90,000 a second."""

    def __init__(self, outlines: Sequence[tuple[int, str]]) -> None:
        self._ids = [pk for pk, _ in outlines]
        self._shapes = shapely.from_geojson([text for _, text in outlines])
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def find(self, lon: float, lat: float) -> int | None:
        """The id of the area, or of the nearest within SLIVER; on a border, the lowest id."""
        if not self._ids:
            return None
        point = Point(lon, lat)
        hits = self._tree.query(point, predicate="intersects")
        if len(hits):
            return min(self._ids[int(i)] for i in hits)
        nearest = self._tree.query_nearest(point, max_distance=SLIVER)
        return min((self._ids[int(i)] for i in nearest), default=None)
