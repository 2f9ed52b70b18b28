"""Agencies, roles and tokens as the back office shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from hejia.accounts.models import Agency, Post, Role, Token
from hejia.accounts.queries.choices import agency_tree
from hejia.accounts.queries.reference import AgencyFacts
from hejia.accounts.vocabulary import Duty, Level, PersonStatus, Scope
from hejia.kernel.errors import Missing
from hejia.places.public import area

TOKENS = 200


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """A line of the tree. `depth` from 0; `people` serve there now."""

    agency: AgencyFacts
    depth: int
    area: str
    level_label: str
    people: int


@dataclass(frozen=True, slots=True)
class RoleRow:
    id: int
    code: str
    name: str
    note: str
    scope_label: str
    duty_label: str
    permissions: int
    people: int
    valid: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    id: int
    name: str
    person_id: int
    person: str
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str
    live: bool


def agency_rows(*, now: datetime, q: str = "", kind: str = "") -> list[AgencyRow]:
    """The tree of agencies; with a filter, the flat list of those that match. One statement."""
    serving = _serving(now, "agency_id")
    narrowed = bool(q or kind)
    return [
        AgencyRow(
            agency,
            0 if narrowed else depth,
            area(agency.area_id).name,
            str(Level(agency.level).label),
            serving.get(agency.id, 0),
        )
        for depth, agency in agency_tree()
        if (not q or q in agency.name or q in agency.code) and (not kind or agency.kind == kind)
    ]


def agency_model(agency_id: int) -> Agency:
    """The agency as the form edits it. Raises Missing."""
    found = Agency.objects.filter(pk=agency_id).first()
    if found is None:
        raise Missing("该机构")
    return found


def role_rows(*, now: datetime) -> list[RoleRow]:
    """Every role, with how many people hold it now; two statements."""
    serving = _serving(now, "role_id")
    return [
        RoleRow(
            role.pk,
            role.code,
            role.name,
            role.note,
            str(Scope(role.scope).label),
            str(Duty(role.duty).label),
            len(role.permissions),
            serving.get(role.pk, 0),
            role.valid,
        )
        for role in Role.objects.all()
    ]


def role_model(role_id: int) -> Role:
    """The role as the form edits it. Raises Missing."""
    found = Role.objects.filter(pk=role_id).first()
    if found is None:
        raise Missing("该角色")
    return found


def token_rows(*, now: datetime) -> list[TokenRow]:
    """The latest tokens, those in force and those that ended; one statement."""
    found = Token.objects.select_related("person").order_by("-id")[:TOKENS]
    return [
        TokenRow(
            token.pk,
            token.name,
            token.person_id,
            f"{token.person.name}（{token.person.login}）",
            tuple(token.scopes),
            token.issued_at,
            token.expires_at,
            token.last_used_at,
            "已吊销" if token.revoked_at else "已过期" if token.expires_at <= now else "有效",
            token.revoked_at is None and token.expires_at > now,
        )
        for token in found
    ]


def _serving(now: datetime, by: str) -> Mapping[int, int]:
    active = Q(until=None) | Q(until__gt=now)
    posts = Post.objects.filter(active, since__lte=now, person__status=PersonStatus.ACTIVE)
    counted = posts.values_list(by).annotate(people=Count("person_id", distinct=True))
    return dict(counted.order_by())
