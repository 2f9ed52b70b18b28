"""三员分立: who runs the system, who grants rights and who reads the logs are three people.

GB/T 22239-2019, level 3. None of the three sees the business, so none can use what the other two
grant. Rules without database or clock; each returns the sentence that refuses, or "".
"""

from collections.abc import Iterable

from hejia.accounts.sight import RoleFacts
from hejia.accounts.vocabulary import Duty, Scope

#: The permission that makes each of the three what it is.
MARKS: dict[str, Duty] = {
    "accounts.manage": Duty.SYSTEM,
    "roles.manage": Duty.SECURITY,
    "audit.view": Duty.AUDIT,
}
#: What an administrator may hold besides: running parameters, never records.
RUNNING = frozenset(
    {
        "codes.manage",
        "limits.manage",
        "rules.manage",
        "calendar.manage",
        "places.manage",
    }
)


def fault_of_role(duty: str, scope: str, permissions: Iterable[str]) -> str:
    """Why a role may not be made so."""
    held = set(permissions)
    for name, owner in MARKS.items():
        if name in held and owner != duty:
            return f"“{owner.label}”的权限只能由管理员职责为“{owner.label}”的角色持有（三员分立）。"
    if duty == Duty.NONE:
        return ""
    if scope != Scope.NONE:
        return "管理员角色的数据范围只能是“不涉及业务数据”（三员分立）。"
    if held - RUNNING - MARKS.keys():
        return "管理员角色不能持有业务权限（三员分立）。请把业务权限放在业务角色里。"
    return ""


def fault_of_roles(held: Iterable[RoleFacts], wanted: RoleFacts) -> str:
    """Why a person with these roles may not be given another one."""
    for role in held:
        if role.duty != wanted.duty:
            return (
                f"该人员已任“{role.name}”，不能再任“{wanted.name}”："
                "系统、安全、审计三个管理员不得兼任，也不得兼任业务岗位（三员分立）。"
            )
    return ""
