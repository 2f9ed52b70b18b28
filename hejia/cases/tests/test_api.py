"""The door for programs: the same acts as the pages, in JSON, with refusals in one shape."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from hejia.accounts.models import Person
from hejia.accounts.public import issue_token
from hejia.cases.models import Case, CaseEvent
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY
from hejia.testing.walk import APPLICANT, QUIET, SAID, tell

Program = Callable[[Person], Client]


@pytest.fixture
def program() -> Program:
    """A client that carries the bearer token of a person."""

    def of(person: Person) -> Client:
        token = issue_token(person.login, now=timezone.now())
        return Client(headers={"authorization": f"Bearer {token}"})

    return of


def body(**changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        **QUIET,
        "community": COMMUNITY,
        "parties": [APPLICANT],
        **changes,
    }


def post(client: Client, path: str, sent: Any, **headers: str) -> Any:
    return client.post(f"/api/v1{path}", sent, "application/json", headers=headers)


def test_a_report_answers_201_then_200_with_the_same_case(cast: Cast, program: Program) -> None:
    desk, sent = program(cast.desk), body()
    first, second = post(desk, "/cases", sent), post(desk, "/cases", sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["number"] == second.json()["number"]
    assert Case.objects.count() == 1


def test_the_whole_life_by_program(cast: Cast, program: Program) -> None:
    case = post(program(cast.desk), "/cases", body()).json()
    for part, action in [
        ("community", "sign"),
        ("community", "contact"),
        ("community", "close_apply"),
        ("approver", "close_approve"),
        ("visitor", "visit"),
        ("approver", "archive"),
    ]:
        client = program(cast.member(part))
        said = {"seen": case["version"], **SAID.get(action, {})}
        answer = post(client, f"/cases/{case['id']}/actions/{action}", said)
        assert answer.status_code == 200, answer.json()
        case = answer.json()
    assert case["status"] == "archived"
    events = program(cast.desk).get(f"/api/v1/cases/{case['id']}/events").json()
    assert [event["number"] for event in events] == list(range(1, case["version"] + 1))


def test_without_a_token_nothing_opens(cast: Cast) -> None:
    answer = Client().get("/api/v1/cases")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_what_is_not_yours_is_404(cast: Cast, program: Program) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY, now=timezone.now())
    stranger = program(cast.stranger)
    for path in ("", "/events"):
        assert stranger.get(f"/api/v1/cases/{case.pk}{path}").status_code == 404
    answer = post(stranger, f"/cases/{case.pk}/actions/sign", {"seen": 2})
    assert answer.status_code == 404
    assert CaseEvent.objects.count() == 2


def test_a_wrong_address_or_method_is_told_as_json(cast: Cast, program: Program) -> None:
    for answer in (program(cast.desk).get("/api/v1/nosuch"), program(cast.desk).put("/api/v1/me")):
        assert answer.status_code in (404, 405)
        assert set(answer.json()) == {"code", "message", "fields"}


def test_an_old_version_is_409_with_the_new_one(cast: Cast, program: Program) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY, now=timezone.now())
    answer = post(program(cast.community), f"/cases/{case.pk}/actions/sign", {"seen": 1})
    assert (answer.status_code, answer.json()["version"]) == (409, 2)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (body(summary=""), "summary"),
        (body(type="000"), "type"),
        (body(id="x"), "id"),
        (body(colour="red"), "colour"),
        (body(parties=[{"role": "applicant", "phone": "1"}]), "parties.0.phone"),
    ],
)
def test_422_has_a_chinese_sentence_for_the_field(
    cast: Cast, program: Program, sent: dict[str, Any], field: str
) -> None:
    answer = post(program(cast.desk), "/cases", sent)
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [field]
    assert any("\u4e00" <= char <= "\u9fff" for char in answer.json()["fields"][field])
    assert not Case.objects.exists()


@pytest.mark.parametrize("sent", ["{", "[]", "7", '{"seen": "two"}'])
def test_a_broken_body_is_told_not_crashed(cast: Cast, program: Program, sent: str) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY, now=timezone.now())
    path = f"/api/v1/cases/{case.pk}/actions/sign"
    answer = program(cast.community).post(path, sent, "application/json")
    assert 400 <= answer.status_code < 500
    assert CaseEvent.objects.count() == 2


def test_an_unknown_action_is_told(cast: Cast, program: Program) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY, now=timezone.now())
    answer = post(program(cast.community), f"/cases/{case.pk}/actions/fly", {"seen": 2})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_action")


def test_the_same_key_gets_the_same_answer(cast: Cast, program: Program) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY, now=timezone.now())
    client, path = program(cast.community), f"/cases/{case.pk}/actions/sign"
    answers = [post(client, path, {"seen": 2}, idempotency_key="k1") for _ in range(2)]
    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert CaseEvent.objects.filter(action="sign").count() == 1
    other = post(client, path, {"seen": 3}, idempotency_key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_lists_page_by_key_and_miss_nobody(cast: Cast, program: Program) -> None:
    keys = {str(tell(cast.desk.sight, community=COMMUNITY).pk) for _ in range(7)}
    for order in ("due", "newest", "oldest"):
        found: list[str] = []
        after = ""
        while True:
            query = {"limit": "3", "order": order, "after": after}
            page = program(cast.street).get("/api/v1/cases", query).json()
            found += [item["id"] for item in page["items"]]
            after = page["next"]
            if not after:
                break
        assert (len(found), set(found)) == (7, keys)


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ({"q": "家务"}, 1),
        ({"q": "家务分工反复"}, 1),
        ({"q": "务家"}, 0),
        ({"q": "15400000001"}, 1),
        ({"q": "演示甲"}, 1),
        ({"q": "演示乙"}, 0),
        ({"status": "dispatched"}, 1),
        ({"status": "archived"}, 0),
        ({"type": "10"}, 1),
        ({"type": "20"}, 0),
        ({"risk": "R4", "order": "due"}, 1),
        ({"reported_from": "2026-03-02", "reported_to": "2026-03-02"}, 1),
        ({"reported_to": "2026-03-01"}, 0),
    ],
)
def test_a_search_finds_what_it_should(
    cast: Cast, program: Program, query: dict[str, str], hits: int
) -> None:
    tell(cast.desk.sight, community=COMMUNITY)
    page = program(cast.street).get("/api/v1/cases", query)
    assert page.status_code == 200, page.json()
    assert len(page.json()["items"]) == hits


@pytest.mark.parametrize("bad", [{"status": "lost"}, {"q": "吵"}, {"staus": "handling"}])
def test_a_bad_filter_is_named(cast: Cast, program: Program, bad: dict[str, str]) -> None:
    answer = program(cast.street).get("/api/v1/cases", bad)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, list(bad))


def test_persons_are_masked_unless_the_post_may_see_them(cast: Cast, program: Program) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY)
    path = f"/api/v1/cases/{case.pk}"
    desk = program(cast.desk).get(path).json()["parties"][0]
    community = program(cast.community).get(path, {"clear": "true"}).json()["parties"][0]
    assert (desk["name"], desk["phones"]) == ("演**", ["154****0001"])
    assert (community["name"], community["phones"]) == ("演示甲", ["15400000001"])
