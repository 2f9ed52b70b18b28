"""A person as stated and as shown: the shapes that pass the room's door.

Pure: no Django. Codes are those of `codes/*.toml`; "" or empty means "not stated".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hejia.parties.identity import BadNumber, Identity, groups_by_age, read_number
from hejia.parties.phones import BadPhone, read_phone
from hejia.parties.vocabulary import UNKNOWN_GENDERS


@dataclass(frozen=True, slots=True)
class SafeContact:
    """How a person may be reached without adding danger. Kept sealed as a whole.

    `method`: code of `contact_method`; `window`: when, in words; `code_word`: what is said so
    that the person knows who calls; `note`: anything else.
    """

    method: str = ""
    window: str = ""
    code_word: str = ""
    do_not_sms: bool = False
    do_not_leave_message: bool = False
    note: str = ""

    def to_text(self) -> str:
        """As sealed: JSON without what is empty; "" when nothing is stated."""
        stated = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return json.dumps(stated, ensure_ascii=False, sort_keys=True) if stated else ""

    @classmethod
    def from_text(cls, text: str) -> "SafeContact":
        """Back from `to_text`."""
        return cls(**json.loads(text)) if text else cls()

    @classmethod
    def of(cls, stated: "SafeContact | str | Mapping[str, Any] | None") -> "SafeContact":
        """From whichever way it was stated; plain words are a note."""
        if isinstance(stated, SafeContact):
            return stated
        if isinstance(stated, str):
            return cls(note=stated)
        names = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in (stated or {}).items() if name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """A person as stated in a report. Everything may be missing: a person may stay anonymous.

    `role` is the case's word and not kept here. `phone` is one number, `phones` further ones.
    `protect_address`: the address goes where only few may open it.
    """

    role: str = ""
    name: str = ""
    phone: str = ""
    phones: tuple[str, ...] = ()
    id_type: str = ""
    id_no: str = ""
    gender: str = ""
    birth_date: date | None = None
    nationality: str = ""
    ethnic: str = ""
    education: str = ""
    marital: str = ""
    occupation: str = ""
    work_unit: str = ""
    hukou_type: str = ""
    hukou_region: str = ""
    address: str = ""
    protect_address: bool = False
    special_groups: tuple[str, ...] | list[str] = ()
    disability_type: str = ""
    pregnancy_stage: str = ""
    mental_state: str = ""
    economic_dependence: bool | None = None
    income_band: str = ""
    language_need: str = ""
    prior_dv_count: int | None = None
    prior_police_count: int | None = None
    prior_cases: int | None = None
    criminal_record: str = ""
    substance_use: str = ""
    weapon_access: bool | None = None
    safe_contact: SafeContact | str | Mapping[str, Any] | None = None
    deceased: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What was stated, in normal form, with what the identity number tells added."""

    facts: PartyFacts
    phones: tuple[str, ...]
    id_no: str
    birth_date: date | None
    gender: str
    special_groups: tuple[str, ...]
    safe_contact: SafeContact


def check_party(facts: PartyFacts, *, today: date) -> tuple[Checked, dict[str, str]]:
    """The person in normal form, and a sentence per field that cannot be right."""
    faults: dict[str, str] = {}
    phones = _phones(facts, faults)
    identity = _identity(facts, today, faults)
    gender = facts.gender
    if identity.gender:
        if gender not in UNKNOWN_GENDERS and gender != identity.gender:
            faults["gender"] = "性别与身份证号码不一致，请核对。"
        gender = identity.gender
    born = facts.birth_date or identity.birth_date
    if facts.birth_date and identity.birth_date and facts.birth_date != identity.birth_date:
        faults["birth_date"] = "出生日期与身份证号码不一致，请核对。"
    if facts.birth_date and facts.birth_date > today:
        faults["birth_date"] = "出生日期不能晚于今天。"
        born = None
    by_age = groups_by_age(born, today) if born else ()
    groups = tuple(dict.fromkeys((*facts.special_groups, *by_age)))
    contact = SafeContact.of(facts.safe_contact)
    return Checked(facts, phones, identity.number, born, gender, groups, contact), faults


def _phones(facts: PartyFacts, faults: dict[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    for text in (facts.phone, *facts.phones):
        if not text:
            continue
        try:
            found.append(read_phone(text))
        except BadPhone as bad:
            faults["phone"] = str(bad)
    return tuple(dict.fromkeys(found))


def _identity(facts: PartyFacts, today: date, faults: dict[str, str]) -> Identity:
    if not facts.id_no:
        return Identity("", None, "")
    try:
        return read_number(facts.id_type or "111", facts.id_no, today=today)
    except BadNumber as bad:
        faults["id_no"] = str(bad)
        return Identity("", None, "")


@dataclass(frozen=True, slots=True)
class PartySeen:
    """A person as shown. `masked` says whether names and numbers are hidden in part."""

    id: UUID
    version: int
    masked: bool
    name: str
    phones: tuple[str, ...]
    id_type: str
    id_no: str
    gender: str
    birth_date: date | None
    address: str
    has_protected_address: bool
    special_groups: tuple[str, ...]
    safe_contact: SafeContact | None
    deceased: bool
    same_as: UUID | None
    more: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two recorded persons that may be one; a human decides. `why`: in words."""

    party_id: UUID
    other_id: UUID
    why: str


@dataclass(frozen=True, slots=True)
class ChangeSeen:
    """One line of a person's history. `was`/`became` by field label; empty when masked."""

    number: int
    kind: str
    label: str
    at: datetime
    by: int | None
    note: str
    was: Mapping[str, Any]
    became: Mapping[str, Any]
