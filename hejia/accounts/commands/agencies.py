"""The tree of agencies."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db.models import Q

from hejia.accounts.commands.guarding import unchanged_since
from hejia.accounts.commands.history import record_change
from hejia.accounts.models import Agency, Person, Post
from hejia.accounts.queries.reference import agencies
from hejia.accounts.vocabulary import AgencyKind, Level, Subject
from hejia.kernel import reference
from hejia.kernel.errors import Missing, Refused
from hejia.places.public import area, areas

_record: Final = partial(record_change, Subject.AGENCY)


@dataclass(frozen=True, slots=True)
class AgencySpec:
    """What the back office states about an agency. Its level is that of its area."""

    code: str
    name: str
    kind: str
    area_id: int
    parent_id: int | None


def create_agency(spec: AgencySpec, *, actor: Person, now: datetime) -> Agency:
    """Add an agency. Raises Refused with a sentence per field."""
    _check(spec, None)
    agency = Agency.objects.create(
        code=spec.code,
        name=spec.name,
        kind=spec.kind,
        level=_level(spec.area_id),
        area_id=spec.area_id,
        parent_id=spec.parent_id,
    )
    reference.changed()
    _record(str(agency.pk), "新建", actor=actor, now=now, before={}, after=described(agency))
    return agency


def edit_agency(
    agency_id: int, spec: AgencySpec, *, valid: bool, seen: int, actor: Person, now: datetime
) -> None:
    """Correct an agency, or take it out of use once nobody serves there."""
    agency = Agency.objects.select_for_update().filter(pk=agency_id).first()
    if agency is None:
        raise Missing("该机构")
    unchanged_since(agency.version, seen, f"“{agency.name}”")
    _check(spec, agency)
    if agency.valid and not valid:
        _unused(agency, now)
    before = described(agency)
    agency.code, agency.name, agency.kind = spec.code, spec.name, spec.kind
    agency.area_id, agency.level = spec.area_id, _level(spec.area_id)
    agency.parent_id, agency.valid = spec.parent_id, valid
    agency.version += 1
    agency.save()
    reference.changed()
    after = described(agency)
    _record(str(agency.pk), "修改", actor=actor, now=now, before=before, after=after)


def described(agency: Agency) -> dict[str, Any]:
    """An agency as history shows it."""
    above = agencies().get(agency.parent_id or 0)
    return {
        "机构代码": agency.code,
        "名称": agency.name,
        "类别": str(AgencyKind(agency.kind).label),
        "层级": str(Level(agency.level).label),
        "辖区": area(agency.area_id).name,
        "上级机构": above.name if above else "",
        "启用": agency.valid,
    }


def _level(area_id: int) -> str:
    name = area(area_id).level_name
    return name if name in Level.values else Level.COMMUNITY.value


def _unused(agency: Agency, now: datetime) -> None:
    if Agency.objects.filter(parent=agency, valid=True).exists():
        raise Refused("agency_in_use", "还有在用的下级机构，请先停用或改挂下级机构。")
    posts = Post.objects.filter(Q(until=None) | Q(until__gt=now), agency=agency).count()
    if posts:
        raise Refused("agency_in_use", f"还有 {posts} 个岗位在该机构任职，请先撤销这些岗位。")


def _check(spec: AgencySpec, agency: Agency | None) -> None:
    faults: dict[str, str] = {}
    others = Agency.objects.exclude(pk=agency.pk) if agency else Agency.objects.all()
    if not 1 <= len(spec.code) <= 32:
        faults["code"] = "请填写机构代码，最多 32 位。"
    elif others.filter(code=spec.code).exists():
        faults["code"] = "这个机构代码已被使用。"
    if not 1 <= len(spec.name) <= 60:
        faults["name"] = "请填写名称，最多 60 个字。"
    if spec.kind not in AgencyKind.values:
        faults["kind"] = "请选择类别。"
    if spec.area_id not in {one.id for one in areas()}:
        faults["area"] = "请选择辖区。"
    if spec.parent_id is not None and _circular(spec.parent_id, agency):
        faults["parent"] = "上级机构不能是本机构或本机构的下级。"
    if faults:
        raise Refused("incomplete", fields=faults)


def _circular(parent_id: int, agency: Agency | None) -> bool:
    known = agencies()
    if parent_id not in known:
        return True
    above: int | None = parent_id
    while above is not None:
        if agency is not None and above == agency.pk:
            return True
        above = known[above].parent_id
    return False
