"""Writing the back office's history, in the transaction of the change."""

from datetime import datetime
from typing import Any

from hejia.accounts.models import Change, Person
from hejia.accounts.vocabulary import Subject
from hejia.audit import public as audit


def record_change(
    subject: Subject,
    key: str,
    action: str,
    *,
    actor: Person | None,
    now: datetime,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """Write one line of the back office's history, and the act into the audit log.

    `before` and `after` may be whole descriptions: what is equal in both is left out. Their keys
    are the labels shown to users; values are text, whole numbers, flags or lists of text. Never
    pass a password, a token or the plain text of a sealed field. `actor` None: the system itself.
    """
    differing = {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}
    Change.objects.bulk_create(
        [
            Change(
                subject=subject,
                key=key,
                action=action,
                actor=actor,
                at=now,
                before={name: value for name, value in before.items() if name in differing},
                after={name: value for name, value in after.items() if name in differing},
            )
        ]
    )
    audit.record(
        f"accounts.{subject.value}",
        person=actor.pk if actor else None,
        now=now,
        subject=f"{subject.value}:{key}",
        facts={"action": action},
    )
