"""Write a list as a file, in a process of its own: python -m benchmarks.casework.exporting FORMAT.

Prints one line of JSON: rows, seconds, megabytes by which the process grew meanwhile, seconds of a
bare SELECT of the same rows. Needs DATABASE_URL and HEJIA_HOME.
"""

import json
import resource
import sys
import time
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone

ROWS = 20_000
LOGIN = "street"


def main(form: str) -> None:
    from hejia.cases.commands.exporting import run_export  # noqa: PLC0415 Django must stand first
    from hejia.cases.models import CaseExport  # noqa: PLC0415 same
    from hejia.cases.queries.filters import MOST, Filter  # noqa: PLC0415 same
    from hejia.kernel.calendar import CHINA  # noqa: PLC0415 same
    from hejia.kernel.district import door  # noqa: PLC0415 same

    now = timezone.now()
    with door(settings.DISTRICT):
        street, person = _street(LOGIN)
        since = _since(street)
        wanted = Filter(reported_from=since.astimezone(CHINA).date())
        small = Filter(reported_from=now.date(), limit=1)
        keys = [uuid4(), uuid4()]
        for key, one in zip(keys, (small, wanted), strict=True):
            # Not by ask_export: the system's own worker would write the same file meanwhile.
            query = json.dumps(replace(one, limit=MOST).as_query())
            CaseExport.objects.create(id=key, format=form, query=query, asked_by_id=person, at=now)
    run_export(keys[0], {}, now)  # what is loaded at the first time
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    run_export(keys[1], {}, now)
    took = time.perf_counter() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    with door(settings.DISTRICT):
        rows = CaseExport.objects.get(pk=keys[1]).rows
        bare = _bare(street, rows)
    found = {"rows": rows, "seconds": took, "megabytes": grown / 1024, "bare": bare}
    print(json.dumps(found))


def _street(login: str) -> tuple[int, int]:
    """The keys of the person's street and of the person."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.street_id, p.id FROM accounts_person p "
            "JOIN accounts_post o ON o.person_id = p.id "
            "JOIN accounts_agency g ON g.id = o.agency_id "
            "JOIN places_area a ON a.id = g.area_id WHERE p.login = %s",
            [login],
        )
        street, person = cursor.fetchone()
    return street, person


def _since(street: int) -> datetime:
    """The moment since when the street had ROWS cases, or its very first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(reported_at) FROM (SELECT reported_at FROM cases_case "
            "WHERE street_id = %s ORDER BY reported_at DESC LIMIT %s) newest",
            [street, ROWS],
        )
        found: datetime = cursor.fetchone()[0]
    return found


def _bare(street: int, rows: int) -> float:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, status, risk, type, source, brief, street_id, community_id, "
            "holder_id, reported_at, due_at, closed_at, satisfaction, reports FROM cases_case "
            "WHERE street_id = %s ORDER BY reported_at DESC LIMIT %s",
            [street, rows],
        )
        cursor.fetchall()
    return time.perf_counter() - began


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])
