"""What each request asks of the database: pinned, for a restricted person, at 3 rows as at 30."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hejia.accounts.public import issue_token
from hejia.cases.models import Case
from hejia.cases.queries import words
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY, NEXT_COMMUNITY
from hejia.testing.walk import APPLICANT, QUIET, VIOLENT, Walk, tell

BRACKETS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
FEW, MANY = 3, 30


def told(cast: Cast, count: int) -> list[Case]:
    """Cases of the street, quiet and violent ones, in both of its communities."""
    now = timezone.now() - timedelta(hours=1)
    return [
        tell(
            cast.desk.sight,
            community=COMMUNITY if number % 2 else NEXT_COMMUNITY,
            now=now + timedelta(seconds=number),
            **(VIOLENT if number % 3 == 0 else QUIET),
        )
        for number in range(count)
    ]


def sent(act: Callable[[], Any]) -> list[str]:
    """The statements of an act that goes well; the second time, as the first warms copies up."""
    act()
    with CaptureQueriesContext(connection) as captured:
        answer = act()
    assert answer.status_code in (200, 201, 302), answer.content.decode()[:500]
    return [one["sql"] for one in captured if not one["sql"].startswith(BRACKETS)]


@pytest.fixture
def program(cast: Cast) -> Client:
    token = issue_token("street", now=timezone.now())
    return Client(headers={"authorization": f"Bearer {token}"})


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 7),
        ("/cases/?tab=live", 4),
        ("/cases/?risk=R4&status=handling&status=dispatched&order=due", 4),
        ("/cases/search/", 4),
        ("/cases/search/?q=家务", 8),
    ],
)
def test_a_page_asks_as_much_for_thirty_cases_as_for_three(
    cast: Cast, enter: Callable[[Any], Client], path: str, most: int
) -> None:
    street = enter(cast.street)
    told(cast, FEW)
    few = sent(lambda: street.get(path))
    told(cast, MANY - FEW)
    many = sent(lambda: street.get(path))
    assert len(many) == len(few) <= most, "\n".join(many)


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("order=due&status=handling&status=dispatched", 5),
        ("order=newest", 5),
        ("q=家务", 8),
        ("q=家务分工", 8),
        ("q=15400000001", 7),
    ],
)
def test_a_list_for_programs_asks_as_much_for_thirty_cases_as_for_three(
    cast: Cast, program: Client, query: str, most: int
) -> None:
    told(cast, FEW)
    few = sent(lambda: program.get(f"/api/v1/cases?{query}"))
    told(cast, MANY - FEW)
    many = sent(lambda: program.get(f"/api/v1/cases?{query}"))
    assert len(many) == len(few) <= most, "\n".join(many)


def test_common_words_are_met_on_the_way_or_looked_up_after_all(
    cast: Cast, program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(cast, MANY)
    path = "/api/v1/cases?limit=5&q=家务分工"
    looked_up = program.get(path).json()
    statements = sent(lambda: program.get(path))
    for steps in (MANY, 2):  # all are met on the way, or too few
        monkeypatch.setattr(words.Story, "steps", lambda *_, found=steps, **__: found)
        assert program.get(path).json() == looked_up
        assert len(sent(lambda: program.get(path))) <= len(statements)
    after = looked_up["next"]
    second = program.get(f"{path}&after={after}").json()["items"]
    assert {one["id"] for one in second}.isdisjoint(one["id"] for one in looked_up["items"])
    assert len(second) == 5


@pytest.mark.parametrize("steps", [FEW, MANY])
def test_the_page_of_a_case_asks_twelve_times_however_much_happened(
    cast: Cast, enter: Callable[[Any], Client], program: Client, steps: int
) -> None:
    case = told(cast, 2)[1]
    walk = Walk(case, timezone.now() - timedelta(minutes=50), pause=timedelta(seconds=1))
    walk.take(cast.community.sight, "sign")
    walk.take(cast.community.sight, "contact")
    for _ in range(steps):
        walk.take(cast.community.sight, "handle_log")
    street = enter(cast.street)
    page = sent(lambda: street.get(f"/cases/{case.pk}/"))
    assert len(page) <= 12, "\n".join(page)
    answer = sent(lambda: program.get(f"/api/v1/cases/{case.pk}"))
    assert len(answer) <= 11, "\n".join(answer)


def test_a_report_asks_eight_times_at_most(cast: Cast, program: Client) -> None:
    def report() -> Any:
        parties = [APPLICANT, {"role": "respondent", "name": "演示乙", "phone": "15400000002"}]
        said = {"id": str(uuid4()), **VIOLENT, "community": COMMUNITY, "parties": parties}
        return program.post("/api/v1/cases", said, "application/json")

    told(cast, FEW)
    few = sent(report)
    told(cast, MANY)
    many = sent(report)
    assert len(few) == len(many) <= 8, "\n".join(many)


@pytest.mark.parametrize(("action", "most"), [("sign", 12), ("handle_log", 12)])
def test_a_step_asks_as_much_beside_thirty_cases_as_beside_three(
    cast: Cast, enter: Callable[[Any], Client], action: str, most: int
) -> None:
    token = issue_token("community", now=timezone.now())
    community = Client(headers={"authorization": f"Bearer {token}"})

    def step(cases: list[Case]) -> Callable[[], Any]:
        left = iter(case for case in cases if case.holder_id == cast.community.sight.agency_ids[0])

        def act() -> Any:
            case = next(left)
            if action != "sign":
                walk = Walk(case, timezone.now() - timedelta(minutes=1), pause=timedelta(0))
                walk.take(cast.community.sight, "sign")
                walk.take(cast.community.sight, "contact")
                case = walk.case
                connection.queries_log.clear()
            said = {"method": "02", "content": "当面谈话。"} if action != "sign" else {}
            path = f"/api/v1/cases/{case.pk}/actions/{action}"
            return community.post(path, {"seen": case.version, **said}, "application/json")

        return act

    few = sent(step(told(cast, 6)))
    many = sent(step(told(cast, MANY)))
    assert len(few) == len(many) <= most, "\n".join(many)
