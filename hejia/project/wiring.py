"""Who reacts to what: the one list of reactions to news, guards from above, and sealed streams.

Read this file to learn what a case sets off outside its own room.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hejia.accounts import public as accounts
from hejia.audit import public as audit
from hejia.cases import public as cases
from hejia.insight import public as insight
from hejia.performance import public as performance
from hejia.places import public as places
from hejia.project.acts import ACTS, FACTS, VALUES
from hejia.project.histories import HISTORIES


@dataclass(frozen=True, slots=True)
class Reaction:
    """Something to be done on news: `run(subject, facts, now)`.

    A short one runs inside the district's door, once for each message. A `long` one opens doors
    of its own and must be able to go on where it broke off.
    """

    name: str
    run: Callable[[UUID, Mapping[str, Any], datetime], None]
    long: bool = False


REACTIONS: Final[Mapping[str, tuple[Reaction, ...]]] = {
    "cases.export_asked": (Reaction("write the export", cases.run_export, long=True),),
    "cases.import_started": (Reaction("read the import", cases.run_import, long=True),),
    "performance.check_asked": (Reaction("check a long paper", performance.run_check, long=True),),
    "kernel.calendar_loaded": (
        Reaction("settle provisional clocks", cases.run_settling, long=True),
    ),
}


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Something done once for all news of a batch, by the relay and in its transaction.

    For what follows every step with a case: a job for each piece of news would cost more than
    the step itself. `run(subjects, now)` is short, and harmless when done again.
    """

    name: str
    room: str
    run: Callable[[Collection[UUID], datetime], None]


GATHERERS: Final = (Gatherer("count the cases", "cases", insight.follow),)


def by_name(name: str) -> Reaction:
    """The reaction of this name. Raises KeyError for one that is gone."""
    return {r.name: r for reactions in REACTIONS.values() for r in reactions}[name]


def wire() -> None:
    """Register what rooms below cannot know of rooms above; called once at start-up."""
    places.register_directory(places.Directory(accounts.names_of, accounts.key_of))
    audit.name_acts(ACTS, FACTS, VALUES)
    for history in HISTORIES:
        audit.register(history)
