"""What the surroundings say: environment variables and the files of the data folder.

Each reader fails loudly, with the name of the variable and what was expected.
"""

import json
import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

DISTRICT = re.compile(r"d\d{6}")
LAST_PORT = 65535


class Misconfigured(Exception):
    """A setting from outside that cannot be used; the message names it and what to do."""


def text(name: str, default: str) -> str:
    return os.environ.get(name, "") or default


def flag(name: str, *, default: bool) -> bool:
    """Read 1/true/yes/on or 0/false/no/off."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise Misconfigured(f"环境变量 {name}={raw!r} 应为 1 或 0。")


def number(name: str, default: int) -> int:
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    if not raw.isdigit():
        raise Misconfigured(f"环境变量 {name}={raw!r} 应为一个非负整数。")
    return int(raw)


def port() -> int:
    """The port of the pages; live updates use the next one."""
    asked = number("PORT", 8000)
    if not 1 <= asked < LAST_PORT:
        raise Misconfigured(
            f"环境变量 PORT={asked} 应在 1 到 {LAST_PORT - 1} 之间（实时更新使用后一个端口）。"
        )
    return asked


def home() -> Path:
    """The data folder: database, keys, logs, exports."""
    return Path(text("HEJIA_HOME", "var")).resolve()


def district() -> str:
    """The schema of the district this installation serves, e.g. d440307."""
    schema = text("HEJIA_DISTRICT", "d440307")
    if not DISTRICT.fullmatch(schema):
        raise Misconfigured(f"HEJIA_DISTRICT={schema!r} 应为 d 加六位区划代码，如 d440307。")
    return schema


def secret(path: Path) -> str:
    """Read the secret of a file, making the file (mode 0600) at first need."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def database_urls() -> tuple[str, str]:
    """The addresses (application role, owner role) of the database.

    From DATABASE_URL and DATABASE_OWNER_URL; else from database.json in the data folder, which
    the supervisor of the embedded PostgreSQL writes. Empty where neither is known yet.
    """
    app = os.environ.get("DATABASE_URL", "")
    if app:
        return app, os.environ.get("DATABASE_OWNER_URL", "")
    noted = home() / "database.json"
    if noted.exists():
        urls = json.loads(noted.read_text())
        return urls["app"], urls["owner"]
    return "", ""


def database(url: str, search_path: str, *, pool: int) -> dict[str, Any]:
    """Shape a postgresql:// address as an entry of Django's DATABASES."""
    parts = urlsplit(url or "postgresql:///hejia")
    if parts.scheme not in {"postgresql", "postgres"}:
        raise Misconfigured("DATABASE_URL 应以 postgresql:// 开头（只支持 PostgreSQL 15 及以上）。")
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {
        "options": f"-c search_path={search_path}",
        # Values travel beside the statement, and the server keeps plans it saw before.
        "server_side_binding": True,
        "prepare_threshold": 5,
        **query,
    }
    host = options.pop("host", "") or unquote(parts.hostname or "")
    port = options.pop("port", "") or parts.port or ""
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {
        "ENGINE": "hejia.kernel.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
    }
