"""The first three of a district: without them nobody could let anybody in."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from hejia.accounts import passwords
from hejia.accounts.commands.history import record_change
from hejia.accounts.commands.passwords import CODE_LASTS
from hejia.accounts.commands.people import described
from hejia.accounts.commands.roles import load_default_roles
from hejia.accounts.models import Agency, Person, Post, Role
from hejia.accounts.vocabulary import AgencyKind, Duty, Level, Subject
from hejia.kernel import reference
from hejia.kernel.errors import Refused
from hejia.places.public import area


@dataclass(frozen=True, slots=True)
class Founder:
    """One of the three, and the code for the first login, told only here."""

    login: str
    role: str
    code: str


def found(area_id: int, *, now: datetime) -> list[Founder]:
    """Make the federation of the district, and its three administrators (三员分立).

    Raises Refused where people are there already: then one of them lets others in.
    """
    if Person.objects.exists():
        raise Refused("founded", "已有人员，请由系统管理员在后台“人员”中增加或重置密码。")
    load_default_roles()
    agency, _ = Agency.objects.get_or_create(
        code="FL",
        defaults={
            "name": f"{area(area_id).name}妇联",
            "kind": AgencyKind.FEDERATION,
            "level": Level.DISTRICT,
            "area_id": area_id,
        },
    )
    roles = Role.objects.exclude(duty=Duty.NONE).order_by("id")
    founders = [_founder(role, agency, now) for role in roles]
    reference.changed()
    return founders


def _founder(role: Role, agency: Agency, now: datetime) -> Founder:
    code = passwords.one_time_code(secrets.choice)
    person = Person.objects.create(
        login=role.code,
        name=role.name,
        password=make_password(code),
        must_change=True,
        code_until=now + CODE_LASTS,
        created_at=now,
    )
    Post.objects.create(person=person, agency=agency, role=role, since=now)
    record_change(
        Subject.PERSON,
        str(person.pk),
        "建立首批管理员",
        actor=None,
        now=now,
        before={},
        after=described(person) | {"岗位": f"{agency.name} · {role.name}"},
    )
    return Founder(person.login, role.name, code)
