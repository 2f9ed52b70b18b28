"""The first three of a fresh district."""

from datetime import timedelta

import pytest

from hejia.accounts.commands.login import log_in
from hejia.accounts.models import Change, Person
from hejia.accounts.public import found, person_by_key, problems
from hejia.kernel.errors import Refused
from hejia.places.models import Area
from hejia.testing.cast import SINCE
from hejia.testing.ground import lay_ground

NOW = SINCE + timedelta(days=50)


@pytest.fixture
def district(db):
    lay_ground()
    return Area.objects.get(level=1)


def test_a_fresh_district_gets_its_three_each_with_one_duty(district):
    founders = found(district.pk, now=NOW)
    assert [one.login for one in founders] == ["sysadmin", "secadmin", "auditor"]
    assert problems(NOW) == []
    marks = ("accounts.manage", "roles.manage", "audit.view")
    for one, mark in zip(founders, marks, strict=True):
        person = log_in(one.login, one.code, now=NOW).person
        assert person is not None
        assert person.must_change
        sight = person_by_key(person.pk, NOW).sight
        assert [name for name in marks if name in sight.permissions] == [mark]
        assert sight.lanes == ()
    assert Change.objects.filter(actor=None).count() == 3


def test_it_founds_once_only(district):
    found(district.pk, now=NOW)
    with pytest.raises(Refused, match="founded"):
        found(district.pk, now=NOW)
    assert Person.objects.count() == 3
