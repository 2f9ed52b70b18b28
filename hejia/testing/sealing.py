"""Sealing all days of a history at once, as the worker does it one by one."""

from datetime import date, datetime

from hejia.audit import public as audit


def seal(stream: audit.Stream, *, before: date, now: datetime) -> int:
    """Seal every unsealed day earlier than `before`, oldest first; return how many."""
    fresh = audit.unsealed(stream, before=before)
    for day in fresh:
        audit.seal_day(stream, day, now=now)
    return len(fresh)
