"""Numbers: check digits, case numbers as people type them, serials under a race."""

import threading

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from hejia.kernel import numbering
from hejia.kernel.district import door
from hejia.kernel.errors import Refused
from hejia.kernel.numbering import (
    case_number,
    check_digit,
    parse_case_number,
    take,
    take_many,
)


@pytest.mark.parametrize(("digits", "check"), [("0794", "5"), ("00200667308", "5"), ("", "1")])
def test_check_digits_are_those_of_iso_7064(digits, check):
    """0794-5 is the standard's own example of MOD 11,10; 00200667308-5 a published German one."""
    assert check_digit(digits) == check


@given(st.from_regex(r"\A[0-9]{17}\Z"), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(digits, place, change):
    wrong = list(digits)
    wrong[place] = str((int(wrong[place]) + change) % 10)
    assert check_digit("".join(wrong)) != check_digit(digits)


@given(st.integers(0, 999_999), st.integers(1000, 9999), st.integers(0, 9_999_999))
def test_a_case_number_is_read_back(area, year, serial):
    number = case_number(f"{area:06}", year, serial)
    assert (len(number), number.isdigit()) == (18, True)
    assert parse_case_number(number) == (f"{area:06}", year, serial)


def test_a_case_number_is_read_as_people_type_it():
    number = case_number("440307", 2026, 12)
    typed = f" {number[:6]}-{number[6:10]} {number[10:]}".translate({ord("4"): "４"})
    assert parse_case_number(typed) == ("440307", 2026, 12)


def test_a_case_number_that_cannot_be_is_not_made():
    for wrong in [("4403", 2026, 1), ("44030x", 2026, 1), ("440307", 26000, 1)]:
        with pytest.raises(ValueError, match="no case number"):
            case_number(*wrong)
    with pytest.raises(ValueError, match="no case number"):
        case_number("440307", 2026, 10_000_000)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("4403072026", "18 位"), ("44030720260000012x", "只含数字"), ("440307202600000120", "抄错")],
)
def test_a_wrong_case_number_is_refused_with_why(typed, sentence):
    with pytest.raises(Refused, match=sentence):
        parse_case_number(typed)


@pytest.mark.django_db
def test_a_series_counts_from_one_without_gaps(monkeypatch):
    monkeypatch.setattr(numbering, "BLOCK", 7)
    monkeypatch.setattr(numbering, "_LOOK_EVERY", 2)
    monkeypatch.setattr(numbering, "_LOW", 3)
    assert [take("a") for _ in range(40)] == list(range(1, 41))
    assert take("b") == 1


@pytest.mark.django_db
def test_taking_is_one_statement(django_assert_num_queries):
    take("a")
    with django_assert_num_queries(1):
        take("a")


@pytest.mark.django_db
def test_many_are_taken_beyond_the_pool():
    assert list(take_many("a", 3)) == [1, 2, 3]
    assert take("a") == 4
    with pytest.raises(ValueError, match="at least one"):
        take_many("a", 0)


@pytest.mark.django_db
def test_a_rolled_back_takers_number_is_taken_by_the_next():
    take("a")
    with transaction.atomic():
        assert take("a") == 2
        transaction.set_rollback(True)
    assert take("a") == 2


def in_thread(work) -> threading.Thread:
    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_takers_do_not_wait_for_one_another(committed_db):
    """While one holds its number in an open transaction, another goes on at once."""
    with door(settings.DISTRICT):
        take("a")
    others = []
    with door(settings.DISTRICT):
        mine = take("a")

        def other():
            with door(settings.DISTRICT), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                others.append(take("a"))

        in_thread(other).join()
    assert (mine, others) == (2, [3])


def test_filling_the_pool_holds_up_nobody_while_it_lasts(committed_db, monkeypatch):
    monkeypatch.setattr(numbering, "_LOOK_EVERY", 2)
    with door(settings.DISTRICT):
        take("a")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM kernel_serial WHERE number > 4")
            cursor.execute("UPDATE kernel_series SET next = 5")
    others = []
    with door(settings.DISTRICT):
        assert take("a") == 2  # and fills the pool, holding the series until it commits

        def other():
            with door(settings.DISTRICT), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                others.extend([take("a"), take("a")])

        in_thread(other).join()
    assert others == [3, 4]
    with door(settings.DISTRICT):
        assert take("a") == 5


def test_a_race_gives_every_number_once_and_leaves_no_gap(committed_db, monkeypatch):
    """8 takers, 60 numbers each, a quarter rolled back: what is left is 1 … n."""
    monkeypatch.setattr(numbering, "BLOCK", 50)
    monkeypatch.setattr(numbering, "_LOOK_EVERY", 10)
    monkeypatch.setattr(numbering, "_LOW", 20)
    kept, gate, lock = [], threading.Barrier(8), threading.Lock()

    class Undone(Exception):
        pass

    def taker():
        gate.wait()
        for turn in range(60):
            try:
                with door(settings.DISTRICT):
                    number = take("race")
                    if turn % 4 == 0:
                        raise Undone
            except Undone:
                continue
            with lock:
                kept.append(number)

    for thread in [in_thread(taker) for _ in range(8)]:
        thread.join()
    assert len(kept) == len(set(kept)) == 8 * 45
    with door(settings.DISTRICT):
        rest = [take("race") for _ in range(60)]
    assert sorted(kept + rest) == list(range(1, 8 * 45 + 61))
