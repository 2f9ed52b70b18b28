"""The embedded PostgreSQL: set up, started, killed, damaged — each with a sentence that helps."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from hejia.project import database, installation
from hejia.project.embedded import account, binaries, cluster, symptoms, tuning
from hejia.project.installation import Embedded
from hejia.project.trouble import Exit, Trouble


def quiet(_: str) -> None:
    """Say nothing."""


@contextmanager
def _folder() -> Iterator[Path]:
    """A data folder that other accounts may pass; those of pytest are closed to them."""
    folder = Path(tempfile.mkdtemp(prefix="hejia-embedded-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def installed() -> Iterator[Path]:
    """A data folder with a database that was made, used and stopped."""
    with _folder() as home:
        installation.prepare(home)
        embedded = Embedded(home)
        urls = embedded.start(quiet)
        with psycopg.connect(urls.owner, autocommit=True) as owner:
            owner.execute("CREATE TABLE kept AS SELECT 1 AS one")
        embedded.cluster.stop()
        yield home


@pytest.fixture
def home(installed: Path) -> Iterator[Path]:
    """A copy of it, to be damaged."""
    with _folder() as place:
        ignore = shutil.ignore_patterns("run")
        shutil.copytree(installed, place, ignore=ignore, dirs_exist_ok=True)
        if os.geteuid() == 0:
            Embedded(installed).cluster.account.take_tree(place / "pg")
        yield place


def _refusal(home: Path) -> Trouble:
    embedded = Embedded(home)
    with pytest.raises(Trouble) as caught:
        embedded.start(quiet)
    embedded.cluster.stop()
    return caught.value


def test_what_was_written_is_there_after_the_next_start_and_passwords_are_closed(
    home: Path,
) -> None:
    embedded = Embedded(home)
    urls = embedded.start(quiet)
    with psycopg.connect(urls.owner) as owner:
        assert owner.execute("SELECT one FROM kept").fetchone() == (1,)
        assert owner.execute("SHOW data_checksums").fetchone() == ("on",)
        assert owner.execute("SHOW listen_addresses").fetchone() == ("",)
    embedded.cluster.stop()
    assert stat.S_IMODE((home / "database.json").stat().st_mode) == 0o600


def test_without_the_password_nobody_connects(home: Path) -> None:
    embedded = Embedded(home)
    urls = embedded.start(quiet)
    wrong = database.as_login(urls.app, database.Login("hejia_app", "guess"))
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    embedded.cluster.stop()


def test_chinese_is_seen_by_trigrams(home: Path) -> None:
    embedded = Embedded(home)
    urls = embedded.start(quiet)
    with database.connect(urls.owner) as owner:
        database.lay_ground(owner, "hejia_app", "d440307")
        row = owner.execute("SELECT ext.similarity('邻里纠纷', '邻里纠纷调解') > 0.3").fetchone()
    embedded.cluster.stop()
    assert row == (True,)


def test_a_killed_database_starts_again_with_all_that_was_acknowledged(home: Path) -> None:
    embedded = Embedded(home)
    urls = embedded.start(quiet)
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        for number in range(50):
            owner.execute("INSERT INTO kept VALUES (%s)", [number])
    process = embedded.cluster.process
    assert process is not None
    process.kill()
    process.wait()
    embedded.start(quiet)
    with psycopg.connect(urls.owner) as owner:
        assert owner.execute("SELECT count(*) FROM kept").fetchone() == (51,)
    embedded.cluster.stop()


def test_the_database_ends_with_a_killed_parent(home: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path;"
        "from hejia.project.installation import Embedded;"
        "e = Embedded(Path(sys.argv[1])); e.start(lambda _: None);"
        "print(e.cluster.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    postmaster = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    assert _ends(postmaster, within=10)


def _ends(pid: int, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_two_on_the_same_folder_are_told_apart(home: Path) -> None:
    with installation.lock(home, "http://127.0.0.1:8000/"):
        code = (
            "import sys; from pathlib import Path; from hejia.project import installation;"
            "installation.lock(Path(sys.argv[1]), '').__enter__()"
        )
        asked = subprocess.run(
            [sys.executable, "-c", code, str(home)], capture_output=True, text=True, check=False
        )
        assert "正在使用中" in asked.stderr
        assert "http://127.0.0.1:8000/" in asked.stderr
        assert installation.in_use(home)
    assert not installation.in_use(home)


def test_another_major_version_is_refused(home: Path) -> None:
    (home / "pg" / "PG_VERSION").write_text("14\n")
    refusal = _refusal(home)
    assert "PostgreSQL 14 建立" in refusal.sentence
    assert refusal.code == Exit.CONFIG


@pytest.mark.parametrize("lost", ["PG_VERSION", "global/pg_control", "pg_xact"])
def test_missing_files_are_damage(home: Path, lost: str) -> None:
    path = home / "pg" / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    refusal = _refusal(home)
    assert "已损坏" in refusal.sentence
    assert refusal.code == Exit.DISK


def test_a_lost_log_of_writes_is_damage(home: Path) -> None:
    for segment in (home / "pg" / "pg_wal").glob("0000*"):
        segment.unlink()
    assert "已损坏" in _refusal(home).sentence


def test_lost_passwords_are_named(home: Path) -> None:
    (home / "database.json").unlink()
    assert "缺少" in _refusal(home).sentence
    assert (home / "pg" / "PG_VERSION").exists()


def test_the_passwords_of_an_external_database_are_not_written_over(
    tmp_path: Path,
) -> None:
    """They were made there and stand nowhere else."""
    made = {"app": "postgresql://app", "owner": "postgresql://owner", "for": "postgresql://there"}
    installation.note(tmp_path, made)
    assert "DATABASE_URL" in str(_refusal(tmp_path))
    assert installation.noted(tmp_path) == made


def test_the_passwords_of_the_embedded_one_are_not_written_over(home: Path) -> None:
    embedded = Embedded(home)
    embedded.start(quiet)
    kept = installation.noted(home)
    with pytest.raises(Trouble, match="HEJIA_HOME"):
        installation.adopt(home, {"DATABASE_URL": kept["admin"]})
    embedded.cluster.stop()
    assert installation.noted(home) == kept


def test_a_vanished_database_is_not_silently_made_anew(home: Path) -> None:
    shutil.rmtree(home / "pg")
    assert "不见了" in _refusal(home).sentence
    assert not (home / "pg").exists()


def test_a_full_disk_is_told_before_the_start(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "NEEDED", 1 << 62)
    refusal = _refusal(home)
    assert "磁盘空间不足" in refusal.sentence
    assert refusal.code == Exit.DISK


def test_somebody_elses_folder_is_refused(home: Path) -> None:
    stranger = account.Account(os.geteuid() + 4711, 1, other=False)
    with pytest.raises(Trouble, match="属于另一个账户") as caught:
        symptoms.check_owner(home / "pg", stranger)
    assert caught.value.code == Exit.PERMISSION


def test_a_long_path_gets_a_short_socket(home: Path) -> None:
    deep = home / ("长" * 30) / ("d" * 40)
    deep.mkdir(parents=True)
    folder = account.socket_folder(deep, account.Account(os.geteuid(), os.getegid(), False))
    assert len(os.fsencode(folder)) < 90
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.rmdir()


@pytest.mark.parametrize(
    ("said", "word", "code"),
    [
        ("FATAL:  could not write lock file: No space left on device", "磁盘", Exit.DISK),
        ("FATAL:  pre-existing shared memory block (key 1) is still in use", "另一个", Exit.BUSY),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "内存", 69),
        ("FATAL:  data directory has wrong ownership", "无权", Exit.PERMISSION),
        ("PANIC:  could not locate a valid checkpoint record", "损坏", Exit.DISK),
        ("FATAL:  something never heard of", "something never heard of", 69),
    ],
)
def test_what_postgresql_says_becomes_a_sentence(said: str, word: str, code: int) -> None:
    trouble = symptoms.explain(f"LOG:  starting\n2026-01-01 {said}\n", Path("/data"))
    assert word in trouble.sentence
    assert trouble.code == code


def test_buffers_follow_the_memory() -> None:
    gigabyte = 1024 * tuning.MB
    assert tuning.settings(24 * gigabyte, 2)["shared_buffers"] == "1024MB"
    assert tuning.settings(2 * gigabyte, 2)["shared_buffers"] == "512MB"
    assert tuning.settings(gigabyte // 4, 1)["shared_buffers"] == "128MB"
    assert tuning.settings(24 * gigabyte, 2)["jit"] == "off"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the database to another account")
def test_roots_closed_folder_keeps_the_database_elsewhere_and_stays_there(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "ELSEWHERE", home / "elsewhere")
    closed = tmp_path / "closed" / "var"
    closed.parent.mkdir(mode=0o700)
    installation.prepare(closed)
    embedded = Embedded(closed)
    embedded.start(quiet)
    embedded.cluster.stop()
    assert (closed / "pg").is_symlink()
    assert (closed / "pg" / "PG_VERSION").exists()
    closed.parent.chmod(0o755)  # opened later: the data is still found where it lies
    assert Embedded(closed).layout.data == embedded.layout.data


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the database to another account")
def test_programs_another_account_cannot_read_are_copied(home: Path) -> None:
    found = binaries.find()
    copy = binaries.copied(found, home / "programs")
    who = account.choose(home / "pg")
    assert copy.folder != found.folder
    assert who.can("-x", copy.folder / "postgres")
    assert binaries.examine(copy.folder) is not None
    again = binaries.copied(found, home / "programs")
    assert again == copy


def test_a_stop_is_quick_and_clean(home: Path) -> None:
    embedded = Embedded(home)
    urls = embedded.start(quiet)
    with psycopg.connect(urls.owner, autocommit=False) as open_transaction:
        open_transaction.execute("INSERT INTO kept VALUES (99)")
        begun = time.monotonic()
        process = embedded.cluster.process
        assert process is not None
        embedded.cluster.stop()
        # Not for how fast it is: one that waits for the open transaction waits for ever.
        assert time.monotonic() - begun < 30
        assert process.returncode == 0
        open_transaction.close()
    assert signal.SIGINT == cluster._FAST
