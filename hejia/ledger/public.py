"""The door of the room: records of work that is no case, and figures over the approved ones."""

from hejia.ledger.commands.acting import perform as perform
from hejia.ledger.commands.importing import import_rows as import_rows
from hejia.ledger.commands.keeping import keep as keep
from hejia.ledger.commands.proving import attach as attach
from hejia.ledger.commands.recording import record as record
from hejia.ledger.commands.together import perform_together as perform_together
from hejia.ledger.definitions import Definition as Definition
from hejia.ledger.definitions import Field as Field
from hejia.ledger.definitions import FieldType as FieldType
from hejia.ledger.definitions import kind as kind
from hejia.ledger.definitions import kinds as kinds
from hejia.ledger.models import Entry as Entry
from hejia.ledger.queries.counting import RateTally as RateTally
from hejia.ledger.queries.counting import SurveyTally as SurveyTally
from hejia.ledger.queries.counting import Tally as Tally
from hejia.ledger.queries.counting import count as count
from hejia.ledger.queries.counting import rate as rate
from hejia.ledger.queries.counting import rows_behind as rows_behind
from hejia.ledger.queries.counting import survey as survey
from hejia.ledger.queries.counting import total as total
from hejia.ledger.queries.measures import Measured as Measured
from hejia.ledger.queries.measures import measure as measure
from hejia.ledger.queries.measures import measures as measures
from hejia.ledger.queries.proof import EVENTS as EVENTS
from hejia.ledger.workflow import ENTRY as ENTRY
