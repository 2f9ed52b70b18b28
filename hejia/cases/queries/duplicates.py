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
from hejia.parties.public import Keys, PartyFacts, keys_of, keys_stated, sharing

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
    stated = keys_stated([_known_by(party) for party in parties])
    people = sharing(stated)
    address = sealer().index(Kind.TEXT, str(facts.get("address_code") or ""))
    candidate = Report(
        case_id=uuid4(),
        reported_at=now,
        phones=stated.phones,
        id_numbers=stated.id_numbers,
        address=address,
        dispute_type=str(facts.get("type") or ""),
        text=str(facts.get("summary") or "")[:BRIEF],
    )
    found = _near(people, address, community, now)
    of_case = _people_of(people)
    keys = keys_of(people) if people else {}
    others = [_as_report(case, [keys[p] for p in of_case.get(case.pk, ())]) for case in found]
    cases = {case.pk: case for case in found}
    matches = judge(candidate, others)[:SHOWN]
    return [_likely(match, cases[match.case_id], sight) for match in matches]


def _known_by(party: Mapping[str, Any]) -> PartyFacts:
    """The numbers by which a person is known again, as far as they are typed."""
    return PartyFacts(phone=str(party.get("phone") or ""), id_no=str(party.get("id_no") or ""))


def _near(
    people: Sequence[UUID], address: bytes | None, community: int | None, now: datetime
) -> list[Case]:
    """Cases of the same persons, of the same place lately, and of the same community lately."""
    lately = window(now)
    of_people = CaseParty.objects.filter(party_id__in=people).values("case_id")
    at_place = Q(address_key=address, reported_at__range=lately)
    nearby = Q(community_id=community, reported_at__range=lately)
    asked = [
        Case.objects.filter(condition).order_by("-reported_at")[:MOST]
        for condition, wanted in (
            (Q(pk__in=of_people), bool(people)),
            (at_place, address is not None),
            (nearby, community is not None),
        )
        if wanted
    ]
    return list({case.pk: case for cases in asked for case in cases}.values())


def _people_of(people: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Case → those of these persons who take part in it."""
    found: dict[UUID, list[UUID]] = {}
    for link in CaseParty.objects.filter(party_id__in=people) if people else ():
        found.setdefault(link.case_id, []).append(link.party_id)
    return found


def _as_report(case: Case, keys: Sequence[Keys]) -> Report:
    return Report(
        case_id=case.pk,
        reported_at=case.reported_at,
        phones=frozenset().union(*(key.phones for key in keys)),
        id_numbers=frozenset().union(*(key.id_numbers for key in keys)),
        address=bytes(case.address_key) if case.address_key else None,
        dispute_type=case.type,
        text=case.brief,
    )


def _likely(match: Match, case: Case, sight: Sight) -> Likely:
    return Likely(match, case if may_see(sight, case) else None)
