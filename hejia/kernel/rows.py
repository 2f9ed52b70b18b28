"""Reading and writing rows of several tables at once: one statement per table, sent in one go.

Django's managers build their statement anew each time and wait for the answer of each; for the
handful of rows a command reads and writes, that costs more than the work itself. Here a table's
statement is built once, the statements of a command travel together, and one answer is awaited.
Constraints hold as ever: the first statement that fails undoes the transaction, with Django's
exceptions. For lists and searches use Django's managers or SQL of your own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models
from psycopg.types.json import Jsonb

from hejia.kernel.fields import SealedText


class Statement(NamedTuple):
    """One statement and its values."""

    sql: str
    values: Sequence[Any]


class Wanted(NamedTuple):
    """Rows of a model to be read: `rest` of the statement from WHERE on, and its values."""

    model: type[models.Model]
    rest: str
    values: Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Table:
    """A model's columns in order, and those whose values must be prepared for the database."""

    names: tuple[str, ...]
    prepared: tuple[tuple[int, Callable[[Any], Any]], ...]
    insert: str
    row: str
    select: str
    read_names: tuple[str, ...]
    converted: tuple[tuple[int, Callable[..., Any]], ...]

    def values(self, instance: models.Model) -> list[Any]:
        found = [getattr(instance, name) for name in self.names]
        for place, prepare in self.prepared:
            found[place] = prepare(found[place])
        return found


def _preparation(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return Jsonb
    return field.get_prep_value if isinstance(field, SealedText) else None


@cache
def table(model: type[models.Model]) -> _Table:
    """How instances of a model are written; a key the database makes is left to it."""
    fields = [f for f in model._meta.local_concrete_fields if not isinstance(f, models.AutoField)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    every = model._meta.local_concrete_fields
    columns_read = ", ".join(f'"{field.column}"' for field in every)
    return _Table(
        names=tuple(field.attname for field in fields),
        prepared=tuple(
            (place, prepare)
            for place, field in enumerate(fields)
            if (prepare := _preparation(field)) is not None
        ),
        insert=f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ',  # noqa: S608 our own names
        row=f"({', '.join(['%s'] * len(fields))})",
        select=f'SELECT {columns_read} FROM "{model._meta.db_table}" ',  # noqa: S608 our own names
        read_names=tuple(field.attname for field in every),
        converted=tuple(
            (place, field.from_db_value)
            for place, field in enumerate(every)
            if hasattr(field, "from_db_value")
        ),
    )


def insert(rows: Sequence[models.Model], *, known: str = "") -> list[Statement]:
    """Write new rows of one table. `known`: what to do with a key that is there (ON CONFLICT …)."""
    if not rows:
        return []
    shape = table(type(rows[0]))
    sql = shape.insert + ", ".join([shape.row] * len(rows)) + known
    return [Statement(sql, [value for row in rows for value in shape.values(row)])]


@cache
def overwriting(key: tuple[str, ...], columns: tuple[str, ...]) -> str:
    """For `known`: a row whose key is there takes these columns anew."""
    anew = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in columns)
    return f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {anew}"


UNLESS_KNOWN = " ON CONFLICT DO NOTHING"
"""For `known`: a row whose key is there stays as it is."""


def update(row: models.Model, names: Iterable[str]) -> Statement:
    """Write some columns (by attribute) of one row that has a simple key."""
    meta, chosen = row._meta, sorted(names)
    values = []
    for name in chosen:
        prepare = _preparation(_by_attribute(type(row))[name])
        value = getattr(row, name)
        values.append(prepare(value) if prepare else value)
    columns = ", ".join(f'"{name}" = %s' for name in chosen)
    assert meta.pk is not None  # noqa: S101 every model has a key
    sql = f'UPDATE "{meta.db_table}" SET {columns} WHERE "{meta.pk.column}" = %s'  # noqa: S608 names of models
    return Statement(sql, [*values, row.pk])


@cache
def _by_attribute(model: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
    return {field.attname: field for field in model._meta.local_concrete_fields}


def write(statements: Iterable[Statement]) -> None:
    """Send the statements in their order and await one answer. Raises Django's database errors."""
    wanted = list(statements)
    if not wanted:
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        for sql, values in wanted:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)


def read(*wanted: Wanted) -> list[list[Any]]:
    """The rows of each question as instances of its model, all asked in one go."""
    connection.ensure_connection()
    cursors = []
    with connection.wrap_database_errors, connection.connection.pipeline():
        for model, rest, values in wanted:
            cursor = connection.cursor()
            cursor.execute(table(model).select + rest, values)
            cursors.append(cursor)
    found = []
    for one, cursor in zip(wanted, cursors, strict=True):
        with cursor:
            found.append([_instance(one.model, row) for row in cursor.fetchall()])
    return found


def _instance(model: type[models.Model], row: Sequence[Any]) -> models.Model:
    shape, values = table(model), list(row)
    for place, convert in shape.converted:
        values[place] = convert(values[place], None, connection)
    return model.from_db(connection.alias, shape.read_names, values)
