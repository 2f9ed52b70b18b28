"""The command `hejia`: sends the first word to the room that answers it.

`hejia check` needs neither database nor server and must start at once, so nothing is imported
before it is known which room was asked for.
"""

import importlib
import importlib.util
import sys
from collections.abc import Sequence

CHECKER = "hejia.checker.cli"
SCORING = "hejia.performance.cli"
SYSTEM = "hejia.project.cli"
SYSTEM_NEEDS = "django"

MISSING_SYSTEM = (
    "这条命令要用到整套系统，本机只装了体检工具。"
    "请先执行 pip install 'hejia[server]'；只做体检请用 hejia check 文件。"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] == "check":
        return _call(CHECKER, words[1:])
    if words and words[0] == "performance":
        return _call(SCORING, words[1:])
    if not _installed(SYSTEM_NEEDS) or not _installed(SYSTEM):
        sys.stderr.write(MISSING_SYSTEM + "\n")
        return 2
    return _call(SYSTEM, words)


def _installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _call(module: str, words: list[str]) -> int:
    outcome: int | None = importlib.import_module(module).main(words)
    return outcome or 0


if __name__ == "__main__":
    sys.exit(main())
