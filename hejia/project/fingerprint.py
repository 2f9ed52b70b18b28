"""A short name for the shape this version's database has, so that work done is not done again."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).resolve().parent.parent

# Besides the migrations: the rights, the schemas, the functions, and what is loaded by default.
_ALSO: Final = (
    "project/migrating.py",
    "project/database.py",
    "project/setup.py",
    "kernel/append_only.py",
)

_DATA: Final = {".sql", ".toml", ".json", ".csv", ".geojson"}
_APART: Final = {"tests", "static", "templates", "seeds"}


def of_schema(package: Path = PACKAGE) -> str:
    """Digest of all that `hejia migrate` depends on: 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(_files(package)):
        digest.update(str(path.relative_to(package)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files(package: Path) -> Iterator[Path]:
    yield from package.glob("*/migrations/*.py")
    yield from (package / name for name in _ALSO if (package / name).exists())
    for path in package.glob("*/*/**/*"):
        if path.suffix in _DATA and not _APART & set(path.relative_to(package).parts):
            yield path
