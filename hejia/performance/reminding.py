"""What is due from a unit on a day: the calendar of a performance year. Pure.

Longgang's own dates (documents 000, 004): targets with the budget, monitoring filed by the end of
August, self-evaluation after the year's end. A reminder names what to do and by when.
"""

from dataclasses import dataclass
from datetime import date, timedelta

#: Days before a date on which its reminder begins.
AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a unit's year is."""

    has_budget: bool
    approved: bool
    target_approved: bool
    round_since_july: bool
    unexplained: int
    evaluated: bool


@dataclass(frozen=True, slots=True)
class Reminder:
    """One sentence and the page of the unit's year where it is done."""

    sentence: str
    path: str
    late: bool


def due(year: int, today: date, standing: Standing) -> list[Reminder]:
    """What is due for `year` on `today`, the latest first."""
    found = []
    for missing, by, what, path in (
        (not standing.has_budget, date(year, 1, 31), "填报年初预算", "budget/"),
        (
            standing.has_budget and not standing.approved,
            date(year, 2, 28),
            "批复年初预算",
            "budget/",
        ),
        (not standing.target_approved, date(year, 3, 31), "报批绩效目标", "targets/0/"),
        (not standing.round_since_july, date(year, 8, 31), "报送 8 月绩效监控", "rounds/"),
        (not standing.evaluated, date(year + 1, 3, 31), "报送绩效自评", "evaluation/0/"),
    ):
        if missing and today >= by - AHEAD:
            found.append(_reminder(what, by, path, today))
    if standing.unexplained:
        sentence = f"最近一次监控有 {standing.unexplained} 个红灯还没有写原因和措施。"
        found.append(Reminder(sentence, "rounds/", late=True))
    return sorted(found, key=lambda one: not one.late)


def _reminder(what: str, by: date, path: str, today: date) -> Reminder:
    if today > by:
        return Reminder(f"{what}已过 {by:%Y-%m-%d}，请尽快完成。", path, late=True)
    return Reminder(f"请在 {by:%Y-%m-%d} 前{what}。", path, late=False)
