"""Tables made bare for a bulk load: secondary indexes and foreign keys away, and back again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, LiteralString, cast

import psycopg

_INDEXES: Final = """
    SELECT format('DROP INDEX %I', c.relname), pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relname ~ '^(cases|parties)_'
      AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
    ORDER BY pg_table_size(t.oid) DESC
"""
_KEYS: Final = """
    SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', t.relname, k.conname),
           format('ALTER TABLE %I ADD CONSTRAINT %I %s', t.relname, k.conname,
                  pg_get_constraintdef(k.oid))
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relname ~ '^(cases|parties)_'
      AND k.contype = 'f'
"""
_TABLES: Final = """
    SELECT format('VACUUM (ANALYZE) %I', relname) FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relname ~ '^(cases|parties)_'
      AND relkind = 'r'
"""


@contextmanager
def bare(owner: psycopg.Connection[Any], say: Callable[[str], None]) -> Iterator[None]:
    """Take the secondary indexes and foreign keys of cases and parties away for the block.

    They are made again even when the block fails; `owner` commits each statement.
    """
    keys, indexes = owner.execute(_KEYS).fetchall(), owner.execute(_INDEXES).fetchall()
    for drop, _ in (*keys, *indexes):
        _run(owner, drop)
    try:
        yield
    finally:
        owner.execute("SET maintenance_work_mem = '1GB'")
        owner.execute("SET max_parallel_maintenance_workers = 2")
        for number, (_, make) in enumerate(indexes, 1):
            say(f"  建立索引 {number} / {len(indexes)}")
            _run(owner, make)
        say("  检查外键")
        for _, make in keys:
            _run(owner, make)
        say("  更新统计信息")
        for (vacuum,) in owner.execute(_TABLES).fetchall():
            _run(owner, vacuum)


def _run(owner: psycopg.Connection[Any], statement: str) -> None:
    """A statement the server itself wrote for us."""
    owner.execute(cast(LiteralString, statement))
