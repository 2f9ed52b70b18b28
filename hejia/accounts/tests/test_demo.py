"""The demonstration's people: everywhere somebody, and nobody real."""

from datetime import UTC, datetime

import pytest

from hejia.accounts import demo
from hejia.accounts.demo.people import _name
from hejia.accounts.models import Agency, Person, Post
from hejia.accounts.public import (
    agencies_at,
    community_federation,
    district_federation,
    people_with,
    person_by_key,
    street_federation,
)
from hejia.places import demo as ground
from hejia.places.public import Level, areas

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def district(db):
    ground.load(per_grid=1, say=lambda _: None)
    return demo.load(now=NOW, say=lambda _: None)


@pytest.mark.usefixtures("district")
def test_every_agency_has_somebody_and_every_federation_is_found():
    assert set(Agency.objects.values_list("pk", flat=True)) == set(
        Post.objects.values_list("agency_id", flat=True)
    )
    for street in areas(Level.STREET):
        federation = street_federation(street.id)
        assert federation is not None
        assert len(people_with("cases.close_approve", federation.id, now=NOW)) >= 2
        assert len(agencies_at(street.id, "police_station")) == 1
    for community in areas(Level.COMMUNITY):
        federation = community_federation(community.id)
        assert federation is not None
        assert people_with("cases.sign", federation.id, now=NOW)
    whole = district_federation()
    assert whole is not None
    assert (whole.code, whole.level) == ("FL", "district")


def test_it_loads_once_only(district):
    assert district == Person.objects.count() > 450
    assert demo.load(now=NOW, say=lambda _: None) == 0
    assert Person.objects.count() == district


@pytest.mark.usefixtures("district")
def test_every_featured_login_works_and_shows_the_role_it_promises():
    for one in demo.featured_logins():
        person = person_by_key(Person.objects.get(login=one.login).pk, NOW)
        assert person is not None
        assert len(person.sight.posts) == 1
        assert person.sight.permissions
        assert person.check_password(demo.PASSWORD) if one.login == "desk" else True


@pytest.mark.usefixtures("district")
def test_nobody_is_real():
    people = Person.objects.filter(kind="human")
    assert all(name[1] == "演" for name in people.values_list("name", flat=True))
    phones = [str(phone) for phone in people.values_list("phone", flat=True)]
    assert all(phone.startswith("100") and len(phone) == 11 for phone in phones)


def test_names_do_not_repeat():
    names = [_name(number) for number in range(700)]
    assert len(set(names)) == 700
