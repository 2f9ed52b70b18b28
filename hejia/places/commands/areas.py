"""Creating, changing and abolishing areas. What an area was before is kept as a version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import shapely
from django.db.models import QuerySet

from hejia.audit.public import record
from hejia.kernel import reference
from hejia.kernel.errors import Missing, Refused
from hejia.places import geometry
from hejia.places.commands.regrid import regrid
from hejia.places.intake.areas import AreaRow
from hejia.places.models import Address, Area, AreaVersion
from hejia.places.naming import short_name
from hejia.places.vocabulary import Crs, Level

_CHANGING: Final = (
    "code_local",
    "name",
    "short_name",
    "parent",
    "street_id",
    "community_id",
    "lon",
    "lat",
    "outline",
    "outline_digest",
    "outline_crs",
    "schematic",
    "valid_from",
    "version",
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What writing the rows of a file does."""

    created: int
    changed: int
    unchanged: int


def tally_areas(rows: Sequence[AreaRow]) -> Tally:
    """What `write_areas` would do. One statement."""
    known = {a.code: a for a in _current().select_related("parent")}
    changed = sum(1 for r in rows if r.code in known and _differs(known[r.code], r))
    created = sum(1 for r in rows if r.code not in known)
    return Tally(created, changed, len(rows) - created - changed)


def write_areas(
    rows: Sequence[AreaRow], *, effective: date, by: int | None, now: datetime
) -> Tally:
    """Create the areas that are new and change those that differ, as of `effective`.

    Addresses follow: to another street with their community, to another grid by their position.
    Raises Refused where a version that begins later would be overwritten.
    """
    known = {a.code: a for a in _current().select_related("parent").select_for_update(of=["self"])}
    before = {a.pk: a.street_id for a in known.values()}
    new = [r for r in rows if r.code not in known]
    altered = [r for r in rows if r.code in known and _differs(known[r.code], r)]
    AreaVersion.objects.bulk_create(
        [_version_of(known[row.code], effective, by, now) for row in altered]
    )
    for level in Level:  # from above: a child points at its parent's key
        _create(level, [r for r in new if r.level == level], known, effective)
        _change([r for r in altered if r.level == level], known, effective)
    _follow(before, known.values())
    reference.changed()
    drawn = (known[r.code] for r in (*new, *altered) if r.level == Level.GRID)
    regrid({a.community_id for a in drawn if a.community_id})
    facts = {"created": len(new), "changed": len(altered), "effective": effective.isoformat()}
    record("places.write_areas", person=by, now=now, facts=facts)
    return Tally(len(new), len(altered), len(rows) - len(new) - len(altered))


def abolish(
    area_id: int, *, effective: date, successor_id: int | None, by: int | None, now: datetime
) -> None:
    """End an area as of `effective`; cases and history keep pointing at it.

    Raises Refused while it has current areas below it, or addresses in use and no successor of
    the same level: nothing may be left lying nowhere.
    """
    area = _current().select_for_update().filter(pk=area_id).first()
    if area is None:
        raise Missing("该区域")
    if effective <= area.valid_from:
        raise Refused(
            "places.too_early",
            fields={"effective": f"停用日期应晚于启用日期{area.valid_from.isoformat()}"},
        )
    if _current().filter(parent=area).exists():
        raise Refused("places.has_children", f"{area.name}下面还有区域，请先停用或调整它们。")
    successor = _successor(area, successor_id)
    _move_addresses(area, successor)
    area.valid_to, area.successor, area.version = effective, successor, area.version + 1
    area.save(update_fields=["valid_to", "successor", "version"])
    reference.changed()
    facts = {"effective": effective.isoformat(), "successor": successor_id}
    record("places.abolish", person=by, now=now, subject=area.code, facts=facts)


def _current() -> QuerySet[Area]:
    return Area.objects.filter(valid_to__isnull=True)


def _differs(area: Area, row: AreaRow) -> bool:
    """Whether the row says anything new; what it leaves empty it does not say."""
    parent_code = area.parent.code if area.parent else ""
    moved = row.lon is not None and (row.lon, row.lat) != (area.lon, area.lat)
    redrawn = bool(row.outline) and geometry.digest(row.outline) != area.outline_digest
    relocal = bool(row.code_local) and row.code_local != area.code_local
    renamed = row.name != area.name or row.parent_code != parent_code
    return renamed or relocal or redrawn or (moved and not row.outline)


def _fill(area: Area, row: AreaRow, parent: Area | None, effective: date) -> None:
    if effective < area.valid_from:
        raise Refused(
            "places.too_early",
            fields={
                "effective": f"“{area.name}”的现行版本自{area.valid_from.isoformat()}起生效，"
                "生效日期不能更早"
            },
        )
    area.name, area.short_name = row.name, short_name(row.name)
    area.code_local = row.code_local or area.code_local
    area.parent = parent
    area.street_id = parent.street_id if parent else None
    area.community_id = parent.community_id if parent else None
    _place_itself(area)
    if row.outline:
        area.outline, area.outline_digest = row.outline, geometry.digest(row.outline)
        area.outline_crs, area.schematic = Crs(row.outline_crs), row.schematic
        area.lon, area.lat = geometry.inner_point(shapely.from_geojson(row.outline))
    elif row.lon is not None:
        area.lon, area.lat = row.lon, row.lat
    area.valid_from, area.version = effective, area.version + 1


def _place_itself(area: Area) -> None:
    """A street is its own street, a community its own community."""
    if area.level == Level.STREET and area.pk:
        area.street_id = area.pk
    if area.level == Level.COMMUNITY and area.pk:
        area.community_id = area.pk


def _create(level: Level, rows: list[AreaRow], known: dict[str, Area], effective: date) -> None:
    areas = [Area(level=level, code=r.code, valid_from=effective, version=0) for r in rows]
    for area, row in zip(areas, rows, strict=True):
        _fill(area, row, known.get(row.parent_code), effective)
        known[row.code] = area
    Area.objects.bulk_create(areas)
    own = {Level.STREET: "street_id", Level.COMMUNITY: "community_id"}.get(level)
    if own:  # its key is known only now
        for area in areas:
            _place_itself(area)
        Area.objects.bulk_update(areas, [own])


def _change(rows: list[AreaRow], known: dict[str, Area], effective: date) -> None:
    for row in rows:
        _fill(known[row.code], row, known.get(row.parent_code), effective)
    Area.objects.bulk_update([known[r.code] for r in rows], _CHANGING, batch_size=200)


def _version_of(area: Area, effective: date, by: int | None, now: datetime) -> AreaVersion:
    return AreaVersion(
        area=area,
        number=area.version,
        code=area.code,
        code_local=area.code_local,
        name=area.name,
        parent_code=area.parent.code if area.parent else "",
        outline=area.outline,
        schematic=area.schematic,
        valid_from=area.valid_from,
        valid_to=effective,
        noted_at=now,
        noted_by=by,
    )


def _follow(before: dict[int, int | None], areas: Iterable[Area]) -> None:
    """Grids and addresses go with a community that went to another street."""
    for area in areas:
        if area.level == Level.COMMUNITY and before.get(area.pk, area.street_id) != area.street_id:
            Area.objects.filter(community_id=area.pk).update(street_id=area.street_id)
            Address.objects.filter(community=area).update(street_id=area.street_id)


def _successor(area: Area, successor_id: int | None) -> Area | None:
    if successor_id is None:
        return None
    found = _current().filter(pk=successor_id, level=area.level).exclude(pk=area.pk).first()
    if found is None:
        wrong = f"应为另一个现行的{Level(area.level).label}"
        raise Refused("places.bad_successor", fields={"successor": wrong})
    return found


def _move_addresses(area: Area, successor: Area | None) -> None:
    """Addresses go to the successor; of a grid without one, they keep the community alone."""
    if area.level == Level.GRID:
        Address.objects.filter(grid=area).update(
            grid=successor, **({"community_id": successor.community_id} if successor else {})
        )
    elif Address.objects.filter(community=area).exists():
        if successor is None:
            raise Refused(
                "places.has_addresses",
                fields={"successor": f"{area.name}还有地址，请选择由哪个区域接管"},
            )
        Address.objects.filter(community=area).update(
            community=successor, street_id=successor.street_id, grid=None
        )
