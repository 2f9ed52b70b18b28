"""`hejia bench [NAME …]`: run the measurements of `benchmarks/` against this data folder.

Each prints a table; what it prints is kept in `bench-results/`. `make bench` uses a data folder of
its own (`var/bench`), so that measuring never fills yours.
"""

import subprocess
import sys
from collections.abc import Sequence

from hejia.project import cli
from hejia.project.fingerprint import PACKAGE
from hejia.project.terminal import complain, say
from hejia.project.trouble import Exit, Trouble

ROOT = PACKAGE.parent
FOLDER = ROOT / "benchmarks"
RESULTS = ROOT / "bench-results"


def run(words: Sequence[str]) -> int:
    parser = cli.parser("bench")
    parser.add_argument("names", nargs="*", help="只测这些（默认全部）；其余参数传给唯一的一项")
    chosen, rest = parser.parse_known_args(words[1:])
    known = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
    if not known:
        raise Trouble("这里没有 benchmarks/：测量只能在源码目录中进行。", Exit.USAGE)
    unknown = sorted(set(chosen.names) - set(known))
    if unknown:
        raise Trouble(f"没有 {'、'.join(unknown)} 这项测量，现有：{'、'.join(known)}。", Exit.USAGE)
    RESULTS.mkdir(exist_ok=True)
    failed = [name for name in chosen.names or known if not _measure(name, rest)]
    for name in failed:
        complain(f"{name} 没有测成，输出见 {RESULTS / name}.txt")
    return 1 if failed else 0


def _measure(name: str, rest: list[str]) -> bool:
    """Run one measurement, its output shown and kept; whether it went through."""
    say(f"—— {name}")
    with (
        (RESULTS / f"{name}.txt").open("w", encoding="utf-8") as kept,
        subprocess.Popen(  # noqa: S603 our own module
            [sys.executable, "-m", f"benchmarks.{name}", *rest],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        for line in process.stdout or ():
            kept.write(line)
            say(line.rstrip("\n"))
    return process.returncode == 0
