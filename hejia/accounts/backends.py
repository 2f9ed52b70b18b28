"""How Django asks who is there. There is one way in, and no super-user."""

from django.http import HttpRequest
from django.utils import timezone

from hejia.accounts.models import Person
from hejia.accounts.queries.loading import person_by_key


class OnePassBackend:
    """Loads the person of a session. Logging in itself is commands.login, which counts failures."""

    def authenticate(self, request: HttpRequest | None) -> None:  # noqa: ARG002 Django's signature
        """Never admits anybody: passwords are checked in commands.login alone."""
        return

    def get_user(self, user_id: int) -> Person | None:
        """The active person with posts, in one statement; None ends the session."""
        person = person_by_key(user_id, timezone.now())
        return person if person is not None and person.is_active else None
