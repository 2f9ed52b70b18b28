"""The code lists every room brings along, as TOML files in its folder `codes/`.

    list = "source"
    label = "案件来源"
    source = "where it comes from"
    codes = [{ code = "01", label = "来访", parent = "", note = "", extra = { petition = true } }]

Loading is harmless to repeat: it adds what is new, follows a new release in codes nobody here
has touched, and leaves what users changed as it is.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction

from hejia.kernel import reference
from hejia.kernel.code_changes import CodeValues, as_json, values_of
from hejia.kernel.code_shape import faults, shape_of
from hejia.kernel.models import Code, CodeChange, CodeList

_LIST_KEYS = {"list", "label", "source", "codes"}
_CODE_KEYS = {"code", "label", "parent", "note", "extra", "valid_from", "valid_to"}


class BadDefaults(ValueError):
    """A file of code lists that cannot be right; names file and fault."""


@dataclass(frozen=True, slots=True)
class Default:
    """One list as a file gives it, codes in its order."""

    name: str
    label: str
    source: str
    shape: dict[str, str]
    codes: dict[str, CodeValues]


def default_files() -> list[Path]:
    """The `codes/*.toml` of every installed room."""
    return sorted(
        file for room in apps.get_app_configs() for file in Path(room.path).glob("codes/*.toml")
    )


def read(path: Path) -> Default:
    """One file, checked. Raises `BadDefaults`."""
    try:
        given = tomllib.loads(path.read_text("utf-8"))
        return _default(given)
    except (KeyError, TypeError, ValueError) as fault:
        raise BadDefaults(f"{path.name}: {fault}") from fault


def _default(given: dict[str, Any]) -> Default:
    _only(given, _LIST_KEYS)
    shape = shape_of([row.get("extra", {}) for row in given["codes"]])
    codes: dict[str, CodeValues] = {}
    for place, row in enumerate(given["codes"], 1):
        _only(row, _CODE_KEYS)
        stated = {key: value for key, value in row.items() if key != "code"}
        values = CodeValues(order=place * 10, **stated)
        wrong = faults({"code": row["code"], **asdict(values)}, shape)
        if wrong or row["code"] in codes:
            raise ValueError(f"code {row['code']!r}: {wrong or 'stands twice'}")
        codes[row["code"]] = values
    orphans = {v.parent for v in codes.values()} - set(codes) - {""}
    if orphans:
        raise ValueError(f"unknown parents {sorted(orphans)}")
    return Default(given["list"], given["label"], given.get("source", ""), shape, codes)


def _only(given: dict[str, Any], known: set[str]) -> None:
    if unknown := set(given) - known:
        raise ValueError(f"unknown keys {sorted(unknown)}")


@transaction.atomic
def load_defaults(paths: Iterable[Path], *, now: datetime) -> int:
    """Load these files into the open district; how many codes were added or renewed."""
    defaults = [read(path) for path in paths]
    names = [default.name for default in defaults]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadDefaults(f"lists given by two files: {sorted(twice)}")
    CodeList.objects.bulk_create(
        [CodeList(name=d.name, label=d.label, source=d.source, shape=d.shape) for d in defaults],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["label", "source", "shape"],
    )
    present: dict[str, dict[str, Code]] = {}
    for row in Code.objects.filter(list__in=names).select_for_update():
        present.setdefault(row.list_id, {})[row.code] = row
    written = _add(defaults, present) + _renew(defaults, present, now)
    reference.changed()
    return written


def _add(defaults: Sequence[Default], present: dict[str, dict[str, Code]]) -> int:
    fresh = [
        Code(list_id=default.name, code=code, **asdict(values))
        for default in defaults
        for code, values in default.codes.items()
        if code not in present.get(default.name, {})
    ]
    Code.objects.bulk_create(fresh)
    return len(fresh)


def _renew(defaults: Sequence[Default], present: dict[str, dict[str, Code]], now: datetime) -> int:
    renewed, history = [], []
    for default in defaults:
        for code, row in present.get(default.name, {}).items():
            after = default.codes.get(code)
            before = values_of(row)
            if after is None or row.touched or before == after:
                continue
            for name, value in asdict(after).items():
                setattr(row, name, value)
            row.version += 1
            renewed.append(row)
            history.append(
                CodeChange(
                    list_name=default.name,
                    code=code,
                    at=now,
                    before=as_json(before),
                    after=as_json(after),
                )
            )
    Code.objects.bulk_update(renewed, [*CodeValues.__dataclass_fields__, "version"])
    CodeChange.objects.bulk_create(history)
    return len(renewed)
