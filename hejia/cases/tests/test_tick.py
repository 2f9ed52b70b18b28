"""Clocks speak once for each mark: to the holder, then to the levels above."""

from datetime import UTC, datetime, timedelta

import pytest

from hejia.accounts.public import district_federation, street_federation
from hejia.cases.jobs import settle_provisional, tick
from hejia.cases.models import Case, Clock, ClockMark, Notice
from hejia.kernel.calendar_days import import_csv
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY
from hejia.testing.walk import NOON, VIOLENT, Walk, tell

HOUR = timedelta(hours=1)


@pytest.fixture
def case(cast: Cast) -> Case:
    made = tell(cast.desk.sight, community=COMMUNITY)
    Notice.objects.all().delete()
    return made


def marks(case: Case, kind: str) -> list[str]:
    clock = Clock.objects.get(case=case, kind=kind)
    told = ClockMark.objects.filter(case=case, clock=clock.number).order_by("passed_at", "mark")
    return list(told.values_list("mark", flat=True))


def test_a_clock_is_silent_before_its_time(case: Case) -> None:
    assert tick(now=NOON + HOUR / 2) == 0
    assert not Notice.objects.exists()


def test_half_four_fifths_and_all_of_a_limit_are_told_once(case: Case) -> None:
    for hour in (12.5, 12.6, 19.5, 19.6, 24.5, 24.6):
        tick(now=NOON + hour * HOUR)
    assert marks(case, "first_contact") == ["50", "80", "100"]
    first = [n.sentence for n in Notice.objects.order_by("id") if "首次联系" in n.sentence]
    assert [s[-3:] for s in first[:2]] == ["50%", "80%"]
    assert "已超期" in first[2]


def test_the_warning_goes_to_the_holder(case: Case) -> None:
    tick(now=NOON + 12.5 * HOUR)
    assert set(Notice.objects.values_list("agency_id", flat=True)) == {case.holder_id}


def test_a_met_clock_says_nothing_more(case: Case, cast: Cast) -> None:
    walk = Walk(case)
    walk.take(cast.community.sight, "sign")
    walk.take(cast.community.sight, "contact")
    tick(now=NOON + 25 * HOUR)
    assert marks(case, "first_contact") == []


def test_lateness_climbs_from_street_to_district(cast: Cast) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY, **VIOLENT, weapon=True)
    Notice.objects.all().delete()
    tick(now=NOON + HOUR)
    assert "street" in marks(case, "sign")
    assert "district" in marks(case, "sign")
    assert case.street_id is not None
    street, district = street_federation(case.street_id), district_federation()
    assert street is not None
    assert district is not None
    assert {street.id, district.id} <= set(Notice.objects.values_list("agency_id", flat=True))


def test_violence_nobody_assessed_in_two_hours_is_managed_as_orange(cast: Cast) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY, **VIOLENT)
    assert case.risk == "R0"
    tick(now=NOON + 2.1 * HOUR)
    case.refresh_from_db()
    assert case.risk == "R2"
    event = case.events.get(action="grade")
    assert event.actor_id is None


def test_a_clock_told_twice_at_the_same_moment_tells_once(case: Case) -> None:
    at = NOON + 12.5 * HOUR
    tick(now=at)
    Clock.objects.filter(case=case, kind="first_contact").update(
        next_mark_at=at, marks=[[at.isoformat(), "50"]]
    )
    told = Notice.objects.count()
    tick(now=at)
    assert Notice.objects.count() == told


def test_a_provisional_clock_is_settled_when_its_year_is_loaded(cast: Cast) -> None:
    year_end = datetime(2026, 12, 31, 8, 0, tzinfo=UTC)
    case = tell(cast.desk.sight, community=COMMUNITY, now=year_end)
    sign = Clock.objects.get(case=case, kind="sign")
    assert sign.provisional
    assert settle_provisional(now=year_end) == 0
    holidays = ("01-01", "01-04", "05-01", "05-02", "10-01", "10-02", "10-03")
    content = "日期,类别,名称\n" + "".join(f"2027-{day},法定节假日,假\n" for day in holidays)
    assert import_csv(content.encode(), 2027, source="测试", now=year_end) == []
    assert settle_provisional(now=year_end) > 0
    settled = Clock.objects.get(case=case, kind="sign")
    case.refresh_from_db()
    assert not settled.provisional
    assert settled.due_at > sign.due_at
    assert case.next_due_at == min(
        c.due_at for c in Clock.objects.filter(case=case, state="running")
    )
