"""`hejia manage …`: Django's own commands, for developers. Writing ones take --database owner."""

from collections.abc import Sequence

from django.core.management import execute_from_command_line


def run(words: Sequence[str]) -> int:
    execute_from_command_line(["hejia manage", *words[1:]])
    return 0
