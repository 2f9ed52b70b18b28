"""`hejia worker`: hands on news, does the queue's jobs, lets the clocks tick."""

import importlib
from collections.abc import Sequence

from hejia.project import cli


def run(words: Sequence[str]) -> int:
    parser = cli.parser("worker")
    parser.parse_args(words[1:])
    cli.set_up_django()
    importlib.import_module("hejia.project.worker").run()
    return 0
