"""A file between its upload and its import: kept aside for its uploader, a day at most."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from hejia.accounts.public import Sight
from hejia.kernel.errors import Missing
from hejia.kernel.folders import private_folder

KEPT: Final = timedelta(days=1)
_SUFFIX: Final = re.compile(r"\.[a-z]{3,4}")


def keep_aside(*, key: UUID, name: str, content: bytes, by: Sight, now: datetime) -> None:
    """Keep an uploaded file until its columns are settled; old ones are cleared away."""
    private_folder(_folder())
    clear_incoming(now)
    suffix = Path(name).suffix.lower()
    suffix = suffix if _SUFFIX.fullmatch(suffix) else ".csv"
    _path(key, by, suffix).write_bytes(content)
    _path(key, by, ".json").write_text(json.dumps({"name": name, "suffix": suffix}), "utf-8")


def clear_incoming(now: datetime) -> None:
    """Delete files whose columns nobody settled within a day."""
    for old in _folder().glob("*"):
        if old.stat().st_mtime < (now - KEPT).timestamp():
            old.unlink(missing_ok=True)


def take_up(*, key: UUID, by: Sight) -> tuple[str, bytes]:
    """The name and content of one's own file kept aside. Raises Missing when it is gone."""
    try:
        about = json.loads(_path(key, by, ".json").read_text("utf-8"))
        return about["name"], _path(key, by, about["suffix"]).read_bytes()
    except FileNotFoundError:
        raise Missing("上传的文件（超过一天会清除，请回到“批量导入”重新选择）") from None


def clear_away(*, key: UUID, by: Sight) -> None:
    """Forget a file that was imported."""
    for path in _folder().glob(f"{by.person_id}-{key}.*"):
        path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "incoming"


def _path(key: UUID, by: Sight, suffix: str) -> Path:
    return _folder() / f"{by.person_id}-{key}{suffix}"
