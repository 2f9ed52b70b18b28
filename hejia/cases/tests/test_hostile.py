"""What somebody might try who means ill, or sends what no form of ours would send."""

from datetime import timedelta

import pytest

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
