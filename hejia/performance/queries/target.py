"""A target's page: indicators with their latest reading, advice, projects to switch to, history."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Refused
from hejia.performance.commands.targets import draft_of
from hejia.performance.figures import ZERO
from hejia.performance.models import Indicator, Measurement, Project, Target, TargetEvent, Unit
from hejia.performance.queries.bindings import ENTERED, Asked, Outcome, look
from hejia.performance.queries.readings import latest
from hejia.performance.queries.wording import actual_text, counted_text, value_text
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
    live: "Live | None"


@dataclass(frozen=True, slots=True)
class Live:
    """What a bound indicator comes to at this moment, where its facts are, or why it cannot."""

    text: str
    link: str = ""
    excluded: str = ""


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
    """Everything the page shows; four statements for any number of indicators, and what each
    source of bound ones takes to count."""

    rows: list[IndicatorRow]
    weight: Decimal
    overall: list[Advice]
    projects: list[Project]
    events: list[TargetEvent]
    steps: list[StepOffer]
    title: str
    bound: bool


def page_of(
    unit: Unit, year: int, project_id: int, target: Target | None, now: datetime
) -> TargetPage:
    """Read it, bound indicators counted as of now."""
    projects = list(Project.objects.filter(unit=unit, year=year))
    title = next((p.name for p in projects if p.pk == project_id), "部门整体")
    if target is None:
        return TargetPage([], ZERO, [], projects, [], [], title, False)
    rows = list(target.indicators.all())
    readings = latest([row.pk for row in rows], date(year, 12, 31))
    events = list(target.events.select_related("actor").order_by("-number"))
    live = live_of(rows, unit, year, now)
    return TargetPage(
        rows=[_row(row, readings.get(row.pk), live.get(row.pk)) for row in rows],
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
        bound=any(row.source != ENTERED for row in rows),
    )


def live_of(rows: list[Indicator], unit: Unit, year: int, now: datetime) -> dict[int, Live]:
    """indicator → what it comes to now, for the bound ones; nothing is kept."""
    until = min(now.astimezone(CHINA).date(), date(year, 12, 31))
    if until.year < year:
        return {}
    counted = look(rows, Asked(unit, year, until, None, now))
    return {row.pk: _live(row, counted[row.pk]) for row in rows if row.pk in counted}


def _live(row: Indicator, counted: Outcome) -> Live:
    if isinstance(counted, Refused):
        return Live(counted.sentence)
    return Live(counted_text(row, counted), counted.link, counted.excluded)


def _row(row: Indicator, reading: Measurement | None, live: Live | None) -> IndicatorRow:
    return IndicatorRow(
        row=row,
        value=value_text(row),
        actual=actual_text(row, reading),
        until=reading.until if reading else None,
        advice=advise(draft_of(row)),
        live=live,
    )
