"""Cases that may be the one just being told: same person, same place, or much the same words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db.models import Q

from hejia.accounts.public import Sight
from hejia.cases.access import may_see
from hejia.cases.duplicates import Match, Report, judge, window
from hejia.cases.models import BRIEF, Case, CaseParty
from hejia.kernel.keys import sealer
from hejia.kernel.sealing import Kind
from hejia.parties.public import find_by_id_no, find_by_phone

MOST: Final = 200
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Likely:
    """A case that may be the same. `case` None: it exists, but is not theirs to see."""

    match: Match
    case: Case | None


def likely_same(
    facts: Mapping[str, Any],
    parties: Sequence[Mapping[str, Any]],
    *,
    community: int | None,
    sight: Sight,
    now: datetime,
) -> list[Likely]:
    """Before saving: at most 8 cases that may be this one, each with why.

    `facts` and `parties` as typed so far; anything may be missing. At most five statements.
    """
    phones = _indexes(Kind.PHONE, parties, "phone")
    numbers = _indexes(Kind.ID_NUMBER, parties, "id_no")
    people = _people(parties)
    address = sealer().index(Kind.TEXT, str(facts.get("address_code") or ""))
    candidate = Report(
        case_id=uuid4(),
        reported_at=now,
        phones=phones,
        id_numbers=numbers,
        address=address,
        dispute_type=str(facts.get("type") or ""),
        text=str(facts.get("summary") or "")[:BRIEF],
    )
    found = _near(people, address, community, now)
    of_case = _cases_of(people)
    others = [_as_report(case, of_case, people, candidate) for case in found]
    cases = {case.pk: case for case in found}
    matches = judge(candidate, others)[:SHOWN]
    return [_likely(match, cases[match.case_id], sight) for match in matches]


def _indexes(kind: Kind, parties: Sequence[Mapping[str, Any]], name: str) -> frozenset[bytes]:
    made = (sealer().index(kind, str(party.get(name) or "")) for party in parties)
    return frozenset(index for index in made if index is not None)


def _people(parties: Sequence[Mapping[str, Any]]) -> dict[UUID, str]:
    """Recorded persons with one of the phones ("phone") or numbers ("id") stated."""
    found: dict[UUID, str] = {}
    for party in parties:
        if party.get("phone"):
            found |= dict.fromkeys(find_by_phone(str(party["phone"])), "phone")
        if party.get("id_no"):
            found |= dict.fromkeys(find_by_id_no(str(party["id_no"])), "id")
    return found


def _near(
    people: Mapping[UUID, str], address: bytes | None, community: int | None, now: datetime
) -> list[Case]:
    since, until = window(now)
    asked = Q(pk__in=CaseParty.objects.filter(party_id__in=list(people)).values("case_id"))
    if address is not None:
        asked |= Q(address_key=address, reported_at__range=(since, until))
    found = list(Case.objects.filter(asked).order_by("-reported_at")[:MOST]) if people or address else []
    if community is not None:
        nearby = Case.objects.filter(community_id=community, reported_at__range=(since, until))
        known = {case.pk for case in found}
        found += [c for c in nearby.order_by("-reported_at")[:MOST] if c.pk not in known]
    return found


def _cases_of(people: Mapping[UUID, str]) -> dict[UUID, set[UUID]]:
    links = CaseParty.objects.filter(party_id__in=list(people)) if people else []
    found: dict[UUID, set[UUID]] = {}
    for link in links:
        found.setdefault(link.case_id, set()).add(link.party_id)
    return found


def _as_report(
    case: Case,
    of_case: Mapping[UUID, set[UUID]],
    people: Mapping[UUID, str],
    candidate: Report,
) -> Report:
    kinds = {people[party] for party in of_case.get(case.pk, ())}
    return Report(
        case_id=case.pk,
        reported_at=case.reported_at,
        phones=candidate.phones if "phone" in kinds else frozenset(),
        id_numbers=candidate.id_numbers if "id" in kinds else frozenset(),
        address=bytes(case.address_key) if case.address_key else None,
        dispute_type=case.type,
        text=case.brief,
    )


def _likely(match: Match, case: Case, sight: Sight) -> Likely:
    return Likely(match, case if may_see(sight, case) else None)
