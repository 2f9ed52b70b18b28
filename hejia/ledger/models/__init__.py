from hejia.ledger.models.entry import Entry as Entry
from hejia.ledger.models.entry import EntryEvent as EntryEvent
from hejia.ledger.models.evidence import Evidence as Evidence
from hejia.ledger.models.kept import KeptFigure as KeptFigure
