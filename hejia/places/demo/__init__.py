"""The ground of the demonstration: Longgang with schematic outlines and made-up buildings."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import shapely
from django.db import connection

from hejia.kernel import reference
from hejia.places import geometry
from hejia.places.demo import buildings, shapes
from hejia.places.models import Address, Area
from hejia.places.naming import short_name
from hejia.places.searching import haystack, weight
from hejia.places.vocabulary import Crs, Level, Precision

_DATA: Final = Path(__file__).with_name("longgang.json")
_COPIED: Final = (
    "code, text, name, nickname, street_id, community_id, grid_id, lon, lat, precision, "
    "synthetic, retired, haystack, weight"
)


@dataclass(frozen=True, slots=True)
class Loaded:
    areas: int
    addresses: int


@dataclass(frozen=True, slots=True)
class _Node:
    """An area on its way into the table, with the outline its children are cut from."""

    area: Area
    shape: geometry.Outline


def load(*, per_grid: int = buildings.PER_GRID, say: Callable[[str], None] = print) -> Loaded:
    """Fill an empty district: 11 streets, 111 communities, > 1,000 grids, > 20,000 buildings.

    Where areas are there already, nothing is changed. The same rows on every machine.
    """
    if Area.objects.exists():
        say("区域数据已存在，跳过演示区域")
        return Loaded(0, 0)
    facts = json.loads(_DATA.read_text(encoding="utf-8"))
    say("载入演示区域（示意边界）")
    grids = _plant(facts)
    say("载入演示地址")
    count = _copy_addresses(_address_rows(facts["name"], grids, per_grid))
    reference.changed()
    return Loaded(Area.objects.count(), count)


def _plant(facts: dict[str, Any]) -> list[tuple[_Node, _Node, _Node]]:
    """Save the tree level by level; the lines (street, community, grid) in the order of codes."""
    outlines = [_street_shape(s, facts["crs"]) for s in facts["streets"]]
    root = _node(facts, facts, Level.DISTRICT, None, shapely.union_all(outlines))
    _save([root])
    streets = [
        _node(facts, street, Level.STREET, root, shape)
        for street, shape in zip(facts["streets"], outlines, strict=True)
    ]
    _save(streets)
    communities = [
        (street, _node(facts, row, Level.COMMUNITY, street, shape))
        for street, named in zip(streets, facts["streets"], strict=True)
        for row, shape in _pieces(street, named["communities"])
    ]
    _save([community for _, community in communities])
    grids = [
        (street, community, _node(facts, row, Level.GRID, community, shape))
        for street, community in communities
        for row, shape in _pieces(community, _grid_names(community.area.code))
    ]
    _save([grid for *_, grid in grids])
    return grids


def _street_shape(street: dict[str, Any], crs: str) -> geometry.Outline:
    return geometry.as_wgs84(shapely.from_geojson(json.dumps(street["outline"])), crs)


def _pieces(
    whole: _Node, rows: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], geometry.Outline]]:
    return zip(rows, shapes.cut(whole.shape, len(rows), whole.area.code), strict=True)


def _grid_names(community_code: str) -> list[dict[str, Any]]:
    """Nine to eleven grids, by the community's code."""
    count = 9 + hashlib.sha256(community_code.encode()).digest()[0] % 3
    return [
        {"code": f"{community_code}{n:03d}", "name": f"第{n:02d}网格"} for n in range(1, count + 1)
    ]


def _node(
    facts: dict[str, Any],
    row: dict[str, Any],
    level: Level,
    parent: _Node | None,
    shape: geometry.Outline,
) -> _Node:
    outline = geometry.written(shape)
    lon, lat = geometry.inner_point(shape)
    area = Area(
        level=level,
        code=row["code"],
        code_local=facts["local_codes"].get(row["code"], ""),
        codes_other=row.get("other_codes", []),
        name=row["name"],
        short_name=short_name(row["name"]),
        parent=parent.area if parent else None,
        street_id=parent.area.street_id if parent else None,
        community_id=parent.area.community_id if parent else None,
        lon=lon,
        lat=lat,
        outline=outline,
        outline_digest=geometry.digest(outline),
        outline_crs=Crs(facts["crs"]),
        schematic=True,
        valid_from=date.fromisoformat(facts["known_since"]),
    )
    return _Node(area, shape)


def _save(nodes: list[_Node]) -> None:
    """Save areas of one level, then let each know itself as the street or community it is."""
    Area.objects.bulk_create([node.area for node in nodes])
    own = {Level.STREET: "street_id", Level.COMMUNITY: "community_id"}.get(
        Level(nodes[0].area.level)
    )
    if own:
        for node in nodes:
            setattr(node.area, own, node.area.pk)
        Area.objects.bulk_update([node.area for node in nodes], [own])


def _address_rows(
    district: str, grids: list[tuple[_Node, _Node, _Node]], per_grid: int
) -> Iterator[tuple[Any, ...]]:
    for street, community, grid in grids:
        above = district + street.area.name + community.area.name
        made = buildings.of_grid(grid.area.code, community.area.short_name, grid.shape, per_grid)
        for b in made:
            text = above + b.own
            yield (
                b.code,
                text,
                b.name,
                b.nickname,
                street.area.pk,
                community.area.pk,
                grid.area.pk,
                b.lon,
                b.lat,
                Precision.BUILDING.value,
                True,
                False,
                haystack(text, b.name, b.nickname),
                weight(b.code, text, above),
            )


def _copy_addresses(rows: Iterator[tuple[Any, ...]]) -> int:
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {Address._meta.db_table} ({_COPIED}) FROM STDIN") as copy,
    ):
        for count, row in enumerate(rows, start=1):  # noqa: B007 the last count is the answer
            copy.write_row(row)
    return count
