"""Changing a code list: each change checked, versioned, kept with who, when, before and after."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hejia.kernel import reference
from hejia.kernel.code_shape import faults
from hejia.kernel.errors import Duplicate, Missing, Refused, Stale
from hejia.kernel.models import Code, CodeChange, CodeList


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeValues:
    """All that can be said of a code but the code itself, which never changes."""

    label: str
    parent: str = ""
    order: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def add_code(
    *, list_name: str, code: str, values: CodeValues, actor: int | None, now: datetime
) -> None:
    """Add a code to a list. Refuses one that is there already, also one out of use."""
    of = _locked_list(list_name)
    if Code.objects.filter(list=of, code=code).exists():
        raise Duplicate(
            "code_exists",
            f"“{of.label}”中已有代码“{code}”（可能已停用），请换一个或修改原有代码。",
        )
    _check(of, code, values)
    row = Code(list=of, code=code, touched=True, **asdict(values))
    row.save(force_insert=True)
    _remember(of, code, actor, now, None, values)


@transaction.atomic
def change_code(
    *, list_name: str, code: str, values: CodeValues, seen: int, actor: int | None, now: datetime
) -> None:
    """Change a code; `seen` is the version the page showed. To end its use set `valid_to`."""
    of = _locked_list(list_name)
    row = Code.objects.filter(list=of, code=code).first()
    if row is None:
        raise Missing(f"“{of.label}”的代码“{code}”")
    if row.version != seen:
        raise Stale(seen, row.version, f"代码“{row.label}”已被他人修改")
    _check(of, code, values)
    before = values_of(row)
    if before == values:
        return
    Code.objects.filter(pk=row.pk).update(touched=True, version=seen + 1, **asdict(values))
    _remember(of, code, actor, now, before, values)


def values_of(row: Code) -> CodeValues:
    """What a code says now."""
    return CodeValues(
        label=row.label,
        parent=row.parent,
        order=row.order,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        note=row.note,
        extra=row.extra,
    )


def _locked_list(name: str) -> CodeList:
    """The list, its changes one at a time: a parent must not go while a child comes."""
    of = CodeList.objects.select_for_update().filter(name=name).first()
    if of is None:
        raise Missing(f"代码表“{name}”")
    return of


def _check(of: CodeList, code: str, values: CodeValues) -> None:
    found = faults({"code": code, **asdict(values)}, of.shape)
    if values.parent:
        parents = dict(Code.objects.filter(list=of).values_list("code", "parent"))
        fault = _parent_fault(code, values.parent, parents)
        found |= {"parent": fault} if fault else {}
    if found:
        raise Refused("incomplete", "".join(found.values()), found)


def _parent_fault(code: str, parent: str, parents: dict[str, str]) -> str:
    if parent not in parents:
        return f"没有“{parent}”这个上级代码。"
    above = parent
    while above:
        if above == code:
            return "上级代码不能是它自己或它的下级。"
        above = parents.get(above, "")
    return ""


def _remember(
    of: CodeList,
    code: str,
    actor: int | None,
    now: datetime,
    before: CodeValues | None,
    after: CodeValues,
) -> None:
    CodeChange.objects.create(
        list_name=of.name,
        code=code,
        at=now,
        actor=actor,
        before=as_json(before) if before else None,
        after=as_json(after),
    )
    reference.changed()


def as_json(values: CodeValues) -> dict[str, Any]:
    """Values as they stand in the history."""
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(values).items()}
