"""The test database is a real installation: real roles, real rights, nothing open by itself."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from hejia.kernel.district import door
from hejia.project.database import Urls


def _one(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_tests_run_as_the_application_inside_the_district(db: None) -> None:
    assert _one("SELECT current_user") == "hejia_app"
    assert _one("SHOW search_path") == f"{settings.DISTRICT},ext"


def test_a_committed_database_opens_no_district_by_itself(committed_db: Urls) -> None:
    assert _one("SHOW search_path") == "ext"
    with door(settings.DISTRICT):
        assert _one("SELECT count(*) FROM kernel_stamp") == 1
    with pytest.raises(Exception, match="kernel_stamp"):
        _one("SELECT count(*) FROM kernel_stamp")


def test_threads_and_processes_see_what_was_committed(committed_db: Urls) -> None:
    with psycopg.connect(committed_db.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE ext.seen AS SELECT 7 AS number")
        owner.execute("GRANT SELECT ON ext.seen TO hejia_app")

    def look(_: int) -> object:
        try:
            return _one("SELECT number FROM ext.seen")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(look, range(4))) == [7] * 4
    code = (
        "import os, psycopg;"
        "print(psycopg.connect(os.environ['DATABASE_URL']).execute('TABLE ext.seen').fetchone()[0])"
    )
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == "7"


def test_the_next_test_finds_a_fresh_database(committed_db: Urls) -> None:
    assert _one("SELECT to_regclass('ext.seen')") is None


def test_the_defaults_of_an_installation_are_there(db: None) -> None:
    assert _one("SELECT count(*) FROM kernel_code") > 100
    assert _one("SELECT count(*) FROM accounts_role") >= 5
