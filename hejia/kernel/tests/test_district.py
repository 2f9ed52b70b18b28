"""The door to a district, opened inside an open one."""

import pytest
from django.conf import settings
from django.db import transaction

from hejia.kernel import district, reference
from hejia.kernel.district import door

pytestmark = pytest.mark.django_db


def test_what_changed_behind_an_inner_door_is_known_to_the_outer() -> None:
    before = district.current().stamp
    with door(settings.DISTRICT):
        reference.changed()
        within = district.current().stamp
    assert before != within == district.current().stamp


def test_a_change_undone_behind_an_inner_door_is_not() -> None:
    before = district.current().stamp
    with door(settings.DISTRICT):
        reference.changed()
        transaction.set_rollback(True)
    assert district.current().stamp == before
