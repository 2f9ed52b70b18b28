"""The kernel's rules of thumb: what a deadline, a mark, a seal and a link of the chain take.

python -m benchmarks.kernel [--times 100000]

No database. Processor time of this process, in microseconds each; prints a table and writes
kernel.json.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from hejia.kernel import chain
from hejia.kernel.calendar import CHINA, Calendar, Limit, Unit
from hejia.kernel.sealing import Key, Kind, Provider, Sealer

RESULTS: Final = Path("bench-results") / "kernel.json"
TIMES: Final = 100_000
NAME, PURPOSE, PHONE = "演示甲某某", "parties.name", "15400000001"


def main(argv: list[str]) -> None:
    """Measure each rule and print the table."""
    parser = argparse.ArgumentParser(prog="hejia bench kernel", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES)
    times = parser.parse_args(argv).times
    found = {name: microseconds(act, times) for name, act in rules().items()}
    for name, each in found.items():
        print(f"{name:<32}{each:8.2f} µs")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"times": times, "microseconds": found}, indent=1))


def rules() -> dict[str, Callable[[], Any]]:
    """What is measured, by name: on a calendar of seven years, with keys of no installation."""
    calendar = Calendar({}, range(2020, 2027))
    start = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)
    limits = {unit: Limit(8, unit) for unit in Unit}
    measured: dict[str, Callable[[], Any]] = {}
    for unit, limit in limits.items():
        measured[f"Calendar.due, {unit}"] = partial(calendar.due, start, limit)
    working = limits[Unit.WORKDAY]
    measured["Calendar.moment_at, 80 %"] = lambda: calendar.moment_at(start, working, 80)
    for provider in Provider:
        secret = bytes(Key.size(provider))
        measured |= _sealing(provider, Sealer([Key(1, provider, secret)], bytes(32)))
    row = {"case": "0", "number": 1, "at": start, "facts": {"note": NAME}}
    measured["chain.link"] = lambda: chain.link(chain.START, row)
    return measured


def _sealing(provider: Provider, sealer: Sealer) -> dict[str, Callable[[], Any]]:
    sealed = sealer.seal(NAME, PURPOSE)
    return {
        f"Sealer.seal, {provider}": lambda: sealer.seal(NAME, PURPOSE),
        f"Sealer.open, {provider}": lambda: sealer.open(sealed, PURPOSE),
        f"Sealer.index, {provider}": lambda: sealer.index(Kind.PHONE, PHONE),
    }


def microseconds(act: Callable[[], Any], times: int) -> float:
    """Processor time of one act, over so many."""
    act()
    began = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - began) / times * 1e6


if __name__ == "__main__":
    main(sys.argv[1:])
