"""The door of the room: figures over the work, and the cases behind them.

`measure(id, period, now=, sight=, category=…)` → Figure; `breakdown(…, by=)`; `cases_behind` opens
a figure; `keep` and `snapshot` hold what was counted. Freshness: facts follow every step with a
case by a reaction within seconds; `keep` catches up by itself, others may call `catch_up` first.
"""

from hejia.insight.commands.gathering import catch_up as catch_up
from hejia.insight.commands.gathering import follow as follow
from hejia.insight.commands.gathering import refresh as refresh
from hejia.insight.commands.keeping import keep as keep
from hejia.insight.commands.keeping import members_of as members_of
from hejia.insight.commands.keeping import snapshot as snapshot
from hejia.insight.figures import Figure as Figure
from hejia.insight.figures import Spread as Spread
from hejia.insight.figures import percent as percent
from hejia.insight.indicators import INDICATORS as _ALL
from hejia.insight.indicators import Indicator as Indicator
from hejia.insight.indicators import indicator as indicator
from hejia.insight.models import Snapshot as Snapshot
from hejia.insight.periods import Period as Period
from hejia.insight.queries.asking import Values as Values
from hejia.insight.queries.behind import BehindPage as BehindPage
from hejia.insight.queries.behind import cases_behind as cases_behind
from hejia.insight.queries.measuring import Breakdown as Breakdown
from hejia.insight.queries.measuring import breakdown as breakdown
from hejia.insight.queries.measuring import measure as measure
from hejia.insight.queries.measuring import measure_many as measure_many
from hejia.insight.vocabulary import Dimension as Dimension
from hejia.insight.vocabulary import Part as Part
from hejia.insight.vocabulary import Shape as Shape


def indicators() -> tuple[Indicator, ...]:
    """Every indicator there is, in the order of the work."""
    return _ALL
