"""Guards that several commands share."""

from hejia.accounts.models import Person
from hejia.kernel.errors import Refused, Stale


def not_oneself(actor: Person | None, person: Person, sentence: str) -> None:
    """Nobody changes the own account or posts. Raises Refused."""
    if actor is not None and actor.pk == person.pk:
        raise Refused("oneself", sentence)


def unchanged_since(version: int, seen: int | None, what: str) -> None:
    """Raises Stale where somebody saved a newer version; `seen` None asks nothing."""
    if seen is not None and version != seen:
        raise Stale(seen, version, f"{what}已被他人修改")
