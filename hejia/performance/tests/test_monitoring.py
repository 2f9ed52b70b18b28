"""Monitoring: the calendar's pace, two lights, a forecast that never spends beyond the budget."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejia.performance.monitoring import (
    elapsed_share,
    execution_of_quarters,
    money_pace,
    target_pace,
    worst,
)

AUGUST = date(2026, 8, 31)


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2026, 3, 31), "0.25"),
        (date(2026, 6, 30), "0.5"),
        (date(2026, 12, 31), "1"),
        (date(2024, 2, 29), "0.1666666667"),
    ],
)
def test_the_calendar_share_is_elapsed_months(day, share):
    assert round(elapsed_share(day), 10) == Decimal(share)


def test_spending_ahead_of_time_exceeds_100_percent():
    pace = money_pace(Decimal(100), Decimal(80), AUGUST)
    assert pace.paced > 1
    assert pace.light == "green"
    assert "序时执行率 120%" in pace.sentence


@pytest.mark.parametrize(
    ("spent", "light"), [(61, "green"), (60, "green"), (50, "yellow"), (40, "red"), (101, "red")]
)
def test_the_money_light(spent, light):
    assert money_pace(Decimal(100), Decimal(spent), AUGUST).light == light


@given(budget=st.integers(1, 10**9), share=st.integers(0, 100), month=st.integers(1, 12))
def test_the_forecast_stays_between_spent_and_budget(budget, share, month):
    spent = Decimal(budget) * share / 100
    pace = money_pace(Decimal(budget), spent, date(2026, month, 28))
    assert spent <= pace.forecast <= max(spent, Decimal(budget))


def test_a_count_is_measured_against_the_calendar_and_a_rate_is_not():
    count = target_pace("≥", Decimal(1000), Decimal(700), AUGUST, cumulative=True)
    assert count.light == "green"
    assert round(count.forecast) == 1050
    rate = target_pace("≥", Decimal(95), Decimal(70), AUGUST, cumulative=False)
    assert rate.light == "yellow"
    assert rate.forecast == 70


def test_a_ceiling_is_yellow_when_the_forecast_breaks_it_and_red_when_it_is_broken():
    lights = [
        target_pace("≤", Decimal(60), Decimal(v), AUGUST, cumulative=True).light
        for v in (30, 50, 61)
    ]
    assert lights == ["green", "yellow", "red"]


def test_quarterly_rates_divide_by_the_calendar():
    rates = execution_of_quarters(
        [Decimal(25), Decimal(20), Decimal(30), Decimal(25)], Decimal(100)
    )
    assert rates == [1, Decimal("0.9"), 1, 1]


def test_the_worst_light_wins():
    assert worst(["green", "red", "yellow"]) == "red"
    assert worst([]) == "green"
