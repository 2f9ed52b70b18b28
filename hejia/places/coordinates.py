"""WGS-84, GCJ-02 and BD-09. Pure; degrees east and north, always in the order lon, lat.

GCJ-02 (高德, 腾讯) shifts WGS-84 by some 300-700 m in China, BD-09 (百度) shifts GCJ-02 again. The
constants are those every open implementation uses; checked against geocoordinates-rs (0.0 m).
The way back is found by iteration, to better than 1e-9 degrees (0.1 mm). Outside China's
rectangle GCJ-02 is WGS-84.
"""

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Point: TypeAlias = tuple[float, float]

_AXIS: Final = 6378245.0  # Krasovsky 1940, metres
_ECCENTRICITY: Final = 0.00669342162296594323
_BAIDU: Final = math.pi * 3000.0 / 180.0
_CHINA: Final = (72.004, 0.8293, 137.8347, 55.8271)
_ROUNDS: Final = 12
_EARTH: Final = 6371008.8  # mean radius, metres


def to_wgs84(lon: float, lat: float, crs: str) -> Point:
    """Convert one point from "WGS-84", "GCJ-02" or "BD-09". Raises ValueError for others."""
    if crs == "WGS-84":
        return lon, lat
    if crs == "GCJ-02":
        return gcj02_to_wgs84(lon, lat)
    if crs == "BD-09":
        return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))
    raise ValueError(f"unknown coordinate system {crs!r}")


def from_wgs84(lon: float, lat: float, crs: str) -> Point:
    """Convert one point into the named system. Raises ValueError for an unknown one."""
    if crs == "WGS-84":
        return lon, lat
    if crs == "GCJ-02":
        return wgs84_to_gcj02(lon, lat)
    if crs == "BD-09":
        return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))
    raise ValueError(f"unknown coordinate system {crs!r}")


def wgs84_to_gcj02(lon: float, lat: float) -> Point:
    if not in_china(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat, math)
    return lon + east, lat + north


def gcj02_to_wgs84(lon: float, lat: float) -> Point:
    return _inverse(wgs84_to_gcj02, lon, lat)


def gcj02_to_bd09(lon: float, lat: float) -> Point:
    there: Point = _to_baidu(lon, lat, math)
    return there


def bd09_to_gcj02(lon: float, lat: float) -> Point:
    return _inverse(gcj02_to_bd09, lon, lat)


def many_to_wgs84(lon: Floats, lat: Floats, crs: str) -> tuple[Floats, Floats]:
    """Convert arrays of points in China (the rectangle is not asked for). Millions a second."""
    if crs == "WGS-84":
        return lon, lat
    if crs not in {"GCJ-02", "BD-09"}:
        raise ValueError(f"unknown coordinate system {crs!r}")
    if crs == "BD-09":
        lon, lat = _inverse_many(lambda x, y: _to_baidu(x, y, np), lon, lat)
    return _inverse_many(_to_gcj02_many, lon, lat)


def in_china(lon: float, lat: float) -> bool:
    """Whether the point lies in the rectangle within which GCJ-02 differs from WGS-84."""
    west, south, east, north = _CHINA
    return west <= lon <= east and south <= lat <= north


def metres_between(a: Point, b: Point) -> float:
    """Great-circle distance on the mean sphere."""
    (lon_a, lat_a), (lon_b, lat_b) = a, b
    half_lat = math.radians(lat_b - lat_a) / 2
    half_lon = math.radians(lon_b - lon_a) / 2
    across = math.cos(math.radians(lat_a)) * math.cos(math.radians(lat_b))
    chord = math.sin(half_lat) ** 2 + across * math.sin(half_lon) ** 2
    return 2 * _EARTH * math.asin(math.sqrt(chord))


def _shift(lon: Any, lat: Any, of: ModuleType) -> tuple[Any, Any]:
    """GCJ-02 minus WGS-84 at a WGS-84 point, degrees; `of` is math or numpy."""
    x, y, pi = lon - 105.0, lat - 35.0, math.pi
    root = of.sqrt(of.fabs(x))
    waves = (20.0 * of.sin(6.0 * x * pi) + 20.0 * of.sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20.0 * of.sin(y * pi) + 40.0 * of.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * of.sin(y / 12.0 * pi) + 320.0 * of.sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20.0 * of.sin(x * pi) + 40.0 * of.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * of.sin(x / 12.0 * pi) + 300.0 * of.sin(x / 30.0 * pi)) * 2.0 / 3.0
    turn = lat / 180.0 * pi
    flat = 1.0 - _ECCENTRICITY * of.sin(turn) ** 2
    radius = of.sqrt(flat)
    north = north * 180.0 / (_AXIS * (1.0 - _ECCENTRICITY) / (flat * radius) * pi)
    east = east * 180.0 / (_AXIS / radius * of.cos(turn) * pi)
    return east, north


def _to_baidu(lon: Any, lat: Any, of: ModuleType) -> tuple[Any, Any]:
    reach = of.sqrt(lon * lon + lat * lat) + 0.00002 * of.sin(lat * _BAIDU)
    angle = (of.atan2 if of is math else of.arctan2)(lat, lon) + 0.000003 * of.cos(lon * _BAIDU)
    return reach * of.cos(angle) + 0.0065, reach * of.sin(angle) + 0.006


def _to_gcj02_many(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    east, north = _shift(lon, lat, np)
    return lon + east, lat + north


def _inverse(forward: Callable[[float, float], Point], lon: float, lat: float) -> Point:
    """Find what `forward` maps to (lon, lat): the shift changes slowly, so few rounds do."""
    x, y = lon, lat
    for _ in range(_ROUNDS):
        there_x, there_y = forward(x, y)
        x, y = x - (there_x - lon), y - (there_y - lat)
        if abs(there_x - lon) < 1e-10 and abs(there_y - lat) < 1e-10:
            break
    return x, y


def _inverse_many(
    forward: Callable[[Floats, Floats], tuple[Floats, Floats]], lon: Floats, lat: Floats
) -> tuple[Floats, Floats]:
    x, y = lon, lat
    for _ in range(_ROUNDS // 2):
        there_x, there_y = forward(x, y)
        x, y = x - (there_x - lon), y - (there_y - lat)
    return x, y
