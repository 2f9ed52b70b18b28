"""Copying what is counted out of the cases: after each step, and whatever was missed.

Every copy is made anew from the source, so doing it twice or late does no harm. One copies at a
time: of two, the one that looked first may write last, and an older copy replace a newer one.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from hejia.cases.public import FACTS_SQL, VERSIONS_SQL, VISITS_SQL
from hejia.insight.models import CaseFact, VisitFact
from hejia.insight.vocabulary import STANDINGS
from hejia.kernel.turns import take_turn

BATCH: Final = 20_000
_COPYING: Final = "insight.copying"
_STANDING: Final = (
    f"CASE WHEN x.status IN ({', '.join(repr(s) for s in STANDINGS)}) THEN x.status ELSE '' END"
)


def _columns(model: type[CaseFact] | type[VisitFact]) -> list[str]:
    return [field.column for field in model._meta.local_concrete_fields if field.column]


def _copy(model: type[CaseFact] | type[VisitFact], source: str, key: str, guard: str) -> str:
    columns = _columns(model)
    taken = ", ".join(_STANDING if name == "standing" else f"x.{name}" for name in columns)
    changed = ", ".join(
        f"{name} = excluded.{name}" for name in columns if name not in key.split(", ")
    )
    return (
        f"INSERT INTO {model._meta.db_table} AS f ({', '.join(columns)}) "  # noqa: S608 own text only
        f"SELECT {taken} FROM ({source} WHERE c.id = ANY(%s)) x "
        f"ORDER BY {', '.join(f'x.{name}' for name in key.split(', '))} "  # two relays never cross
        f"ON CONFLICT ({key}) DO UPDATE SET {changed}{guard}"
    )


_COPY_CASES: Final = _copy(CaseFact, FACTS_SQL, "case_id", " WHERE f.version <= excluded.version")
_COPY_VISITS: Final = _copy(VisitFact, VISITS_SQL, "case_id, number", "")

_BEHIND: Final = f"""
    SELECT c.id FROM ({VERSIONS_SQL}) c LEFT JOIN insight_casefact f ON f.case_id = c.id
    WHERE f.case_id IS NULL OR (f.version, f.reports) <> (c.version, c.reports)
       OR f.due_at IS DISTINCT FROM c.due_at
    LIMIT %s
"""  # noqa: S608 own text only


def refresh(cases: Collection[UUID]) -> None:
    """Copy these cases, and those they are or were merged into: their reports changed, too."""
    keys = list(cases)
    take_turn(_COPYING)
    with connection.cursor() as cursor:
        cursor.execute(_MASTERS, [keys, keys])
        keys += [row[0] for row in cursor.fetchall()]
        cursor.execute(_COPY_CASES, [keys])
        cursor.execute(_COPY_VISITS, [keys])


_MASTERS: Final = (
    f"SELECT x.merged_into_id FROM ({FACTS_SQL} WHERE c.id = ANY(%s)) x "  # noqa: S608 own text only
    "WHERE x.merged_into_id IS NOT NULL "
    "UNION SELECT merged_into_id FROM insight_casefact "
    "WHERE case_id = ANY(%s) AND merged_into_id IS NOT NULL"
)


def catch_up(*, batch: int = BATCH) -> int:
    """Copy every case whose copy is missing or old; returns how many there were."""
    done = 0
    take_turn(_COPYING)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_BEHIND, [batch])
            keys = [row[0] for row in cursor.fetchall()]
            if not keys:
                return done
            cursor.execute(_COPY_CASES, [keys])
            cursor.execute(_COPY_VISITS, [keys])
        done += len(keys)
        if len(keys) < batch:
            return done


def follow(subjects: Collection[UUID], now: datetime) -> None:  # noqa: ARG001 a gatherer's form
    """What the relay does with every batch of news about cases: four statements."""
    refresh(subjects)
