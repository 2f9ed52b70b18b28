"""Telling the rest of the system, in the transaction of the change itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hejia.kernel.models import Message


@dataclass(frozen=True, slots=True)
class News:
    """What happened, to what: `topic` such as "cases.dispatch", `subject` the case's id."""

    topic: str
    subject: UUID
    facts: Mapping[str, Any]


def put(news: list[News], *, now: datetime) -> None:
    """Leave news for the relay; one statement for all of it."""
    Message.objects.bulk_create(
        [Message(topic=n.topic, subject=n.subject, facts=dict(n.facts), at=now) for n in news]
    )
