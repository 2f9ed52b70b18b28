"""The people of the tests. Each fixture is a person as the pages load one, with sight.

    desk        接线/窗口登记员, reports            approver   second reader of the street
    dispatcher  区分拨员, whole district            visitor    回访员, neither handler nor approver
    community   社区妇联 of 五和社区                 officer    派出所 of 坂田街道, own tasks only
    street      街道妇联 of 坂田街道                 stranger   街道妇联 of 布吉街道: another street
    district, leader, supervisor                   the district's own
    clerk       绩效专员, figures only              sysadmin, secadmin, auditor   三员分立

`cast` holds them all. In a `committed_db` ask for `peopled`, or call `gather()` inside
the door.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connections
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from hejia.accounts.demo import PASSWORD
from hejia.accounts.demo.agencies import load_agencies
from hejia.accounts.demo.people import load_people
from hejia.accounts.models import Person
from hejia.accounts.public import load_default_roles, person_by_key
from hejia.kernel.district import door
from hejia.project.database import Urls
from hejia.testing.databases import PEOPLED, point
from hejia.testing.ground import lay_ground
from hejia.testing.postgres import Server

SINCE = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)

LOGINS = {
    "desk": "desk",
    "dispatcher": "dispatcher",
    "community": "community",
    "street": "street",
    "approver": "approver",
    "visitor": "visitor",
    "officer": "police",
    "stranger": "street-buji",
    "district": "district",
    "leader": "leader",
    "supervisor": "supervisor",
    "clerk": "clerk",
    "sysadmin": "sysadmin",
    "secadmin": "secadmin",
    "auditor": "auditor",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by their part."""

    desk: Person
    dispatcher: Person
    community: Person
    street: Person
    approver: Person
    visitor: Person
    officer: Person
    stranger: Person
    district: Person
    leader: Person
    supervisor: Person
    clerk: Person
    sysadmin: Person
    secadmin: Person
    auditor: Person

    def member(self, part: str) -> Person:
        found: Person = getattr(self, part)
        return found


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def gather() -> Cast:
    """Lay the small ground and put the cast on it, inside the open door."""
    lay_ground()
    load_default_roles()
    load_people(load_agencies(), now=SINCE, password=_hashed())
    keys = dict(Person.objects.values_list("login", "pk"))
    return Cast(**{part: loaded(keys[login]) for part, login in LOGINS.items()})


def loaded(person_id: int) -> Person:
    """The person with posts and sight as of a month after they began."""
    person = person_by_key(person_id, datetime(2026, 3, 2, 4, 0, tzinfo=UTC))
    assert person is not None
    return person


@pytest.fixture(scope="session")
def gathered(
    database_server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Cast:
    """The cast, committed once to a database of its own. Tests take a copy: ask for `cast`."""
    for connection in connections.all():
        connection.close()
    database_server.clone(PEOPLED)
    point(database_server.urls(PEOPLED))
    with django_db_blocker.unblock(), door(settings.DISTRICT):
        return gather()


@pytest.fixture
def cast(db: None, gathered: Cast) -> Cast:
    """Everybody, on the small ground; what the test does to them goes with its transaction."""
    return deepcopy(gathered)


@pytest.fixture
def peopled(committed_db: Urls) -> Cast:
    """Everybody, on the small ground of the test's own database."""
    with door(settings.DISTRICT):
        return gather()


@pytest.fixture
def enter() -> Callable[[Person], Client]:
    """A browser in which somebody is logged in."""

    def as_person(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="hejia.accounts.backends.OnePassBackend")
        return client

    return as_person


def _part(name: str) -> Callable[[Cast], Person]:
    def fixture(cast: Cast) -> Person:
        return cast.member(name)

    fixture.__doc__ = f"The {name} of the cast."
    return pytest.fixture(name=name)(fixture)


desk = _part("desk")
dispatcher = _part("dispatcher")
community = _part("community")
street = _part("street")
approver = _part("approver")
visitor = _part("visitor")
officer = _part("officer")
stranger = _part("stranger")
district = _part("district")
leader = _part("leader")
supervisor = _part("supervisor")
clerk = _part("clerk")
sysadmin = _part("sysadmin")
secadmin = _part("secadmin")
auditor = _part("auditor")
