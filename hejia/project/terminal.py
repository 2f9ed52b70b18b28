"""What the commands say on the terminal: short lines in Chinese, coloured only for a person."""

import sys
from datetime import datetime, timedelta, timezone
from typing import Final

_CHINA: Final = timezone(timedelta(hours=8))  # has no summer time, so needs no table
_COLOURS: Final = {"good": "32", "bad": "31", "warn": "33", "strong": "1"}


def say(line: str = "") -> None:
    """Print a line at once, also when the output is a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def log(line: str) -> None:
    """Print a line with the time of day in China, whatever zone the machine keeps."""
    say(f"{datetime.now(_CHINA):%H:%M:%S}  {line}")


def complain(line: str) -> None:
    sys.stderr.write(tinted(line, "bad") + "\n")
    sys.stderr.flush()


def tinted(text: str, how: str) -> str:
    """Colour the text where somebody looks at a terminal."""
    if not sys.stdout.isatty():
        return text
    return f"\x1b[{_COLOURS[how]}m{text}\x1b[0m"
