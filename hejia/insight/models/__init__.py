from hejia.insight.models.facts import CaseFact as CaseFact
from hejia.insight.models.facts import VisitFact as VisitFact
from hejia.insight.models.snapshot import Snapshot as Snapshot
