"""Folders for files about people: no other account of the machine looks into them."""

from pathlib import Path


def private_folder(folder: Path) -> None:
    """Make the folder, or close one that stands open; its owner alone may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
