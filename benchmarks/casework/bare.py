"""What the database alone takes for the same rows: a bare SELECT, a bare INSERT, by psycopg."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from statistics import median
from typing import Any, Final
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

TIMES: Final = 120
_SCRATCH: Final = "bench_bare"
_JSONB: Final = 3802  # the key of the type in every PostgreSQL
_SCHEMA: Final = "d440307"
_OF_CASE: Final = {
    "cases_case": "id",
    "cases_casetext": "case_id",
    "cases_caseevent": "case_id",
    "cases_clock": "case_id",
    "cases_caseparty": "case_id",
    "kernel_message": "subject",
}
_OF_PARTY: Final = {"parties_party": "id", "parties_partyphone": "party_id"}

_numbers = count(1)

Connection = psycopg.Connection[Any]


@contextmanager
def database(address: str) -> Iterator[Connection]:
    """A connection as the owner, looking at the district's tables."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("SET search_path = {}, ext").format(sql.Identifier(_SCHEMA)))
        yield connection


def select_listed(connection: Connection, cases: list[str]) -> float:
    """Milliseconds to read the rows of a list by their keys."""
    return _timed(
        lambda: connection.execute(
            "SELECT * FROM cases_case WHERE id = ANY(%s::uuid[])", [cases]
        ).fetchall()
    )


def select_case(connection: Connection, case: str) -> float:
    """Milliseconds to read everything that hangs on one case, table by table."""

    def read() -> None:
        for table, key in _OF_CASE.items():
            if table != "kernel_message":
                _rows(connection, table, key, [case])

    return _timed(read)


def insert_case(connection: Connection, case: str) -> float:
    """Milliseconds to insert, in one transaction, the rows that a report wrote.

    Into empty copies of the tables with all their indexes, without foreign keys.
    """
    rows = {table: _rows(connection, table, key, [case]) for table, key in _OF_CASE.items()}
    place = _column(connection, "cases_caseparty", "party_id")
    parties = [row[place] for row in rows["cases_caseparty"]]
    rows |= {table: _rows(connection, table, key, parties) for table, key in _OF_PARTY.items()}
    with _scratch(connection, list(rows)):
        return _timed(lambda: _insert(connection, rows))


def step(connection: Connection, case: str) -> float:
    """Milliseconds to change a case's row and to add an event, in one transaction."""
    number = iter(range(1_000_000))
    event = _rows(connection, "cases_caseevent", "case_id", [case])[:1]
    rows = {"cases_case": _rows(connection, "cases_case", "id", [case]), "cases_caseevent": event}
    with _scratch(connection, list(rows)):
        _insert(connection, {"cases_case": rows["cases_case"]}, fresh=False)

        def act() -> None:
            with connection.transaction():
                connection.execute(
                    sql.SQL("UPDATE {}.cases_case SET version = %s, status = 'handling'").format(
                        sql.Identifier(_SCRATCH)
                    ),
                    [next(number)],
                )
                _insert(connection, {"cases_caseevent": event})

        return _timed(act)


def _timed(act: Callable[[], object]) -> float:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return median(took[TIMES // 10 :])


def _rows(connection: Connection, table: str, key: str, values: list[Any]) -> list[list[Any]]:
    query = sql.SQL("SELECT * FROM {} WHERE {} = ANY(%s::uuid[])").format(
        sql.Identifier(table), sql.Identifier(key)
    )
    cursor = connection.execute(query, [values])
    is_json = [column.type_code == _JSONB for column in cursor.description or ()]
    return [
        [Jsonb(value) if json else value for value, json in zip(row, is_json, strict=True)]
        for row in cursor.fetchall()
    ]


def _column(connection: Connection, table: str, name: str) -> int:
    cursor = connection.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(table)))
    return [one.name for one in cursor.description or ()].index(name)


@contextmanager
def _scratch(connection: Connection, tables: list[str]) -> Iterator[None]:
    """Empty copies of the tables, for the block."""
    home = sql.Identifier(_SCRATCH)
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(home))
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(home))
    try:
        for table in tables:
            name = sql.Identifier(table)
            make = sql.SQL("CREATE TABLE {}.{} (LIKE {} INCLUDING ALL)").format(home, name, name)
            connection.execute(make)
        yield
    finally:
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(home))


def _insert(
    connection: Connection, rows: dict[str, list[list[Any]]], *, fresh: bool = True
) -> None:
    """The rows under a key of their own, so that the same ones can be put in again and again."""
    keys: dict[Any, Any] = {}
    with connection.transaction(), connection.pipeline():
        for table, found in rows.items():
            for row in found:
                values = [_anew(value, keys) if fresh else value for value in row]
                if table == "kernel_message":
                    values[0] = next(_numbers)  # the one table here whose key the database makes
                query = sql.SQL("INSERT INTO {}.{} OVERRIDING SYSTEM VALUE VALUES ({})").format(
                    sql.Identifier(_SCRATCH),
                    sql.Identifier(table),
                    sql.SQL(", ").join([sql.Placeholder()] * len(values)),
                )
                connection.execute(query, values)


def _anew(value: Any, keys: dict[Any, Any]) -> Any:
    """Keys and the case's number are exchanged, the same for the same."""
    if type(value).__name__ == "UUID":
        return keys.setdefault(value, uuid4())
    if isinstance(value, str) and len(value) == 18 and value.isdigit():
        return str(uuid4().int)[:18]
    return value
