"""The door of the room: remember that something was looked at, or done."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from hejia.audit.acts import acts as acts
from hejia.audit.acts import name_acts as name_acts
from hejia.audit.models import Record
from hejia.audit.queries.records import Line as Line
from hejia.audit.queries.records import Wanted as Wanted
from hejia.audit.queries.records import records as records
from hejia.audit.streams import Stream as Stream
from hejia.audit.streams import register as register
from hejia.audit.streams import registered as registered
from hejia.audit.streams import seal_day as seal_day
from hejia.audit.streams import sealed_until as sealed_until
from hejia.audit.streams import unsealed as unsealed
from hejia.audit.streams import verify as verify
from hejia.audit.tables import hashed_stream as hashed_stream
from hejia.audit.tables import stream_of as stream_of
from hejia.kernel import chain


def record(
    action: str,
    *,
    person: int | None,
    now: datetime,
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Remember an act: `action` such as "cases.look" or "accounts.login_failed"; one statement."""
    content = _content(now, person, action, subject, dict(facts or {}))
    Record.objects.bulk_create(
        [
            Record(
                at=now,
                person=person,
                action=action,
                subject=subject,
                facts=content["facts"],
                hash=chain.link(chain.START, content),
            )
        ]
    )


def noted(action: str, *, person: int, subject: str, since: datetime) -> bool:
    """Whether this act of this person on this subject was remembered since then; one statement."""
    lately = Record.objects.filter(person=person, at__gte=since, subject=subject, action=action)
    return lately.exists()


def _content(
    at: datetime, person: int | None, action: str, subject: str, facts: dict[str, Any]
) -> dict[str, Any]:
    return {"at": at, "person": person, "action": action, "subject": subject, "facts": facts}


def _faults() -> Iterator[str]:
    for row in Record.objects.order_by("id").iterator(chunk_size=5000):
        content = _content(row.at, row.person, row.action, row.subject, row.facts)
        if chain.link(chain.START, content) != bytes(row.hash):
            yield f"操作日志第 {row.id} 条（{row.action}）的内容被改动过。"


RECORDS = hashed_stream("audit.records", "操作日志", Record, _faults, order=("id",))
