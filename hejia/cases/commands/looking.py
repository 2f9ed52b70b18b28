"""Who looked is remembered: at a violent or restricted case, and at a person unmasked."""

from datetime import datetime, timedelta
from typing import Final

from hejia.accounts.public import Sight
from hejia.audit import public as audit
from hejia.cases.models import Case

LOOK: Final = timedelta(days=1)


def note_look(case: Case, by: Sight, *, clear: bool, now: datetime) -> None:
    """Remember that a program was told the case, where that is to be remembered."""
    if clear:
        note(case, by, "parties.reveal", now=now, what="every")
    elif case.is_dv or case.restricted:
        note(case, by, "cases.look", now=now)


def note_page(case: Case, by: Sight, *, itself: bool, now: datetime) -> None:
    """Remember that a page of the case was opened, where that is to be remembered.

    A page that refreshes `itself` is not another look. But only it says so: whoever has not
    looked for a day looks now.
    """
    if not (case.is_dv or case.restricted):
        return
    subject, since = f"case:{case.number}", now - LOOK
    if itself and audit.noted("cases.look", person=by.person_id, subject=subject, since=since):
        return
    note(case, by, "cases.look", now=now)


def note(case: Case, by: Sight, act: str, *, now: datetime, **facts: str) -> None:
    """Remember one act; found again in the log by the case's number."""
    audit.record(act, person=by.person_id, now=now, subject=f"case:{case.number}", facts=facts)
