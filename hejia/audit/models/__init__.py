from hejia.audit.models.record import Record as Record
from hejia.audit.models.record import Seal as Seal
