"""Reading and writing rows of several tables at once: asked in one go, written by one statement.

Django's managers build their statement anew each time and wait for the answer of each; for the
handful of rows a command reads and writes, that costs more than the work itself. Here a table's
text is built once. What is read is asked together, and one answer is awaited. What is written
goes in one statement of several parts (WITH), the new rows of a table as one JSON value: the text
is the same however many rows there are, so that the server keeps its plan and nobody pastes
together hundreds of placeholders. Constraints hold as ever, checked at the end of the statement;
one that fails undoes the transaction, with Django's exceptions. For lists and searches use
Django's managers or SQL of your own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeVar

import orjson
from django.db import connection, models
from psycopg.pq import Format
from psycopg.types.json import Jsonb

from hejia.kernel.fields import SealedText

M = TypeVar("M", bound=models.Model)


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
    """A model's columns in order, and those whose values must be changed on the way."""

    columns: tuple[tuple[str, str], ...]
    sealed: tuple[tuple[str, str, Callable[[Any], Any]], ...]
    insert: str
    select: str
    read_names: tuple[str, ...]
    converted: tuple[tuple[int, Callable[..., Any]], ...]

    def as_json(self, instances: Sequence[models.Model]) -> str:
        """Rows to be, as the server's jsonb_populate_recordset takes them."""
        found = [{column: getattr(one, name) for name, column in self.columns} for one in instances]
        for name, column, prepare in self.sealed:
            for one, row in zip(instances, found, strict=True):
                row[column] = prepare(getattr(one, name))
        return orjson.dumps(found, default=_written).decode()


def _written(value: object) -> str:
    """Bytes as the server reads them; anything else has no business in a row."""
    if isinstance(value, bytes | memoryview):
        return f"\\x{value.hex()}"
    raise TypeError(f"a row cannot hold {type(value).__name__}")


def _is_sealed(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, SealedText)


@cache
def table(model: type[models.Model]) -> _Table:
    """How instances of a model are written; a key the database makes is left to it."""
    every = model._meta.local_concrete_fields
    fields = [field for field in every if not isinstance(field, models.AutoField)]
    name = f'"{model._meta.db_table}"'
    columns = ", ".join(f'"{field.column}"' for field in fields)
    # Of a table that makes no key the rows are complete as they come.
    into, chosen = (f"{name} ({columns})", columns) if len(fields) < len(every) else (name, "*")
    columns_read = ", ".join(f'"{field.column}"' for field in every)
    return _Table(
        columns=tuple((f.attname, str(f.column)) for f in fields if not _is_sealed(f)),
        sealed=tuple((f.attname, str(f.column), f.get_prep_value) for f in fields if _is_sealed(f)),
        insert=f"INSERT INTO {into} SELECT {chosen} "  # noqa: S608 our own names
        f"FROM jsonb_populate_recordset(NULL::{name}, %s)",
        select=f"SELECT {columns_read} FROM {name} ",  # noqa: S608 our own names
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
    return [Statement(shape.insert + known, [shape.as_json(rows)])]


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
    known = _by_attribute(type(row))
    values = [_prepared(known[name], getattr(row, name)) for name in chosen]
    columns = ", ".join(f'"{name}" = %s' for name in chosen)
    assert meta.pk is not None  # noqa: S101 every model has a key
    sql = f'UPDATE "{meta.db_table}" SET {columns} WHERE "{meta.pk.column}" = %s'  # noqa: S608 names of models
    return Statement(sql, [*values, row.pk])


def _prepared(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return Jsonb(value)
    return field.get_prep_value(value) if isinstance(field, SealedText) else value


@cache
def _by_attribute(model: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
    return {field.attname: field for field in model._meta.local_concrete_fields}


def write(statements: Iterable[Statement]) -> None:
    """Do all of this in one statement. Raises Django's database errors.

    No two may touch the same row: within one statement none sees what another wrote.
    """
    wanted = list(statements)
    if not wanted:
        return
    with connection.cursor() as cursor:
        text = _joined(tuple(sql for sql, _ in wanted))
        cursor.execute(text, [value for _, values in wanted for value in values])


@cache
def _joined(texts: tuple[str, ...]) -> str:
    """The last as the statement, those before as its parts."""
    parts = ", ".join(f"part{number} AS ({text})" for number, text in enumerate(texts[:-1], 1))
    return f"WITH {parts} {texts[-1]}" if parts else texts[-1]


@cache
def columns(model: type[models.Model], name: str) -> str:
    """The columns of a model's table, called `name` in a statement of one's own; for `one`."""
    return ", ".join(f'{name}."{field.column}"' for field in model._meta.local_concrete_fields)


def one(model: type[M], sql: str, values: Any) -> tuple[M, tuple[Any, ...]] | None:
    """The first row of a statement that begins with `columns` of a model, and what follows them."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    if row is None:
        return None
    count = len(table(model).read_names)
    return _instance(model, row[:count]), tuple(row[count:])


def ask(*asked: Statement, plan_once: bool = False) -> list[list[Sequence[Any]]]:
    """The rows that statements of one's own answer with, all asked in one go.

    In binary: moments are not read letter by letter, which is half the time of a long list.
    `plan_once`: the server plans each statement once for whatever values. That is right where the
    best way never depends on them, and planning takes longer than going it.
    """
    return _answers(asked, Format.BINARY, plans="force_generic_plan" if plan_once else "")


def _answers(
    asked: Iterable[Statement], form: Format, *, plans: str = ""
) -> list[list[Sequence[Any]]]:
    """What all statements answer, waited for once; `plans`: how the server plans them."""
    connection.ensure_connection()
    cursors = []
    with connection.wrap_database_errors, connection.connection.pipeline():
        if plans:
            connection.connection.execute(_PLANS, [plans])
        for sql, values in asked:
            cursor = connection.cursor()
            cursor.cursor.format = form
            cursor.execute(sql, values)
            cursors.append(cursor)
        if plans:
            connection.connection.execute(_PLANS, ["auto"])
    found = []
    for cursor in cursors:
        with cursor:
            found.append(cursor.fetchall())
    return found


_PLANS = "SELECT set_config('plan_cache_mode', %s, true)"


def read(*wanted: Wanted) -> list[list[Any]]:
    """The rows of each question as instances of its model, all asked in one go."""
    asked = [Statement(table(model).select + rest, values) for model, rest, values in wanted]
    return [
        [_instance(one.model, row) for row in rows]
        for one, rows in zip(wanted, _answers(asked, Format.TEXT), strict=True)
    ]


def _instance(model: type[M], row: Sequence[Any]) -> M:
    shape, values = table(model), list(row)
    for place, convert in shape.converted:
        values[place] = convert(values[place], None, connection)
    return model.from_db(connection.alias, shape.read_names, values)
