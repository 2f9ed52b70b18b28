"""What the pages of areas, addresses and imports show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count

from hejia.kernel.errors import Missing
from hejia.places import people
from hejia.places.facts import AreaFacts
from hejia.places.models import Address, Area, AreaVersion, GridPerson, Import
from hejia.places.queries.areas import ancestry, areas, tree
from hejia.places.vocabulary import Level, PersonRole

ROWS: Final = 20
_LATEST_IMPORTS: Final = 50


@dataclass(frozen=True, slots=True)
class ChildRow:
    """An area in the table of the one above; `below` current areas and `addresses` lie in it."""

    area: AreaFacts
    below: int
    addresses: int | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: int
    name: str
    role: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class AreaPage:
    area: AreaFacts
    line: tuple[AreaFacts, ...]
    children: tuple[ChildRow, ...]
    child_label: str
    persons: tuple[PersonRow, ...]
    former: tuple[PersonRow, ...]
    versions: tuple[AreaVersion, ...]
    outline_crs: str
    codes_other: tuple[str, ...]
    successor: AreaFacts | None


def area_page(area_id: int) -> AreaPage:
    """An area with what lies below it, who answers for it and what it was; ≤ 5 statements."""
    line = ancestry(area_id)
    found = line[-1]
    crs, others, successor_id = Area.objects.values_list(
        "outline_crs", "codes_other", "successor_id"
    ).get(pk=area_id)
    below = Level(found.level + 1) if found.level < Level.GRID else None
    persons = persons_of(found)
    return AreaPage(
        area=found,
        line=line,
        children=_children(found, below),
        child_label=str(below.label) if below else "",
        persons=tuple(one for one in persons if one.until is None),
        former=tuple(one for one in reversed(persons) if one.until is not None),
        versions=tuple(
            AreaVersion.objects.filter(area=area_id).order_by("-number").defer("outline")
        ),
        outline_crs=crs,
        codes_other=tuple(others),
        successor=tree().by_id.get(successor_id) if successor_id else None,
    )


def _children(found: AreaFacts, below: Level | None) -> tuple[ChildRow, ...]:
    if below is None:
        return ()
    known = tree()
    counts = _address_counts(found, below)
    return tuple(
        ChildRow(
            child,
            len(known.children.get(child.id, ())),
            None if counts is None else counts.get(child.id, 0),
        )
        for child in areas(below, found.id)
    )


def _address_counts(found: AreaFacts, below: Level) -> Mapping[int, int] | None:
    """Addresses by child. Of the whole district they are not counted: that reads every row."""
    if below == Level.STREET:
        return None
    column = "community_id" if below == Level.COMMUNITY else "grid_id"
    communities = [a.id for a in areas(Level.COMMUNITY, found.id)] or [found.id]
    rows = Address.objects.filter(community_id__in=communities, retired=False)
    return dict(rows.values_list(column).annotate(Count("id")))


def persons_of(found: AreaFacts) -> tuple[PersonRow, ...]:
    """Who answers and who answered for a grid, the earlier first; one statement and the names."""
    if found.level != Level.GRID:
        return ()
    rows = list(GridPerson.objects.filter(area_id=found.id).order_by("role", "since", "id"))
    names = people.names({row.person_key for row in rows})
    return tuple(
        PersonRow(
            row.id,
            names.get(row.person_key, "（已停用）"),
            str(PersonRole(row.role).label),
            row.since,
            row.until,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class AddressRow:
    code: str
    text: str
    name: str
    nickname: str
    grid: str
    located: bool
    synthetic: bool
    retired: bool


def addresses_in(area_id: int, after: str) -> tuple[tuple[AddressRow, ...], str]:
    """A page of an area's addresses in the order of codes, and the cursor of the next ("" none).

    `after` is the last code seen; one statement.
    """
    found = ancestry(area_id)[-1]
    rows = Address.objects.all()
    if found.level == Level.GRID:
        rows = rows.filter(grid_id=area_id)
    elif found.level == Level.COMMUNITY:
        rows = rows.filter(community_id=area_id)
    elif found.level == Level.STREET:
        rows = rows.filter(community_id__in=[a.id for a in areas(Level.COMMUNITY, area_id)])
    page = list(_address_rows(rows.filter(code__gt=after).order_by("code")[: ROWS + 1]))
    return tuple(page[:ROWS]), page[ROWS - 1].code if len(page) > ROWS else ""


def addresses_with(codes: Iterable[str]) -> tuple[AddressRow, ...]:
    """These addresses, in this order; one statement."""
    wanted = list(codes)
    rows = {row.code: row for row in _address_rows(Address.objects.filter(code__in=wanted))}
    return tuple(rows[code] for code in wanted if code in rows)


def _address_rows(rows: Any) -> Iterable[AddressRow]:
    known = tree().by_id
    columns = ("code", "text", "name", "nickname", "grid_id", "lon", "synthetic", "retired")
    for code, text, name, nickname, grid_id, lon, synthetic, retired in rows.values_list(*columns):
        grid = known[grid_id].name if grid_id else ""
        yield AddressRow(code, text, name, nickname, grid, lon is not None, synthetic, retired)


@dataclass(frozen=True, slots=True)
class ImportRow:
    found: Import
    by: str


def imports() -> tuple[ImportRow, ...]:
    """The latest imports; two statements."""
    rows = list(Import.objects.defer("content", "faults").order_by("-at")[:_LATEST_IMPORTS])
    names = people.names({row.by for row in rows if row.by})
    return tuple(ImportRow(row, names.get(row.by or 0, "系统")) for row in rows)


def one_import(import_id: int) -> ImportRow:
    """One import with its faults; two statements. Raises Missing."""
    found = Import.objects.defer("content").filter(pk=import_id).first()
    if found is None:
        raise Missing("该导入")
    names = people.names({found.by} if found.by else set())
    return ImportRow(found, names.get(found.by or 0, "系统"))
