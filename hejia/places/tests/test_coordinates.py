import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejia.places import coordinates as c

LONGGANG = (114.2469, 22.7209)
POINTS = st.tuples(st.floats(74, 134), st.floats(4, 53))
# Published with the open implementations of the conversion (eviltransform): WGS-84 → GCJ-02.
KNOWN = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
]


@pytest.mark.parametrize(("wgs", "gcj"), KNOWN)
def test_gcj02_agrees_with_published_pairs(
    wgs: tuple[float, float], gcj: tuple[float, float]
) -> None:
    assert c.metres_between(c.wgs84_to_gcj02(*wgs), gcj) < 0.01


def test_the_shift_at_longgang_is_some_590_metres() -> None:
    assert 580 < c.metres_between(LONGGANG, c.wgs84_to_gcj02(*LONGGANG)) < 600


def test_bd09_adds_its_own_shift() -> None:
    gcj = c.wgs84_to_gcj02(*LONGGANG)
    assert 850 < c.metres_between(gcj, c.gcj02_to_bd09(*gcj)) < 1000


@given(point=POINTS, crs=st.sampled_from(["WGS-84", "GCJ-02", "BD-09"]))
def test_there_and_back_is_the_same_place(point: tuple[float, float], crs: str) -> None:
    lon, lat = c.to_wgs84(*c.from_wgs84(*point, crs), crs)
    assert math.isclose(lon, point[0], abs_tol=1e-7)
    assert math.isclose(lat, point[1], abs_tol=1e-7)


@pytest.mark.parametrize("crs", ["WGS-84", "GCJ-02", "BD-09"])
def test_arrays_convert_as_single_points_do(crs: str) -> None:
    random = np.random.default_rng(7)
    lon, lat = random.uniform(113.7, 114.7, 200), random.uniform(22.4, 22.9, 200)
    there = c.many_to_wgs84(lon, lat, crs)
    single = np.array([c.to_wgs84(x, y, crs) for x, y in zip(lon, lat, strict=True)])
    assert np.abs(np.column_stack(there) - single).max() < 1e-9


def test_outside_china_gcj02_is_wgs84() -> None:
    assert c.wgs84_to_gcj02(2.35, 48.85) == (2.35, 48.85)
    assert c.gcj02_to_wgs84(2.35, 48.85) == (2.35, 48.85)


def test_an_unknown_system_is_an_error_everywhere() -> None:
    for convert in (c.to_wgs84, c.from_wgs84):
        with pytest.raises(ValueError, match="CGCS"):
            convert(114.0, 22.0, "CGCS")
    with pytest.raises(ValueError, match="CGCS"):
        c.many_to_wgs84(np.zeros(1), np.zeros(1), "CGCS")
