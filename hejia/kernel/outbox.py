"""Telling the rest of the system, in the transaction of the change itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from hejia.kernel.models import Effect, Message


@dataclass(frozen=True, slots=True)
class News:
    """What happened, to what: `topic` such as "cases.dispatch", `subject` the case's id."""

    topic: str
    subject: UUID
    facts: Mapping[str, Any]


def put(news: list[News], *, now: datetime) -> None:
    """Leave news for the relay; one statement for all of it."""
    Message.objects.bulk_create(messages(news, now=now))


def messages(news: list[News], *, now: datetime) -> list[Message]:
    """The rows `put` writes, for commands that write them along with theirs."""
    return [Message(topic=n.topic, subject=n.subject, facts=dict(n.facts), at=now) for n in news]


KEPT_FOR = timedelta(minutes=10)
"""How long relayed news stays, for pages that poll instead of listening."""


def waiting(limit: int) -> list[Message]:
    """The oldest news not relayed yet, locked; what another relay holds is passed over."""
    rows = Message.objects.select_for_update(skip_locked=True).filter(relayed_at=None)
    return list(rows.order_by("id")[:limit])


def relayed(messages: list[Message], *, now: datetime) -> None:
    """Note, in the transaction that locked them, that these were handed on."""
    Message.objects.filter(pk__in=[m.pk for m in messages]).update(relayed_at=now)


def clear(*, now: datetime) -> None:
    """Forget news relayed a while ago, and effects so old that no message can come again."""
    Message.objects.filter(relayed_at__lt=now - KEPT_FOR).delete()
    Effect.objects.filter(at__lt=now - timedelta(days=30)).delete()


def forget(*, before: datetime) -> None:
    """Drop news of what happened before a moment, unheard: of a past filled in afterwards."""
    Message.objects.filter(relayed_at=None, at__lt=before).delete()


def first_time(message: int, reaction: str, *, now: datetime) -> bool:
    """Claim a reaction to a message in the transaction of its effect; False if it was had."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_effect (message, reaction, at) VALUES (%s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            [message, reaction, now],
        )
        return bool(cursor.rowcount)


def latest() -> int:
    """The number of the newest news: pages that poll compare it with the one they know."""
    return Message.objects.order_by("-id").values_list("id", flat=True).first() or 0


def backlog() -> int:
    """How many pieces of news wait for the relay (capped at 1,000)."""
    return Message.objects.filter(relayed_at=None)[:1000].count()


def oldest() -> datetime | None:
    """Since when the news that is next for the relay has waited; None when none waits."""
    first = Message.objects.filter(relayed_at=None).order_by("id")
    return first.values_list("at", flat=True).first()
