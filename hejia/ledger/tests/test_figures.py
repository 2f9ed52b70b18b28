"""Figures over approved records, what they leave out, and the lists that open them."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.db import ProgrammingError
from django.http import QueryDict

from hejia.kernel.errors import Missing, Refused
from hejia.ledger import public as ledger
from hejia.ledger.commands.recording import amend
from hejia.ledger.models import Entry, KeptFigure
from hejia.ledger.queries.filters import Filter
from hejia.ledger.queries.listing import listing, tiles
from hejia.ledger.queries.months import month
from hejia.ledger.queries.plans import monitor, monitor_years, plan, plan_names
from hejia.ledger.tests.stories import (
    NOW,
    TODAY,
    act,
    activity,
    approved,
    drafted,
    home,
    indicator,
    prove,
    review,
    submitted,
    task,
    told,
)

YEAR = (date(2026, 1, 1), date(2027, 1, 1))


@pytest.fixture
def year(cast):
    """Two approved activities (80 and 20 persons), one waiting, a draft; one of last year."""
    approved(cast.community, cast.street, "activity", activity(cast.community))
    other = activity(cast.stranger, person_times="20", theme="关爱帮扶", money="100")
    approved(cast.stranger, cast.district, "activity", other)
    submitted(cast.community)
    drafted(cast.community)
    before = activity(cast.community, starts_on="2025-12-31", person_times="1000")
    approved(cast.community, cast.street, "activity", before)
    return cast


def test_only_approved_records_of_the_period_count_and_the_rest_is_said(year):
    assert ledger.count("activity", YEAR) == ledger.Tally(Decimal(2), 2, 2)
    assert ledger.total("activity", "person_times", YEAR).value == 100
    assert ledger.total("activity", "money", YEAR).value == Decimal("1300.50")
    assert ledger.total("activity", "sessions", YEAR).value == 2


def test_a_figure_is_narrowed_by_agency_group_and_sight(year):
    own = int(home(year.community))
    assert ledger.count("activity", YEAR, agency=own).value == 1
    assert ledger.count("activity", YEAR, where={"theme": "关爱帮扶"}).value == 1
    assert ledger.count("activity", YEAR, sight=year.stranger.sight).value == 1
    assert ledger.count("activity", YEAR, sight=year.leader.sight).value == 2


def test_what_cannot_be_added_up_is_refused(year):
    with pytest.raises(Refused, match="没有可以合计"):
        ledger.total("activity", "theme", YEAR)
    with pytest.raises(Refused, match="没有“colour”"):
        ledger.count("activity", YEAR, where={"colour": "x"})
    with pytest.raises(Refused, match="没有可以计算比率"):
        ledger.rate("activity", YEAR)
    with pytest.raises(Missing):
        ledger.count("nothing", YEAR)


def test_the_rows_behind_a_figure_are_those_it_counted_page_by_page(year):
    first, ahead = ledger.rows_behind("activity", YEAR, limit=1)
    second, end = ledger.rows_behind("activity", YEAR, limit=1, after=ahead)
    assert {first[0].status, second[0].status} == {"approved"}
    assert (first[0].pk == second[0].pk, end) == (False, "")


def test_a_survey_has_its_rates_by_both_parts(cast):
    given = {
        "agency": home(cast.district), "title": "调查", "starts_on": "2026-03-02",
        "subject": "来访群众", "scale": "五级", "issued": "200", "returned": "180",
        "valid": "160", "very_satisfied": "100", "satisfied": "52",
    }  # fmt: skip
    approved(cast.district, cast.leader, "survey", given)
    found = ledger.survey(YEAR)
    assert (found.surveys, found.issued, found.returned) == (1, 200, 180)
    measured = ledger.measure("survey:satisfaction", YEAR)
    assert (measured.numerator, measured.denominator) == (152, 160)
    assert ledger.measure("survey:returned_rate", YEAR).denominator == 200
    empty = ledger.survey((date(2020, 1, 1), date(2021, 1, 1)))
    assert (empty.surveys, empty.valid, empty.satisfied) == (0, 0, 0)


def test_every_offered_figure_is_measured_and_opens_to_its_records(year):
    for key, label in ledger.measures():
        found = ledger.measure(key, YEAR)
        assert found.label == label
        query = QueryDict(urlsplit(found.link).query).dict()
        rows = listing(Filter.read(query), year.leader.sight)
        if key.endswith(":count") or ":count@" in key:
            assert rows.count == found.value, key
    with pytest.raises(Refused, match="没有“x:y”"):
        ledger.measure("x:y", YEAR)


def test_a_rate_counts_what_is_known_only(cast):
    for n, (actual, reader) in enumerate((("96", cast.leader), ("90", cast.leader))):
        approved(
            cast.district, reader, "plan_monitor", indicator(cast.district, str(n), actual=actual)
        )
    told(cast.district, "plan_monitor", indicator(cast.district, "9"))
    found = ledger.rate("plan_monitor", (date(2025, 1, 1), date(2026, 1, 1)))
    assert found == ledger.RateTally(held=1, judged=2, waiting=1)


def test_the_monitor_counts_reported_approved_and_met(cast):
    approved(cast.district, cast.leader, "plan_monitor", indicator(cast.district, "1", actual="96"))
    approved(cast.district, cast.leader, "plan_monitor", indicator(cast.district, "2", actual="9"))
    told(cast.stranger, "plan_monitor", indicator(cast.stranger, "3", actual="99", area="教育"))
    told(cast.stranger, "plan_monitor", indicator(cast.stranger, "4", area="教育"))
    sight = cast.leader.sight
    assert monitor_years(sight) == [2025]
    found = monitor(2025, sight)
    whole = found.whole
    assert (whole.every, whole.reported, whole.approved, whole.met) == (4, 3, 2, 1)
    assert (whole.rate, whole.missed, whole.pending) == ("50.00%", 1, 2)
    assert {one.label for one in found.areas} == {"妇女发展规划 · 健康", "妇女发展规划 · 教育"}
    unit = next(one for one in found.units if one.approved == 0)
    assert (unit.every, unit.rate) == (2, "")
    query = QueryDict(urlsplit(f"{whole.link}&status=approved&held=0").query).dict()
    assert [one.title for one in listing(Filter.read(query), sight).rows] == ["指标2"]


def test_a_plan_counts_the_progress_last_approved(cast):
    first = approved(cast.district, cast.leader, "plan_task", task(cast.district, progress="40"))
    act(first, "report", cast.district, progress="100", note="完成")
    told(cast.district, "plan_task", task(cast.district, "1-10-1", progress="90"))
    approved(cast.district, cast.leader, "plan_task", task(cast.district, "1-2-1", progress="100"))
    sight = cast.leader.sight
    (name,) = plan_names(sight)
    found = plan(name, sight, date(2026, 12, 1))
    assert [one.entry.fields["number"] for one in found.tasks] == ["1-1-1", "1-2-1", "1-10-1"]
    assert [one.progress for one in found.tasks] == [Decimal(40), Decimal(100), None]
    assert (found.progress, found.done, found.late, found.waiting) == (46, 1, 2, 2)


def test_tiles_say_what_waits(year):
    given = review(year.district)
    told(year.district, "contract_review", given)
    found = tiles(year.leader.sight, TODAY, date(2026, 3, 5))
    assert (found.approved, found.submitted, found.drafts, found.due) == (2, 1, 2, 1)
    assert found.by_kind["activity"] == 5
    act(Entry.objects.get(status="submitted"), "return", year.street, note="重拍")
    assert tiles(year.leader.sight, TODAY, TODAY).returned == 1


def test_the_calendar_shows_days_limits_and_the_ends_of_long_work(cast):
    told(cast.district, "contract_review", review(cast.district))
    told(cast.district, "plan_task", task(cast.district, starts_on="2026-03-02"))
    three = activity(cast.district, starts_on="2026-03-30", ends_on="2026-04-01")
    told(cast.district, "activity", three)
    told(cast.district, "plan_monitor", indicator(cast.district, starts_on="2026-03-31"))
    found = month("2026-03", Filter(), cast.leader.sight, TODAY)
    marks = [
        (day.on, m.word, m.entry.kind) for week in found.weeks for day in week for m in day.marks
    ]
    assert marks == [
        (date(2026, 2, 27), "", "contract_review"), (date(2026, 3, 2), "开始", "plan_task"),
        (date(2026, 3, 3), "到期", "contract_review"), (date(2026, 3, 30), "", "activity"),
        (date(2026, 3, 31), "", "activity"), (date(2026, 4, 1), "", "activity"),
    ]  # fmt: skip
    assert (found.before, found.after) == ("2026-02", "2026-04")
    with pytest.raises(Refused, match="月份不正确"):
        month("2026-13", Filter(), cast.leader.sight, TODAY)


@pytest.mark.parametrize(
    "query",
    [
        "kind=x",
        "status=x",
        "first=x",
        "agency=x",
        "group=x",
        "held=1",
        "due=x",
        "kind=activity&held=1",
    ],
)
def test_a_filter_that_cannot_be_is_refused(query):
    with pytest.raises(Refused, match="不正确"):
        Filter.read(QueryDict(query).dict())


def test_a_filter_and_its_address_are_the_same():
    wanted = Filter(kind="activity", agency=3, first=TODAY, group="维权普法", q="普法")
    assert Filter.read(QueryDict(urlsplit(wanted.address).query).dict()) == wanted


def test_lists_are_filtered_and_paged_in_order(cast, monkeypatch):
    monkeypatch.setattr("hejia.ledger.queries.listing.PAGE", 2)
    for n in range(1, 6):
        told(cast.community, "activity", activity(cast.community, starts_on=f"2026-03-0{n}"))
    sight, seen, after = cast.street.sight, [], ""
    while True:
        page = listing(Filter(kind="activity"), sight, after)
        seen += [one.starts_on.day for one in page.rows]
        after = page.next
        if not after:
            break
    assert seen == [5, 4, 3, 2, 1]
    assert (page.count, page.person_times, page.money) == (5, 400, Decimal("6002.50"))
    with pytest.raises(Refused, match="翻页位置"):
        listing(Filter(), sight, "nonsense")
    assert listing(Filter(q="社区广场"), sight).count == 5
    assert listing(Filter(q="不存在的字"), sight).count == 0
    assert listing(Filter(kind="activity", group="关爱帮扶"), sight).count == 0
    assert listing(Filter(first=date(2026, 3, 2), last=date(2026, 3, 3)), sight).count == 2


def test_groups_add_up_to_the_whole(year):
    found = listing(Filter(kind="activity"), year.leader.sight).groups
    assert {one.label: (one.count, one.person_times) for one in found} == {
        "维权普法": (4, 1240), "关爱帮扶": (1, 20),
    }  # fmt: skip


def test_the_figures_clerk_opens_the_records_of_the_whole_district(year):
    assert listing(Filter(kind="activity"), year.clerk.sight).count == 5
    assert listing(Filter(kind="activity"), year.officer.sight).count == 0


def test_a_late_review_lowers_the_rate(cast):
    for done in ("2026-03-03", "2026-03-04"):
        entry = told(
            cast.district, "contract_review", review(cast.district, done_on=done, outcome="同意")
        )
        entry = prove(entry, cast.district.sight, "approval")
        act(act(entry, "submit", cast.district), "approve", cast.leader)
    found = ledger.measure("contract_review:timely", YEAR)
    assert (found.numerator, found.denominator) == (1, 2)


def test_a_kept_figure_still_shows_what_was_counted_when_records_have_moved_on(cast, enter):
    entry = approved(cast.community, cast.street, "activity", activity(cast.community))
    found, kept = ledger.keep("activity:person_times", YEAR, by=cast.clerk.pk, now=NOW)
    assert (found.value, kept.entries) == (80, [[str(entry.pk), 4]])
    entry = act(entry, "correct", cast.street, note="人次有误")
    given = activity(cast.community, person_times="8", title="改了名")
    amend(key=entry.pk, seen=entry.version, given=given, by=cast.community.sight, now=NOW)
    assert ledger.measure("activity:person_times", YEAR).value == 0
    text = enter(cast.clerk).get(f"/ledger/kept/{kept.pk}/").content.decode()
    for words in ("普法进社区", "80", "已改动", "2026-12-31"):
        assert words in text
    assert "改了名" not in text
    other = enter(cast.stranger).get(f"/ledger/kept/{kept.pk}/").content.decode()
    assert "不在您的查看范围内" in other
    assert "普法进社区" not in other
    assert enter(cast.clerk).get(f"/ledger/kept/{kept.pk}/?after=x").status_code == 422


def test_every_offered_figure_can_be_kept_and_not_rewritten(year):
    for key, _ in ledger.measures():
        found, kept = ledger.keep(key, YEAR, by=None, now=NOW)
        assert len(kept.entries) == found.rows
    with pytest.raises(ProgrammingError, match="permission denied"):
        KeptFigure.objects.update(key="x")


def test_a_figure_that_moves_while_it_is_kept_is_not_kept(year, monkeypatch):
    monkeypatch.setattr("hejia.ledger.commands.keeping.counted", lambda *_, **__: [])
    with pytest.raises(Refused, match="请再试一次"):
        ledger.keep("activity:count", YEAR, by=None, now=NOW)
    assert not KeptFigure.objects.exists()
