"""Several at the same moment: one wins, the others are told, nothing crashes or is doubled."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from hejia.accounts.public import issue_token
from hejia.cases.models import Case, CaseEvent, Clock
from hejia.cases.queries.invariants import broken
from hejia.cases.queries.proof import faults
from hejia.kernel.district import door
from hejia.testing.cast import gather
from hejia.testing.ground import COMMUNITY
from hejia.testing.walk import APPLICANT, QUIET, tell

CLIENTS, CASES = 4, 60


def as_program(login: str) -> dict[str, str]:
    with door(settings.DISTRICT):
        return {"authorization": f"Bearer {issue_token(login, now=timezone.now())}"}


def at_once(act: Callable[[int], Any], clients: int = CLIENTS) -> list[Any]:
    """Run `act(number)` in as many threads, all starting at the same moment."""
    barrier = Barrier(clients)

    def run(number: int) -> Any:
        barrier.wait()
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(run, range(clients)))


def sound() -> bool:
    with door(settings.DISTRICT):
        return not list(broken()) and not list(faults())


@pytest.fixture
def ready(committed_db: object) -> list[UUID]:
    with door(settings.DISTRICT):
        cast = gather()
        now = timezone.now()
        return [tell(cast.desk.sight, community=COMMUNITY, now=now).pk for _ in range(CASES)]


def test_of_four_who_sign_the_same_case_one_wins_and_three_are_told(ready: list[UUID]) -> None:
    headers = as_program("community")

    def sign_all(_: int) -> list[int]:
        client = Client(headers=headers, raise_request_exception=False)
        return [
            client.post(
                f"/api/v1/cases/{key}/actions/sign", {"seen": 2}, "application/json"
            ).status_code
            for key in ready
        ]

    answers = at_once(sign_all)
    for each in zip(*answers, strict=True):
        assert Counter(each) == {200: 1, 409: CLIENTS - 1}
    with door(settings.DISTRICT):
        assert CaseEvent.objects.filter(action="sign").count() == CASES
    assert sound()


def test_the_same_report_from_four_at_once_is_one_case(ready: list[UUID]) -> None:
    headers = as_program("desk")
    told = [
        {
            "id": str(uuid4()),
            **QUIET,
            "community": COMMUNITY,
            "source_ref": f"演示-{number}",
            "parties": [APPLICANT],
        }
        for number in range(25)
    ]

    def report_all(number: int) -> list[tuple[int, str]]:
        client = Client(headers=headers, raise_request_exception=False)
        answers = []
        for sent in told:
            # Half of them send a key of their own: then the source's number tells it is the same.
            mine = sent if number % 2 else sent | {"id": str(uuid4())}
            answer = client.post("/api/v1/cases", mine, "application/json")
            answers.append((answer.status_code, answer.json().get("number", "")))
        return answers

    for each in zip(*at_once(report_all), strict=True):
        assert sorted(status for status, _ in each) == [200, 200, 200, 201]
        assert len({number for _, number in each}) == 1
    with door(settings.DISTRICT):
        made = Case.objects.filter(source_ref__startswith="演示-")
        assert made.count() == len(told)
        assert not made.exclude(pk__in=Clock.objects.values("case_id")).exists()
    assert sound()
