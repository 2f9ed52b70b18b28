"""A newer key: every sealed column there is takes it, whoever works or rotates meanwhile."""

import shutil
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings as configured
from django.db import connection

from hejia.kernel import keys
from hejia.kernel.district import door
from hejia.kernel.fields import SealedText, sealed_fields
from hejia.kernel.resealing import reseal
from hejia.parties.public import find_by_phone
from hejia.testing.cast import gather
from hejia.testing.ground import COMMUNITY
from hejia.testing.walk import APPLICANT, tell

PHONE = str(APPLICANT["phone"])


@pytest.fixture
def key_file(settings: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The key file of the tests, to be changed by one."""
    path = tmp_path / "seal.json"
    shutil.copy(configured.KEY_FILE, path)
    settings.KEY_FILE = path  # type: ignore[attr-defined] # pytest-django's settings take any name
    return path


def older(column: SealedText) -> int:
    """How many values of a column are not sealed with the newest key."""
    table, name = column.model._meta.db_table, column.column
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table} WHERE {name} <> '' "  # noqa: S608 names of our own model
            f"AND substring({name} for 5) <> %s",
            [keys.sealer().head],
        )
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("committed_db")
def test_every_sealed_column_takes_the_newer_key(key_file: Path) -> None:
    """While it is written anew somebody reports, sealing with a key that is newer still."""
    with door(configured.DISTRICT):
        desk = gather().desk.sight
        tell(desk, community=COMMUNITY, address="坂田街道虚构路 9 号")
    keys.rotate(key_file)
    done: list[str] = []

    def meanwhile(purpose: str, _: int) -> None:
        if not done:
            keys.rotate(key_file)
            with door(configured.DISTRICT):
                tell(desk, community=COMMUNITY)
        done.append(purpose)

    reseal(configured.DISTRICT, meanwhile, size=1, using="owner")
    reseal(configured.DISTRICT, meanwhile, using="owner")
    assert "parties.phone" in done
    with door(configured.DISTRICT):
        assert {column.purpose: older(column) for column in sealed_fields()} == {
            column.purpose: 0 for column in sealed_fields()
        }
        assert len(find_by_phone(PHONE)) == 2


def test_two_who_rotate_at_once_lose_no_key(key_file: Path) -> None:
    """A key that was put into the file may have sealed something already."""
    before = keys.read(key_file)
    versions: list[int] = []
    both = [Thread(target=lambda: versions.append(keys.rotate(key_file))) for _ in range(8)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(versions) == list(range(2, 10))
    assert keys.sealer().open(before.seal("甲", "p"), "p") == "甲"
