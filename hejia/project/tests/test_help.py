"""Every command tells how it is used, in Chinese, where nothing is installed yet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hejia.project import cli

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
