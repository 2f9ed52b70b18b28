"""Names of persons, whom this room knows by key alone. The room above registers how to ask."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Directory:
    """`names`: key → name, for known keys. `key_of`: the key behind a login, None for nobody."""

    names: Callable[[Collection[int]], Mapping[int, str]]
    key_of: Callable[[str], int | None]


def _no_names(keys: Collection[int]) -> Mapping[int, str]:
    return {key: f"人员{key}" for key in keys}


def _nobody(_: str) -> int | None:
    return None


_registered: list[Directory] = [Directory(_no_names, _nobody)]


def register_directory(directory: Directory) -> None:
    """Called at start-up, from project/wiring.py; the last one registered is asked."""
    _registered[:] = [directory]


def names(keys: Collection[int]) -> Mapping[int, str]:
    return _registered[0].names(keys)


def key_of(login: str) -> int | None:
    return _registered[0].key_of(login)
