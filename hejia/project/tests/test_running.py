"""`hejia run` as a person runs it: started, its parts killed one by one, stopped, killed itself."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hejia.project import env, supervisor
from hejia.project.trouble import Exit, Trouble
from hejia.testing.running import System, environment, folder, free_port, running, start, until


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The data folder of the tests that kill."""
    with folder() as made:
        yield made


@pytest.fixture
def system(home: Path) -> Iterator[System]:
    """A running system to be killed."""
    with running(home) as system:
        yield system


@pytest.fixture(scope="module")
def lasting() -> Iterator[System]:
    """A running system that is only looked at."""
    with folder() as made, running(made) as system:
        yield system


def test_parts_that_die_are_started_again_and_a_stop_leaves_nothing(system: System) -> None:
    assert system.answers()
    before = system.children()
    assert set(before) == {"postgres", "web", "live", "worker"}
    for name in before:
        os.kill(before[name], signal.SIGKILL)

    def all_anew() -> bool:
        now = system.children()
        return set(now) == set(before) and not set(now.values()) & set(before.values())

    assert until(all_anew), system.log
    assert until(system.answers), system.log
    assert "后台任务意外退出（信号 SIGKILL）" in system.log
    assert "数据库已重新启动" in system.log
    system.process.send_signal(signal.SIGINT)
    assert system.process.wait(20) == 0
    assert "已全部停止" in system.log
    assert system.everything() == set()


def test_what_was_acknowledged_survives_and_the_next_start_builds_nothing(
    system: System,
) -> None:
    kept = json.loads((system.home / "database.json").read_text())
    with psycopg.connect(kept["owner"], autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS ext.kept AS SELECT 7 AS number")
    os.kill(system.children()["postgres"], signal.SIGKILL)
    assert until(lambda: "数据库已重新启动" in system.log)
    with psycopg.connect(kept["owner"]) as owner:
        assert owner.execute("SELECT number FROM ext.kept").fetchone() == (7,)
    system.process.terminate()
    assert system.process.wait(20) == 0

    again = start(system.home)
    assert until(lambda: "和家已启动" in again.log)
    again.process.terminate()
    assert again.process.wait(20) == 0
    assert "更新数据库结构" not in again.log


def test_a_killed_supervisor_leaves_no_orphans(system: System) -> None:
    assert len(system.everything()) > 4
    system.process.kill()
    system.process.wait()
    assert until(lambda: system.everything() == set()), system.everything()


def test_a_second_start_is_refused_in_a_sentence(lasting: System) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "hejia", "run"],
        env=environment(lasting.home, free_port()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == Exit.BUSY
    assert (
        f"正在使用中（进程 {lasting.process.pid}，http://127.0.0.1:{lasting.port}/）"
        in second.stderr
    )
    assert lasting.answers()


def test_commands_beside_a_running_system_use_its_database(lasting: System) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "hejia", "audit", "verify"],
        env=environment(lasting.home, lasting.port),
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert "核验通过" in asked.stdout


def test_servers_do_not_know_the_owners_password(lasting: System) -> None:
    kept = json.loads((lasting.home / "database.json").read_text())
    secret = kept["owner"].partition("owner:")[2].partition("@")[0].encode()
    for name in ("web", "live", "worker"):
        environment = Path(f"/proc/{lasting.children()[name]}/environ").read_bytes()
        assert b"DATABASE_URL=" in environment
        assert secret not in environment


def test_pages_are_served_with_their_files(lasting: System) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{lasting.port}/login/", timeout=10) as answer:
        assert answer.status == 200
        assert "登录" in answer.read().decode()


def test_a_taken_port_is_named_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"端口 {port}（网页）已被别的程序占用") as caught:
            supervisor.check_ports({port: "网页"})
    assert caught.value.code == Exit.UNAVAILABLE
    assert "PORT=" in caught.value.sentence


@pytest.mark.parametrize("stated", ["0", "65535", "99999", "八千"])
def test_a_port_that_is_none_is_told(stated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", stated)
    with pytest.raises(env.Misconfigured, match=f"PORT='?{stated}"):
        env.port()


def test_logs_are_turned_over_and_the_oldest_falls_away(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    for number in range(4):
        log.write_text(f"{number}" * 20)
        supervisor.turn_over(tmp_path, limit=10, kept=2)
    assert log.read_text() == ""
    assert (tmp_path / "web.log.1").read_text() == "3" * 20
    assert (tmp_path / "web.log.2").read_text() == "2" * 20
    assert not (tmp_path / "web.log.3").exists()


def test_an_unwritable_data_folder_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    asked = subprocess.run(
        [sys.executable, "-m", "hejia", "run"],
        env=environment(file, free_port()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == Exit.CREATE
    assert "不能写入" in asked.stderr


def test_an_unknown_command_and_help() -> None:
    env = environment(Path("/nonexistent"), 1)
    unknown = subprocess.run(
        [sys.executable, "-m", "hejia", "fly"], env=env, capture_output=True, text=True, check=False
    )
    assert unknown.returncode == Exit.USAGE
    assert "没有“fly”这条命令" in unknown.stderr
    told = subprocess.run(
        [sys.executable, "-m", "hejia", "help"], env=env, capture_output=True, text=True, check=True
    )
    assert "doctor" in told.stdout
