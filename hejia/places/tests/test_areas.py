from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from hejia.kernel.errors import Missing, Refused
from hejia.places import people
from hejia.places.commands.areas import abolish, write_areas
from hejia.places.commands.persons import appoint, relieve
from hejia.places.intake.areas import AreaRow
from hejia.places.models import Address, Area, AreaVersion, GridPerson
from hejia.places.public import (
    Level,
    ancestry,
    area,
    area_by_code,
    community_by_code,
    district,
    path,
    place_in,
)
from hejia.places.public import areas as areas_below
from hejia.places.queries.pages import area_page
from hejia.places.vocabulary import PersonRole
from hejia.testing.ground import COMMUNITY, NEXT_COMMUNITY, OTHER_STREET, STREET

from .conftest import NOW, TODAY

GRID = f"{COMMUNITY}001"


def row(code: str, name: str, level: Level, parent: str, **more: object) -> AreaRow:
    facts = {"code_local": "", "outline": "", "outline_crs": "WGS-84", "schematic": False}
    facts |= {"lon": None, "lat": None, **more}
    return AreaRow(code=code, name=name, level=level, parent_code=parent, **facts)


def address(code: str, community: Area, grid: Area | None) -> Address:
    return Address.objects.create(
        code=code,
        text="龙岗区",
        street_id=community.street_id,
        community=community,
        grid=grid,
        haystack="龙岗区",
        weight=0,
    )


def test_areas_come_from_memory(
    areas: dict[str, Area], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    area(areas[STREET].pk)  # the first asks
    with django_assert_num_queries(0):
        assert path(areas[GRID].pk) == ("龙岗区", "坂田街道", "五和社区", "五和第1网格")
        assert [a.name for a in areas_below(Level.COMMUNITY, areas[STREET].pk)] == [
            "五和社区",
            "坂田社区",
        ]
        assert len(areas_below(Level.GRID)) == 4
        assert district().level_name == "district"
        assert community_by_code(GRID).code == COMMUNITY
        assert place_in(areas[COMMUNITY].pk).street_code == STREET


def test_a_change_is_seen_at_once(areas: dict[str, Area]) -> None:
    assert area_by_code(COMMUNITY).name == "五和社区"
    write_areas(
        [row(COMMUNITY, "五和新社区", Level.COMMUNITY, STREET)], effective=TODAY, by=1, now=NOW
    )
    assert area_by_code(COMMUNITY).name == "五和新社区"


def test_local_and_further_codes_name_the_same_area(areas: dict[str, Area]) -> None:
    Area.objects.filter(code=COMMUNITY).update(
        code_local="440307004001", codes_other=["440307013099"]
    )
    for code in (COMMUNITY, "440307004001", "440307013099", f" {COMMUNITY} "):
        assert area_by_code(code).id == areas[COMMUNITY].pk


def test_an_unknown_code_is_refused_with_a_sentence(areas: dict[str, Area]) -> None:
    with pytest.raises(Refused, match="440399") as refused:
        area_by_code("440399")
    assert "请核对" in refused.value.sentence


def test_a_street_is_no_community(areas: dict[str, Area]) -> None:
    with pytest.raises(Refused, match="不是社区"):
        community_by_code(STREET)
    with pytest.raises(Refused, match="不是社区"):
        place_in(areas[STREET].pk)


def test_an_unknown_area_is_missing(areas: dict[str, Area]) -> None:
    with pytest.raises(Missing):
        area(999_999)


def test_what_an_area_was_is_kept(areas: dict[str, Area]) -> None:
    write_areas(
        [row(COMMUNITY, "五和新社区", Level.COMMUNITY, STREET, code_local="L1")],
        effective=TODAY,
        by=7,
        now=NOW,
    )
    now = Area.objects.get(code=COMMUNITY)
    assert (now.pk, now.name, now.code_local, now.valid_from, now.version) == (
        areas[COMMUNITY].pk,
        "五和新社区",
        "L1",
        TODAY,
        2,
    )
    was = AreaVersion.objects.get()
    assert (was.area_id, was.number, was.name, was.valid_from, was.valid_to, was.noted_by) == (
        now.pk,
        1,
        "五和社区",
        date(2020, 1, 1),
        TODAY,
        7,
    )
    assert area_page(now.pk).versions == (was,)


def test_an_area_cannot_change_before_it_began(areas: dict[str, Area]) -> None:
    with pytest.raises(Refused, match="不能更早"):
        write_areas(
            [row(COMMUNITY, "早", Level.COMMUNITY, STREET)],
            effective=date(2019, 1, 1),
            by=1,
            now=NOW,
        )


def test_the_same_rows_again_change_nothing(areas: dict[str, Area]) -> None:
    rows = [row(COMMUNITY, "五和社区", Level.COMMUNITY, STREET)]
    tally = write_areas(rows, effective=TODAY, by=1, now=NOW)
    assert (tally.created, tally.changed, tally.unchanged) == (0, 0, 1)
    assert not AreaVersion.objects.exists()
    assert Area.objects.get(code=COMMUNITY).version == 1


def test_new_areas_know_where_they_lie(areas: dict[str, Area]) -> None:
    rows = [
        row("440307013050", "新社区", Level.COMMUNITY, STREET),
        row("440307013050001", "第01网格", Level.GRID, "440307013050"),
    ]
    tally = write_areas(rows, effective=TODAY, by=1, now=NOW)
    assert (tally.created, tally.changed) == (2, 0)
    place = place_in(area_by_code("440307013050001").id)
    assert (place.street_name, place.community_name, place.grid_name) == (
        "坂田街道",
        "新社区",
        "第01网格",
    )


def test_grids_and_addresses_go_with_their_community(areas: dict[str, Area]) -> None:
    found = address("4" * 25, areas[COMMUNITY], areas[GRID])
    write_areas(
        [row(COMMUNITY, "五和社区", Level.COMMUNITY, OTHER_STREET)], effective=TODAY, by=1, now=NOW
    )
    other = areas[OTHER_STREET].pk
    assert Area.objects.get(code=GRID).street_id == other
    found.refresh_from_db()
    assert found.street_id == other
    assert [a.id for a in ancestry(areas[GRID].pk)][1] == other


def test_an_abolished_community_leaves_its_addresses_and_codes_to_its_heir(
    areas: dict[str, Area],
) -> None:
    found = address("4" * 25, areas[COMMUNITY], areas[GRID])
    abolish(areas[GRID].pk, effective=TODAY, successor_id=None, by=1, now=NOW)
    found.refresh_from_db()
    assert (found.grid_id, found.community_id) == (None, areas[COMMUNITY].pk)
    heir = areas[NEXT_COMMUNITY].pk
    abolish(areas[COMMUNITY].pk, effective=TODAY, successor_id=heir, by=1, now=NOW)
    found.refresh_from_db()
    assert found.community_id == heir
    assert area_by_code(COMMUNITY).id == heir
    assert area(areas[COMMUNITY].pk).valid_to == TODAY
    assert areas[COMMUNITY].pk not in {a.id for a in areas_below()}


def test_nothing_is_abolished_while_something_lies_in_it(areas: dict[str, Area]) -> None:
    with pytest.raises(Refused, match="下面还有区域"):
        abolish(areas[COMMUNITY].pk, effective=TODAY, successor_id=None, by=1, now=NOW)
    abolish(areas[GRID].pk, effective=TODAY, successor_id=None, by=1, now=NOW)
    address("4" * 25, areas[COMMUNITY], None)
    with pytest.raises(Refused, match="还有地址"):
        abolish(areas[COMMUNITY].pk, effective=TODAY, successor_id=None, by=1, now=NOW)
    assert area(areas[COMMUNITY].pk).current


def test_an_heir_must_be_another_current_area_of_the_level(areas: dict[str, Area]) -> None:
    for wrong in (areas[GRID].pk, areas[STREET].pk, 999_999):
        with pytest.raises(Refused, match="另一个现行的网格"):
            abolish(areas[GRID].pk, effective=TODAY, successor_id=wrong, by=1, now=NOW)
    with pytest.raises(Refused, match="应晚于"):
        abolish(areas[GRID].pk, effective=date(2020, 1, 1), successor_id=None, by=1, now=NOW)


def test_who_answers_for_a_grid_is_kept_with_its_time(
    areas: dict[str, Area], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = people.Directory(lambda _: {42: "甲"}, lambda _: None)
    monkeypatch.setattr(people, "_registered", [known])
    for _ in range(2):  # saying it twice is harmless
        appoint(areas[GRID].pk, 42, PersonRole.GRID_WORKER, since=TODAY, by=1, now=NOW)
    person = area_page(areas[GRID].pk).persons[0]
    assert (person.name, person.role) == ("甲", "网格员")
    with pytest.raises(Refused, match="不能早于"):
        relieve(person.id, until=TODAY - timedelta(days=1), by=1, now=NOW)
    relieve(person.id, until=TODAY, by=1, now=NOW)
    assert area_page(areas[GRID].pk).persons == ()
    assert GridPerson.objects.get().until == TODAY
    with pytest.raises(Missing):
        relieve(person.id, until=TODAY, by=1, now=NOW)


def test_only_a_grid_has_persons(areas: dict[str, Area]) -> None:
    with pytest.raises(Refused, match="不是现行网格"):
        appoint(areas[STREET].pk, 42, PersonRole.GRID_LEADER, since=TODAY, by=1, now=NOW)
    assert not GridPerson.objects.exists()
