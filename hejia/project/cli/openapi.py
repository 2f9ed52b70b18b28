"""`hejia openapi`: the description of the API, as committed in docs/openapi.json."""

import json
from collections.abc import Sequence

from hejia.project.api import api
from hejia.project.cli import committed


def run(words: Sequence[str]) -> int:
    return committed.run(words, described, page="接口说明", of="接口")


def described() -> str:
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
