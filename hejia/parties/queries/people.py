"""Persons as shown, and found again by exact number or name through blind indexes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from hejia.kernel import rows
from hejia.kernel.errors import Missing
from hejia.kernel.keys import sealer
from hejia.kernel.sealing import Kind
from hejia.parties.facts import ChangeSeen, Likeness, PartyFacts, PartySeen, SafeContact
from hejia.parties.masking import mask_address, mask_id_no, mask_name, mask_phone
from hejia.parties.models import Party, PartyChange, PartyPhone, Relation
from hejia.parties.phones import BadPhone, read_phone
from hejia.parties.vocabulary import CHANGE_LABELS, ChangeKind

MOST_FOUND: Final = 50

_MORE: Final = (
    *("nationality", "ethnic", "education", "marital", "occupation", "work_unit", "hukou_type"),
    *("hukou_region", "disability_type", "pregnancy_stage", "mental_state", "income_band"),
    *("economic_dependence", "language_need", "prior_dv_count", "prior_police_count"),
    *("prior_cases", "criminal_record", "substance_use", "weapon_access"),
)


def parties_of(ids: Iterable[UUID], *, reveal: bool) -> dict[UUID, PartySeen]:
    """The persons by key; masked unless `reveal`. Two statements, however many."""
    wanted = list(ids)
    if not wanted:
        return {}
    phones, people = rows.read(*wanted_where("= ANY(%s)", [wanted]))
    return seen_in(phones, people, reveal=reveal)


def wanted_where(keys: str, values: Sequence[Any]) -> tuple[rows.Wanted, rows.Wanted]:
    """What `seen_in` needs of the persons whose key is such (`= ANY(%s)`, `IN (SELECT …)`).

    For rooms that read persons along with rows of their own.
    """
    return (
        rows.Wanted(PartyPhone, f"WHERE party_id {keys} ORDER BY party_id, number", values),
        rows.Wanted(Party, f"WHERE id {keys}", values),
    )


def seen_in(
    phones: Iterable[PartyPhone], people: Iterable[Party], *, reveal: bool
) -> dict[UUID, PartySeen]:
    """These persons with their numbers, by key; masked unless `reveal`. No statement."""
    numbers: dict[UUID, list[str]] = {}
    for phone in phones:
        numbers.setdefault(phone.party_id, []).append(phone.phone)
    return {row.pk: _seen(row, numbers.get(row.pk, []), reveal) for row in people}


def _seen(row: Party, phones: Sequence[str], reveal: bool) -> PartySeen:
    contact = SafeContact.from_text(row.safe_contact) if reveal and row.safe_contact else None
    return PartySeen(
        id=row.pk,
        version=row.version,
        masked=not reveal,
        name=row.name if reveal else mask_name(row.name),
        phones=tuple(phones) if reveal else tuple(mask_phone(one) for one in phones),
        id_type=row.id_type,
        id_no=row.id_no if reveal else mask_id_no(row.id_no),
        gender=row.gender,
        birth_date=row.birth_date if reveal else None,
        address=row.address if reveal else mask_address(row.address),
        has_protected_address=row.has_protected_address,
        special_groups=tuple(row.special_groups),
        safe_contact=contact,
        deceased=row.deceased,
        same_as=row.same_as_id,
        more={name: getattr(row, name) for name in _MORE} if reveal else {},
    )


def find_by_phone(text: str) -> list[UUID]:
    """Keys of the persons with exactly this number, the latest first; [] for no number."""
    try:
        key = sealer().index(Kind.PHONE, read_phone(text))
    except BadPhone:
        return []
    found = PartyPhone.objects.filter(phone_key=key).order_by("-party_id")
    return list(found.values_list("party_id", flat=True)[:MOST_FOUND])


def find_by_id_no(text: str) -> list[UUID]:
    """Keys of the persons with exactly this document number, the latest first."""
    return _by_key("id_no_key", sealer().index(Kind.ID_NUMBER, text))


def find_by_name(text: str) -> list[UUID]:
    """Keys of the persons of exactly this name, the latest first."""
    return _by_key("name_key", sealer().index(Kind.NAME, text))


def _by_key(column: str, key: bytes | None) -> list[UUID]:
    if key is None:
        return []
    found = Party.objects.filter(**{column: key}).order_by("-id")
    return list(found.values_list("id", flat=True)[:MOST_FOUND])


class Keys(NamedTuple):
    """Blind indexes of a person's numbers, for comparing without opening anything."""

    phones: frozenset[bytes]
    id_numbers: frozenset[bytes]


def keys_stated(people: Iterable[PartyFacts]) -> Keys:
    """The indexes of persons stated but not recorded yet; numbers that are wrong are left out."""
    index = sealer().index
    phones: set[bytes | None] = set()
    numbers: set[bytes | None] = set()
    for one in people:
        numbers.add(index(Kind.ID_NUMBER, one.id_no))
        for text in (one.phone, *one.phones):
            try:
                phones.add(index(Kind.PHONE, read_phone(text)))
            except BadPhone:
                continue
    return Keys(frozenset(filter(None, phones)), frozenset(filter(None, numbers)))


def keys_of(ids: Iterable[UUID]) -> dict[UUID, Keys]:
    """The indexes of recorded persons; two statements."""
    wanted = list(ids)
    phones: dict[UUID, set[bytes]] = {}
    rows = PartyPhone.objects.filter(party_id__in=wanted, phone_key__isnull=False)
    for party_id, key in rows.values_list("party_id", "phone_key"):
        phones.setdefault(party_id, set()).add(bytes(key or b""))
    people = Party.objects.filter(pk__in=wanted).values_list("id", "id_no_key")
    return {
        party_id: Keys(frozenset(phones.get(party_id, ())), frozenset({bytes(key)} if key else ()))
        for party_id, key in people
    }


def sharing(keys: Keys) -> list[UUID]:
    """Keys of the persons who share a number with those stated, the latest first."""
    by_phone = PartyPhone.objects.filter(phone_key__in=keys.phones).values_list(
        "party_id", flat=True
    )
    by_number = Party.objects.filter(id_no_key__in=keys.id_numbers).values_list("id", flat=True)
    found = [
        *(by_phone.order_by("-party_id")[:MOST_FOUND] if keys.phones else ()),
        *(by_number.order_by("-id")[:MOST_FOUND] if keys.id_numbers else ()),
    ]
    return sorted(dict.fromkeys(found), reverse=True)[:MOST_FOUND]


def likeness(ids: Iterable[UUID]) -> list[Likeness]:
    """Who may be one person with these, for a human to confirm: the same document number."""
    rows = list(
        Party.objects.filter(pk__in=list(ids), id_no_key__isnull=False).values_list(
            "id", "id_no_key", "same_as_id"
        )
    )
    if not rows:
        return []
    others = list(
        Party.objects.filter(id_no_key__in=[key for _, key, _ in rows])
        .order_by("id")
        .values_list("id", "id_no_key", "same_as_id")[:500]
    )
    return [
        Likeness(one, other, "证件号码相同")
        for one, key, head in rows
        for other, other_key, other_head in others
        if key == other_key and one != other and (head or one) != (other_head or other)
    ]


def same_person(party_id: UUID) -> list[UUID]:
    """All rows confirmed to be this person, itself included, the oldest first."""
    head = Party.objects.filter(pk=party_id).values_list("same_as_id", flat=True).first()
    stands = head or party_id
    joined = Party.objects.filter(same_as_id=stands).values_list("id", flat=True)
    return sorted({party_id, stands, *joined})


class RelationSeen(NamedTuple):
    """A relation as shown; `until` None while it is in force."""

    id: int
    party_id: UUID
    other_id: UUID
    code: str
    facts: Mapping[str, Any]


def relations_of(ids: Iterable[UUID]) -> list[RelationSeen]:
    """The relations among and from these persons, those in force first; one statement."""
    rows = Relation.objects.filter(party_id__in=list(ids)).order_by("until", "id")
    names = ("co_residing", "separated_since", "children_count", "since", "until")
    return [
        RelationSeen(
            row.pk, row.party_id, row.other_id, row.code, {n: getattr(row, n) for n in names}
        )
        for row in rows
    ]


def history_of(party_id: UUID, *, reveal: bool) -> list[ChangeSeen]:
    """What was changed or looked at, the latest first; values only with `reveal`."""
    if not Party.objects.filter(pk=party_id).exists():
        raise Missing("该人员")
    rows = PartyChange.objects.filter(party_id=party_id).order_by("-number")
    return [_line(row, reveal) for row in rows]


def _line(row: PartyChange, reveal: bool) -> ChangeSeen:
    told = json.loads(row.told) if reveal else {}
    return ChangeSeen(
        row.number,
        row.kind,
        CHANGE_LABELS[ChangeKind(row.kind)],
        row.at,
        row.by_id,
        row.note,
        told.get("was", {}),
        told.get("became", {}),
    )
