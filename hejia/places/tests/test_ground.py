"""The demonstration's ground: complete, schematic, the same on every machine; and finding in it."""

import random
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
import shapely
from pytest_django import DjangoAssertNumQueries

from hejia.kernel.errors import Missing, Refused
from hejia.kernel.search import fold, terms
from hejia.places import demo
from hejia.places.addresscode import fault_in
from hejia.places.coordinates import from_wgs84
from hejia.places.demo import shapes
from hejia.places.models import Address, Area
from hejia.places.public import (
    Crs,
    Level,
    Precision,
    areas,
    locate,
    resolve_address,
    search_addresses,
)
from hejia.places.queries.addresses import search_community
from hejia.places.searching import SAMPLE, rank

Load = Callable[[int], demo.Loaded]


def test_a_polygon_is_cut_into_cells_that_cover_it_and_do_not_overlap() -> None:
    whole = shapely.Polygon([(0, 0), (3, 0), (3, 1), (1.5, 2.5), (0, 1)])
    cells = shapes.cut(whole, 9, "seed")
    assert len(cells) == 9
    assert sum(cell.area for cell in cells) == pytest.approx(whole.area)
    assert shapely.union_all(cells).symmetric_difference(whole).area < 1e-9
    assert [c.wkt for c in cells] == [c.wkt for c in shapes.cut(whole, 9, "seed")]
    assert [c.wkt for c in cells] != [c.wkt for c in shapes.cut(whole, 9, "another")]


def test_points_are_scattered_inside() -> None:
    whole = shapely.Polygon([(0, 0), (3, 0), (0, 1)])
    points = shapes.scatter(whole, 50, "seed")
    assert shapely.contains_xy(whole, *points.T).all()
    assert np.array_equal(points, shapes.scatter(whole, 50, "seed"))


def test_the_demonstration_is_longgang_whole_and_says_it_is_schematic(longgang: Load) -> None:
    loaded = longgang(1)
    counts = {level: len(areas(level)) for level in Level}
    assert counts[Level.STREET] == 11
    assert counts[Level.COMMUNITY] == 111
    assert counts[Level.GRID] == loaded.addresses >= 1000
    assert demo.buildings.PER_GRID * counts[Level.GRID] >= 20_000
    assert all(a.schematic and a.valid_from == date(2023, 6, 30) for a in areas())
    assert Address.objects.filter(synthetic=False).count() == 0
    codes = Address.objects.values_list("code", flat=True)
    assert [fault_in(code, "440307") for code in codes] == [""] * len(codes)


def test_loading_again_changes_nothing(longgang: Load) -> None:
    longgang(1)
    before = list(Area.objects.order_by("code").values_list("code", "outline_digest"))
    assert longgang(1) == demo.Loaded(0, 0)
    assert list(Area.objects.order_by("code").values_list("code", "outline_digest")) == before


def test_every_building_is_found_in_the_grid_it_is_said_to_lie_in(
    longgang: Load, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    longgang(1)
    rows = list(Address.objects.values_list("code", "lon", "lat", "grid_id"))
    locate(rows[0][1], rows[0][2])  # builds the finder
    with django_assert_num_queries(0):
        for _, lon, lat, grid_id in rows:
            assert locate(lon, lat).grid_id == grid_id
            there = from_wgs84(lon, lat, Crs.BD09)
            assert locate(*there, Crs.BD09).grid_id == grid_id
    with django_assert_num_queries(1):
        place = resolve_address(rows[0][0])
    assert (place.grid_id, place.lon, place.lat) == (rows[0][3], rows[0][1], rows[0][2])
    assert place.precision == Precision.BUILDING
    assert place.synthetic


def test_a_position_that_is_none_of_ours_is_refused(longgang: Load) -> None:
    longgang(0)
    for lon, lat, crs, said in (
        (113.9, 22.5, "WGS-84", "不在龙岗区范围内"),
        (22.7, 114.2, "WGS-84", "经度在前"),
        (114.2, 22.7, "CGCS2000", "不认识坐标系"),
    ):
        with pytest.raises(Refused, match=said):
            locate(lon, lat, crs)


@pytest.mark.parametrize("code", ["4" * 25, "", "\x00", "x"])
def test_an_unknown_address_is_missing(db: None, code: str) -> None:
    with pytest.raises(Missing):
        resolve_address(code)


def _best(rows: list[tuple[int, int, str, str, str, str]], typed: str) -> list[str]:
    """What search must equal, by reading every row: of the sample if ten are met in it."""
    asked = terms(typed)
    sample = {r[0] for r in sorted(rows, key=lambda r: r[1])[:SAMPLE]}
    hits = [r for r in rows if all(term in r[5] for term in asked)]
    hits.sort(key=lambda r: rank(asked[0], r[3], r[4], r[1], r[0]))
    at_once = [r for r in hits if r[0] in sample or rank(asked[0], r[3], r[4], r[1], r[0])[0] < 2]
    return [r[2] for r in (hits if len(at_once) < 10 else at_once)[:10]]


def test_search_gives_the_ten_best_by_any_part(longgang: Load) -> None:
    longgang(4)  # more rows than the sample has
    columns = ("id", "weight", "code", "name", "nickname", "haystack")
    rows = list(Address.objects.values_list(*columns))
    chance = random.Random(11)
    for _ in range(120):
        text = chance.choice(rows)[5]
        length = chance.randint(2, 6)
        at = chance.randrange(len(text) - length)
        typed = text[at : at + length]
        if len(typed.replace(" ", "")) < 2 or any(len(t) < 2 for t in terms(typed)):
            continue
        assert [f.code for f in search_addresses(typed)] == _best(rows, typed), typed
    for typed in ("花园", "坂田 花园", "五和社区", "布吉街道布吉", "１栋", "红楼"):
        assert [f.code for f in search_addresses(typed)] == _best(rows, typed), typed


def test_a_name_comes_before_its_beginning_and_that_before_the_rest(longgang: Load) -> None:
    longgang(0)
    grid = areas(Level.GRID)[0]
    named = [("云庭花园2栋", ""), ("云庭", ""), ("老云庭", "云庭老楼"), ("星里小区", "")]
    for number, (name, nickname) in enumerate(named):
        text = f"龙岗区云庭路{name}"
        Address.objects.create(
            code=f"{number:025d}",
            text=text,
            name=name,
            nickname=nickname,
            street_id=grid.street_id,
            community_id=grid.community_id,
            grid_id=grid.id,
            haystack=fold(f"{text} {nickname}"),
            weight=10 - number,
        )
    found = [f.name for f in search_addresses("云庭")]
    assert found == ["云庭", "老云庭", "云庭花园2栋", "星里小区"]
    in_community = search_community("云庭", grid.community_id or 0, 2)
    assert [f.name for f in in_community] == ["星里小区", "老云庭"]


def test_search_takes_at_most_two_statements_and_none_for_too_little(
    longgang: Load, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    longgang(1)
    for typed, statements in (("花园", 1), ("不存在的", 2), ("440307013", 1), ("号", 0), ("，", 0)):
        with django_assert_num_queries(statements):
            search_addresses(typed)


def test_retired_addresses_are_not_offered(longgang: Load) -> None:
    longgang(1)
    found = search_addresses("花园")[0]
    Address.objects.filter(code=found.code).update(retired=True)
    assert found.code not in {f.code for f in search_addresses("花园", 50)}
    assert search_addresses(found.code) == ()
    assert search_addresses(f"{found.text[6:]}") == ()  # rare: by the index
    assert resolve_address(found.code).text == found.text  # old cases keep it


def test_nothing_typed_is_an_operator(longgang: Load) -> None:
    longgang(1)
    rows = list(Address.objects.values_list("haystack", flat=True))
    odd = ["' | !x", "花园') OR 1=1 --", "\\花园", "%%", "花_园", "花园:*", "\x00花园", "<-> 花园"]
    for typed in odd:
        expected = min(10, sum(all(t in h for t in terms(typed)) for h in rows))
        assert len(search_addresses(typed)) == (expected if terms(typed) else 0), typed
