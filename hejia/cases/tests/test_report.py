"""Telling a case: once, to the right desk, with its clocks, and nothing kept when it is refused."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from hejia.accounts.public import district_federation, street_federation
from hejia.cases.commands.report import report
from hejia.cases.commands.statement import check_statement
from hejia.cases.models import Case, Clock, Notice
from hejia.cases.queries.duplicates import likely_same
from hejia.kernel import reference
from hejia.kernel.errors import Refused
from hejia.kernel.numbering import parse_case_number
from hejia.places.models import Area
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY
from hejia.testing.walk import APPLICANT, NOON, QUIET, VIOLENT, Walk, tell


def test_a_report_lands_on_the_desk_of_its_community(cast: Cast) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY)
    assert case.holder_id == cast.community.sight.agency_ids[0]
    assert parse_case_number(case.number).year == 2026
    assert Notice.objects.get().agency_id == case.holder_id


def test_its_clocks_run_each_with_its_basis(cast: Cast) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY)
    running = {c.kind: c for c in Clock.objects.filter(case=case, state="running")}
    assert {"sign", "first_contact", "close", "hard_close"} <= set(running)
    assert all(clock.basis for clock in running.values())
    assert case.next_due_at == min(clock.due_at for clock in running.values())


@pytest.mark.parametrize("again", [{"same": "id"}, {"same": "source number"}])
def test_telling_it_twice_makes_one_case(cast: Cast, again: dict[str, str]) -> None:
    facts = {"community": COMMUNITY, "source": "06", "source_ref": "MY-1"}
    first = tell(cast.desk.sight, **facts)
    key = first.pk if again["same"] == "id" else uuid4()
    second = tell(cast.desk.sight, key=key, **facts)
    assert (second.pk, second.number, Case.objects.count()) == (first.pk, first.number, 1)


def test_violence_goes_to_street_and_district_at_once(cast: Cast) -> None:
    case = tell(cast.desk.sight, community=COMMUNITY, **VIOLENT)
    assert case.is_dv
    assert case.street_id is not None
    told = set(Notice.objects.values_list("agency_id", flat=True))
    street, district = street_federation(case.street_id), district_federation()
    assert street is not None
    assert district is not None
    assert {street.id, district.id, case.holder_id} <= told


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ({}, "wgs84;114.050000,22.650000,wgs84"),
        ({"crs": "GCJ-02"}, "gcj02;114.04"),  # the same numbers are a place some 500 m off
    ],
)
def test_a_point_on_the_map_finds_grid_and_community(
    cast: Cast, stated: dict[str, str], kept: str
) -> None:
    square = [[114.0, 22.6], [114.1, 22.6], [114.1, 22.7], [114.0, 22.7], [114.0, 22.6]]
    outline = json.dumps({"type": "Polygon", "coordinates": [square]})
    grid = Area.objects.get(code=f"{COMMUNITY}001")
    Area.objects.filter(pk=grid.pk).update(outline=outline, outline_digest=uuid4().hex)
    reference.changed()
    case = tell(cast.desk.sight, community="", lon="114.05", lat="22.65", **stated)
    assert (case.grid_id, case.holder_id) == (grid.pk, cast.community.sight.agency_ids[0])
    assert case.position.removeprefix("114.05,22.65,").startswith(kept)


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"lon": "114.05"}, "lat"),
        ({"lon": "500", "lat": "22.65"}, "lon"),
        ({"lon": "116.40", "lat": "39.90"}, "lon"),
        ({"lon": "114.05", "lat": "22.65", "crs": "mars"}, "crs"),
    ],
)
def test_a_point_that_is_none_is_told(cast: Cast, stated: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as told:
        tell(cast.desk.sight, community=COMMUNITY, **stated)
    assert list(told.value.fields) == [field]
    assert not Case.objects.exists()


def test_where_no_rule_fits_the_district_dispatches(cast: Cast) -> None:
    statement = check_statement(uuid4(), QUIET, [APPLICANT], now=NOON)
    made = report(statement=statement, by=cast.desk.sight, now=NOON)
    assert (made.case.status, made.case.holder_id) == ("reported", None)
    assert made.decision is not None
    assert made.decision.fallback
    home = district_federation()
    assert home is not None
    assert Notice.objects.get().agency_id == home.id


FLAWS: dict[str, dict[str, Any]] = {
    "source": {"source": "zz"},
    "type": {"type": ""},
    "summary": {"summary": "长" * 2001},
    "screening": {"screening": None},
    "occurred_at": {"occurred_at": NOON + timedelta(days=1)},
    "community": {"community": "440307999999"},
    "colour": {"colour": "red"},
}


@pytest.mark.parametrize("field", FLAWS)
def test_one_wrong_field_is_named_and_nothing_is_kept(cast: Cast, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        tell(cast.desk.sight, **{"community": COMMUNITY, **FLAWS[field]})
    assert list(refusal.value.fields) == [field]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("party", "field"),
    [
        ({"role": "zz"}, "role"),
        ({"role": "applicant", "phone": "12"}, "phone"),
        ({"role": "applicant", "id_no": "440398199001010010"}, "id_no"),
    ],
)
def test_a_wrong_party_is_named_by_its_place(cast: Cast, party: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        tell(cast.desk.sight, community=COMMUNITY, parties=(APPLICANT, party))
    assert list(refusal.value.fields) == [f"parties.1.{field}"]


def test_a_person_is_needed_but_may_stay_anonymous(cast: Cast) -> None:
    with pytest.raises(Refused, match="至少登记一名当事人"):
        tell(cast.desk.sight, community=COMMUNITY, parties=())
    assert tell(cast.desk.sight, community=COMMUNITY, parties=({"role": "victim"},)).pk


def test_who_may_not_report_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="forbidden"):
        tell(cast.auditor.sight, community=COMMUNITY)
    assert not Case.objects.exists()


def test_likely_duplicates_are_shown_with_why(cast: Cast) -> None:
    known = tell(cast.desk.sight, community=COMMUNITY)
    found = likely_same(
        QUIET, [APPLICANT], community=known.community_id, sight=cast.desk.sight, now=NOON
    )
    assert [one.match.case_id for one in found] == [known.pk]
    assert "电话号码相同" in [reason.text for reason in found[0].match.reasons]


def test_a_duplicate_that_is_not_theirs_is_told_without_being_shown(cast: Cast) -> None:
    known = tell(cast.desk.sight, community=COMMUNITY)
    found = likely_same(
        QUIET, [APPLICANT], community=known.community_id, sight=cast.stranger.sight, now=NOON
    )
    assert [one.case for one in found] == [None]


def test_a_report_of_next_year_starts_counting_anew(cast: Cast) -> None:
    tell(cast.desk.sight, community=COMMUNITY)
    later = tell(cast.desk.sight, community=COMMUNITY, now=NOON.replace(year=2027))
    number = parse_case_number(later.number)
    assert (number.year, number.serial) == (2027, 1)
    assert later.provisional  # the holidays of 2027 are not published: 暂定


def test_a_walk_begins_where_the_report_ended(cast: Cast) -> None:
    walk = Walk(tell(cast.desk.sight, community=COMMUNITY))
    assert walk.take(cast.community.sight, "sign").handler_id == cast.community.pk
