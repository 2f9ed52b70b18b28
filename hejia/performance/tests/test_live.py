"""Figures of a target as they stand now, a whole target counted at once, a year taken over from
an earlier one, and all vouchers totalled."""

from decimal import Decimal

import pytest

from hejia.insight import public as insight
from hejia.insight.models import Snapshot
from hejia.kernel.errors import Missing, Refused
from hejia.performance.commands import measuring
from hejia.performance.commands.units import carry_over, years_before
from hejia.performance.models import BudgetLine, Indicator, Measurement, Payment, Project, Target
from hejia.performance.queries import find
from hejia.performance.queries.money import part_of
from hejia.performance.queries.target import page_of
from hejia.performance.tests.conftest import NOW, YEAR
from hejia.testing.ground import COMMUNITY
from hejia.testing.walk import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(unit, approved_target, cast):
    """The target's page: name → what it comes to now; 调处纠纷 counts the accepted cases."""
    row = Indicator.objects.get(name="调处纠纷")
    measuring.bind(indicator_id=row.pk, source="insight", key="accepted", by=cast.clerk.sight)

    def read() -> dict[str, str]:
        page = page_of(unit, YEAR, 0, approved_target, NOW)
        return {one.row.name: one.live.text for one in page.rows if one.live}

    return read


def test_a_bound_figure_follows_the_cases_and_nothing_is_kept_by_looking(live, cast):
    assert live() == {"调处纠纷": "0宗"}
    tell(cast.desk.sight, community=COMMUNITY)
    insight.catch_up()
    assert live() == {"调处纠纷": "1宗"}
    assert not Snapshot.objects.exists()
    assert not Measurement.objects.exists()


def test_a_rate_without_cases_says_so_on_the_page(live, cast):
    row = Indicator.objects.get(name="来访办结率")
    measuring.bind(indicator_id=row.pk, source="insight", key="closure_rate", by=cast.clerk.sight)
    assert "还没有可以计算" in live()["来访办结率"]


def test_looking_costs_no_more_with_more_bound_indicators(
    unit, approved_target, cast, live, django_assert_num_queries
):
    live()
    with django_assert_num_queries(5):
        page_of(unit, YEAR, 0, approved_target, NOW)
    row = Indicator.objects.get(name="接待咨询")
    measuring.bind(indicator_id=row.pk, source="insight", key="accepted_dv", by=cast.clerk.sight)
    with django_assert_num_queries(5):
        page_of(unit, YEAR, 0, approved_target, NOW)


def test_a_whole_target_is_counted_at_once_and_kept(unit, live, cast):
    tell(cast.desk.sight, community=COMMUNITY)
    done = measuring.recount_target(
        unit_id=unit.pk, year=YEAR, project_id=None, by=cast.clerk.sight, now=NOW
    )
    assert done == 1
    kept = Measurement.objects.get()
    assert (kept.value, kept.until) == (1, NOW.date())


def test_nothing_bound_is_nothing_to_count(unit, approved_target, cast):
    with pytest.raises(Refused, match="没有可以计数的指标"):
        measuring.recount_target(
            unit_id=unit.pk, year=YEAR, project_id=None, by=cast.clerk.sight, now=NOW
        )


def take_over(unit, person, source=YEAR):
    carry_over(unit_id=unit.pk, year=YEAR + 1, source=source, by=person.sight)


def test_a_year_begins_with_the_last_ones_projects_lines_and_targets(
    unit, approved, approved_target, cast
):
    take_over(unit, cast.clerk)
    old, new = (
        list(
            BudgetLine.objects.filter(budget__year=year)
            .order_by("id")
            .values_list("function", "kind", "amount", "project__code")
        )
        for year in (YEAR, YEAR + 1)
    )
    assert new == old
    assert Project.objects.get(year=YEAR + 1).name == "宣传"
    target = Target.objects.get(year=YEAR + 1)
    assert (target.status, target.edition) == ("draft", 0)
    assert target.indicators.count() == approved_target.indicators.count()
    assert find.budget_of(unit, YEAR + 1).approved_at is None
    assert years_before(unit, YEAR + 1) == [YEAR]


def test_a_year_that_has_begun_is_not_overwritten(unit, approved, cast):
    take_over(unit, cast.clerk)
    before = BudgetLine.objects.count()
    with pytest.raises(Refused, match="不能再沿用"):
        take_over(unit, cast.clerk)
    assert BudgetLine.objects.count() == before


def test_a_year_without_a_budget_is_no_source(unit, approved, cast):
    with pytest.raises(Refused, match="没有可以沿用"):
        take_over(unit, cast.clerk, source=YEAR - 1)


def test_another_agencys_clerk_takes_nothing_over(unit, approved, cast):
    with pytest.raises((Missing, Refused)):
        take_over(unit, cast.stranger)
    assert not BudgetLine.objects.filter(budget__year=YEAR + 1).exists()


def test_the_sum_of_vouchers_is_of_all_not_of_those_listed(unit, approved, pay, monkeypatch):
    monkeypatch.setattr(find, "MOST_PAYMENTS", 2)
    for amount in ("10", "20", "30"):
        pay(approved[0], amount)
    paid = find.payments_of(unit, YEAR, part_of(""))
    assert (len(paid.rows), paid.count, paid.whole) == (2, 3, Decimal(60))
    assert Payment.objects.count() == 3
