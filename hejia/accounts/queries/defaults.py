"""The roles of data/roles.toml, checked."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from hejia.accounts import permissions, separation
from hejia.accounts.vocabulary import Duty, Scope


@dataclass(frozen=True, slots=True)
class RoleSpec:
    """A role as it is shipped or stated in a form."""

    code: str
    name: str
    scope: str
    permissions: tuple[str, ...]
    duty: str = Duty.NONE.value
    note: str = ""


def default_roles() -> list[RoleSpec]:
    """The shipped roles in order. Raises ValueError naming the first role that cannot be right."""
    text = files("hejia.accounts").joinpath("data/roles.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    specs = [_spec(row, data["sets"]) for row in data["role"]]
    for spec in specs:
        fault = fault_of(spec)
        if fault:
            raise ValueError(f"roles.toml, {spec.code}: {fault}")
    return specs


def fault_of(spec: RoleSpec) -> str:
    """Why a role cannot be so, as a sentence; "" if it can."""
    stray = permissions.unknown(spec.permissions)
    if stray:
        return f"没有这些权限：{'、'.join(stray)}。"
    if spec.scope not in Scope.values or spec.duty not in Duty.values:
        return "数据范围或管理员职责不在可选范围内。"
    return separation.fault_of_role(spec.duty, spec.scope, spec.permissions)


def _spec(row: dict[str, str | list[str]], sets: dict[str, list[str]]) -> RoleSpec:
    names: list[str] = []
    for name in row.pop("permissions"):
        names += sets[name[1:]] if name.startswith("@") else [name]
    kept = tuple(name for name in permissions.PERMISSIONS if name in names)
    stray = tuple(sorted(set(names) - set(kept)))
    return RoleSpec(permissions=kept + stray, **{k: str(v) for k, v in row.items()})
