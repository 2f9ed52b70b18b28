"""Every command tells how it is used, in Chinese, where nothing is installed yet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hejia.project import arguments, cli
from hejia.project.trouble import Exit

OURS = sorted(set(cli.COMMANDS) - {"manage"})  # that one is Django's


@pytest.mark.parametrize("word", OURS)
def test_a_command_tells_its_use_without_a_database(word: str, tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "hejia", word, "--help"],
        env=os.environ | {"HEJIA_HOME": str(tmp_path), "DATABASE_URL": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert cli.COMMANDS[word].summary in told.stdout
    assert not (tmp_path / "pg").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["load", "--cases", "abc"], "--cases 应为整数，而不是“abc”。"),
        (["fetch"], "what 没有“fetch”，可用：load, logins。"),
        ([], "还要写明 what。"),
        (["load", "--zzz"], "没有“--zzz”这个参数。"),
        (["load", "--cases"], "--cases 后面要写一个值。"),
    ],
)
def test_a_wrong_word_is_told_in_chinese(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = arguments.Parser(prog="hejia demo")
    parser.add_argument("what", choices=["load", "logins"])
    parser.add_argument("--cases", type=int)
    with pytest.raises(SystemExit) as left:
        parser.parse_args(words)
    assert left.value.code == Exit.USAGE
    assert capsys.readouterr().err.strip() == f"{said}用法见 hejia demo --help。"
