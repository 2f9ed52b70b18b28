"""Units, projects and subjects."""

import tomllib
from importlib.resources import files
from typing import Any

from hejia.accounts.public import Sight
from hejia.kernel import reference
from hejia.kernel.errors import Missing, Refused
from hejia.performance.access import need, unit_for
from hejia.performance.models import (
    Budget,
    BudgetLine,
    FunctionSubject,
    Indicator,
    Project,
    Target,
    Unit,
)


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
        raise Refused("incomplete", fields=faults)
    if project_id is None:
        return Project.objects.create(unit=unit, year=year, **columns)
    if not Project.objects.filter(pk=project_id, unit=unit, year=year).update(**columns):
        raise Missing("这个项目")
    return Project.objects.get(pk=project_id)


def years_before(unit: Unit, year: int) -> list[int]:
    """Earlier years with a budget, latest first: what a new year may be taken over from."""
    rows = Budget.objects.filter(unit=unit, year__lt=year, lines__isnull=False)
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


def carry_over(*, unit_id: int, year: int, source: int, by: Sight) -> None:
    """Begin a year with an earlier one's projects, budget lines and targets, all as drafts.

    Nothing typed twice; amounts and indicators are then changed where they differ. Measurements,
    payments and adjustments stay with their year. Raises Refused where the year has begun.
    """
    need(by, "performance.record", "沿用往年的预算和指标")
    unit = unit_for(by, unit_id)
    if source not in years_before(unit, year):
        raise Refused("no_source", f"{unit.name} {source} 年没有可以沿用的预算。")
    begun = (
        Project.objects.filter(unit=unit, year=year).exists()
        or BudgetLine.objects.filter(budget__unit=unit, budget__year=year).exists()
        or Target.objects.filter(unit=unit, year=year).exists()
    )
    if begun:
        raise Refused("begun", f"{year} 年已有项目、明细或指标，不能再沿用；请直接修改。")
    projects = _carry_projects(unit, source, year)
    _carry_lines(unit, source, year, projects)
    for target in Target.objects.filter(unit=unit, year=source).order_by("id"):
        _carry_target(target, year, projects)


def _carry_projects(unit: Unit, source: int, year: int) -> dict[int | None, Project | None]:
    found: dict[int | None, Project | None] = {None: None}
    for old in Project.objects.filter(unit=unit, year=source):
        found[old.pk] = Project.objects.create(
            unit=unit,
            year=year,
            code=old.code,
            name=old.name,
            task=old.task,
            content=old.content,
            purpose=old.purpose,
        )
    return found


def _carry_lines(
    unit: Unit, source: int, year: int, projects: dict[int | None, Project | None]
) -> None:
    old = Budget.objects.get(unit=unit, year=source)
    budget, _ = Budget.objects.get_or_create(unit=unit, year=year, defaults={"places": old.places})
    lines = list(old.lines.order_by("id"))
    for line in lines:
        line.pk, line.budget, line.project = None, budget, projects[line.project_id]
    BudgetLine.objects.bulk_create(lines)


def _carry_target(old: Target, year: int, projects: dict[int | None, Project | None]) -> None:
    rows = list(old.indicators.all())
    target = Target.objects.create(
        unit_id=old.unit_id, year=year, project=projects[old.project_id], objective=old.objective
    )
    for row in rows:
        row.pk, row.target = None, target
    Indicator.objects.bulk_create(rows)
