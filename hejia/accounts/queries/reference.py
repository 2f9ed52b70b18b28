"""Roles and agencies as every request needs them: kept in memory until somebody changes one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from hejia.accounts.models import Agency, Person, Post, Role
from hejia.accounts.sight import RoleFacts
from hejia.accounts.vocabulary import AgencyKind, Level, PersonStatus
from hejia.kernel import reference


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """An agency as other rooms see it."""

    id: int
    code: str
    name: str
    kind: str
    level: str
    area_id: int
    parent_id: int | None
    valid: bool

    @property
    def kind_label(self) -> str:
        return str(AgencyKind(self.kind).label)


@reference.kept
def roles() -> Mapping[int, RoleFacts]:
    """Every role by its key; one that is no longer valid holds no permission."""
    rows = Role.objects.values("id", "code", "name", "scope", "duty", "permissions", "valid")
    return MappingProxyType(
        {
            row["id"]: RoleFacts(
                row["id"],
                row["code"],
                row["name"],
                row["scope"],
                row["duty"],
                frozenset(row["permissions"] if row["valid"] else ()),
            )
            for row in rows
        }
    )


@reference.kept
def agencies() -> Mapping[int, AgencyFacts]:
    """Every agency by its key, in the order of their codes, also those out of use."""
    fields = ("id", "code", "name", "kind", "level", "area_id", "parent_id", "valid")
    rows = Agency.objects.order_by("code").values_list(*fields)
    return MappingProxyType({row[0]: AgencyFacts(*row) for row in rows})


@reference.kept
def _agencies_by_area() -> Mapping[tuple[int, str], tuple[AgencyFacts, ...]]:
    found: dict[tuple[int, str], list[AgencyFacts]] = {}
    for agency in agencies().values():
        if agency.valid:
            found.setdefault((agency.area_id, agency.kind), []).append(agency)
    return MappingProxyType({key: tuple(value) for key, value in found.items()})


def agencies_at(area_id: int, kind: str) -> tuple[AgencyFacts, ...]:
    """The agencies of a kind whose territory is exactly this area, by code."""
    return _agencies_by_area().get((area_id, kind), ())


def federation_at(area_id: int) -> AgencyFacts | None:
    """The women's federation of an area: the one that stands highest there."""
    found = agencies_at(area_id, AgencyKind.FEDERATION)
    ids = {agency.id for agency in found}
    return next((agency for agency in found if agency.parent_id not in ids), None)


def district_federation() -> AgencyFacts | None:
    """The women's federation of the whole district."""
    wide = (a for a in agencies().values() if a.level == Level.DISTRICT and a.valid)
    return next((a for a in wide if federation_at(a.area_id) == a), None)


@dataclass(frozen=True, slots=True)
class _Service:
    person_id: int
    since: datetime
    until: datetime | None


@reference.kept
def _services() -> Mapping[tuple[int, int], tuple[_Service, ...]]:
    """The posts of active people: (agency id, role id) → who served from when to when."""
    found: dict[tuple[int, int], list[_Service]] = {}
    posts = Post.objects.filter(person__status=PersonStatus.ACTIVE).order_by("person_id")
    rows = posts.values_list("agency_id", "role_id", "person_id", "since", "until")
    for agency_id, role_id, person_id, since, until in rows.iterator():
        found.setdefault((agency_id, role_id), []).append(_Service(person_id, since, until))
    return MappingProxyType({key: tuple(value) for key, value in found.items()})


def people_with(permission: str, agency_id: int, *, now: datetime) -> tuple[int, ...]:
    """Keys of the active people whose post at this agency holds `permission` now, ascending."""
    return tuple(sorted(_holding(permission, [agency_id], now)))


def holds_now(permission: str, now: datetime) -> bool:
    """Whether anybody active holds `permission` now, at whichever agency."""
    return bool(_holding(permission, agencies(), now))


def anybody() -> bool:
    """Whether there is any account at all; a fresh district has none. One statement."""
    return Person.objects.exists()


def _holding(permission: str, agency_ids: Iterable[int], now: datetime) -> set[int]:
    entitled = [role.id for role in roles().values() if permission in role.permissions]
    return {
        service.person_id
        for agency_id in agency_ids
        for role_id in entitled
        for service in _services().get((agency_id, role_id), ())
        if service.since <= now and (service.until is None or now < service.until)
    }
