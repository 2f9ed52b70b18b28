"""The ten rules of decision 0001: districts can be spread over servers, history stays true."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from hejia.accounts.models import Person
from hejia.kernel import append_only
from hejia.kernel.district import door
from hejia.kernel.models import Message
from hejia.project.database import Urls
from hejia.project.migrating import QUEUE
from hejia.testing import house
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY
from hejia.testing.walk import tell


def asked(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def one(statement: str, *values: object) -> object:
    return asked(statement, *values)[0][0]


def spoken(pattern: str, *, but: tuple[str, ...] = ()) -> Iterator[str]:
    """Places of our code, tests left out, where a pattern is found."""
    for source in house.sources():
        if source.is_test or source.room == "testing" or str(source.path) in but:
            continue
        for number, line in enumerate(source.text.splitlines(), 1):
            if re.search(pattern, line):
                yield f"{source.path}:{number}: {line.strip()}"


def scripts() -> list[Path]:
    return sorted(house.PACKAGE.glob("*/sql/*.sql"))


# 1. News by the outbox, in the transaction of the change; only the relay fills the queue.


def test_news_is_gone_with_the_change_it_tells_of(db: None, cast: Cast) -> None:
    before = Message.objects.count()
    with transaction.atomic():
        tell(cast.desk.sight, community=COMMUNITY, now=timezone.now())
        assert Message.objects.count() > before
        transaction.set_rollback(True)
    assert Message.objects.count() == before


def test_only_the_relay_puts_jobs_into_the_queue() -> None:
    assert not list(spoken(r"\.configure_task\(|defer_async\(", but=("hejia/project/relay.py",)))


# 2. Foreign keys speak at once, not at COMMIT.


def test_no_constraint_waits_for_the_commit(db: None) -> None:
    assert not asked("SELECT conname FROM pg_constraint WHERE condeferrable")


# 3. SQLSTATE decides, never the name of a constraint.


def test_no_code_asks_which_constraint_it_was() -> None:
    assert not list(spoken(r"constraint_name"))


# 4. SQL functions live in `ext`, name everything in full and fix their search path.


def test_functions_live_in_ext_and_fix_their_path(db: None) -> None:
    assert not asked(
        "SELECT proname FROM pg_proc WHERE pronamespace = to_regnamespace(%s)", settings.DISTRICT
    )
    assert scripts()
    for script in scripts():
        text = script.read_text("utf-8")
        made = re.findall(r"CREATE OR REPLACE FUNCTION (\S+?)\(", text)
        assert all(name.startswith("ext.") for name in made), made
        assert text.count("SET search_path") == len(made)


# 5. A primary key on every table; foreign keys stay within the district; no triggers.


def test_every_table_has_a_primary_key(db: None) -> None:
    assert not asked(
        """SELECT relname FROM pg_class c
           WHERE relkind = 'r' AND relnamespace = to_regnamespace(%s) AND NOT EXISTS
               (SELECT FROM pg_constraint WHERE conrelid = c.oid AND contype = 'p')""",
        settings.DISTRICT,
    )


def test_foreign_keys_stay_within_the_district(db: None) -> None:
    assert not asked(
        """SELECT conname FROM pg_constraint
           JOIN pg_class here ON here.oid = conrelid JOIN pg_class there ON there.oid = confrelid
           WHERE contype = 'f' AND here.relnamespace = to_regnamespace(%s)
             AND there.relnamespace <> here.relnamespace""",
        settings.DISTRICT,
    )


def test_no_table_of_ours_has_a_trigger(db: None) -> None:
    assert not asked(
        """SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
           WHERE NOT tgisinternal AND relnamespace = to_regnamespace(%s)""",
        settings.DISTRICT,
    )


# 6. One door, one transaction, SET LOCAL; a forgotten door finds nothing.


def test_a_forgotten_door_finds_nothing_and_an_open_one_closes_behind(committed_db: Urls) -> None:
    with pytest.raises(ProgrammingError):
        Person.objects.count()
    with door(settings.DISTRICT):
        assert one("SHOW search_path") == f"{settings.DISTRICT},ext"
        kept = one("SELECT pg_backend_pid()")
    assert one("SHOW search_path") == "ext"
    assert one("SELECT pg_backend_pid()") == kept


# 7. What is set for a request is set for its transaction only.


def test_nothing_is_set_beyond_a_transaction() -> None:
    assert not list(spoken(r"set_config\([^)]*false|\bSET SESSION\b"))
    # The copier of bulk data has a connection of its own for its whole life.
    bare = spoken(r"\bSET search_path\b", but=("hejia/cases/demo/copying/loading.py",))
    assert not [place for place in bare if "ALTER ROLE" not in place]


# 8. No INSERT … SELECT by the database's clock; roll-up tables, no materialised views.


def test_time_comes_from_the_caller_and_no_view_is_materialised(db: None) -> None:
    clock = r"(?i)\b(current_date|current_timestamp|localtimestamp)\b|\binsert into\b.*\bselect\b"
    # The writer of rows selects from the caller's own JSON.
    assert not list(spoken(clock, but=("hejia/kernel/rows.py",)))
    assert not asked("SELECT matviewname FROM pg_matviews")


# 9. History cannot be changed by the role that runs.


def test_what_is_history_by_its_name_is_append_only() -> None:
    for model in (m for m in apps.get_models() if m.__module__.startswith("hejia.")):
        if model.__name__.endswith(("Event", "Change", "Record")):
            assert model._meta.db_table in append_only.tables(), f"{model} is history"


def test_the_application_may_add_to_history_but_not_change_it(db: None) -> None:
    history = append_only.tables()
    assert len(history) >= 2
    for table in history:
        rights = {
            right: one("SELECT has_table_privilege(%s, %s)", table, right)
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        }
        refused = dict.fromkeys(("UPDATE", "DELETE", "TRUNCATE"), False)
        assert rights == {"SELECT": True, "INSERT": True} | refused, table


def test_a_try_to_rewrite_history_is_refused_by_the_database(db: None) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        one(f"DELETE FROM {append_only.tables()[0]} RETURNING 1")  # noqa: S608 our own name


# 10. The queue's schema is its own; ids are no order across districts.


def test_the_queue_lives_outside_the_district(db: None) -> None:
    where = asked("SELECT schemaname FROM pg_tables WHERE tablename = 'procrastinate_jobs'")
    assert where == [(QUEUE,)]
    assert settings.DISTRICT != QUEUE
