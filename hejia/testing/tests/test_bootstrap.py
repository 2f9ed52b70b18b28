"""The bootstrap takes uv by its locked hash, from the own index if there is one, or says why."""

import hashlib
import importlib.util
import io
import os
import platform
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import pytest

from hejia.testing import house

NAME = f"uv-9.9.9-py3-none-manylinux_2_17_{platform.machine()}.whl"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, working in a folder of its own and without the machine's settings."""
    spec = importlib.util.spec_from_file_location("bootstrap", house.ROOT / "tools/bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in [n for n in os.environ if n.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(module, "TOOLS", tmp_path / "tools")
    monkeypatch.setattr(module.time, "sleep", lambda _: None)
    monkeypatch.setattr(module.platform, "libc_ver", lambda: ("glibc", "2.36"))
    return module


def _wheel() -> bytes:
    content = io.BytesIO()
    # Dated: an archive notes the moment a file went in, and its hash would change with the clock.
    program = zipfile.ZipInfo("uv-9.9.9.data/scripts/uv", date_time=(2026, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(program, "#!/bin/sh\necho uv 9.9.9\n")
    return content.getvalue()


@pytest.fixture
def mirror() -> Iterator[str]:
    """A package index on this machine that has the wheel."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = {
                "/simple/uv/": f'<a href="../../files/{NAME}#sha256=x">{NAME}</a>'.encode(),
                f"/files/{NAME}": _wheel(),
            }.get(self.path)
            self.send_response(200 if found else 404)
            self.end_headers()
            self.wfile.write(found or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/simple"
    server.shutdown()
    server.server_close()
    thread.join()


def _locked(digest: str, address: str = "https://example.invalid/") -> dict[str, Any]:
    return {
        "name": "uv",
        "version": "9.9.9",
        "wheels": [{"url": address + NAME, "hash": f"sha256:{digest}"}],
    }


def test_the_lock_file_names_uv_for_this_machine(bootstrap: ModuleType) -> None:
    locked = bootstrap.locked_uv()
    wheel = bootstrap._wheel_for_this_machine(locked["wheels"])
    assert wheel["hash"].startswith("sha256:")
    assert locked["version"] in wheel["url"]


def test_the_own_index_is_asked_and_the_program_runs(
    bootstrap: ModuleType, mirror: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", mirror)
    digest = hashlib.sha256(_wheel()).hexdigest()
    monkeypatch.setattr(bootstrap, "locked_uv", lambda: _locked(digest))
    program = bootstrap.download_uv()
    assert subprocess.run([program], capture_output=True, text=True, check=True).stdout == (
        "uv 9.9.9\n"
    )
    assert bootstrap.find_uv() == program  # not downloaded a second time


def test_another_content_than_the_locked_is_not_used(
    bootstrap: ModuleType, mirror: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_INDEX_URL", mirror)
    monkeypatch.setattr(bootstrap, "locked_uv", lambda: _locked("0" * 64))
    with pytest.raises(bootstrap.Stop, match="校验值不符"):
        bootstrap.download_uv()
    assert not list(bootstrap.TOOLS.rglob("uv"))


def test_an_index_without_it_and_an_index_that_is_away_are_told(
    bootstrap: ModuleType, mirror: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = {**_locked("0" * 64)}
    locked["wheels"] = [{**locked["wheels"][0], "url": "https://example.invalid/other-" + NAME}]
    monkeypatch.setattr(bootstrap, "locked_uv", lambda: locked)
    monkeypatch.setenv("PIP_INDEX_URL", mirror)
    with pytest.raises(bootstrap.Stop, match="里没有"):
        bootstrap.download_uv()
    monkeypatch.setenv("PIP_INDEX_URL", "http://somebody:sesame@127.0.0.1:9/simple")
    with pytest.raises(bootstrap.Stop, match="连接不上软件源") as caught:
        bootstrap.download_uv()
    assert "sesame" not in str(caught.value)
    assert "PIP_INDEX_URL" in str(caught.value)


def test_pips_own_settings_are_read(bootstrap: ModuleType, tmp_path: Path) -> None:
    settings = tmp_path / ".config/pip"
    settings.mkdir(parents=True)
    (settings / "pip.conf").write_text("[global]\nindex-url = https://mirror.invalid/simple\n")
    assert bootstrap.index() == "https://mirror.invalid/simple"


def test_an_old_python_is_told(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (99, 0))
    with pytest.raises(bootstrap.Stop, match="需要 Python"):
        bootstrap.prepare(dev=False)


def test_a_ready_environment_is_left_alone(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin/hejia").touch()
    monkeypatch.setattr(bootstrap, "VENV", venv)
    monkeypatch.setattr(bootstrap, "STAMP", venv / "hejia-stamp")
    assert not bootstrap._is_current(False)
    bootstrap.STAMP.write_text(bootstrap._stamp(True))
    assert bootstrap._is_current(False)  # one with test tools runs the system, too
    assert bootstrap._is_current(True)
    bootstrap.STAMP.write_text(bootstrap._stamp(False))
    assert bootstrap._is_current(False)
    assert not bootstrap._is_current(True)


def test_it_runs_on_the_standard_library_alone() -> None:
    asked = subprocess.run(
        [sys.executable, "-S", "-I", str(house.ROOT / "tools/bootstrap.py"), "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
