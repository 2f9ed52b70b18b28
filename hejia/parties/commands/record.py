"""登记: persons of a report are written down as stated, all of them by two statements."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Refused
from hejia.kernel.keys import sealer
from hejia.kernel.sealing import Kind
from hejia.parties.facts import Checked, PartyFacts, check_party
from hejia.parties.keys import new_key
from hejia.parties.models import Party, PartyPhone, ProtectedAddress


def check(people: Sequence[PartyFacts], *, now: datetime) -> dict[str, str]:
    """A sentence per field that cannot be right, named `parties.<place>.<field>` from 0."""
    return _checked(people, now)[1]


def record(people: Sequence[PartyFacts], *, by: int | None, now: datetime) -> list[UUID]:
    """Write the persons down; their keys in the order given. `by`: the person who states it.

    Always new rows: that a person is known already is suggested (`queries.likeness`), and a human
    confirms it. Two statements, a third one only where an address is to be protected. Raises
    Refused with a sentence per field, before anything is written.
    """
    rows = prepare(people, by=by, now=now)
    Party.objects.bulk_create(rows.parties)
    PartyPhone.objects.bulk_create(rows.phones)
    ProtectedAddress.objects.bulk_create(rows.protected)
    return [row.id for row in rows.parties]


class Rows(NamedTuple):
    """What is to be written for some persons, in their order."""

    parties: list[Party]
    phones: list[PartyPhone]
    protected: list[ProtectedAddress]


def prepare(people: Sequence[PartyFacts], *, by: int | None, now: datetime) -> Rows:
    """The rows of persons, not written yet: what `record` writes, and bulk loads copy.

    Raises Refused with a sentence per field.
    """
    checked, faults = _checked(people, now)
    if faults:
        raise Refused("incomplete", fields=faults)
    rows = [_party(one, by, now) for one in checked]
    phones = [
        phone for row, one in zip(rows, checked, strict=True) for phone in phones_of(row.id, one)
    ]
    protected = [
        ProtectedAddress(party_id=row.id, address=one.facts.address, since=now, by_id=by)
        for row, one in zip(rows, checked, strict=True)
        if row.has_protected_address
    ]
    return Rows(rows, phones, protected)


def _checked(people: Sequence[PartyFacts], now: datetime) -> tuple[list[Checked], dict[str, str]]:
    today = now.astimezone(CHINA).date()
    good: list[Checked] = []
    faults: dict[str, str] = {}
    for place, facts in enumerate(people):
        one, wrong = check_party(facts, today=today)
        good.append(one)
        faults |= {f"parties.{place}.{name}": text for name, text in wrong.items()}
    return good, faults


def phones_of(party_id: UUID, one: Checked) -> list[PartyPhone]:
    """The rows of a person's numbers."""
    index = sealer().index
    return [
        PartyPhone(
            party_id=party_id, number=number, phone=phone, phone_key=index(Kind.PHONE, phone)
        )
        for number, phone in enumerate(one.phones, 1)
    ]


def _party(one: Checked, by: int | None, now: datetime) -> Party:
    facts, index = one.facts, sealer().index
    protected = facts.protect_address and bool(facts.address)
    return Party(
        id=new_key(now),
        name=facts.name,
        name_key=index(Kind.NAME, facts.name),
        id_type=facts.id_type or ("111" if one.id_no else ""),
        id_no=one.id_no,
        id_no_key=index(Kind.ID_NUMBER, one.id_no),
        gender=one.gender,
        birth_date=one.birth_date,
        nationality=facts.nationality,
        ethnic=facts.ethnic,
        education=facts.education,
        marital=facts.marital,
        occupation=facts.occupation,
        work_unit=facts.work_unit,
        hukou_type=facts.hukou_type,
        hukou_region=facts.hukou_region,
        address="" if protected else facts.address,
        address_key=None if protected else index(Kind.TEXT, facts.address),
        has_protected_address=protected,
        special_groups=list(one.special_groups),
        disability_type=facts.disability_type,
        pregnancy_stage=facts.pregnancy_stage,
        mental_state=facts.mental_state,
        economic_dependence=facts.economic_dependence,
        income_band=facts.income_band,
        language_need=facts.language_need,
        prior_dv_count=facts.prior_dv_count,
        prior_police_count=facts.prior_police_count,
        prior_cases=facts.prior_cases,
        criminal_record=facts.criminal_record,
        substance_use=facts.substance_use,
        weapon_access=facts.weapon_access,
        safe_contact=one.safe_contact.to_text(),
        deceased=facts.deceased,
        recorded_at=now,
        recorded_by_id=by,
    )
