"""Persons: recorded, corrected, found, joined by a human, shown masked."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Missing, Refused, Stale
from hejia.parties.identity import check_character
from hejia.parties.keys import new_key
from hejia.parties.models import Party, PartyChange, PartyPhone
from hejia.parties.public import (
    PartyFacts,
    RelationFacts,
    SafeContact,
    amend,
    check,
    confirm_same,
    end_relation,
    find_by_id_no,
    find_by_name,
    find_by_phone,
    history_of,
    keys_of,
    keys_stated,
    likeness,
    open_protected_address,
    parties_of,
    protect_address,
    record,
    relate,
    relations_of,
    same_person,
    sharing,
    undo_same,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)
NUMBER = "44039819850307432" + check_character("44039819850307432")
WANG = PartyFacts(
    role="victim",
    name="王示例",
    phone="154 0000 0001",
    id_no=NUMBER,
    address="龙岗区坂田街道坂田社区示例路 1 号",
    safe_contact=SafeContact(
        method="phone", window="工作日上午", code_word="订水", do_not_sms=True
    ),
)
CHILD = PartyFacts(name="李小例", birth_date=date(2015, 6, 1), gender="1")
ANONYMOUS = PartyFacts(role="perpetrator")


def one(facts=WANG, **changes) -> UUID:
    return record([replace(facts, **changes)], by=None, now=NOW)[0]


def shown(party_id, reveal=True):
    return parties_of([party_id], reveal=reveal)[party_id]


@pytest.fixture
def person(django_user_model):
    return django_user_model.objects.create(login="worker", name="经办示例", created_at=NOW).pk


def test_a_whole_list_is_recorded_by_two_statements(django_assert_num_queries):
    with django_assert_num_queries(2):
        keys = record([WANG, CHILD, ANONYMOUS], by=None, now=NOW)
    people = parties_of(keys, reveal=True)
    assert [people[key].name for key in keys] == ["王示例", "李小例", ""]
    assert people[keys[0]].phones == ("15400000001",)


def test_showing_fifty_takes_two_statements_as_showing_one(django_assert_num_queries):
    keys = record([WANG] * 50, by=None, now=NOW)
    for wanted in (keys[:1], keys):
        with django_assert_num_queries(2):
            assert len(parties_of(wanted, reveal=False)) == len(wanted)


def test_what_the_number_tells_is_filled_in_and_age_gives_the_group():
    seen = shown(one())
    assert (seen.gender, seen.birth_date, seen.id_type) == ("2", date(1985, 3, 7), "111")
    assert shown(one(CHILD)).special_groups == ("1",)
    assert shown(one(WANG, special_groups=["4"])).special_groups == ("4",)


def test_nothing_of_a_person_stands_open_in_the_database():
    one()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p::text, h::text FROM parties_party p JOIN parties_partyphone h "
            "ON h.party_id = p.id"
        )
        stored = "".join(cursor.fetchone())
    for word in ("王示例", "15400000001", NUMBER, "示例路", "订水"):
        assert word not in stored
        assert word.encode().hex() not in stored


def test_masked_is_the_rule_and_the_safe_contact_stays_hidden():
    seen = shown(one(), reveal=False)
    assert (seen.name, seen.phones, seen.id_no) == (
        "王**", ("154****0001",), f"4403***********{NUMBER[-3:]}",
    )  # fmt: skip
    assert seen.address == "龙岗区坂田街道坂田社区****"
    assert (seen.birth_date, seen.safe_contact, seen.more) == (None, None, {})
    contact = shown(one()).safe_contact
    assert contact is not None
    assert contact.code_word == "订水"


def test_a_safe_contact_in_plain_words_is_a_note():
    contact = shown(one(WANG, safe_contact="只在上午打")).safe_contact
    assert contact == SafeContact(note="只在上午打")


def test_wrong_numbers_are_told_per_field_and_nothing_is_recorded():
    wrong = replace(WANG, phone="12", id_no=NUMBER[:-1], gender="")
    faults = check([CHILD, wrong], now=NOW)
    assert set(faults) == {"parties.1.phone", "parties.1.id_no"}
    with pytest.raises(Refused) as refused:
        record([CHILD, wrong], by=None, now=NOW)
    assert refused.value.fields == faults
    assert not Party.objects.exists()


def test_a_gender_or_birth_date_against_the_number_is_asked_back():
    assert set(check([replace(WANG, gender="1")], now=NOW)) == {"parties.0.gender"}
    assert check([replace(WANG, gender="9")], now=NOW) == {}
    other = replace(WANG, birth_date=date(1985, 3, 8))
    assert set(check([other], now=NOW)) == {"parties.0.birth_date"}
    unborn = replace(CHILD, birth_date=date(2026, 3, 3))
    assert set(check([unborn], now=NOW)) == {"parties.0.birth_date"}


def test_persons_are_found_by_exact_phone_number_and_name():
    mine, other = one(), one(CHILD, phone="0755-88880000")
    assert find_by_phone("+86 154-0000-0001") == [mine]
    assert find_by_phone("0755 8888 0000") == [other]
    assert find_by_id_no(NUMBER.lower()) == [mine]
    assert find_by_name("王 示例") == [mine]
    assert find_by_phone("15400000002") == find_by_phone("no") == find_by_id_no("") == []


def test_a_known_person_is_suggested_never_merged():
    first, second = one(), one(WANG, name="王示例（新）", phone="15400000009")
    assert first != second
    found = likeness([second])
    assert [(x.party_id, x.other_id, x.why) for x in found] == [(second, first, "证件号码相同")]
    assert shown(second).same_as is None


def test_joined_rows_are_one_person_and_the_oldest_stands_for_all(person):
    keys = [record([WANG], by=None, now=NOW + timedelta(minutes=i))[0] for i in range(3)]
    assert confirm_same(keys[1], keys[2], by=person, now=NOW) == keys[1]
    assert confirm_same(keys[2], keys[0], by=person, now=NOW) == keys[0]
    assert same_person(keys[1]) == same_person(keys[0]) == keys
    assert likeness(keys) == []
    assert confirm_same(keys[0], keys[1], by=person, now=NOW) == keys[0]
    undo_same(keys[2], by=person, now=NOW, note="名字相同，不是一人")
    assert same_person(keys[0]) == keys[:2]
    assert [line.kind for line in history_of(keys[2], reveal=False)] == [
        "not_same", "same_as", "same_as",
    ]  # fmt: skip


def test_a_row_is_not_joined_to_itself_nor_parted_when_it_is_alone(person):
    key = one()
    with pytest.raises(Refused) as refused:
        confirm_same(key, key, by=person, now=NOW)
    assert refused.value.code == "same_row"
    with pytest.raises(Refused) as refused:
        undo_same(key, by=person, now=NOW, note="")
    assert refused.value.code == "not_joined"
    with pytest.raises(Missing):
        confirm_same(key, uuid4(), by=person, now=NOW)


def test_amending_keeps_what_was_known_before(person):
    key = one()
    version = amend(
        key,
        {"name": "王新例", "phone": "15400000002"},
        seen=1,
        by=person,
        now=NOW,
        note="本人更正",
    )
    assert version == 2
    assert (shown(key).name, shown(key).phones) == ("王新例", ("15400000002",))
    assert find_by_phone("15400000001") == []
    assert find_by_name("王新例") == [key]
    line = history_of(key, reveal=True)[0]
    assert line.label == "更正"
    assert line.was == {"name": "王示例", "phones": ["15400000001"]}
    assert line.became == {"name": "王新例", "phones": ["15400000002"]}
    assert history_of(key, reveal=False)[0].was == {}


def test_amending_nothing_is_no_change(person):
    key = one()
    same = {"name": "王示例", "phone": "15400000001", "id_no": NUMBER}
    assert amend(key, same, seen=1, by=person, now=NOW) == 1
    assert history_of(key, reveal=True) == []


def test_a_new_number_brings_its_own_birth_date_and_gender(person):
    key = one()
    number = "44039819900101431" + check_character("44039819900101431")
    amend(key, {"id_no": number}, seen=1, by=person, now=NOW)
    assert (shown(key).gender, shown(key).birth_date) == ("1", date(1990, 1, 1))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"id_no": "123"}, "id_no"), ({"phone": "1"}, "phone"), ({"role": "victim"}, "role")],
)
def test_a_refused_amendment_changes_nothing(person, changes, field):
    key = one()
    before = shown(key)
    with pytest.raises(Refused) as refused:
        amend(key, changes, seen=1, by=person, now=NOW)
    assert set(refused.value.fields) == {field}
    assert shown(key) == before
    assert not PartyChange.objects.exists()


def test_the_second_of_two_amendments_is_told_that_somebody_was_before(person):
    key = one()
    amend(key, {"name": "甲"}, seen=1, by=person, now=NOW)
    with pytest.raises(Stale):
        amend(key, {"name": "乙"}, seen=1, by=person, now=NOW)
    assert shown(key).name == "甲"
    with pytest.raises(Missing):
        amend(uuid4(), {"name": "乙"}, seen=1, by=person, now=NOW)


def test_history_cannot_be_rewritten_by_the_application(person):
    key = one()
    amend(key, {"name": "甲"}, seen=1, by=person, now=NOW)
    for attempt in (
        lambda: PartyChange.objects.update(note="x"),
        lambda: PartyChange.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            attempt()


def test_a_protected_address_is_nowhere_but_in_its_own_table(person):
    key = one(WANG, protect_address=True)
    assert shown(key).address == ""
    assert shown(key).has_protected_address
    opened = open_protected_address(key, reason="送达保护令", by=person, now=NOW)
    assert opened == WANG.address
    line = history_of(key, reveal=True)[0]
    assert (line.kind, line.by, line.note) == ("opened", person, "送达保护令")
    assert str(WANG.address) not in str(line)


def test_opening_needs_a_reason_and_something_to_open(person):
    key = one(WANG, protect_address=True)
    with pytest.raises(Refused):
        open_protected_address(key, reason="看看", by=person, now=NOW)
    assert history_of(key, reveal=True) == []
    with pytest.raises(Missing):
        open_protected_address(one(), reason="送达保护令", by=person, now=NOW)


def test_protecting_later_takes_the_address_out_of_the_open_row(person):
    key = one()
    assert protect_address(key, "新住处", seen=1, by=person, now=NOW) == 2
    assert shown(key).address == ""
    with pytest.raises(Refused) as refused:
        amend(key, {"address": "又一处"}, seen=2, by=person, now=NOW)
    assert refused.value.code == "protected"
    with pytest.raises(Refused):
        protect_address(key, " ", seen=2, by=person, now=NOW)


def test_relations_are_noted_corrected_and_ended(person):
    wife, husband = one(), one(ANONYMOUS)
    facts = RelationFacts(
        party_id=wife, other_id=husband, code="11", co_residing=True, since=date(2010, 1, 1)
    )
    relation = relate(facts, by=person, now=NOW)
    assert relate(replace(facts, co_residing=False), by=person, now=NOW) == relation
    seen = relations_of([wife])[0]
    assert (seen.other_id, seen.code, seen.facts["co_residing"]) == (husband, "11", False)
    with pytest.raises(Refused):
        end_relation(relation, until=date(2009, 1, 1), by=person, now=NOW)
    end_relation(relation, until=date(2026, 3, 1), by=person, now=NOW)
    with pytest.raises(Missing):
        end_relation(relation, until=date(2026, 3, 1), by=person, now=NOW)
    assert relations_of([wife])[0].facts["until"] == date(2026, 3, 1)
    with pytest.raises(Refused):
        relate(replace(facts, other_id=wife), by=person, now=NOW)


def test_numbers_are_compared_without_being_opened():
    key, other = one(), one(CHILD)
    stated = keys_stated([PartyFacts(phone="15400000001"), PartyFacts(phone="bad", id_no="")])
    assert keys_of([key, other])[key].phones == stated.phones
    assert keys_of([other])[other] == (frozenset(), frozenset())
    assert sharing(stated) == [key]
    assert sharing(keys_stated([WANG])) == [key]
    assert sharing(keys_stated([ANONYMOUS])) == []


def test_one_person_cannot_have_two_rows_for_a_number():
    key = one()
    twice = PartyPhone(party_id=key, number=1, phone="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        PartyPhone.objects.bulk_create([twice])


def test_keys_are_uuid_seven_and_grow_with_time():
    early, late = new_key(NOW), new_key(NOW + timedelta(milliseconds=1))
    assert early < late
    assert (early.version, early.variant) == (7, "specified in RFC 4122")
    assert len({new_key(NOW) for _ in range(100)}) == 100
