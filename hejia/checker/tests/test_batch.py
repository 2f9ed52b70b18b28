"""Folders: resumed after a kill, stopped by no file, summed up worst first."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from hejia.checker import pool
from hejia.checker.cli import main
from hejia.checker.pool import checked
from hejia.checker.public import Options

CLEAN = "部门名称：某区甲局\n\n2022年部门预算收入1310万元，比2021年增加278万元，增长27%。\n"
WRONG = "部门名称：某区乙局\n\n2022年部门预算收入1310万元，比2021年增加278万元，增长37%。\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    inside = tmp_path / "材料"
    (inside / "下级").mkdir(parents=True)
    (inside / "好.txt").write_text(CLEAN, encoding="utf-8")
    (inside / "下级" / "差.txt").write_text(WRONG, encoding="utf-8")
    return inside


def test_a_killed_run_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    for number in range(60):
        (folder / f"{number}.txt").write_text(WRONG * 40, encoding="utf-8")
    command = [sys.executable, "-m", "hejia", "check", str(folder), "--format", "json"]
    running = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    cache = tmp_path / "cache" / "hejia" / "check"
    lines = _lines_when(cache, 8)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert lines < 62
    before = len(next(cache.iterdir()).read_text(encoding="utf-8").splitlines())
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1
    assert len(json.loads(done.stdout)) == 62
    stamps = [
        json.loads(line)["stamp"]
        for line in next(cache.iterdir()).read_text(encoding="utf-8").splitlines()
        if line.endswith("}")
    ]
    assert len(set(stamps)) == 62
    assert len(stamps) <= 63, f"{before} were known and are read again"


def _lines_when(cache: Path, enough: int) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        files = list(cache.glob("*.jsonl"))
        count = len(files[0].read_bytes().splitlines()) if files else 0
        if count >= enough:
            return count
        time.sleep(0.02)
    raise AssertionError("nothing was written down")


def test_no_file_stops_the_rest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pool.check_one

    def check(path: Path, options: Options) -> pool.Result:
        if path.name == "死.txt":
            os.kill(os.getpid(), signal.SIGKILL)
        while path.name == "慢.txt":
            pass
        return real(path, options)

    monkeypatch.setattr(pool, "check_one", check)
    for name in ("死.txt", "慢.txt", "空.txt"):
        (folder / name).write_text("x" if name != "空.txt" else "", encoding="utf-8")
    files = sorted(folder.rglob("*.txt"))
    found = dict(checked(files, Options(), jobs=2, seconds=1))
    assert set(found) == set(files)
    failed = {path.name for path, result in found.items() if "error" in result}
    assert failed == {"死.txt", "慢.txt", "空.txt"}


def test_an_unexpected_fault_is_told_as_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(pool, "check_document", fail)
    result = pool.check_one(folder / "好.txt", Options())
    assert result["error"].startswith("查《好.txt》时程序出错（KeyError）")


def test_the_summary_names_the_worst_units_and_rules(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "坏.docx").write_bytes(b"PK\x03\x04")
    assert main([str(folder), "--jobs", "1"]) == 2
    out = capsys.readouterr().out
    assert "差.txt" in out
    assert "好.txt" not in out
    assert "某区乙局" in out
    assert str(folder) not in out.splitlines()[1]
    assert "R3-growth" in out
    assert "共 3 份，1 份有问题，1 份读不了；错误 1 处" in out
    assert "\x1b" not in out


def test_the_workbook_of_a_folder_holds_units_rules_and_refusals(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "坏.docx").write_bytes(b"PK\x03\x04")
    target = tmp_path / "结果.xlsx"
    main([str(folder), "--format", "xlsx", "--output", str(target), "--jobs", "1"])
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["发现的问题", "文件", "单位", "规则", "读不了的文件"]
    assert [cell.value for cell in book["规则"][2]] == ["R3-growth", 1, 0]


def test_copies_keep_the_folders_and_are_not_checked_themselves(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copies = folder / "批注"
    assert main([str(folder), "--annotate", str(copies), "--format", "json", "--jobs", "1"]) == 1
    assert (copies / "下级" / "差.体检.md").exists()
    first = json.loads(capsys.readouterr().out)
    main([str(folder), "--format", "json", "--jobs", "1"])
    assert json.loads(capsys.readouterr().out) == first


def test_an_empty_folder_is_no_clean_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main([str(tmp_path)]) == 2
    assert "没有可以查的文件" in capsys.readouterr().err
