"""The door of the room: who is there, what they may see, which agency answers for a place."""

from hejia.accounts.access import needs as needs
from hejia.accounts.access import open_to_all as open_to_all
from hejia.accounts.access import person_of as person_of
from hejia.accounts.checks import problems as problems
from hejia.accounts.commands.founding import Founder as Founder
from hejia.accounts.commands.founding import found as found
from hejia.accounts.commands.history import record_change as record_change
from hejia.accounts.commands.roles import load_default_roles as load_default_roles
from hejia.accounts.commands.tidying import tidy as tidy
from hejia.accounts.commands.tokens import authenticate_token as authenticate_token
from hejia.accounts.commands.tokens import issue_token as issue_token
from hejia.accounts.models import Person
from hejia.accounts.permissions import PERMISSIONS as PERMISSIONS
from hejia.accounts.permissions import Permission as Permission
from hejia.accounts.queries.choices import agencies_by_kind as agencies_by_kind
from hejia.accounts.queries.history import history_of as history_of
from hejia.accounts.queries.loading import person_by_key as person_by_key
from hejia.accounts.queries.names import key_of as key_of
from hejia.accounts.queries.names import names_of as names_of
from hejia.accounts.queries.reference import AgencyFacts as AgencyFacts
from hejia.accounts.queries.reference import agencies as _agencies
from hejia.accounts.queries.reference import agencies_at as agencies_at
from hejia.accounts.queries.reference import anybody as anybody
from hejia.accounts.queries.reference import district_federation as district_federation
from hejia.accounts.queries.reference import federation_at as _federation_at
from hejia.accounts.queries.reference import people_with as people_with
from hejia.accounts.sight import Lane as Lane
from hejia.accounts.sight import Sight as Sight
from hejia.accounts.vocabulary import AgencyKind as AgencyKind
from hejia.accounts.vocabulary import Subject as Subject
from hejia.kernel.errors import Missing


def sight_of(person: Person) -> Sight:
    """What a person loaded by session, token or `person_by_key` may see; no statement."""
    return person.sight


def agency(agency_id: int) -> AgencyFacts:
    """An agency, also one out of use; no statement. Raises Missing."""
    found = _agencies().get(agency_id)
    if found is None:
        raise Missing("该机构")
    return found


def agencies() -> tuple[AgencyFacts, ...]:
    """Every agency in use, by code; no statement."""
    return tuple(one for one in _agencies().values() if one.valid)


def community_federation(community_area_id: int) -> AgencyFacts | None:
    """The 社区妇联 of a community; None where there is none. No statement."""
    return _federation_at(community_area_id)


def street_federation(street_area_id: int) -> AgencyFacts | None:
    """The 街道妇联 of a street; None where there is none. No statement."""
    return _federation_at(street_area_id)
