"""Plans (dimensions → projects → tasks with their progress) and the yearly monitor of indicators.

A plan that lies across agencies shows what each reported; progress counts as it was last approved.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from django.db.models import Count, F
from django.db.models.fields.json import KT

from hejia.accounts.public import Sight, agency
from hejia.ledger.models import Entry, EntryEvent
from hejia.ledger.queries.filters import Filter, address, entries
from hejia.ledger.workflow import Action, Status

MOST: Final = 2000
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Task:
    """A task with the progress last approved (None: never yet) and the share of its time used."""

    entry: Entry
    progress: Decimal | None
    elapsed: int
    late: bool


@dataclass(frozen=True, slots=True)
class Project:
    name: str
    tasks: list[Task]

    @property
    def progress(self) -> int:
        return _mean(self.tasks)


@dataclass(frozen=True, slots=True)
class Dimension:
    name: str
    projects: list[Project]

    @property
    def tasks(self) -> list[Task]:
        return [task for project in self.projects for task in project.tasks]

    @property
    def progress(self) -> int:
        return _mean(self.tasks)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan in a year. `done` tasks reached 100 %; `late` ones lag behind their time."""

    name: str
    dimensions: list[Dimension]

    @property
    def tasks(self) -> list[Task]:
        return [task for one in self.dimensions for task in one.tasks]

    @property
    def projects(self) -> int:
        return sum(len(one.projects) for one in self.dimensions)

    @property
    def progress(self) -> int:
        return _mean(self.tasks)

    @property
    def done(self) -> int:
        return sum(1 for one in self.tasks if one.progress == _HUNDRED)

    @property
    def late(self) -> int:
        return sum(1 for one in self.tasks if one.late)

    @property
    def waiting(self) -> int:
        return sum(1 for one in self.tasks if one.entry.status != Status.APPROVED)


def plan_names(sight: Sight) -> list[str]:
    """The plans there are, the one with the latest task first: one statement."""
    rows = entries(Filter(kind="plan_task"), sight).annotate(plan=KT("fields__plan"))
    found = rows.values_list("plan", flat=True).order_by("-starts_on", "-pk")[:MOST]
    return list(dict.fromkeys(found))


def plan(name: str, sight: Sight, today: date) -> Plan:
    """The tasks of a plan by dimension and project, in the order of their numbers: two statements.

    Tasks not approved yet count 0 in the means, so that a plan is never shown ahead of itself.
    """
    rows = entries(Filter(kind="plan_task"), sight).filter(fields__plan=name)
    found = sorted(rows[:MOST], key=lambda one: _order(one.fields["number"]))
    approved = _last_approved([one for one in found if one.status != Status.APPROVED])
    tree: dict[str, dict[str, list[Task]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        progress = (
            Decimal(one.fields["progress"])
            if one.status == Status.APPROVED
            else approved.get(one.pk)
        )
        tree[one.fields["dimension"]][one.fields["project"]].append(_task(one, progress, today))
    return Plan(
        name,
        [
            Dimension(label, [Project(title, tasks) for title, tasks in projects.items()])
            for label, projects in tree.items()
        ],
    )


def _order(number: str) -> list[tuple[int, str]]:
    """1-3-2 before 1-10-1."""
    parts = number.replace(".", "-").split("-")
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def _last_approved(waiting: Iterable[Entry]) -> dict[Any, Decimal]:
    """The progress of tasks under way to approval, as it was last approved."""
    events = (
        EntryEvent.objects.filter(entry__in=waiting, action=Action.APPROVE)
        .order_by("entry_id", "-number")
        .distinct("entry_id")
        .values_list("entry_id", "content")
    )
    return {key: Decimal(content["fields"]["progress"]) for key, content in events}


def _task(entry: Entry, progress: Decimal | None, today: date) -> Task:
    last = entry.ends_on or entry.starts_on
    whole = (last - entry.starts_on).days + 1
    used = min(max((today - entry.starts_on).days + 1, 0), whole)
    elapsed = used * 100 // whole
    late = (progress or 0) < _HUNDRED and (today > last or (progress or 0) + 20 < elapsed)
    return Task(entry, progress, elapsed, late)


def _mean(tasks: list[Task]) -> int:
    """Percent, rounded down: unfinished work is never shown as 100."""
    total = sum((one.progress or Decimal(0) for one in tasks), Decimal(0))
    return int(total / len(tasks)) if tasks else 0


@dataclass(slots=True)
class Compliance:
    """Indicators of one area or one member unit: how many, reported, approved, met."""

    label: str
    link: str
    every: int = 0
    reported: int = 0
    approved: int = 0
    met: int = 0

    @property
    def missed(self) -> int:
        return self.approved - self.met

    @property
    def pending(self) -> int:
        """Not reported or not approved yet: in no rate."""
        return self.every - self.approved

    @property
    def rate(self) -> str:
        """达标率: met ÷ approved, rounded down to 0.01 %; "" where nothing is approved."""
        if not self.approved:
            return ""
        share = Decimal(self.met) * 100 / self.approved
        return f"{share.quantize(Decimal('0.01'), ROUND_DOWN)}%"


@dataclass(frozen=True, slots=True)
class Monitor:
    """The monitor of a year: the whole, by plan and area, and by member unit."""

    year: int
    whole: Compliance
    areas: list[Compliance]
    units: list[Compliance]


def monitor_years(sight: Sight) -> list[int]:
    """The years that have indicators, latest first: one statement."""
    rows = entries(Filter(kind="plan_monitor"), sight).order_by("-starts_on__year")
    return list(rows.values_list("starts_on__year", flat=True).distinct())


def monitor(year: int, sight: Sight) -> Monitor:
    """How far the indicators of a year are met, over those approved: one statement."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    base = {"kind": "plan_monitor", "first": first, "last": last}
    rows = (
        entries(Filter(kind="plan_monitor", first=first, last=last), sight)
        .annotate(plan=KT("fields__plan"), area=KT("fields__area"), met=KT("fields__met"))
        .values("plan", "area", "met", "agency_id", "status")
        .annotate(n=Count("pk"))
        .order_by("plan", F("area"), "agency_id")
    )
    whole = Compliance("全部指标", address(base))
    areas: dict[str, Compliance] = {}
    units: dict[int, Compliance] = {}
    for row in rows:
        label, key = f"{row['plan']} · {row['area']}", row["agency_id"]
        area_link = address(base | {"group": row["area"], "q": row["plan"]})
        unit_link = address(base | {"agency": key})
        for one in (
            whole,
            areas.setdefault(label, Compliance(label, area_link)),
            units.setdefault(key, Compliance(agency(key).name, unit_link)),
        ):
            _add(one, row)
    return Monitor(year, whole, list(areas.values()), list(units.values()))


def _add(one: Compliance, row: Mapping[str, Any]) -> None:
    one.every += row["n"]
    one.reported += row["n"] if row["met"] is not None else 0
    if row["status"] == Status.APPROVED:
        one.approved += row["n"] if row["met"] is not None else 0
        one.met += row["n"] if row["met"] == "true" else 0
