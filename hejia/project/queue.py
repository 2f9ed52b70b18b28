"""The queue of jobs (procrastinate, in PostgreSQL, in a schema of its own)."""

from typing import Any, Final
from uuid import UUID

import procrastinate
from django.conf import settings
from django.utils import timezone

from hejia.kernel import outbox
from hejia.kernel.district import door
from hejia.project import wiring

SCHEMA: Final = "queue"


def conninfo(alias: str = "default") -> dict[str, Any]:
    """How psycopg reaches the database of this alias, with the queue's schema in sight."""
    place = settings.DATABASES[alias]
    asked = {
        "dbname": place["NAME"],
        "user": place["USER"],
        "password": place["PASSWORD"],
        "host": place["HOST"],
        "port": place["PORT"],
        "options": f"-c search_path={SCHEMA}",
    }
    return {name: value for name, value in asked.items() if value}


app = procrastinate.App(connector=procrastinate.PsycopgConnector(kwargs=conninfo()))


@app.task(
    name="react",
    retry=procrastinate.RetryStrategy(max_attempts=8, exponential_wait=2),
)
def react(district: str, message: int, subject: str, reaction: str, facts: dict[str, Any]) -> None:
    """Carry out one reaction to one message. A short one and its mark are one transaction."""
    chosen = wiring.by_name(reaction)
    now = timezone.now()
    if chosen.long:
        chosen.run(UUID(subject), facts, now)
        return
    with door(district):
        if outbox.first_time(message, reaction, now=now):
            chosen.run(UUID(subject), facts, now)
