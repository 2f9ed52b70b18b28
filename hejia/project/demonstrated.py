"""The note in the data folder that the demonstration is loaded, and its logins.

It spares a start the seconds that asking Django would take.
"""

import json
from pathlib import Path
from typing import Any


def is_open(home: Path, identity: str) -> bool:
    """Whether this very database has the demonstration's places and people."""
    return _read(home).get("database") == identity


def is_loaded(home: Path, identity: str) -> bool:
    """Whether its cases are complete, too."""
    return is_open(home, identity) and bool(_read(home).get("cases"))


def is_complete(home: Path) -> bool:
    """Whether the demonstration's cases are in, as far as this data folder knows."""
    return bool(_read(home).get("cases"))


def logins(home: Path) -> list[str]:
    """Lines for the terminal: who may log in, and how."""
    lines: list[str] = _read(home).get("logins", [])
    return lines


def note(home: Path, identity: str, lines: list[str], *, cases: bool) -> None:
    content = {"database": identity, "cases": cases, "logins": lines}
    _file(home).write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def _file(home: Path) -> Path:
    return home / "demonstration.json"


def _read(home: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(_file(home).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content
