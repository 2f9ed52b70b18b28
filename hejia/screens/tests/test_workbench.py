"""The workbench: dangerous first, then by time left; and the notices of one's agency."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hejia.cases.models import Notice
from hejia.testing.ground import COMMUNITY, OTHER_COMMUNITY
from hejia.testing.statements import at_most
from hejia.testing.walk import VIOLENT, tell


@pytest.fixture
def now():
    return timezone.now()


def test_a_dangerous_case_stands_before_one_that_is_due_sooner(cast, enter, now):
    quiet = tell(cast.desk.sight, community=COMMUNITY, now=now - timedelta(days=3))
    red = tell(cast.desk.sight, community=COMMUNITY, now=now, **VIOLENT, weapon=True)
    page = enter(cast.community).get("/").content.decode()
    assert 0 < page.index(red.number) < page.index(quiet.number)


def test_nothing_of_another_street_is_counted_or_listed(cast, enter, now):
    case = tell(cast.desk.sight, community=OTHER_COMMUNITY, now=now)
    page = enter(cast.community).get("/").content.decode()
    assert case.number not in page
    assert "手上没有要办的案件" in page


def test_it_takes_no_more_statements_for_fifty_cases(cast, enter, now):
    for _ in range(50):
        tell(cast.desk.sight, community=COMMUNITY, now=now)
    browser = enter(cast.street)
    browser.get("/")
    with at_most(8):
        browser.get("/")


def test_reading_a_notice_leads_to_its_case_and_it_is_read_for_the_agency(cast, enter, now):
    case = tell(cast.desk.sight, community=COMMUNITY, now=now)
    notice = Notice.objects.get(agency_id=cast.community.sight.agency_ids[0])
    browser = enter(cast.community)
    assert browser.get("/notices/count").content.decode() == "1"
    answer = browser.post(f"/notices/{notice.pk}/read")
    assert answer.headers["Location"] == f"/cases/{case.pk}/"
    notice.refresh_from_db()
    assert notice.read_by_id == cast.community.pk
    assert browser.get("/notices/count").content.decode() == ""


def test_a_notice_of_another_agency_is_not_there_and_stays_unread(cast, enter, now):
    tell(cast.desk.sight, community=COMMUNITY, now=now)
    notice = Notice.objects.get(agency_id=cast.community.sight.agency_ids[0])
    assert enter(cast.stranger).post(f"/notices/{notice.pk}/read").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_who_keeps_the_system_is_told_nothing_of_cases_and_clears_no_notice(cast, enter, now):
    tell(cast.desk.sight, community=COMMUNITY, now=now, **VIOLENT)
    agency = cast.sysadmin.sight.agency_ids[0]
    told = Notice.objects.filter(agency_id=agency, read_at=None).count()
    browser = enter(cast.sysadmin)
    assert told
    assert browser.get("/notices/count").content.decode() == ""
    assert browser.get("/notices/").context["notices"] == []
    browser.post("/notices/read")
    assert Notice.objects.filter(agency_id=agency, read_at=None).count() == told


def test_urgent_notices_are_not_read_all_at_once(cast, enter, now):
    tell(cast.desk.sight, community=COMMUNITY, now=now)
    tell(cast.desk.sight, community=COMMUNITY, now=now, **VIOLENT)
    enter(cast.community).post("/notices/read")
    left = Notice.objects.filter(agency_id=cast.community.sight.agency_ids[0], read_at=None)
    assert set(left.values_list("urgent", flat=True)) == {True}
