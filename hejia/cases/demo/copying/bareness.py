"""Tables made bare for a bulk load: secondary indexes and foreign keys away, and back again.

What was taken away is noted in the database by the transaction that takes it, and struck out by
the one that puts it back: broken off at any moment, the next load first puts back what is missing.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import psycopg

Connect = Callable[[], psycopg.Connection[Any]]
Say = Callable[[str], None]

_AT_ONCE: Final = 2
_NOTED: Final = "bulk_load_unfinished"

_OURS: Final = """
    t.relnamespace = current_schema()::regnamespace AND split_part(t.relname, '_', 1) = ANY(%s)
"""
# GIN is built by one process alone, so it goes first while the other builds B-trees.
_INDEXES: Final = f"""
    SELECT format('DROP INDEX %%I', c.relname), pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_am a ON a.oid = c.relam
    WHERE {_OURS} AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
    ORDER BY a.amname = 'gin' DESC, pg_table_size(t.oid) DESC
"""  # noqa: S608 own text only
_KEYS: Final = f"""
    SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', t.relname, k.conname),
           format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s NOT VALID', t.relname, k.conname,
                  pg_get_constraintdef(k.oid)),
           format('ALTER TABLE %%I VALIDATE CONSTRAINT %%I', t.relname, k.conname)
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
    WHERE {_OURS} AND k.contype = 'f' AND k.convalidated
"""  # noqa: S608 own text only
_TABLES: Final = f"""
    SELECT format('VACUUM (ANALYZE) %%I', t.relname) FROM pg_class t
    WHERE {_OURS} AND t.relkind = 'r' ORDER BY pg_table_size(t.oid) DESC
"""  # noqa: S608 own text only


@contextmanager
def bare(connect: Connect, rooms: Sequence[str], say: Say) -> Iterator[None]:
    """Take the secondary indexes and foreign keys of these rooms' tables away for the block.

    `connect` gives the owner's connections, each committing every statement.
    """
    _mend(connect, say)
    with connect() as owner:
        _undress(owner, rooms)
    try:
        yield
    finally:
        _mend(connect, say)
    say("  更新统计信息")
    with connect() as owner:
        tables = [statement for (statement,) in owner.execute(_TABLES, [list(rooms)]).fetchall()]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(partial(_alone, connect), tables))


def _undress(owner: psycopg.Connection[Any], rooms: Sequence[str]) -> None:
    asked = [list(rooms)]
    indexes = owner.execute(_INDEXES, asked).fetchall()
    keys = owner.execute(_KEYS, asked).fetchall()
    noted = [(1, make) for _, make in indexes]
    noted += [(2, make) for _, make, _ in keys] + [(3, check) for *_, check in keys]
    with owner.transaction(), owner.cursor() as cursor:
        owner.execute(f"CREATE TABLE {_NOTED} (place serial PRIMARY KEY, turn int, make text)")
        cursor.executemany(
            f"INSERT INTO {_NOTED} (turn, make) VALUES (%s, %s)",  # noqa: S608 own text
            noted,
        )
        for drop, *_ in (*keys, *indexes):
            owner.execute(drop)


def _mend(connect: Connect, say: Say) -> None:
    """Put back what is noted as missing: indexes, then keys, then look whether the keys hold."""
    with connect() as owner:
        if owner.execute("SELECT to_regclass(%s)", [_NOTED]).fetchone() == (None,):
            return
        for turn, what in _TURNS.items():
            rows = owner.execute(
                f"SELECT place, make FROM {_NOTED} WHERE turn = %s ORDER BY place",  # noqa: S608 own text
                [turn],
            ).fetchall()
            say(f"  {what}（{len(rows)} 项）")
            with ThreadPoolExecutor(1 if turn == _ADDING else _AT_ONCE) as pool:
                list(pool.map(partial(_put_back, connect), rows))
        owner.execute(f"DROP TABLE {_NOTED}")


_ADDING: Final = 2
_TURNS: Final = {1: "建立索引", _ADDING: "恢复外键", 3: "核对外键"}


def _put_back(connect: Connect, noted: tuple[int, str]) -> None:
    place, make = noted
    with connect() as owner, owner.transaction():
        owner.execute("SET LOCAL maintenance_work_mem = '1GB'")
        owner.execute("SET LOCAL max_parallel_maintenance_workers = 1")
        owner.execute(make)
        owner.execute(f"DELETE FROM {_NOTED} WHERE place = %s", [place])  # noqa: S608 own text


def _alone(connect: Connect, statement: str) -> None:
    """Outside any transaction, as VACUUM wants it."""
    with connect() as owner:
        owner.execute(statement)
