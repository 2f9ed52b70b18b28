"""A monitor is told when a part of the system does nothing, and which."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from hejia.kernel.models import Message
from hejia.project import demonstrated

pytestmark = pytest.mark.django_db


def waits(seconds: int) -> None:
    at = timezone.now() - timedelta(seconds=seconds)
    Message.objects.create(topic="cases.sign", subject=uuid4(), facts={}, at=at)


@pytest.fixture(autouse=True)
def nothing_waits(db: None) -> None:
    Message.objects.filter(relayed_at=None).update(relayed_at=timezone.now())


def test_much_news_that_waits_for_a_moment_is_well() -> None:
    for _ in range(50):
        waits(5)
    found = Client().get("/healthz")
    assert (found.status_code, found.json()["news_waiting"]) == (200, 50)


def test_one_piece_of_news_unheard_for_minutes_is_told_with_the_part_that_fails() -> None:
    waits(300)
    found = Client().get("/healthz")
    assert found.status_code == 503
    assert found.json()["database"] == "ok"
    assert "后台任务" in found.json()["news"]
    assert Client().get("/healthz?only=database").status_code == 200


def test_the_past_of_a_demonstration_still_loading_may_wait(
    settings: Settings, tmp_path: Path
) -> None:
    waits(300)
    settings.DEMONSTRATION, settings.HOME = True, tmp_path
    assert Client().get("/healthz").status_code == 200
    demonstrated.note(tmp_path, "x", [], cases=True)
    assert Client().get("/healthz").status_code == 503
