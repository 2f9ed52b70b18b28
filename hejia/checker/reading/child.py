"""The child process: reads one file from standard input within limits, writes JSON."""

import json
import sys

from hejia.checker.errors import Unreadable
from hejia.checker.reading import reader
from hejia.checker.reading.limits import BROKEN, MEMORY_BYTES, MOST_SECONDS
from hejia.checker.reading.wire import document_to

try:
    import resource
except ImportError:  # Windows has no such limits; the parent's time limit still holds
    resource = None  # type: ignore[assignment]  # a module is declared, None stands for its lack


def main() -> int:
    """Read standard input as the file named by the first argument, of the kind of the second."""
    limit()
    name, ending = sys.argv[1:3]
    try:
        answer = document_to(reader(ending)(sys.stdin.buffer.read(), name))
    except Unreadable as refusal:
        answer = {"code": refusal.code, "message": refusal.message}
    except Exception:  # noqa: BLE001 - the border to foreign parsers: whatever they raise is "broken"
        answer = {"code": "broken", "message": BROKEN}
    json.dump(answer, sys.stdout, ensure_ascii=True)
    return 0


def limit() -> None:
    """Bound the memory and processor time of this process."""
    limit_memory()
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def limit_memory() -> None:
    """Bound the memory of this process; where the system knows no limit, do nothing."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    sys.exit(main())
