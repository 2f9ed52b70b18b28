"""Run all tests: on every core, each with a PostgreSQL of its own; pytest's words pass through."""

import os
import subprocess
import sys
from pathlib import Path

from hejia.testing import browser

ROOT = Path(__file__).resolve().parent.parent
MOST = 4  # processes: each runs a PostgreSQL beside it


def main() -> int:
    program = browser.chromium()
    sys.stdout.write(f"浏览器：{program}\n" if program else f"{browser.MISSING}\n")
    sys.stdout.flush()
    workers = min(os.cpu_count() or 1, MOST)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-v",
        "-q",
        "-n",
        str(workers),
        "--dist",
        "worksteal",
    ]
    # Words of our own replace the defaults: `make test ARGS="hejia/cases -x"`.
    return subprocess.run([*command, *sys.argv[1:]], cwd=ROOT, check=False).returncode  # noqa: S603 our own command


if __name__ == "__main__":
    sys.exit(main())
