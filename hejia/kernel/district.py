"""The door to a district: one transaction, one schema.

Connections rest on the search path `ext` alone, so a query made outside the door finds no table
and fails. Inside, `SET LOCAL` puts the district first; it ends with the transaction and cannot
leak to the next user of a pooled connection.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import connections, transaction

_SCHEMA = re.compile(r"d\d{6}")


@dataclass(frozen=True, slots=True)
class District:
    """The district whose schema is open, and the stamp of its reference data (None: no table)."""

    schema: str
    stamp: UUID | None

    @property
    def area_code(self) -> str:
        """Its administrative code, six digits (GB/T 2260)."""
        return self.schema[1:]


_ENTER = "SELECT set_config('search_path', %s, true),"

_current: ContextVar[District | None] = ContextVar("district", default=None)


def current() -> District:
    """The district whose door is open. Raises RuntimeError outside any door."""
    district = _current.get()
    if district is None:
        raise RuntimeError("no district's door is open here")
    return district


@contextmanager
def door(schema: str, *, using: str = "default", still: bool = False) -> Iterator[District]:
    """Open the district for the length of one transaction; an exception undoes all of it.

    `still`: everything is read as it was at one moment, whatever happens meanwhile, and nothing
    can be written. Such a door opens into no other.
    """
    outer = _current.get()
    with transaction.atomic(using=using):
        if still:
            with connections[using].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        district = enter(schema, using=using)
        token = _current.set(district)
        try:
            yield district
        finally:
            restamped = current().stamp != district.stamp
            _current.reset(token)
    if outer is not None and restamped:
        # What was kept under the outer door's stamp is of before; the change may be undone, too.
        _current.set(enter(outer.schema, using=using))


def enter(schema: str, *, using: str = "default") -> District:
    """Set the search path of the running transaction and read the stamp: one statement."""
    if not _SCHEMA.fullmatch(schema):
        raise ValueError(f"{schema!r} is no district's schema")
    with connections[using].cursor() as cursor:
        # The schema is matched against a pattern above; a stamp table must be named in full,
        # for the new path is in force only from the next statement on.
        cursor.execute(
            f"{_ENTER} (SELECT value FROM {schema}.kernel_stamp WHERE id = 1)",  # noqa: S608 a checked schema name
            [f"{schema},ext"],
        )
        row = cursor.fetchone()
    return District(schema, row[1] if row else None)


def restamp(stamp: UUID) -> None:
    """Note in the open district that its reference data changed within this transaction."""
    _current.set(District(current().schema, stamp))
