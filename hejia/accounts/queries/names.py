"""Names of people by key, for lists and histories."""

from collections.abc import Collection

from hejia.accounts.models import Person


def names_of(keys: Collection[int]) -> dict[int, str]:
    """Key → name; one statement, none for no keys."""
    if not keys:
        return {}
    return dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))


def key_of(login: str) -> int | None:
    """The key behind a login, None for nobody; one statement."""
    found = Person.objects.filter(login=login.strip().lower()).values_list("pk", flat=True)
    return found.first()
