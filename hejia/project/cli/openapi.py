"""`hejia openapi`: the description of the API, as committed in docs/openapi.json."""

import json
from collections.abc import Sequence
from pathlib import Path

from hejia.project import cli
from hejia.project.api import api
from hejia.project.terminal import complain, say


def run(words: Sequence[str]) -> int:
    parser = cli.parser("openapi")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--write", type=Path, help="写入文件")
    group.add_argument("--check", type=Path, help="与文件比较，不同则失败")
    chosen = parser.parse_args(words[1:])
    text = described()
    if chosen.write:
        chosen.write.write_text(text, "utf-8")
    elif chosen.check:
        if chosen.check.read_text("utf-8") != text:
            complain(f"{chosen.check} 与接口不一致，请执行 hejia openapi --write {chosen.check}。")
            return 1
        say("接口说明与代码一致。")
    else:
        say(text.rstrip("\n"))
    return 0


def described() -> str:
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
