"""The people of the demonstration: for every agency at least one, for the federations two.

Every name carries 演 in its middle, so that nobody takes it for a real one; phone numbers begin
with 100, which no operator gives out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from hejia.accounts.demo.featured import COMMUNITY_CODE, PASSWORD, STREET_CODE
from hejia.accounts.models import Agency, Person, Post, Role
from hejia.accounts.vocabulary import PersonKind
from hejia.kernel import reference
from hejia.places.public import Level, areas

_PINYIN = {
    "440307003": "pinghu",
    "440307006": "pingdi",
    "440307012": "nanwan",
    "440307013": "bantian",
    "440307014": "buji",
    "440307015": "longcheng",
    "440307016": "longgang",
    "440307017": "henggang",
    "440307018": "jihua",
    "440307019": "baolong",
    "440307020": "yuanshan",
}

#: Appointed long enough ago for every case of the demonstration.
_SERVED = timedelta(days=800)

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹"
_GIVEN = "安宁和静平睦诚信明清欣悦雅慧敏芳兰梅洁思文佳怡晴"

#: (login, agency, role) of those who serve the district as a whole.
_DISTRICT = (
    ("desk", "FL-12338", "duty_officer"),
    ("desk-2", "FL-12338", "duty_officer"),
    ("dispatcher", "ZZ", "dispatcher"),
    ("dispatcher-2", "ZZ", "dispatcher"),
    ("district", "FL", "district_wf"),
    ("district-2", "FL", "district_wf"),
    ("leader", "FL", "district_leader"),
    ("leader-2", "FL", "district_leader"),
    ("supervisor", "FL", "supervisor"),
    ("visitor", "FL-12338", "visitor"),
    ("visitor-2", "FL-12338", "visitor"),
    ("clerk", "FL", "performance_clerk"),
    ("screen", "ZZ", "screen_viewer"),
    ("counselor", "FL-SVC", "counselor"),
    ("lawyer", "FL-SVC", "lawyer"),
    ("social", "FL-SVC", "social_worker"),
    ("sysadmin", "FL", "sysadmin"),
    ("sysadmin-2", "FL", "sysadmin"),
    ("secadmin", "FL", "secadmin"),
    ("secadmin-2", "FL", "secadmin"),
    ("auditor", "FL", "auditor"),
    ("political", "ZF", "co_handler"),
    ("security", "GA", "co_handler"),
    ("procurator", "JC", "co_handler"),
    ("court", "FY", "co_handler"),
    ("justice-bureau", "SF", "co_handler"),
    ("civil-affairs", "MZ", "co_handler"),
    ("education-bureau", "JY", "co_handler"),
    ("health-bureau", "WJ", "co_handler"),
)

#: (login, prefix of the agency's code, role) of those who serve a street.
_STREET = (
    ("street", "FL", "street_wf"),
    ("approver", "FL", "street_wf"),
    ("manager", "FL", "case_manager"),
    ("center", "ZZ", "street_center"),
    ("police", "GA", "co_handler"),
    ("justice", "SF", "co_handler"),
    ("mediator", "SF", "mediator"),
    ("tribunal", "FY", "co_handler"),
    ("civil", "MZ", "co_handler"),
    ("education", "JY", "co_handler"),
    ("health", "WJ", "co_handler"),
)

#: Those of the chosen street and community bear the short logins of the table above.
_SYSTEM = ("intake", "FL-12338", "neighbour")


@dataclass(frozen=True, slots=True)
class _Plan:
    login: str
    agency: str
    role: str
    area_id: int | None = None


def load_people(agencies: dict[str, Agency], *, now: datetime, password: str = "") -> int:
    """Add people and their posts; how many. `password`: PASSWORD hashed, else done here, once."""
    plans = [_Plan(*row) for row in (*_DISTRICT, _SYSTEM)]
    plans += [*_streets(), *_communities()]
    since = now - _SERVED
    password = password or make_password(PASSWORD)
    people = Person.objects.bulk_create(
        [_person(plan, number, password, since) for number, plan in enumerate(plans)]
    )
    roles = {role.code: role for role in Role.objects.all()}
    Post.objects.bulk_create(
        [
            Post(
                person=person,
                agency=agencies[plan.agency],
                role=roles[plan.role],
                area_id=plan.area_id,
                since=since,
            )
            for person, plan in zip(people, plans, strict=True)
        ]
    )
    reference.changed()
    return len(people)


def _person(plan: _Plan, number: int, password: str, since: datetime) -> Person:
    system = plan.login == _SYSTEM[0]
    return Person(
        login=plan.login,
        name="民生诉求平台（演示）" if system else _name(number),
        kind=PersonKind.SYSTEM if system else PersonKind.HUMAN,
        phone="" if system else f"100{number:08d}",
        password=make_password(None) if system else password,
        password_changed_at=since,
        must_change=False,
        created_at=since,
    )


def _name(number: int) -> str:
    """A name for each number below 720, without repeating; never anybody's."""
    given, surname = divmod(number, len(_SURNAMES))
    # Walks through the given names at another pace, so that neighbours differ in both.
    return f"{_SURNAMES[surname]}演{_GIVEN[(given + surname * 7) % len(_GIVEN)]}"


def _streets() -> Iterator[_Plan]:
    for street in areas(Level.STREET):
        place = _PINYIN.get(street.code, street.code)
        for login, prefix, role in _STREET:
            short = street.code == STREET_CODE
            yield _Plan(login if short else f"{login}-{place}", f"{prefix}-{street.code}", role)


def _communities() -> Iterator[_Plan]:
    streets = {street.id: street.code for street in areas(Level.STREET)}
    grids = {grid.parent_id: grid.id for grid in reversed(areas(Level.GRID))}
    for community in areas(Level.COMMUNITY):
        short = community.code == COMMUNITY_CODE
        tail = "" if short else f"-{community.code}"
        agency = f"FL-{community.code}"
        yield _Plan(f"community{tail}", agency, "community_wf")
        yield _Plan(f"community{tail}-2", agency, "community_wf")
        if community.id in grids:
            center = f"ZZ-{streets[community.parent_id or 0]}"
            yield _Plan(f"grid{tail}", center, "grid_worker", grids[community.id])
