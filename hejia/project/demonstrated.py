"""The note in the data folder that the demonstration is loaded, and its logins.

It spares a start the seconds that asking Django would take.
"""

import json
from pathlib import Path
from typing import Any


def is_loaded(home: Path, identity: str) -> bool:
    """Whether the demonstration was loaded into this very database."""
    return _read(home).get("database") == identity


def logins(home: Path) -> list[str]:
    """Lines for the terminal: who may log in, and how."""
    lines: list[str] = _read(home).get("logins", [])
    return lines


def note(home: Path, identity: str, lines: list[str]) -> None:
    content = {"database": identity, "logins": lines}
    _file(home).write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def _file(home: Path) -> Path:
    return home / "demonstration.json"


def _read(home: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(_file(home).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content
