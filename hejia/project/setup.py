"""What a fresh district finds: the defaults of every room, loaded once and then its own to change.

Each loader adds what is missing and never touches what people here have changed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from hejia.accounts import public as accounts
from hejia.insight import public as insight
from hejia.kernel import calendar_days, code_defaults
from hejia.performance import public as performance


def _codes(now: datetime) -> None:
    code_defaults.load_defaults(code_defaults.default_files(), now=now)


def _calendar(now: datetime) -> None:
    calendar_days.load_known_years(now=now)


def _roles(now: datetime) -> None:  # noqa: ARG001 roles carry no time
    accounts.load_default_roles()


def _subjects(now: datetime) -> None:  # noqa: ARG001 subjects carry their years themselves
    performance.load_subjects()


def _counted(now: datetime) -> None:  # noqa: ARG001 a copy carries the times of its cases
    insight.catch_up()


LOADERS: Final[tuple[Callable[[datetime], None], ...]] = (
    _calendar,
    _codes,
    _roles,
    _counted,
    _subjects,
)
"""In the order of the layers, lowest first."""


def reference(now: datetime) -> None:
    """Load the defaults of every room, inside the open door of a district."""
    for load in LOADERS:
        load(now)
