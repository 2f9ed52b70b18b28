"""`hejia doctor` finds what is wrong and says how to mend it; where all is well it says so."""

from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from hejia.kernel import append_only
from hejia.project.cli import doctor as command
from hejia.project.database import Urls
from hejia.project.doctor import Finding, machine, server


def _bad(urls: Urls) -> list[Finding]:
    return [finding for finding in server.findings(urls) if finding.fine is False]


def test_a_fresh_installation_is_sound(committed_db: Urls) -> None:
    assert [f for f in _bad(committed_db) if "工作日历" not in f.what] == []


def test_history_that_can_be_rewritten_is_found(committed_db: Urls) -> None:
    table = append_only.tables()[0]
    assert not server.may_rewrite(table)
    with psycopg.connect(committed_db.owner, autocommit=True) as owner:
        owner.execute(f"GRANT UPDATE ON {settings.DISTRICT}.{table} TO hejia_app")
    assert server.may_rewrite(table)
    (finding,) = [f for f in _bad(committed_db) if "历史" in f.what]
    assert table in finding.mend
    assert "hejia migrate" in finding.mend


def test_another_versions_structure_is_found(committed_db: Urls) -> None:
    with psycopg.connect(committed_db.owner, autocommit=True) as owner:
        owner.execute(f"COMMENT ON SCHEMA {settings.DISTRICT} IS 'another'")
    (finding,) = [f for f in _bad(committed_db) if "结构" in f.what]
    assert finding.mend == "请执行 hejia migrate"


def test_open_key_files_are_found(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret").write_text("x")
    (tmp_path / "keys" / "secret").chmod(0o644)
    (finding,) = machine._files(tmp_path)
    assert finding.fine is False
    assert finding.mend.startswith("请执行 chmod 600")
    (tmp_path / "keys" / "secret").chmod(0o600)
    assert [f.fine for f in machine._files(tmp_path)] == [True]


def test_a_small_disk_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "ROOMY", 1 << 62)
    assert machine._disk(tmp_path).fine is False


def test_it_counts_and_shows_how_to_mend(capsys: pytest.CaptureFixture[str]) -> None:
    found = [Finding(True, "好"), Finding(None, "可知"), Finding(False, "坏", "请改正")]
    assert command._tell(found) == 1
    told = capsys.readouterr().out
    assert "✔ 好" in told
    assert "✘ 坏\n    → 请改正" in told
