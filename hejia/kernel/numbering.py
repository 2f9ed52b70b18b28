"""Numbers given out in order: check digits, case numbers, and serials without queues or gaps.

A serial comes out of a pool of rows made beforehand: taking one deletes its row, skipping rows
that others are just taking. Nobody waits for anybody, and when a taker's transaction is rolled
back its row, and so its number, is in the pool again. Plain tables: no sequence is involved.
"""

import unicodedata
from typing import NamedTuple

from django.db import connection

from hejia.kernel.errors import Refused

BLOCK = 1000  # numbers put into a pool at a time
_LOOK_EVERY = 100  # every so many numbers the taker looks whether the pool runs low
_LOW = 500
_AREA, _YEAR, _SERIAL = 6, 4, 7
LENGTH = _AREA + _YEAR + _SERIAL + 1


class CaseNumber(NamedTuple):
    """The parts of a case number."""

    area: str
    year: int
    serial: int


def check_digit(digits: str) -> str:
    """The check digit of a string of digits by ISO 7064, MOD 11,10."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def case_number(area: str, year: int, serial: int) -> str:
    """18 digits: area (6) + year (4) + serial (7) + check digit. Raises ValueError."""
    body = f"{area}{year:04}{serial:0{_SERIAL}}"
    if len(area) != _AREA or len(body) != LENGTH - 1 or not _digits(body):
        raise ValueError(f"no case number can be made of {area!r}, {year}, {serial}")
    return body + check_digit(body)


def parse_case_number(text: str) -> CaseNumber:
    """The parts of a case number, however it was typed (spaces, hyphens, full width).

    Raises `Refused("case_number")` with what is wrong with it.
    """
    number = "".join(unicodedata.normalize("NFKC", text).replace("-", " ").split())
    if not _digits(number):
        raise Refused("case_number", f"案件编号只含数字，“{text}”里有别的字符。")
    if len(number) != LENGTH:
        raise Refused("case_number", f"案件编号应为 {LENGTH} 位数字，这里有 {len(number)} 位。")
    if check_digit(number[:-1]) != number[-1]:
        raise Refused("case_number", f"案件编号 {number} 的校验位不符，请核对是否抄错了数字。")
    area, year = number[:_AREA], int(number[_AREA : _AREA + _YEAR])
    return CaseNumber(area, year, int(number[_AREA + _YEAR : -1]))


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


_TAKE = """
DELETE FROM kernel_serial WHERE series = %(series)s AND number = (
    SELECT number FROM kernel_serial WHERE series = %(series)s
    ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING number
"""
_OPEN = "INSERT INTO kernel_series (name, next) VALUES (%(series)s, 1) ON CONFLICT DO NOTHING"
_LOCK = "SELECT next FROM kernel_series WHERE name = %(series)s FOR UPDATE"
# Adds a block when fewer than `low` numbers lie beyond `taken`, unless somebody is just doing it.
_GROW = """
WITH grown AS (
    UPDATE kernel_series SET next = next + %(block)s WHERE name = (
        SELECT name FROM kernel_series
        WHERE name = %(series)s AND next - %(taken)s <= %(low)s FOR UPDATE SKIP LOCKED)
    RETURNING next)
INSERT INTO kernel_serial (series, number)
SELECT %(series)s, fresh FROM grown, generate_series(next - %(block)s, next - 1) AS fresh
"""
_RESERVE = """
UPDATE kernel_series SET next = next + %(count)s WHERE name = %(series)s RETURNING next
"""


def take(series: str) -> int:
    """The next number of `series` (from 1 on); part of the running transaction.

    One statement; every hundredth time a second one keeps the pool filled, and on an empty pool
    (a series' first number) the taker waits for whoever is filling it.
    """
    number = _first(_TAKE, series)
    if number is None:
        return _from_empty(series)
    if number % _LOOK_EVERY == 0:
        _grow(series, number)
    return number


def take_many(series: str, count: int) -> range:
    """`count` consecutive numbers beyond the pool, for bulk work.

    Locks the series' refilling until the transaction ends, not the taking from its pool.
    """
    if count < 1:
        raise ValueError("take at least one number")
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"series": series})
        cursor.execute(_RESERVE, {"series": series, "count": count})
        beyond: int = cursor.fetchone()[0]
    return range(beyond - count, beyond)


def _from_empty(series: str) -> int:
    """Fill the pool, or wait until another taker has, and take from it."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"series": series})
        cursor.execute(_LOCK, {"series": series})
        following: int = cursor.fetchone()[0]
    number = _first(_TAKE, series)
    if number is None:
        _grow(series, following)
        number = _first(_TAKE, series)
    if number is None:
        raise RuntimeError(f"series {series!r}: the pool stayed empty after filling it")
    return number


def _grow(series: str, taken: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_GROW, {"series": series, "taken": taken, "block": BLOCK, "low": _LOW})


def _first(statement: str, series: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"series": series})
        row = cursor.fetchone()
    return row[0] if row else None
