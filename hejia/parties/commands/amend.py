"""更正: what is known of a person changes; what was known before stays in the history."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Refused
from hejia.kernel.keys import sealer
from hejia.kernel.sealing import Kind
from hejia.parties.commands.history import lock, tell
from hejia.parties.commands.record import phones_of
from hejia.parties.facts import Checked, PartyFacts, SafeContact, check_party
from hejia.parties.models import Party, PartyPhone
from hejia.parties.vocabulary import ChangeKind

#: Fields of PartyFacts that are columns under the same name, without a normal form of their own.
_PLAIN: Final = (
    *("name", "nationality", "ethnic", "education", "marital", "occupation", "work_unit"),
    *("hukou_type", "hukou_region", "address", "disability_type", "pregnancy_stage"),
    *("mental_state", "economic_dependence", "income_band", "language_need"),
    *("prior_dv_count", "prior_police_count", "prior_cases", "criminal_record"),
    *("substance_use", "weapon_access", "deceased"),
)
_AMENDABLE: Final = frozenset(one.name for one in fields(PartyFacts)) - {"role", "protect_address"}


def amend(
    party_id: UUID,
    changes: Mapping[str, Any],
    *,
    seen: int,
    by: int | None,
    now: datetime,
    note: str = "",
) -> int:
    """Correct a person by the stated fields of `PartyFacts`; the new version.

    `phones` replaces all numbers; `phone` the first. Nothing changed is no new version. Raises
    Missing, Stale, or Refused with a sentence per field.
    """
    unknown = sorted(set(changes) - _AMENDABLE)
    if unknown:
        raise Refused("incomplete", fields={name: f"没有“{name}”这一项。" for name in unknown})
    party = lock(party_id, seen)
    if "address" in changes and party.has_protected_address:
        sentence = "住址已列入保护，请用“更改受保护住址”。"
        raise Refused("protected", sentence, fields={"address": sentence})
    before = _facts_of(party)
    after = _with(before, changes)
    checked, faults = check_party(after, today=now.astimezone(CHINA).date())
    if faults:
        raise Refused("incomplete", fields=faults)
    was, became = _differences(before, checked)
    if not became:
        return party.version
    _apply(party, checked)
    if "phones" in became:
        PartyPhone.objects.filter(party_id=party_id).delete()
        PartyPhone.objects.bulk_create(phones_of(party_id, checked))
    party.version += 1
    party.save()
    tell(party_id, ChangeKind.AMENDED, by=by, now=now, note=note, was=was, became=became)
    return party.version


def _facts_of(party: Party) -> PartyFacts:
    """The person as it could have been stated."""
    rows = PartyPhone.objects.filter(party_id=party.pk).order_by("number")
    plain = {name: getattr(party, name) for name in _PLAIN}
    return PartyFacts(
        **plain,
        phones=tuple(row.phone for row in rows),
        id_type=party.id_type,
        id_no=party.id_no,
        gender=party.gender,
        birth_date=party.birth_date,
        special_groups=tuple(party.special_groups),
        safe_contact=SafeContact.from_text(party.safe_contact),
    )


def _with(before: PartyFacts, changes: Mapping[str, Any]) -> PartyFacts:
    """The stated fields laid over the known ones; a new number brings its own gender and birth."""
    stated = dict(changes)
    if "phone" in stated:
        first = stated.pop("phone")
        stated["phones"] = (first, *before.phones[1:])
    if "id_no" in stated and stated["id_no"] != before.id_no:
        stated.setdefault("gender", "")
        stated.setdefault("birth_date", None)
    return replace(before, **stated)


def _differences(before: PartyFacts, after: Checked) -> tuple[dict[str, Any], dict[str, Any]]:
    names = (*_PLAIN, "id_type", "id_no", "gender", "birth_date", "phones", "special_groups")
    known = {name: getattr(before, name) for name in names}
    known["safe_contact"] = SafeContact.of(before.safe_contact).to_text()
    now = _columns(after) | {"phones": after.phones}
    changed = [name for name in now if known[name] != now[name]]
    return {name: known[name] for name in changed}, {name: now[name] for name in changed}


def _columns(after: Checked) -> dict[str, Any]:
    return {name: getattr(after.facts, name) for name in _PLAIN} | {
        "id_type": after.facts.id_type or ("111" if after.id_no else ""),
        "id_no": after.id_no,
        "gender": after.gender,
        "birth_date": after.birth_date,
        "special_groups": after.special_groups,
        "safe_contact": after.safe_contact.to_text(),
    }


def _apply(party: Party, after: Checked) -> None:
    for name, value in _columns(after).items():
        setattr(party, name, list(value) if isinstance(value, tuple) else value)
    index = sealer().index
    party.name_key = index(Kind.NAME, party.name)
    party.id_no_key = index(Kind.ID_NUMBER, party.id_no)
    party.address_key = index(Kind.TEXT, party.address)
