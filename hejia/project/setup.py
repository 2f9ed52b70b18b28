"""What a fresh district finds: the defaults of every room, loaded once and then its own to change.

Each room exposes a function that adds what is missing and never touches what is there.
"""

from collections.abc import Callable
from typing import Final

LOADERS: Final[tuple[Callable[[], None], ...]] = ()
"""In the order of the layers, lowest first."""


def reference() -> None:
    """Load the defaults of every room, inside the open door of a district."""
    for load in LOADERS:
        load()
