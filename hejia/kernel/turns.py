"""Work that only one may do at a time takes turns; whoever is behind waits."""

from django.db import connection


def take_turn(work: str) -> None:
    """Wait until nobody else of this district does `work`; ours ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext(%s))", [work]
        )
