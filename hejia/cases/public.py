"""The door of the room."""

from hejia.cases.commands.act import perform as perform
from hejia.cases.commands.exporting import run_export as run_export
from hejia.cases.commands.importing import run_import as run_import
from hejia.cases.commands.notices import mark_all_read as mark_all_read
from hejia.cases.commands.notices import mark_read as mark_read
from hejia.cases.commands.report import Reported as Reported
from hejia.cases.commands.report import report as report
from hejia.cases.commands.statement import Statement as Statement
from hejia.cases.commands.statement import check_statement as check_statement
from hejia.cases.jobs import tick as tick
from hejia.cases.models import Case as Case
from hejia.cases.queries.desk import burning as burning
from hejia.cases.queries.desk import notices as notices
from hejia.cases.queries.desk import tallies as tallies
from hejia.cases.queries.desk import unread_count as unread_count
from hejia.cases.queries.filters import Filter as Filter
from hejia.cases.queries.filters import Order as Order
from hejia.cases.queries.listing import Page as Page
from hejia.cases.queries.listing import Row as Row
from hejia.cases.queries.listing import cases as cases
from hejia.cases.queries.naming import listed_json as listed_json
from hejia.cases.queries.proof import EVENTS as EVENTS
