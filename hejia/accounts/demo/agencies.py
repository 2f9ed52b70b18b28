"""The agencies of the demonstration district: real kinds of agencies, no real staff."""

from collections.abc import Iterator
from dataclasses import dataclass

from hejia.accounts.models import Agency
from hejia.accounts.vocabulary import AgencyKind, Level
from hejia.kernel import reference
from hejia.places.public import AreaFacts, areas, district
from hejia.places.public import Level as AreaLevel

_DISTRICT = (
    ("FL", "龙岗区妇联", AgencyKind.FEDERATION, None),
    ("FL-12338", "龙岗区妇联12338热线", AgencyKind.FEDERATION, "FL"),
    ("FL-SVC", "龙岗区家庭服务中心（演示）", AgencyKind.SERVICE_ORGANISATION, "FL"),
    ("ZF", "龙岗区委政法委", AgencyKind.POLITICAL_LEGAL, None),
    ("ZZ", "龙岗区综治中心", AgencyKind.GOVERNANCE_CENTER, "ZF"),
    ("GA", "市公安局龙岗分局", AgencyKind.PUBLIC_SECURITY, None),
    ("JC", "龙岗区人民检察院", AgencyKind.PROCURATORATE, None),
    ("FY", "龙岗区人民法院", AgencyKind.COURT, None),
    ("SF", "龙岗区司法局", AgencyKind.JUSTICE, None),
    ("MZ", "龙岗区民政局", AgencyKind.CIVIL_AFFAIRS, None),
    ("JY", "龙岗区教育局", AgencyKind.EDUCATION, None),
    ("WJ", "龙岗区卫生健康局", AgencyKind.HEALTH, None),
)

_STREET = (
    ("FL", "{0}妇联", AgencyKind.FEDERATION),
    ("ZZ", "{0}综治中心", AgencyKind.GOVERNANCE_CENTER),
    ("GA", "{1}派出所", AgencyKind.POLICE_STATION),
    ("SF", "{1}司法所", AgencyKind.JUSTICE_OFFICE),
    ("FY", "{1}人民法庭", AgencyKind.TRIBUNAL),
    ("MZ", "{0}公共服务办", AgencyKind.CIVIL_AFFAIRS_OFFICE),
    ("JY", "{0}教育办", AgencyKind.SCHOOL_OFFICE),
    ("WJ", "{1}社区健康服务中心", AgencyKind.HEALTH_CENTER),
)


@dataclass(frozen=True, slots=True)
class _Plan:
    code: str
    name: str
    kind: AgencyKind
    level: Level
    area_id: int
    parent: str | None


def load_agencies() -> dict[str, Agency]:
    """Add the agencies level by level; by code. Codes: FL, FL-440307013, FL-440307013009 …"""
    found: dict[str, Agency] = {}
    whole = _district(district())
    tops = [plan for plan in whole if plan.parent is None]
    branches = [plan for plan in whole if plan.parent is not None]
    for plans in (tops, branches, _streets(), _communities()):
        made = Agency.objects.bulk_create(
            [
                Agency(
                    code=plan.code,
                    name=plan.name,
                    kind=plan.kind,
                    level=plan.level,
                    area_id=plan.area_id,
                    parent=found[plan.parent] if plan.parent else None,
                )
                for plan in plans
            ]
        )
        found |= {agency.code: agency for agency in made}
    reference.changed()
    return found


def _district(whole: AreaFacts) -> list[_Plan]:
    return [
        _Plan(code, name, kind, Level.DISTRICT, whole.id, parent)
        for code, name, kind, parent in _DISTRICT
    ]


def _streets() -> Iterator[_Plan]:
    for street in areas(AreaLevel.STREET):
        short = street.name.removesuffix("街道")
        for prefix, name, kind in _STREET:
            yield _Plan(
                f"{prefix}-{street.code}",
                name.format(street.name, short),
                kind,
                Level.STREET,
                street.id,
                prefix,
            )


def _communities() -> Iterator[_Plan]:
    streets = {street.id: street.code for street in areas(AreaLevel.STREET)}
    for community in areas(AreaLevel.COMMUNITY):
        above = streets[community.parent_id or 0]
        yield _Plan(
            f"FL-{community.code}",
            f"{community.name}妇联",
            AgencyKind.FEDERATION,
            Level.COMMUNITY,
            community.id,
            f"FL-{above}",
        )
