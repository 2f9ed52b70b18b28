"""Pointing Django's connections at a test database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import connections

from hejia.project import env, migrating
from hejia.project.database import Urls

PEOPLED: Final = "peopled"
"""The database, beside the migrated one, in which the cast is already (see cast.py)."""


def point(urls: Urls) -> None:
    """Have both aliases, in every thread and child process from now on, use these addresses."""
    for alias, address, path in (
        ("default", urls.app, "ext"),
        ("owner", urls.owner, f"{settings.DISTRICT},ext"),
    ):
        connections[alias].close()
        # Without a pool: a thread's connection ends with the thread.
        connections.databases[alias].update(env.database(address, path, pool=0))
    os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls.app, urls.owner


@contextmanager
def pointed(urls: Urls, back: Urls) -> Iterator[Urls]:
    point(urls)
    try:
        yield urls
    finally:
        point(back)


def install(urls: Urls) -> None:
    """Bring an empty database to where a fresh installation stands, by the installation's code."""
    point(urls)
    migrating.install(urls, lambda _: None)
    for connection in connections.all():
        connection.close()
