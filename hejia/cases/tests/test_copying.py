"""The copied demonstration: the same tables, as sound as what the commands write."""

import os
from collections import Counter
from datetime import UTC, datetime

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from hejia.accounts import demo as people
from hejia.accounts.public import people_with, person_by_key
from hejia.cases.commands.act import perform
from hejia.cases.demo import copying
from hejia.cases.demo.copying.bareness import bare
from hejia.cases.demo.people import ID_AREA, PHONE_NETWORK
from hejia.cases.models import Case, CaseEvent, CaseParty, Clock, ClockMark, Visit
from hejia.cases.queries.invariants import broken
from hejia.cases.queries.proof import faults
from hejia.insight import public as insight
from hejia.insight.models import CaseFact, VisitFact
from hejia.kernel.district import door
from hejia.parties.public import find_by_phone, parties_of
from hejia.places import demo as ground

NOW = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)
COPIED = 300


def quiet(_: str) -> None:
    """Nobody listens."""


@pytest.fixture
def district(committed_db: object) -> None:
    with door(settings.DISTRICT):
        ground.load(per_grid=1, say=quiet)
        people.load(now=NOW, say=quiet)


def copied(cases: int = COPIED) -> int:
    bulk = copying.Bulk(
        cases=cases,
        district=settings.DISTRICT,
        area_code=settings.DISTRICT[1:],
        now=NOW,
        owner=os.environ["DATABASE_OWNER_URL"],
        counted=copying.Counted("insight", insight.follow),
    )
    return copying.load(bulk, set_up=lambda: None, say=quiet)


def owner() -> psycopg.Connection[tuple[str, ...]]:
    connection = psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)
    connection.execute(
        sql.SQL("SET search_path = {}, ext").format(sql.Identifier(settings.DISTRICT))
    )
    return connection


def dressed() -> list[tuple[str, ...]]:
    """Every index and constraint there is, and whether it is in force."""
    with owner() as connection:
        return connection.execute(
            "SELECT concat(indexrelid::regclass, indkey, indpred IS NULL), indisvalid::text "
            "FROM pg_index i "
            "JOIN pg_class c ON c.oid = i.indrelid "
            "WHERE relnamespace = current_schema()::regnamespace UNION ALL "
            "SELECT conname || pg_get_constraintdef(k.oid), convalidated::text "
            "FROM pg_constraint k WHERE connamespace = current_schema()::regnamespace ORDER BY 1"
        ).fetchall()


@pytest.mark.usefixtures("district")
def test_what_was_copied_is_sound_and_counted_and_found() -> None:
    before = dressed()
    assert copied() == COPIED
    assert dressed() == before
    with door(settings.DISTRICT):
        assert Case.objects.count() == COPIED
        assert list(broken()) == []
        assert list(faults()) == []
        assert len(set(Case.objects.values_list("status", flat=True))) >= 5
        for model in (CaseEvent, Clock, ClockMark, Visit):
            assert model.objects.exists()
        _counted_as_the_follower_would()
        _its_people_are_sealed_and_found()
        _life_goes_on()


def _counted_as_the_follower_would() -> None:
    facts, visits = (list(m.objects.order_by("pk").values()) for m in (CaseFact, VisitFact))
    assert len(facts) == COPIED
    assert insight.catch_up() == 0
    insight.follow(list(Case.objects.values_list("pk", flat=True)), NOW)
    assert list(CaseFact.objects.order_by("pk").values()) == facts
    assert list(VisitFact.objects.order_by("pk").values()) == visits


def _its_people_are_sealed_and_found() -> None:
    links = list(CaseParty.objects.order_by("case_id", "number"))
    seen = parties_of([link.party_id for link in links], reveal=True)
    phones = Counter(phone for person in seen.values() for phone in person.phones)
    assert phones
    assert all(phone.startswith(PHONE_NETWORK) for phone in phones)
    assert all(person.id_no[:6] in ("", ID_AREA) for person in seen.values())
    some, person = next((key, one) for key, one in seen.items() if one.phones)
    assert some in find_by_phone(person.phones[0])


def _life_goes_on() -> None:
    """A copied case takes the next step by the ordinary command."""
    case = Case.objects.filter(status="dispatched").exclude(holder=None).first()
    assert case is not None
    able = person_by_key(people_with("cases.sign", case.holder_id or 0, now=NOW)[0], NOW)
    assert able is not None
    signed = perform(
        case_id=case.pk, action="sign", seen=case.version, facts={}, by=able.sight, now=NOW
    )
    assert signed.status == "handling"
    assert list(broken()) == []
    assert list(faults()) == []


@pytest.mark.usefixtures("district")
def test_what_a_broken_off_load_took_away_the_next_one_puts_back() -> None:
    before = dressed()
    taken = bare(owner, ("cases", "parties"), quiet)
    taken.__enter__()  # and never left: the process was killed
    assert len(dressed()) < len(before) - 60
    assert copied(40) == 40
    assert dressed() == before
    with door(settings.DISTRICT):
        assert list(broken()) == []


@pytest.mark.usefixtures("district")
def test_a_load_that_fails_leaves_the_tables_as_they_were() -> None:
    before = dressed()
    with pytest.raises(ZeroDivisionError), bare(owner, ("cases", "parties"), quiet):
        raise ZeroDivisionError
    assert dressed() == before
