"""A target's page: indicators with their latest reading, advice, projects to switch to, history."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hejia.performance.commands.targets import draft_of
from hejia.performance.figures import ZERO
from hejia.performance.models import Indicator, Measurement, Project, Target, TargetEvent, Unit
from hejia.performance.queries.documents import actual_text
from hejia.performance.queries.money import value_text
from hejia.performance.queries.readings import latest
from hejia.performance.targeting import Advice, advise, advise_all
from hejia.performance.workflow import TARGET


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator as the page shows it."""

    row: Indicator
    value: str
    actual: str
    until: date | None
    advice: list[Advice]


@dataclass(frozen=True, slots=True)
class StepOffer:
    """A button of the page."""

    action: str
    label: str
    permission: str
    comment: bool
    help: str


@dataclass(frozen=True, slots=True)
class TargetPage:
    """Everything the page shows; four statements for any number of indicators."""

    rows: list[IndicatorRow]
    weight: Decimal
    overall: list[Advice]
    projects: list[Project]
    events: list[TargetEvent]
    steps: list[StepOffer]
    title: str


def page_of(unit: Unit, year: int, project_id: int, target: Target | None) -> TargetPage:
    """Read it."""
    projects = list(Project.objects.filter(unit=unit, year=year))
    title = next((p.name for p in projects if p.pk == project_id), "部门整体")
    if target is None:
        return TargetPage([], ZERO, [], projects, [], [], title)
    rows = list(target.indicators.all())
    readings = latest([row.pk for row in rows], date(year, 12, 31))
    events = list(target.events.select_related("actor").order_by("-number"))
    return TargetPage(
        rows=[_row(row, readings.get(row.pk)) for row in rows],
        weight=sum((row.weight for row in rows), ZERO),
        overall=advise_all([draft_of(row) for row in rows]) if rows else [],
        projects=projects,
        events=events,
        steps=[
            StepOffer(
                str(step.action),
                TARGET.action_label(step),
                step.permission,
                any(fact.required for fact in step.facts),
                step.help,
            )
            for step in TARGET.possible(target.status)
        ],
        title=title,
    )


def _row(row: Indicator, reading: Measurement | None) -> IndicatorRow:
    return IndicatorRow(
        row=row,
        value=value_text(row),
        actual=actual_text(row, reading),
        until=reading.until if reading else None,
        advice=advise(draft_of(row)),
    )
