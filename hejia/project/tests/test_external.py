"""A PostgreSQL that is not ours: what is set up there, what is refused, who may do what."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hejia.project import database
from hejia.project.database import Login
from hejia.project.trouble import Exit
from hejia.testing import postgres


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.bare() as server:
        yield server


def _hejia(home: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("HEJIA_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "hejia", *words],
        env=clean | {"HEJIA_HOME": str(home)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def _database(server: postgres.Server, name: str, *roles: str) -> str:
    """Create a database, and roles with their name as password; returns its admin's address."""
    with database.connect(server.admin()) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        for role in roles:
            admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{role}'")
    return server.admin(name)


def _as(address: str, role: str) -> str:
    return database.as_login(address, Login(role, role))


def test_one_address_of_an_administrator_is_enough(server: postgres.Server, tmp_path: Path) -> None:
    address = _database(server, "alone")
    done = _hejia(tmp_path, "migrate", DATABASE_URL=address)
    assert done.returncode == 0, done.stderr
    kept = json.loads((tmp_path / "database.json").read_text())
    assert stat.S_IMODE((tmp_path / "database.json").stat().st_mode) == 0o600
    assert "postgres:postgres" not in json.dumps(kept)
    with psycopg.connect(kept["app"]) as app:
        assert app.execute("SHOW search_path").fetchone() == ("ext",)
        app.execute("SET search_path TO d440307, ext")
        row = app.execute(
            "SELECT has_table_privilege('audit_record', 'INSERT'),"
            " has_table_privilege('audit_record', 'UPDATE'),"
            " has_schema_privilege('d440307', 'CREATE')"
        ).fetchone()
        assert row == (True, False, False)
    again = _hejia(tmp_path, "migrate", DATABASE_URL=address)
    assert again.returncode == 0, again.stderr
    verified = _hejia(tmp_path, "audit", "verify", DATABASE_URL=address)
    assert verified.returncode == 0, verified.stderr


def test_two_addresses_are_used_as_given(server: postgres.Server, tmp_path: Path) -> None:
    address = _database(server, "pair", "pair_owner", "pair_app")
    with database.connect(server.admin()) as admin:
        admin.execute("GRANT CREATE ON DATABASE pair TO pair_owner")
    done = _hejia(
        tmp_path,
        "migrate",
        DATABASE_URL=_as(address, "pair_app"),
        DATABASE_OWNER_URL=_as(address, "pair_owner"),
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "database.json").exists()
    with psycopg.connect(_as(address, "pair_app")) as app:
        row = app.execute("SELECT count(*) > 0 FROM d440307.accounts_role").fetchone()
        assert row == (True,)


def test_rights_that_are_missing_are_named(server: postgres.Server, tmp_path: Path) -> None:
    address = _database(server, "poor", "poor_owner", "poor_app")
    owner_too_poor = _hejia(
        tmp_path,
        "migrate",
        DATABASE_URL=_as(address, "poor_app"),
        DATABASE_OWNER_URL=_as(address, "poor_owner"),
    )
    assert owner_too_poor.returncode == Exit.PERMISSION
    assert "GRANT CREATE ON DATABASE" in owner_too_poor.stderr
    app_alone = _hejia(tmp_path, "migrate", DATABASE_URL=_as(address, "poor_app"))
    assert app_alone.returncode == Exit.PERMISSION
    assert "DATABASE_OWNER_URL" in app_alone.stderr
    both_the_same = _hejia(
        tmp_path,
        "migrate",
        DATABASE_URL=_as(address, "poor_owner"),
        DATABASE_OWNER_URL=_as(address, "poor_owner"),
    )
    assert both_the_same.returncode == Exit.PERMISSION
    assert "同一个" in both_the_same.stderr


def test_a_missing_application_role_is_named(server: postgres.Server, tmp_path: Path) -> None:
    address = _database(server, "lonely", "lonely_owner")
    asked = _hejia(
        tmp_path,
        "migrate",
        DATABASE_URL=_as(address, "lonely_app"),
        DATABASE_OWNER_URL=_as(address, "lonely_owner"),
    )
    assert asked.returncode == Exit.PERMISSION
    assert "CREATE ROLE lonely_app" in asked.stderr


def test_a_wrong_address_is_told_without_its_password(tmp_path: Path) -> None:
    address = "postgresql://somebody:sesame@127.0.0.1:9/nowhere"
    asked = _hejia(tmp_path, "migrate", DATABASE_URL=address, DATABASE_OWNER_URL=address)
    assert asked.returncode == Exit.UNAVAILABLE
    assert "连接不上数据库" in asked.stderr
    assert "sesame" not in asked.stderr


def test_a_locale_blind_to_chinese_is_refused(server: postgres.Server, tmp_path: Path) -> None:
    with database.connect(server.admin()) as admin:
        admin.execute("CREATE DATABASE blind TEMPLATE template0 LOCALE 'C'")
        admin.execute("CREATE ROLE blind_app LOGIN PASSWORD 'blind_app'")
    address = server.admin("blind")
    asked = _hejia(
        tmp_path,
        "migrate",
        DATABASE_URL=_as(address, "blind_app"),
        DATABASE_OWNER_URL=address,
    )
    assert asked.returncode == Exit.CONFIG
    assert "LC_CTYPE" in asked.stderr


def test_a_server_before_migrate_says_what_to_do(server: postgres.Server, tmp_path: Path) -> None:
    address = _database(server, "early")
    asked = _hejia(tmp_path, "audit", "verify", DATABASE_URL=address)
    assert asked.returncode == Exit.CONFIG
    assert "hejia migrate" in asked.stderr
