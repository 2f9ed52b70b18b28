"""What somebody might try who means ill, or sends what no form of ours would send."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hejia.accounts.models import Person
from hejia.accounts.public import issue_token
from hejia.cases.models import Case, CaseEvent
from hejia.kernel.errors import Missing, Refused
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY, OTHER_COMMUNITY
from hejia.testing.walk import NOON, Walk, tell

DAY = timedelta(days=1)


@pytest.fixture
def walk(cast: Cast) -> Walk:
    """A case the community handles."""
    found = Walk(tell(cast.desk.sight, community=COMMUNITY))
    found.take(cast.community.sight, "sign")
    return found


def refused(walk: Walk, cast: Cast, action: str, **facts: object) -> Refused:
    before = CaseEvent.objects.count()
    with pytest.raises(Refused) as caught:
        walk.take(cast.community.sight, action, **facts)
    assert CaseEvent.objects.count() == before
    return caught.value


def test_tries_to_reach_somebody_cannot_be_dated_before_the_report(cast: Cast, walk: Walk) -> None:
    for day in (1, 2, 3):
        told = refused(walk, cast, "contact", reached=False, happened_at=f"1900-01-0{day} 10:00")
        assert told.fields["happened_at"].startswith("联系的发生时间不能早于")
    assert refused(walk, cast, "close_apply", result="09").code == "tried_too_little"


def test_three_tries_in_one_night_are_two_days_by_the_calendar_of_china(
    cast: Cast, walk: Walk
) -> None:
    walk.now = NOON + timedelta(hours=11)  # 23:00 in China
    for _ in range(4):
        walk.take(cast.community.sight, "contact", reached=False)
    assert walk.case.contact_days == 2


def test_a_revisit_cannot_be_dated_before_the_case_was_closed(cast: Cast, walk: Walk) -> None:
    walk.take(cast.community.sight, "contact")
    walk.now += 3 * DAY
    walk.take(cast.community.sight, "close_apply")
    walk.take(cast.approver.sight, "close_approve")
    with pytest.raises(Refused) as caught:
        walk.take(cast.visitor.sight, "visit", happened_at=NOON + DAY)
    assert "happened_at" in caught.value.fields
    walk.take(cast.visitor.sight, "visit", happened_at=walk.now)
    assert walk.case.status == "visiting"


@pytest.mark.parametrize("key", ["²", "٣٣٣٣", "9" * 60, "-1", "x"])
def test_an_agency_that_is_none_is_told(cast: Cast, walk: Walk, key: str) -> None:
    with pytest.raises(Refused) as caught:
        walk.take(cast.dispatcher.sight, "transfer", agency=key, reason="1")
    assert list(caught.value.fields) == ["agency"]


def test_nobody_merges_into_a_case_they_may_not_see(cast: Cast, walk: Walk) -> None:
    theirs = tell(cast.dispatcher.sight, community=OTHER_COMMUNITY)
    told = []
    for master in (theirs.pk, "01990000-0000-7000-8000-000000000000"):
        with pytest.raises(Missing) as caught:
            walk.take(cast.street.sight, "merge", master=str(master), reason="1")
        told.append(caught.value.sentence)
    assert told[0] == told[1]
    theirs.refresh_from_db()
    assert (theirs.reports, theirs.children) == (1, 0)


def test_a_place_that_is_none_is_told_by_its_field(cast: Cast) -> None:
    """A community that is none once made the page of its case refuse to open."""
    code = "4403070130080900019000000"
    for place, field in (
        ({"community": "none", "address_code": code}, "community"),
        ({"address_code": code}, "address_code"),
    ):
        with pytest.raises(Refused) as caught:
            tell(cast.desk.sight, **{"community": COMMUNITY, **place})
        assert (list(caught.value.fields), caught.type) == ([field], Refused)
    assert not Case.objects.exists()


def _cursor(*told: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("after", _cursor("2026-01-01", 5)),
        ("after", _cursor("2026-01-01")),
        ("after", "中文"),
        ("reported_to", "9999-12-31"),
        ("reported_from", "0001-01-01"),
        ("handler", "9" * 5000),
        ("handler", "²"),
    ],
)
def test_a_filter_no_form_would_send_is_told(
    cast: Cast, enter: Callable[[Person], Client], name: str, value: str
) -> None:
    token = issue_token(cast.desk.login, now=timezone.now())
    program = Client(headers={"authorization": f"Bearer {token}"})
    answer = program.get("/api/v1/cases", {name: value})
    assert (answer.status_code, set(answer.json())) == (422, {"code", "message", "fields"})
    assert enter(cast.desk).get("/cases/search/", {name: value}).status_code == 422


def test_characters_no_column_holds_are_left_out_of_a_filter(
    cast: Cast, enter: Callable[[Person], Client]
) -> None:
    for name in ("risk", "category", "source", "q"):
        answer = enter(cast.desk).get(
            "/cases/search/", {name: "a\x00\ud800".encode("utf-8", "replace")}
        )
        assert answer.status_code == 200


@pytest.mark.parametrize("sent", ["{", "\xff", '{"id": NaN}', '{"id": "\\ud800"}', "[" * 9000])
def test_what_is_no_json_is_told_in_the_shape_of_all_refusals(cast: Cast, sent: str) -> None:
    token = issue_token(cast.desk.login, now=timezone.now())
    program = Client(headers={"authorization": f"Bearer {token}"})
    answer = program.post("/api/v1/cases", sent.encode("latin-1"), "application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")
    assert "JSON" in answer.json()["message"]


def test_numbers_in_forms_that_are_none_are_not_taken(
    cast: Cast, walk: Walk, enter: Callable[[Person], Client]
) -> None:
    browser = enter(cast.community)
    for odd in ("²", "-1", "9" * 5000, "x"):
        assert browser.get("/cases/report/party", {"n": odd}).status_code == 200
        assert browser.get(f"/cases/{walk.case.pk}/contact/", {"seen": odd}).status_code == 200
        sent = {"seen": odd, "method": "1", "reached": "", "content": ""}
        assert browser.post(f"/cases/{walk.case.pk}/contact/", sent).status_code == 422
        assert browser.post("/cases/report/", {"parties.²-role": odd}).status_code == 422


def test_a_number_no_column_holds_is_no_failure_of_ours(
    cast: Cast, enter: Callable[[Person], Client]
) -> None:
    answer = enter(cast.sysadmin).get(f"/backoffice/people/{'9' * 30}/")
    assert answer.status_code in (404, 422)
