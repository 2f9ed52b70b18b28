"""The calendar of a performance year: what is due, and what is late."""

from dataclasses import replace
from datetime import date

import pytest

from hejia.performance.queries.reminders import reminders
from hejia.performance.reminding import Standing, due
from hejia.performance.tests.conftest import YEAR

DONE = Standing(True, True, True, True, 0, True)


@pytest.mark.parametrize(
    ("missing", "day", "words"),
    [
        ({"has_budget": False, "approved": False}, date(2026, 1, 20), "填报年初预算"),
        ({"approved": False}, date(2026, 2, 20), "批复年初预算"),
        ({"target_approved": False}, date(2026, 3, 20), "报批绩效目标"),
        ({"round_since_july": False}, date(2026, 8, 20), "请在 2026-08-31 前报送 8 月绩效监控"),
        ({"round_since_july": False}, date(2026, 9, 1), "报送 8 月绩效监控已过 2026-08-31"),
        ({"evaluated": False}, date(2027, 3, 20), "报送绩效自评"),
        ({"unexplained": 2}, date(2026, 1, 2), "2 个红灯"),
    ],
)
def test_one_thing_missing_is_the_one_thing_said(missing, day, words):
    (one,) = due(2026, day, replace(DONE, **missing))
    assert words in one.sentence


def test_nobody_is_reminded_weeks_before_or_when_all_is_done():
    assert due(2026, date(2026, 8, 16), replace(DONE, round_since_july=False)) == []
    assert due(2026, date(2027, 12, 31), DONE) == []


def test_what_is_late_comes_first():
    standing = replace(DONE, target_approved=False, round_since_july=False)
    assert [one.late for one in due(2026, date(2026, 8, 20), standing)] == [True, False]


@pytest.mark.django_db
def test_a_unit_is_reminded_with_three_statements(cast, approved, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = reminders(cast.clerk.sight, date(YEAR, 9, 2))
    assert [one.reminder.path for one in found] == ["targets/0/", "rounds/"]
    assert reminders(cast.stranger.sight, date(YEAR, 9, 2)) == []
