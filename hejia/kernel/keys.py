"""The key file: sealing keys outside the database, one JSON file that only its owner may read.

{"format": 1, "keys": [{"version": 1, "provider": "SM4", "secret": hex}], "index": hex}
Losing it loses every sealed value: it belongs in a backup of its own, apart from the database's.
"""

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from hejia.kernel.sealing import Key, Provider, Sealer


class KeyFileTrouble(Exception):
    """The key file is missing or cannot be used; the message (Chinese) says what to do."""


def sealer() -> Sealer:
    """The sealer of this installation (settings.KEY_FILE), read again when the file changes.

    Raises `KeyFileTrouble`.
    """
    path = os.fspath(settings.KEY_FILE)  # asked for every sealed value: no Path is made for it
    try:
        noted = os.stat(path)
    except FileNotFoundError:
        raise KeyFileTrouble(
            f"找不到密钥文件 {path}。没有它，已加密的姓名、电话、证件号和住址都读不出来。"
            "请从备份恢复该文件；全新安装请运行 hejia run 或 hejia doctor 生成。"
        ) from None
    return _sealer(path, noted.st_mtime_ns, noted.st_ino)


@lru_cache(maxsize=4)
def _sealer(path: str, _changed: int, _inode: int) -> Sealer:
    return read(Path(path))


def read(path: Path) -> Sealer:
    """The sealer a key file describes. Raises `KeyFileTrouble`."""
    keys, index = _parse(path, _load(path))
    try:
        return Sealer(keys, index)
    except ValueError as flaw:
        raise KeyFileTrouble(f"密钥文件 {path} 不能使用：{flaw}。请从备份恢复。") from None


def ensure(path: Path, provider: Provider = Provider.SM4) -> bool:
    """Make the key file with fresh keys unless there is one; True when it was made.

    Two processes may try at once: one wins, both then read the same file.
    """
    if path.exists():
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _draft(path, {"format": 1, "keys": [_fresh(1, provider)], "index": _secret(32)})
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def rotate(path: Path, provider: Provider = Provider.SM4) -> int:
    """Add a newer key, with which everything is written from now on; its version.

    Older values stay readable; `kernel.resealing` writes them anew. Two at once take turns: a
    key the other put into the file may have sealed something already.
    """
    with _alone(path):
        content = _load(path)
        keys, _ = _parse(path, content)
        version = max(key.version for key in keys) + 1
        content["keys"].append(_fresh(version, provider))
        _draft(path, content).replace(path)
    return version


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else changes the key file meanwhile; its folder is locked, as the file is replaced."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def problems(path: Path) -> list[str]:
    """What `hejia doctor` has to say about the key file; empty when all is well."""
    if not path.exists():
        return [f"密钥文件 {path} 不存在。"]
    found = []
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        found.append(f"密钥文件 {path} 可被他人读取，请执行：chmod 600 {path}")
    try:
        read(path)
    except KeyFileTrouble as trouble:
        found.append(str(trouble))
    return found


def _load(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise KeyFileTrouble(f"密钥文件 {path} 读不出来（{fault}）。请从备份恢复。") from None
    if not isinstance(content, dict) or content.get("format") != 1:
        raise KeyFileTrouble(f"密钥文件 {path} 的格式不是本版本所知道的。请从备份恢复。")
    return content


def _parse(path: Path, content: dict[str, Any]) -> tuple[list[Key], bytes]:
    try:
        keys = [
            Key(one["version"], Provider(one["provider"]), bytes.fromhex(one["secret"]))
            for one in content["keys"]
        ]
        return keys, bytes.fromhex(content["index"])
    except (KeyError, TypeError, ValueError) as fault:
        raise KeyFileTrouble(
            f"密钥文件 {path} 的内容不完整（{type(fault).__name__}）。请从备份恢复。"
        ) from None


def _fresh(version: int, provider: Provider) -> dict[str, Any]:
    secret = _secret(Key.size(provider))
    return {"version": version, "provider": str(provider), "secret": secret}


def _secret(size: int) -> str:
    return secrets.token_bytes(size).hex()


def _draft(path: Path, content: dict[str, Any]) -> Path:
    """Write `content` to a new file (0600) beside `path`, safely on disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return draft
