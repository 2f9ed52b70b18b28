"""Every source an indicator may be bound to. Whoever binds or counts imports it from here."""

from hejia.performance.queries import work as _work
from hejia.performance.queries.counting import ENTERED as ENTERED
from hejia.performance.queries.counting import Asked as Asked
from hejia.performance.queries.counting import Counted as Counted
from hejia.performance.queries.counting import Outcome as Outcome
from hejia.performance.queries.counting import Source as Source
from hejia.performance.queries.counting import count as count
from hejia.performance.queries.counting import look as look
from hejia.performance.queries.counting import register as register
from hejia.performance.queries.counting import sources as sources

#: Importing these rooms' figures registers them.
REGISTERED = (_work,)
