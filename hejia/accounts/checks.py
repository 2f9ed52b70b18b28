"""What `hejia doctor` says about roles and administrators, in sentences that say how to mend."""

from datetime import datetime

from hejia.accounts.models import Role
from hejia.accounts.permissions import unknown
from hejia.accounts.queries.reference import holds_now, roles
from hejia.accounts.separation import MARKS, fault_of_role


def problems(now: datetime) -> list[str]:
    """Everything wrong with roles and administrators; empty when all is well."""
    return [*_roles(), *_administrators(now)]


def _roles() -> list[str]:
    found = []
    for role in Role.objects.filter(valid=True):
        stray = unknown(role.permissions)
        if stray:
            found.append(
                f"角色“{role.name}”含有本版本没有的权限 {'、'.join(stray)}，不起作用。"
                "请由安全管理员在“角色与权限”中重新保存。"
            )
        fault = fault_of_role(role.duty, role.scope, role.permissions)
        if fault:
            found.append(f"角色“{role.name}”：{fault}")
    return found


def _administrators(now: datetime) -> list[str]:
    if not roles():
        return ["还没有任何角色，请执行 hejia migrate 载入默认角色。"]
    return [
        f"没有人任{duty.label}的岗位（权限 {name}），相应的后台功能无人可用。"
        for name, duty in MARKS.items()
        if not holds_now(name, now)
    ]
