"""Units, projects and subjects."""

import tomllib
from importlib.resources import files
from typing import Any

from hejia.accounts.public import Sight
from hejia.kernel import reference
from hejia.kernel.errors import Missing, Refused
from hejia.performance.access import need, unit_for
from hejia.performance.models import FunctionSubject, Project, Unit


def load_subjects() -> int:
    """Load the shipped function subjects that are not there yet; returns how many were added."""
    text = (files("hejia.performance") / "data" / "subjects.toml").read_text(encoding="utf-8")
    shipped: dict[str, str] = tomllib.loads(text)["subjects"]
    known = set(FunctionSubject.objects.values_list("code", flat=True))
    new = [FunctionSubject(code=c, name=n) for c, n in shipped.items() if c not in known]
    if new:
        FunctionSubject.objects.bulk_create(new)
        reference.changed()
    return len(new)


def ensure_subjects(subjects: dict[str, str]) -> None:
    """Add subjects an import brings along; names of known codes stay as they are."""
    known = set(FunctionSubject.objects.values_list("code", flat=True))
    new = [FunctionSubject(code=c, name=n) for c, n in subjects.items() if c not in known]
    if new:
        FunctionSubject.objects.bulk_create(new)
        reference.changed()


def open_unit(
    *, agency_id: int, code: str, name: str, department: str, authority: str, **more: Any
) -> Unit:
    """Create a budget unit (set-up and demonstration; no page needs it daily)."""
    unit, _ = Unit.objects.update_or_create(
        code=code,
        defaults={
            "agency_id": agency_id,
            "name": name,
            "department": department,
            "authority": authority,
            **more,
        },
    )
    return unit


def save_project(
    *, unit_id: int, year: int, project_id: int | None, by: Sight, **columns: str
) -> Project:
    """Add or change a project of the unit and year. Raises Refused with `fields`, or Missing."""
    need(by, "performance.record", "维护项目")
    unit = unit_for(by, unit_id)
    faults = {}
    code, name = columns.get("code", "").strip(), columns.get("name", "").strip()
    if not code:
        faults["code"] = "请填项目编码；名称可以重复，编码不能。"
    if not name:
        faults["name"] = "请填项目名称。"
    same = Project.objects.filter(unit=unit, year=year, code=code)
    same = same if project_id is None else same.exclude(pk=project_id)
    if code and same.exists():
        faults["code"] = f"编码 {code} 已用于“{same[0].name}”，请换一个。"
    if faults:
        raise Refused("incomplete", "".join(faults.values()), faults)
    if project_id is None:
        return Project.objects.create(unit=unit, year=year, **columns)
    if not Project.objects.filter(pk=project_id, unit=unit, year=year).update(**columns):
        raise Missing("这个项目")
    return Project.objects.get(pk=project_id)
