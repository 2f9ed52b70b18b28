"""Counting what a request asks of the database, so that no page grows with its rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

_BRACKETS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


@contextmanager
def at_most(limit: int) -> Iterator[None]:
    """Fail when more than `limit` statements are sent within; they are then listed.

    The brackets a test's own transaction puts around a request do not count.
    """
    with CaptureQueriesContext(connection) as captured:
        yield
    sent = [one["sql"] for one in captured if not one["sql"].startswith(_BRACKETS)]
    listed = "\n".join(f"{n}. {' '.join(sql.split())[:160]}" for n, sql in enumerate(sent, 1))
    assert len(sent) <= limit, f"{len(sent)} statements, at most {limit} are allowed:\n{listed}"
