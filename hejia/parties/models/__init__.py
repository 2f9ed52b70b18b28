"""The tables of the room."""

from hejia.parties.models.party import Party as Party
from hejia.parties.models.party import PartyChange as PartyChange
from hejia.parties.models.party import PartyPhone as PartyPhone
from hejia.parties.models.party import ProtectedAddress as ProtectedAddress
from hejia.parties.models.party import Relation as Relation
