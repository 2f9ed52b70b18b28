"""How many mistakes a login may have, and for how long it then rests. Pure rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FAILURES = 5
RESTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Tally:
    """Failed attempts at one login so far, and until when it is locked."""

    failures: int = 0
    last_at: datetime | None = None
    until: datetime | None = None


def locked_until(tally: Tally, now: datetime) -> datetime | None:
    """Until when no attempt is looked at; None if attempts are."""
    return tally.until if tally.until is not None and now < tally.until else None


def after_failure(tally: Tally, now: datetime) -> Tally:
    """The tally with one more mistake. Mistakes older than the rest are forgotten."""
    stale = tally.last_at is None or now - tally.last_at >= RESTS
    failures = 1 if stale or tally.until is not None else tally.failures + 1
    return Tally(failures, now, now + RESTS if failures >= FAILURES else None)
