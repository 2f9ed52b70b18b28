"""The relay: takes news from the outbox and hands it on, at least once.

Listeners of live pages are told by NOTIFY from here, not from the commands: NOTIFY takes a lock
that all commits of the database queue for.
"""

import json
import logging
from datetime import datetime
from threading import Event
from typing import Final

import procrastinate
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from procrastinate.exceptions import ConnectorException

from hejia.kernel import outbox
from hejia.kernel.district import door
from hejia.kernel.models import Message
from hejia.project.queue import conninfo, react
from hejia.project.wiring import GATHERERS, REACTIONS

CHANNEL: Final = "hejia_live"
PAUSE: Final = 0.15
BATCH: Final = 500

log = logging.getLogger("hejia.relay")


def sender() -> procrastinate.App:
    """The queue as seen by the relay's thread; the worker's own, asynchronous, is another."""
    connector = procrastinate.SyncPsycopgConnector(kwargs=conninfo(), min_size=1, max_size=1)
    return procrastinate.App(connector=connector)


def relay_once(queue: procrastinate.App) -> int:
    """Hand on one batch of news; returns its size.

    Jobs are put into the queue before the news is noted as relayed: killed in between, the same
    job is put twice and does its work once (kernel.outbox.first_time).
    """
    now = timezone.now()
    with door(settings.DISTRICT):
        batch = outbox.waiting(BATCH)
        if batch:
            for message in batch:
                _enqueue(queue, message)
            _gather(batch, now)
            _tell_listeners(batch)
            outbox.relayed(batch, now=now)
    return len(batch)


def _enqueue(queue: procrastinate.App, message: Message) -> None:
    for reaction in REACTIONS.get(message.topic, ()):
        queue.configure_task(react.name).defer(
            district=settings.DISTRICT,
            message=message.pk,
            subject=str(message.subject),
            reaction=reaction.name,
            facts=message.facts,
        )


def _gather(batch: list[Message], now: datetime) -> None:
    for gatherer in GATHERERS:
        about = {m.subject for m in batch if m.topic.startswith(f"{gatherer.room}.")}
        if about:
            gatherer.run(about, now)


def _tell_listeners(batch: list[Message]) -> None:
    with connection.cursor() as cursor:
        for message in batch:
            news = {"topic": message.topic, "subject": str(message.subject), **message.facts}
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(news)])


def relay(stop: Event) -> None:
    """Relay until told to stop; a database that is away is waited for."""
    with sender().open() as queue:
        while not stop.is_set():
            try:
                handed = relay_once(queue)
            except (DatabaseError, ConnectorException) as error:
                log.warning("the database is away, trying again: %s", error)
                handed = 0
                stop.wait(1)
            if handed < BATCH:
                stop.wait(PAUSE)
