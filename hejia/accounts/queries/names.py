"""Names of people by key, for lists and histories."""

from collections.abc import Collection

from hejia.accounts.models import Person


def names_of(keys: Collection[int]) -> dict[int, str]:
    """Key → name; one statement, none for no keys."""
    if not keys:
        return {}
    return dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))
