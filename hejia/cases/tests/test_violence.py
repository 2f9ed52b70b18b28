"""What is or turns out to be violence is treated as such."""

from hejia.accounts.public import agency
from hejia.cases.models import Notice
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY
from hejia.testing.walk import VIOLENT, Walk, tell


def test_violence_a_second_time_within_a_year_is_orange(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY, **VIOLENT))
    walk.take(cast.community.sight, "sign")
    walk.take(cast.community.sight, "contact")
    walk.take(cast.community.sight, "grade", violence=True)
    assert walk.case.risk == "R3"
    walk.take(cast.community.sight, "close_apply")
    walk.take(cast.approver.sight, "close_approve")
    walk.take(cast.approver.sight, "reopen", reason="3")
    assert walk.case.risk == "R2"
    assert walk.case.contact_tries == 0


def test_who_holds_a_case_is_not_told_from_above_what_he_found(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    walk.take(cast.dispatcher.sight, "transfer", agency=cast.street.sight.agency_ids[0], reason="2")
    walk.take(cast.street.sight, "sign")
    walk.take(cast.street.sight, "grade", violence=True)
    told = Notice.objects.filter(case=walk.case, kind="violence").values_list(
        "agency_id", flat=True
    )
    assert [agency(one).level for one in told] == ["district"]


def test_dangers_told_with_the_report_make_it_violence(cast: Cast) -> None:
    assert tell(cast.desk.sight, community=COMMUNITY, ongoing=True).is_dv
    assert not tell(cast.desk.sight, community=COMMUNITY, pushing=True).is_dv
    assert not tell(cast.desk.sight, community=COMMUNITY, type="902", injury="2").is_dv
