"""What the system says no to before anything is written, and to the second of two writers."""

import json
from datetime import date

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from hejia.audit.models import Seal
from hejia.kernel.errors import Refused
from hejia.places.models import Area
from hejia.project import demo
from hejia.project.middleware import Door

pytestmark = pytest.mark.django_db


class Deadlock(Exception):
    sqlstate = "40P01"


@pytest.mark.parametrize("path", ["/cases/", "/api/v1/cases"])
def test_who_is_overtaken_twice_is_told_as_the_second_of_two_writers_is(path: str) -> None:
    asked = []

    def answer(request: HttpRequest) -> HttpResponse:
        asked.append(request)
        error = OperationalError()
        error.__cause__ = Deadlock()
        told = door.process_exception(request, error)
        assert told is not None
        return told

    door = Door(answer)
    found = door(RequestFactory().post(path))
    assert (len(asked), found.status_code) == (2, 409)
    text = found.content.decode()
    sentence = json.loads(text)["message"] if path.startswith("/api/") else text
    assert sentence.startswith("同一时刻有别人改动了同一内容，没有保存。")


def test_cases_of_the_past_are_not_loaded_upon_sealed_days() -> None:
    day, before = date(2026, 3, 1), Area.objects.count()
    Seal.objects.create(
        stream="cases.events", day=day, rows=0, digest=b"0" * 32, sealed_at=timezone.now()
    )
    with pytest.raises(Refused, match="已封存到 2026-03-01"):
        demo.load(cases=demo.CASES + 1, say=print)
    assert Area.objects.count() == before
