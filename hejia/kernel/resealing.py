"""Writing sealed values anew with the newest key, batch by batch, beside the running system.

Two readings of the same thing must not lose a change made in between: each batch locks its rows
for the moment, in primary-key order, and a row changed since is already sealed with the new key.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections

from hejia.kernel import keys
from hejia.kernel.district import door
from hejia.kernel.fields import SealedText, sealed_fields

Key = tuple[Any, ...]
"""A row's primary key: one value for each of its columns."""


def reseal(schema: str, say: Callable[[str, int], None], *, size: int = 500, using: str) -> int:
    """Seal every value of the district with the newest key; how many were written.

    `say(purpose, done)` is told after each batch. `using` names the database alias: history
    tables can be written by the owner's only. Safe to stop and to repeat.
    """
    written = 0
    for column in sealed_fields():
        after: Key = ()
        done = 0
        while True:
            with door(schema, using=using):
                batch = reseal_batch(column, size, after=after, using=using)
            if not batch:
                break
            after, done = batch[-1], done + len(batch)
            say(column.purpose, done)
        written += done
    return written


def reseal_batch(
    column: SealedText, size: int, *, after: Key = (), using: str = "default"
) -> Sequence[Key]:
    """Seal up to `size` values that an older key wrote, beyond primary key `after`; their keys."""
    connection = connections[using]
    quote = connection.ops.quote_name
    table, field = quote(column.model._meta.db_table), quote(str(column.column))
    names = [quote(str(part.column)) for part in column.model._meta.pk_fields]
    pk, places = ", ".join(names), ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        # Names come from the model's own declaration, quoted; values are parameters.
        cursor.execute(
            f"SELECT {pk}, {field} FROM {table} "  # noqa: S608 names quoted above
            f"WHERE {field} <> '' AND substring({field} from 1 for 5) <> %s "
            + (f"AND ({pk}) > ({places}) " if after else "")
            + f"ORDER BY {pk} LIMIT %s FOR UPDATE",
            [keys.sealer().head, *after, size],
        )
        rows = [(bytes(old), key) for *key, old in cursor.fetchall()]
        cursor.executemany(
            f"UPDATE {table} SET {field} = %s WHERE ({pk}) = ({places})",  # noqa: S608 names quoted above
            [(_again(old, column.purpose), *key) for old, key in rows],
        )
    return [tuple(key) for _, key in rows]


def _again(sealed: bytes, purpose: str) -> bytes:
    """With the key that is newest now: values may lie here of a key made since this run began."""
    sealer = keys.sealer()
    return sealer.seal(sealer.open(sealed, purpose), purpose)
