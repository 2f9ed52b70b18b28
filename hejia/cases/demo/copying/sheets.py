"""Rows as PostgreSQL's COPY takes them in text: cells, lines, one heap of lines for each table."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import orjson
import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from psycopg import sql

from hejia.kernel.fields import SealedText

NULL: Final = "\\N"
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def cell(value: Any) -> str:
    """A value as a cell. Raises TypeError for a kind that no table of ours holds."""
    write = _CELLS.get(type(value))
    return write(value) if write is not None else _kind(value)(value)


def _kind(value: Any) -> Callable[[Any], str]:
    """How a value of a derived type (a choice, a masked text) is written."""
    for kind in type(value).__mro__:
        if kind in _CELLS:
            return _CELLS[kind]
    raise TypeError(f"no cell for {type(value).__name__}")


def _escaped(text: str) -> str:
    return text if text.isalnum() else text.translate(_ESCAPES)


_CELLS: Final[Mapping[type, Callable[[Any], str]]] = {
    type(None): lambda _: NULL,
    str: _escaped,
    bool: lambda value: "t" if value else "f",
    bytes: lambda value: f"\\\\x{value.hex()}",
    datetime: datetime.isoformat,
    date: date.isoformat,
    int: str,
    UUID: str,
}


def json_cell(value: Any) -> str:
    """A value of a JSON column as a cell."""
    return orjson.dumps(value).decode().translate(_ESCAPES)


def _array_cell(values: Sequence[str]) -> str:
    return "{" + ",".join(values) + "}"  # codes alone: digits need no quotes


class Sheet:
    """How instances of a model become lines; a key the database makes is left to it."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [
            field
            for field in model._meta.local_concrete_fields
            if not isinstance(field, models.AutoField)
        ]
        self.table: str = model._meta.db_table
        self.names = [field.attname for field in fields]
        self.columns = [str(field.column) for field in fields]
        self.place = {name: place for place, name in enumerate(self.names)}
        self._writers = [_writer(field) for field in fields]

    def cells(self, row: models.Model) -> list[str]:
        """The cells of one row, in the order of the columns."""
        return [
            write(getattr(row, name)) for name, write in zip(self.names, self._writers, strict=True)
        ]


@cache
def sheet(model: type[models.Model]) -> Sheet:
    """The sheet of a model, made once."""
    return Sheet(model)


def _writer(field: Any) -> Callable[[Any], str]:
    if isinstance(field, models.JSONField):
        return json_cell
    if isinstance(field, ArrayField):
        return _array_cell
    if isinstance(field, SealedText):
        seal = field.get_prep_value
        return lambda value: cell(seal(value))
    return cell


class Heap:
    """Lines gathered for several tables, and put into them table by table."""

    def __init__(self) -> None:
        self._lines: dict[type[models.Model], list[str]] = {}

    def add(self, model: type[models.Model], cells: Sequence[str]) -> None:
        self._lines.setdefault(model, []).append("\t".join(cells))

    def copy(self, connection: psycopg.Connection[Any]) -> None:
        """Put every line into its table. Foreign keys are not in force meanwhile."""
        for model, lines in self._lines.items():
            shape = sheet(model)
            query = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(shape.table), sql.SQL(", ").join(map(sql.Identifier, shape.columns))
            )
            with connection.cursor() as cursor, cursor.copy(query) as copy:
                copy.write("\n".join(lines) + "\n")
        self._lines.clear()
