"""Making and changing roles."""

import re
from datetime import datetime
from functools import partial
from typing import Any, Final

from hejia.accounts.commands.guarding import unchanged_since
from hejia.accounts.commands.history import record_change
from hejia.accounts.models import Person, Role
from hejia.accounts.permissions import PERMISSIONS
from hejia.accounts.queries.defaults import RoleSpec, default_roles, fault_of
from hejia.accounts.vocabulary import Duty, Scope, Subject
from hejia.kernel import reference
from hejia.kernel.errors import Missing, Refused

_CODE = re.compile(r"[a-z][a-z0-9_]{2,31}")
_record: Final = partial(record_change, Subject.ROLE)


def load_default_roles() -> None:
    """Add the shipped roles that are missing; what the district changed stays as it is."""
    known = set(Role.objects.values_list("code", flat=True))
    missing = [spec for spec in default_roles() if spec.code not in known]
    Role.objects.bulk_create([_role(spec) for spec in missing])
    if missing:
        reference.changed()


def create_role(spec: RoleSpec, *, actor: Person, now: datetime) -> Role:
    """Add a role. Raises Refused with a sentence per field."""
    faults = _faults(spec, None)
    if not _CODE.fullmatch(spec.code):
        faults["code"] = "代码为 3–32 位小写字母、数字、下划线，以字母开头。"
    elif Role.objects.filter(code=spec.code).exists():
        faults["code"] = "这个代码已被使用，请换一个。"
    if faults:
        raise Refused("incomplete", fields=faults)
    role = _role(spec)
    role.save(force_insert=True)
    reference.changed()
    _record(str(role.pk), "新建", actor=actor, now=now, before={}, after=described(role))
    return role


def edit_role(
    role_id: int, spec: RoleSpec, *, valid: bool, seen: int, actor: Person, now: datetime
) -> None:
    """Change what a role permits; whoever holds it feels it with the next request.

    An administrator's duty stays what it is, and nobody changes a role of the own posts.
    """
    role = Role.objects.select_for_update().filter(pk=role_id).first()
    if role is None:
        raise Missing("该角色")
    unchanged_since(role.version, seen, f"角色“{role.name}”")
    if any(post.role.id == role_id for post in actor.sight.every_post):
        raise Refused("oneself", "不能修改自己所任的角色，请由另一位安全管理员操作。")
    faults = _faults(spec, role)
    if spec.duty != role.duty:
        faults["duty"] = "管理员职责不能修改，请另建角色。"
    if faults:
        raise Refused("incomplete", fields=faults)
    before = described(role)
    role.name, role.scope, role.note, role.valid = spec.name, spec.scope, spec.note, valid
    role.permissions = list(spec.permissions)
    role.version += 1
    role.save(update_fields=["name", "scope", "note", "valid", "permissions", "version"])
    reference.changed()
    after = described(role)
    _record(str(role.pk), "修改", actor=actor, now=now, before=before, after=after)


def described(role: Role) -> dict[str, Any]:
    """A role as history shows it, in the users' words."""
    return {
        "代码": role.code,
        "名称": role.name,
        "数据范围": str(Scope(role.scope).label),
        "管理员职责": str(Duty(role.duty).label),
        "权限": [PERMISSIONS[p].label if p in PERMISSIONS else p for p in role.permissions],
        "说明": role.note,
        "启用": role.valid,
    }


def _role(spec: RoleSpec) -> Role:
    """A role as specified, not yet saved."""
    return Role(
        code=spec.code,
        name=spec.name,
        scope=spec.scope,
        duty=spec.duty,
        permissions=list(spec.permissions),
        note=spec.note,
    )


def _faults(spec: RoleSpec, role: Role | None) -> dict[str, str]:
    faults: dict[str, str] = {}
    others = Role.objects.exclude(pk=role.pk) if role else Role.objects.all()
    if not 1 <= len(spec.name) <= 30:
        faults["name"] = "请填写名称，最多 30 个字。"
    elif others.filter(name=spec.name).exists():
        faults["name"] = "已有同名角色，请换一个名称。"
    fault = fault_of(spec)
    if fault:
        faults["permissions"] = fault
    return faults
