"""Writing sealed values anew with the newest key, batch by batch, beside the running system.

Two readings of the same thing must not lose a change made in between: each batch locks its rows
for the moment, in primary-key order, and a row changed since is already sealed with the new key.
"""

from collections.abc import Callable
from typing import Any

from django.db import connections

from hejia.kernel import keys
from hejia.kernel.district import door
from hejia.kernel.fields import SealedText, sealed_fields
from hejia.kernel.sealing import Sealer


def reseal(schema: str, say: Callable[[str, int], None], *, size: int = 500, using: str) -> int:
    """Seal every value of the district with the newest key; how many were written.

    `say(purpose, done)` is told after each batch. `using` names the database alias: history
    tables can be written by the owner's only. Safe to stop and to repeat.
    """
    sealer, written = keys.sealer(), 0
    for column in sealed_fields():
        after: Any = None
        done = 0
        while True:
            with door(schema, using=using):
                batch = reseal_batch(column, sealer, size, after=after, using=using)
            if not batch:
                break
            after, done = batch[-1], done + len(batch)
            say(column.purpose, done)
        written += done
    return written


def reseal_batch(
    column: SealedText, sealer: Sealer, size: int, *, after: Any = None, using: str = "default"
) -> list[Any]:
    """Seal up to `size` values that an older key wrote, beyond primary key `after`; their keys."""
    connection = connections[using]
    key, name = column.model._meta.pk.column, column.column
    if key is None or name is None:
        raise ValueError(f"{column.purpose}: sealed columns need a primary key of one column")
    quote = connection.ops.quote_name
    table, field, pk = quote(column.model._meta.db_table), quote(name), quote(key)
    with connection.cursor() as cursor:
        # Names come from the model's own declaration, quoted; values are parameters.
        cursor.execute(
            f"SELECT {pk}, {field} FROM {table} "  # noqa: S608 names quoted above
            f"WHERE {field} <> '' AND substring({field} from 1 for 5) <> %s "
            + (f"AND {pk} > %s " if after is not None else "")
            + f"ORDER BY {pk} LIMIT %s FOR UPDATE",
            [sealer.head, *([after] if after is not None else []), size],
        )
        rows = [(row, bytes(old)) for row, old in cursor.fetchall()]
        cursor.executemany(
            f"UPDATE {table} SET {field} = %s WHERE {pk} = %s",  # noqa: S608 names quoted above
            [(_again(sealer, old, column.purpose), row) for row, old in rows],
        )
    return [row for row, _ in rows]


def _again(sealer: Sealer, sealed: bytes, purpose: str) -> bytes:
    return sealer.seal(sealer.open(sealed, purpose), purpose)
