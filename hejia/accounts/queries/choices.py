"""What the selects of the back office offer; from memory, no statement."""

from collections.abc import Iterable, Iterator

from hejia.accounts.queries.reference import AgencyFacts, agencies, roles
from hejia.places.public import Level, areas

Choice = tuple[int, str]


def agency_tree() -> list[tuple[int, AgencyFacts]]:
    """Every agency in the order of the tree, with its depth from 0."""
    children: dict[int | None, list[AgencyFacts]] = {}
    for agency in agencies().values():
        children.setdefault(agency.parent_id, []).append(agency)
    return list(_walk(children, None, 0))


def _walk(
    children: dict[int | None, list[AgencyFacts]], above: int | None, depth: int
) -> Iterator[tuple[int, AgencyFacts]]:
    for agency in children.get(above, ()):
        yield depth, agency
        yield from _walk(children, agency.id, depth + 1)


def agency_choices() -> list[Choice]:
    """The agencies in use, indented as the tree stands."""
    return [
        (agency.id, f"{'　' * depth}{agency.name}")
        for depth, agency in agency_tree()
        if agency.valid
    ]


def agencies_by_kind(found: Iterable[AgencyFacts]) -> list[tuple[str, list[Choice]]]:
    """Agencies to choose from, under the heading of their kind."""
    grouped: dict[str, list[Choice]] = {}
    for one in found:
        grouped.setdefault(one.kind_label, []).append((one.id, one.name))
    return list(grouped.items())


def below(agency_id: int) -> set[int]:
    """The agency and all beneath it."""
    found = {agency_id}
    for _, agency in agency_tree():
        if agency.parent_id in found:
            found.add(agency.id)
    return found


def role_choices() -> list[Choice]:
    """Every role, in the order they were made."""
    return [(role.id, role.name) for role in sorted(roles().values(), key=lambda r: r.id)]


def area_choices() -> list[Choice]:
    """Every area down to the grids, each with the name of what it lies in."""
    known = areas()
    names = {area.id: area.name for area in known}
    return [
        (
            area.id,
            area.name if area.parent_id is None else f"{names.get(area.parent_id, '')} {area.name}",
        )
        for area in known
    ]


def territory_choices() -> list[Choice]:
    """The areas an agency may stand for: district, streets and communities."""
    wide = {area.id for area in areas() if area.level != Level.GRID}
    return [choice for choice in area_choices() if choice[0] in wide]
