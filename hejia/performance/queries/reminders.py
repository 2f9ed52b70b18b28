"""Reminders of every visible unit's year; three statements for any number of units."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hejia.accounts.public import Sight
from hejia.performance.access import units_for
from hejia.performance.reminding import Reminder, Standing, due
from hejia.performance.workflow import EvaluationStatus, TargetStatus

_STANDING = """
    SELECT unit.id,
           EXISTS (SELECT FROM performance_budget b JOIN performance_budgetline l
                          ON l.budget_id = b.id WHERE b.unit_id = unit.id AND b.year = %(year)s),
           EXISTS (SELECT FROM performance_budget b WHERE b.unit_id = unit.id
                      AND b.year = %(year)s AND b.approved_at IS NOT NULL),
           EXISTS (SELECT FROM performance_target t WHERE t.unit_id = unit.id
                      AND t.year = %(year)s AND t.project_id IS NULL AND t.status = ANY(%(fixed)s)),
           EXISTS (SELECT FROM performance_round r WHERE r.unit_id = unit.id
                      AND r.cutoff >= %(july)s AND r.year = %(year)s
                      AND r.closed_at IS NOT NULL),
           (SELECT count(*) FROM performance_rounditem i WHERE i.light = 'red' AND i.measure = ''
               AND i.round_id = (SELECT r.id FROM performance_round r WHERE r.unit_id = unit.id
                                    AND r.year = %(year)s ORDER BY r.cutoff DESC LIMIT 1)),
           EXISTS (SELECT FROM performance_evaluation e WHERE e.unit_id = unit.id
                      AND e.year = %(year)s AND e.project_id IS NULL AND e.status <> %(draft)s)
      FROM performance_unit unit WHERE unit.id = ANY(%(units)s)
"""


@dataclass(frozen=True, slots=True)
class UnitReminder:
    """A reminder with whose it is and where it is done."""

    unit: str
    reminder: Reminder
    url: str


def reminders(by: Sight, today: date) -> list[UnitReminder]:
    """For the running year and, until its self-evaluation is in, the year before. Only units with
    anything at all in that year are reminded of it."""
    units = {unit.pk: unit.name for unit in units_for(by)}
    found = []
    for year in (today.year, today.year - 1):
        for unit_id, standing in _standings(list(units), year).items():
            found += [
                UnitReminder(
                    f"{units[unit_id]} {year} 年",
                    one,
                    f"/performance/units/{unit_id}/{year}/{one.path}",
                )
                for one in due(year, today, standing)
            ]
    return sorted(found, key=lambda one: not one.reminder.late)


def _standings(units: list[int], year: int) -> Mapping[int, Standing]:
    keys: dict[str, Any] = {
        "units": units,
        "year": year,
        "july": date(year, 7, 31),
        "fixed": [TargetStatus.APPROVED, TargetStatus.ADJUSTING],
        "draft": EvaluationStatus.DRAFT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, keys)
        rows = cursor.fetchall()
    return {row[0]: Standing(*row[1:]) for row in rows if row[1]}
