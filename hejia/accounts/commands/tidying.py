"""What lies about: old counts of failed logins, sessions that ended."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from hejia.accounts.models import Lockout

_KEPT = timedelta(days=1)


def tidy(now: datetime) -> int:
    """Forget counts of failed logins a day after the last, and sessions past their end.

    Harmless to repeat; how many rows went.
    """
    attempts, _ = Lockout.objects.filter(last_at__lt=now - _KEPT).delete()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    return attempts + sessions
