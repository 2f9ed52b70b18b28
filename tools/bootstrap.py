"""Make the environment from the lock file on a machine that has nothing but Python and make.

``python3 tools/bootstrap.py [--dev]`` takes uv (from PATH, else the wheel the lock file names, by
its hash), lets it make ``.venv`` from ``uv.lock`` and takes the front-end files. It needs no pip,
no venv module and no rights of an administrator, and does nothing when all is there.

Standard library only. What goes wrong is told in a sentence, with exit status 69.
"""

from __future__ import annotations

import argparse
import configparser
import hashlib
import html
import io
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
STAMP = VENV / "hejia-stamp"
OLDEST_PYTHON = (3, 11)
UNAVAILABLE = 69
INPUTS = ("uv.lock", "pyproject.toml", "tools/bootstrap.py")
SYSTEM_CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)


class Stop(Exception):
    """It cannot go on; the sentence says why and what to do."""


def main() -> int:
    parser = argparse.ArgumentParser(description="按锁定文件准备运行环境。")
    parser.add_argument("--dev", action="store_true", help="连同测试与检查工具")
    chosen = parser.parse_args()
    try:
        prepare(dev=chosen.dev)
    except Stop as stop:
        sys.stderr.write(f"{stop}\n")
        return UNAVAILABLE
    except KeyboardInterrupt:
        return 130
    return 0


def prepare(*, dev: bool) -> None:
    """Bring the environment up to the lock file; at once where it is."""
    if sys.version_info < OLDEST_PYTHON:
        raise Stop(
            f"需要 Python 3.11 或更高版本，而 {sys.executable} 是 {platform.python_version()}。"
            "请安装 python3.11，或用 make PYTHON=/路径/python3.11 指定。"
        )
    begun = time.monotonic()
    if not _is_current(dev):
        STAMP.unlink(missing_ok=True)
        say("第 1 步（共 3 步）：准备安装工具 uv")
        uv = find_uv() or download_uv()
        say("第 2 步（共 3 步）：按 uv.lock 安装依赖（首次约 1 分钟，视网速而定）")
        sync(uv, dev=dev)
        STAMP.write_text(_stamp(dev))
        say("第 3 步（共 3 步）：获取前端文件")
        _take_assets()
        say(f"环境已就绪（{time.monotonic() - begun:.0f} 秒）")
    elif not (ROOT / "hejia/project/static/vendor/manifest.json").exists():
        _take_assets()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _is_current(dev: bool) -> bool:
    try:
        noted = STAMP.read_text()
    except OSError:
        return False
    # An environment with the tools for tests serves for running, too.
    return (VENV / "bin/hejia").exists() and noted in {_stamp(True), _stamp(dev)}


def _stamp(dev: bool) -> str:
    digest = hashlib.sha256(str(ROOT).encode())
    for name in INPUTS:
        digest.update((ROOT / name).read_bytes())
    return f"{digest.hexdigest()} {'dev' if dev else 'run'}\n"


# --- uv ---------------------------------------------------------------------------------------


def locked_uv() -> dict[str, Any]:
    """The lock file's entry for uv: its version, wheels and their hashes."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    found: dict[str, Any] = next(p for p in packages if p["name"] == "uv")
    return found


def find_uv() -> str | None:
    """The uv on PATH, or the one taken before, if it is as new as the locked one."""
    version = str(locked_uv()["version"])
    for program in (shutil.which("uv"), str(TOOLS / f"uv-{version}" / "uv")):
        if program and _version(program) >= _numbers(version):
            return program
    return None


def _version(program: str) -> tuple[int, ...]:
    try:
        asked = subprocess.run(  # noqa: S603 our own command
            [program, "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return ()
    found = re.search(r"(\d+\.\d+\.\d+)", asked.stdout)
    return _numbers(found[1]) if asked.returncode == 0 and found else ()


def _numbers(dotted: str) -> tuple[int, ...]:
    return tuple(int(part) for part in dotted.split("."))


def download_uv() -> str:
    """Take the wheel the lock file names for this machine, check its hash, unpack the program."""
    locked = locked_uv()
    wheel = _wheel_for_this_machine(locked["wheels"])
    name = wheel["url"].rpartition("/")[2]
    say(f"  下载 {name}")
    content = _fetch(_address(name, wheel["url"]))
    algorithm, _, expected = wheel["hash"].partition(":")
    if hashlib.new(algorithm, content).hexdigest() != expected:
        raise Stop(f"下载到的 {name} 与锁定文件中的校验值不符，未使用。请检查软件源后重试。")
    target = TOOLS / f"uv-{locked['version']}" / "uv"
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".new")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = next(n for n in archive.namelist() if n.endswith(".data/scripts/uv"))
        unfinished.write_bytes(archive.read(inside))
    unfinished.chmod(0o755)
    unfinished.rename(target)
    return str(target)


def _wheel_for_this_machine(wheels: list[dict[str, str]]) -> dict[str, str]:
    machine = {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    if sys.platform == "darwin":
        pattern = rf"macosx_.*_{platform.machine()}\.whl$"
    elif platform.libc_ver()[0] == "glibc":
        pattern = rf"manylinux.*_{machine}(\.|_)"
    else:
        pattern = rf"musllinux.*_{machine}(\.|_)"
    for wheel in wheels:
        if re.search(pattern, wheel["url"]):
            return wheel
    raise Stop(f"没有适合本机（{sys.platform} {platform.machine()}）的 uv。请自行安装 uv 后再试。")


# --- registry -----------------------------------------------------------------------------------


def index() -> str | None:
    """The package index of this machine, where it is not the one the lock file names."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        if os.environ.get(name):
            return os.environ[name]
    return _pip_setting("index-url")


def certificates() -> str | None:
    """The file of certificates this machine trusts, as its settings or the system name it."""
    for name in ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if os.environ.get(name) and Path(os.environ[name]).exists():
            return os.environ[name]
    for path in (_pip_setting("cert"), *SYSTEM_CERTIFICATES):
        if path and Path(path).exists():
            return path
    return None


def _pip_setting(name: str) -> str | None:
    home = Path(os.environ.get("HOME", "/nonexistent"))
    files = [
        os.environ.get("PIP_CONFIG_FILE", ""),
        str(home / ".config/pip/pip.conf"),
        str(home / ".pip/pip.conf"),
        "/etc/pip.conf",
    ]
    for file in files:
        parser = configparser.ConfigParser(interpolation=None)
        try:
            parser.read(file, "utf-8")
        except (OSError, configparser.Error):
            continue
        for section in ("install", "global"):
            value = parser.get(section, name, fallback="").strip()
            if value:
                return value
    return None


def _address(name: str, locked: str) -> str:
    """Where to take the wheel from: the lock file's address, or the same file of the own index."""
    own = index()
    if own is None:
        return locked
    page_url = own.rstrip("/") + "/uv/"
    page = _fetch(page_url).decode("utf-8", "replace")
    for link in re.findall(r'href="([^"]+)"', page):
        address = urllib.parse.urljoin(page_url, html.unescape(link)).partition("#")[0]
        if address.rpartition("/")[2] == name:
            return address
    raise Stop(f"软件源 {_shown(own)} 里没有 {name}。请换一个较新的软件源，或自行安装 uv。")


def _fetch(address: str) -> bytes:
    trusted = certificates()
    context = ssl.create_default_context(cafile=trusted)
    if trusted is None and not context.get_ca_certs():
        # A bare system trusts nobody yet. What we take is checked against the locked hash.
        context = ssl._create_unverified_context()  # noqa: S323 see above
    last: Exception | None = None
    for pause in (0, 1, 3):
        time.sleep(pause)
        try:
            request = urllib.request.Request(address, headers={"User-Agent": "hejia-bootstrap"})  # noqa: S310 from settings
            with urllib.request.urlopen(request, timeout=60, context=context) as answer:  # noqa: S310
                return _read(answer)
        except urllib.error.HTTPError as error:
            raise Stop(f"软件源拒绝了 {_shown(address)}：{error.code} {error.reason}。") from error
        except (OSError, urllib.error.URLError) as error:
            last = error
    raise Stop(
        f"连接不上软件源 {_shown(address)}：{getattr(last, 'reason', last)}。请检查网络，"
        "或用 PIP_INDEX_URL 指定可用的软件源、用 HTTPS_PROXY 指定代理、"
        "用 SSL_CERT_FILE 指定证书，然后重新执行。"
    )


def _read(answer: Any) -> bytes:
    """Read an answer, showing how far it is where somebody looks."""
    total = int(answer.headers.get("Content-Length") or 0)
    parts: list[bytes] = []
    taken = 0
    while part := answer.read(1 << 18):
        parts.append(part)
        taken += len(part)
        if total and sys.stdout.isatty():
            sys.stdout.write(f"\r  {taken * 100 // total} %")
            sys.stdout.flush()
    if total and sys.stdout.isatty():
        sys.stdout.write("\r        \r")
    return b"".join(parts)


def _shown(address: str) -> str:
    """The address without a password that may stand in it."""
    return re.sub(r"//[^/@]*@", "//", address)


# --- environment ----------------------------------------------------------------------------------


def sync(uv: str, *, dev: bool) -> None:
    """Let uv make `.venv` by the lock file, or by its hashes where the index is another."""
    own = index()
    groups = [] if dev else ["--no-dev"]
    # What tests need may stay when only running is asked for.
    commands = [[uv, "sync", "--locked", "--all-extras", "--inexact", *groups]]
    if own is not None:
        wanted = TOOLS / "requirements.txt"
        TOOLS.mkdir(exist_ok=True)
        install = [uv, "pip", "install", "--python", str(VENV / "bin/python")]
        export = [uv, "export", "--frozen", "--all-extras", "--no-emit-project", "-q"]
        commands = [
            [*export, *groups, "-o", str(wanted)],
            [uv, "venv", "--allow-existing", "-q", str(VENV)],
            [*install, "--require-hashes", "-r", str(wanted)],
            [*install, "--no-deps", "-e", str(ROOT)],
        ]
    for command in commands:
        done = subprocess.run(command, cwd=ROOT, env=_environment(own), check=False)  # noqa: S603
        if done.returncode != 0:
            raise Stop(
                "安装依赖没有成功，原因见上。若是连接不上软件源，请检查网络，"
                "或用 PIP_INDEX_URL 指定可用的软件源；改正后重新执行，已下载的不会重复下载。"
            )


def _environment(own: str | None) -> dict[str, str]:
    environ = dict(os.environ)
    environ["UV_PYTHON"] = sys.executable
    environ["UV_PYTHON_DOWNLOADS"] = "never"
    environ["UV_PROJECT_ENVIRONMENT"] = environ["VIRTUAL_ENV"] = str(VENV)
    if not _writable(Path(environ.get("HOME", "/nonexistent"))):
        environ.setdefault("UV_CACHE_DIR", str(TOOLS / "cache"))
    elif _apart():
        environ.setdefault("UV_LINK_MODE", "copy")
    trusted = certificates()
    if trusted:
        environ.setdefault("SSL_CERT_FILE", trusted)
        environ.setdefault("NODE_EXTRA_CA_CERTS", trusted)
    if own is not None:
        environ["UV_DEFAULT_INDEX"] = own
    return environ


def _apart() -> bool:
    """Whether uv's cache lies on another file system, where files cannot be linked."""
    return Path(os.environ["HOME"]).stat().st_dev != ROOT.stat().st_dev


def _writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK)


def _take_assets() -> None:
    environ = _environment(None)
    if not _writable(Path(environ.get("HOME", "/nonexistent"))):
        environ["npm_config_cache"] = str(TOOLS / "npm")
    command = [str(VENV / "bin/python"), str(ROOT / "assets/collect.py")]
    done = subprocess.run(command, cwd=ROOT, env=environ, check=False)  # noqa: S603 our own command
    if done.returncode != 0:
        raise Stop("前端文件没有取到，原因见上。改正后重新执行即可。")


if __name__ == "__main__":
    sys.exit(main())
