"""The tree of areas, from memory: no statement when it is kept (kernel/reference.py)."""

import hashlib
from dataclasses import dataclass

from hejia.kernel.errors import Missing, Refused
from hejia.kernel.reference import kept
from hejia.places.facts import AreaFacts
from hejia.places.models import Area
from hejia.places.vocabulary import Level

_COLUMNS = (
    "id",
    "level",
    "code",
    "code_local",
    "name",
    "short_name",
    "parent_id",
    "street_id",
    "community_id",
    "lon",
    "lat",
    "schematic",
    "valid_from",
    "valid_to",
)


@dataclass(frozen=True)
class Tree:
    """All areas, abolished ones too, so that old cases keep their names."""

    by_id: dict[int, AreaFacts]
    by_code: dict[str, AreaFacts]
    children: dict[int | None, tuple[AreaFacts, ...]]
    outlines: str
    """A digest of the current areas' names and outlines: what is drawn of them is kept by it."""


@kept
def tree() -> Tree:
    """Every area. `children` holds current ones in the order of their codes; one statement."""
    by_id: dict[int, AreaFacts] = {}
    by_code: dict[str, AreaFacts] = {}
    children: dict[int | None, list[AreaFacts]] = {}
    others: list[tuple[str, AreaFacts]] = []
    outlines = hashlib.sha256()
    heirs: dict[int, int] = {}
    rows = Area.objects.order_by("level", "code", "id").values_list(
        *_COLUMNS, "codes_other", "outline_digest", "successor_id"
    )
    for pk, level, *rest, codes_other, digest, successor_id in rows:
        facts = AreaFacts(pk, Level(level), *rest)
        by_id[pk] = facts
        if facts.current:
            by_code[facts.code] = facts
            outlines.update(f"{pk}:{facts.parent_id}:{facts.name}:{digest};".encode())
            children.setdefault(facts.parent_id, []).append(facts)
            others += [(code, facts) for code in (facts.code_local, *codes_other) if code]
        elif successor_id:
            heirs[pk] = successor_id
    others += [(by_id[pk].code, _heir(pk, by_id, heirs)) for pk in heirs]
    for code, facts in others:
        by_code.setdefault(code, facts)  # a national code comes before anybody's local one
    kept_children = {parent: tuple(found) for parent, found in children.items()}
    return Tree(by_id, by_code, kept_children, outlines.hexdigest()[:24])


def _heir(area_id: int, by_id: dict[int, AreaFacts], heirs: dict[int, int]) -> AreaFacts:
    """Who answers for an abolished area now: its successor, or that one's."""
    while area_id in heirs:
        area_id = heirs[area_id]
    return by_id[area_id]


def area(area_id: int) -> AreaFacts:
    """The area with this key, current or not. Raises Missing."""
    found = tree().by_id.get(area_id)
    if found is None:
        raise Missing("该区域")
    return found


def areas(level: Level | None = None, parent: int | None = None) -> tuple[AreaFacts, ...]:
    """Current areas of a level (any) below `parent` (the whole district), by code."""
    known = tree()
    if parent is None:
        found = [a for a in known.by_id.values() if a.current]
    else:
        found = _below(known, parent)
    return tuple(a for a in found if level is None or a.level == level)


def communities_by_street(
    *, by_code: bool = False
) -> list[tuple[str, list[tuple[int | str, str]]]]:
    """Choices: current communities (key or code, name) under the name of their street, by code."""
    names = {street.id: street.name for street in areas(Level.STREET)}
    grouped: dict[str, list[tuple[int | str, str]]] = {}
    for one in areas(Level.COMMUNITY):
        chosen = (one.code if by_code else one.id, one.name)
        grouped.setdefault(names.get(one.parent_id or 0, ""), []).append(chosen)
    return list(grouped.items())


def _below(known: Tree, parent: int) -> list[AreaFacts]:
    found: list[AreaFacts] = []
    for child in known.children.get(parent, ()):
        found += [child, *_below(known, child.id)]
    return found


def area_by_code(code: str) -> AreaFacts:
    """The current area with this national, local or further code. Raises Refused."""
    found = tree().by_code.get(code.strip())
    if found is None:
        raise Refused("places.unknown_code", f"区域代码“{code}”不在本区的区域表中，请核对。")
    return found


def community_by_code(code: str) -> AreaFacts:
    """The current community with this code; the code of one of its grids will do too."""
    found = area_by_code(code)
    if found.community_id is None:
        raise Refused("places.not_a_community", f"“{found.name}”不是社区，请填写社区代码。")
    return area(found.community_id)


def district() -> AreaFacts:
    """The district itself. Raises Refused where no area was loaded yet."""
    roots = tree().children.get(None, ())
    if not roots:
        raise Refused("places.empty", "还没有导入区域数据，请先在“后台管理”导入区域。")
    return roots[0]


def ancestry(area_id: int) -> tuple[AreaFacts, ...]:
    """The area and those above it, the district first. Raises Missing."""
    known = tree().by_id
    line = [area(area_id)]
    while (above := line[0].parent_id) is not None:
        line.insert(0, known[above])
    return tuple(line)


def path(area_id: int) -> tuple[str, ...]:
    """Names from the district down to the area, e.g. ("龙岗区", "坂田街道", "五和社区")."""
    return tuple(a.name for a in ancestry(area_id))
