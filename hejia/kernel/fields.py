"""Model fields of the house: text that the database holds only sealed."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.lookups import Lookup

from hejia.kernel import keys

if TYPE_CHECKING:
    _TextField = models.Field[str, str]
    _BytesField = models.BinaryField[bytes | None, bytes | None]
else:  # Django's fields take no type arguments when the program runs
    _TextField = models.Field
    _BytesField = models.BinaryField


class Secret(str):
    """Text that came out of a seal: prints as itself, but never shows in a repr or a traceback."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<sealed>" if self else "''"


class SealedText(_TextField):
    """Text sealed on its way to the database (bytea) and opened on its way back.

    `purpose` is bound to the value, one for each column, and must never change. The empty string
    is stored as empty. Cannot be searched: keep a `BlindIndex` beside it.
    """

    description = "sealed text"
    empty_strings_allowed = True

    def __init__(self, *, purpose: str, **options: Any) -> None:
        if options.get("null"):
            raise ValueError("a sealed text is empty, not NULL")
        self.purpose = purpose
        options.setdefault("default", "")
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        return str(name), path, list(args), {**options, "purpose": self.purpose}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(
        self, value: bytes | None, _expression: Expression, _connection: BaseDatabaseWrapper
    ) -> str:
        return Secret(keys.sealer().open(bytes(value), self.purpose)) if value else ""

    def get_prep_value(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise TypeError(f"{self.purpose}: a sealed text is written as str")
        return keys.sealer().seal(value, self.purpose) if value else b""

    def get_lookup(self, lookup_name: str) -> "type[Lookup[Any]] | None":
        raise FieldError(
            f"{self.purpose} is sealed: no {lookup_name!r} search; use its blind index"
        )

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        """Two columns of one purpose could have their values exchanged."""
        others = [f for f in sealed_fields() if f.purpose == self.purpose and f is not self]
        found = [
            checks.Error(f"the purpose {self.purpose!r} is shared with {other}", obj=self)
            for other in others
        ]
        return [*super().check(**options), *found]


class BlindIndex(_BytesField):
    """The blind index of a sealed value (16 bytes), NULL when there is none; indexed."""

    def __init__(self, **options: Any) -> None:
        options |= {
            "null": True,
            "blank": True,
            "editable": False,
            "max_length": 16,
            "db_index": True,
        }
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        kept = {
            k: v for k, v in options.items() if k not in ("null", "blank", "max_length", "db_index")
        }
        return str(name), path, list(args), kept


def sealed_fields() -> list[SealedText]:
    """Every sealed column of the installation."""
    return [
        field
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SealedText)
    ]
