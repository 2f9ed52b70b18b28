"""Names of people by key, for lists and histories."""

from collections.abc import Collection
from typing import Final

from django.db.models import Q

from hejia.accounts.models import Person

MOST: Final = 500


def names_of(keys: Collection[int]) -> dict[int, str]:
    """Key → name; one statement, none for no keys."""
    if not keys:
        return {}
    return dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))


def keys_like(text: str) -> list[int]:
    """Keys of people whose name contains `text` or whose login it is; one statement."""
    text = text.strip()
    found = Person.objects.filter(Q(name__contains=text) | Q(login=text.lower()))
    return list(found.values_list("pk", flat=True)[:MOST])


def key_of(login: str) -> int | None:
    """The key behind a login, None for nobody; one statement."""
    found = Person.objects.filter(login=login.strip().lower()).values_list("pk", flat=True)
    return found.first()
