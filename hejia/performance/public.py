"""The door of the room: printing, scoring, sources of counts, set-up, and the demonstration."""

from hejia.performance.commands.checks import run_check as run_check
from hejia.performance.commands.units import load_subjects as load_subjects
from hejia.performance.commands.units import open_unit as open_unit
from hejia.performance.demo import lead_on as lead_on_demonstration
from hejia.performance.demo import load as load_demonstration
from hejia.performance.queries.board import board as board
from hejia.performance.queries.counting import Counted as Counted
from hejia.performance.queries.counting import Source as Source
from hejia.performance.queries.counting import rate_of as rate_of
from hejia.performance.queries.counting import register as register_source
from hejia.performance.queries.reminders import reminders as reminders
from hejia.performance.workflow import EVALUATION, TARGET

__all__ = [
    "EVALUATION",
    "TARGET",
    "Counted",
    "Source",
    "board",
    "lead_on_demonstration",
    "load_demonstration",
    "load_subjects",
    "open_unit",
    "rate_of",
    "register_source",
    "reminders",
    "run_check",
]
