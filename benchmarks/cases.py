"""The work with cases, as a worker of one street has it: `hejia bench cases`.

python -m benchmarks.cases [--sizes 10000,100000,1300000] [--seconds 4] [--home FOLDER] [--keep]

For each size a data folder of its own is filled (`hejia demo load --cases N`; 1,300,000 take a
quarter of an hour and 15 GB), the whole system is started on it, and this process plays 1, 4 and
16 clients on the same machine. Beside each figure stands what a bare SELECT or INSERT of the same
rows takes, and how it grew since the smallest size. Prints a table and writes cases.json.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from benchmarks.casework import bare
from benchmarks.casework.client import Spread
from benchmarks.casework.system import System, prepare, running, settle
from benchmarks.casework.work import Cases, Desk, at_once, read

SIZES: Final = "10000,100000"
RESULTS: Final = Path("bench-results") / "cases.json"
CROWD, WRITERS = 16, 4
HANDLER: Final = "community"

Figures = dict[str, dict[str, Any]]


def main(argv: list[str]) -> None:
    """Measure every size and print the table."""
    parser = argparse.ArgumentParser(prog="hejia bench cases", description=__doc__)
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--seconds", type=float, default=4.0, help="for each figure")
    parser.add_argument(
        "--home", type=Path, default=Path(os.environ.get("HEJIA_HOME", "var/bench"))
    )
    parser.add_argument("--keep", action="store_true", help="leave the data folders for next time")
    chosen = parser.parse_args(argv)
    found: dict[int, Figures] = {}
    for size in sorted(int(text) for text in chosen.sizes.split(",")):
        home = chosen.home.absolute() / f"cases-{size}"
        loaded = prepare(home, size)
        with running(home) as system:
            found[size] = measure(system, chosen.seconds)
        if loaded:
            found[size]["loading"] = {"seconds": loaded}
        if not chosen.keep:
            shutil.rmtree(home)
        _write(found)
    print(table(found))


def measure(system: System, seconds: float) -> Figures:
    """Every figure of one system, by name."""
    desk = Desk(system, system.password()).sit_down()
    figures: Figures = {}
    with bare.database(system.owner()) as database:
        listed = bare.select_listed(database, desk.listed)
        single = bare.select_case(database, desk.case)
        for name, (page, path) in desk.readings().items():
            beside = single if name.startswith("case") else listed
            alone = read(desk, page, path, clients=1, seconds=seconds)
            crowd = read(desk, page, path, clients=CROWD, seconds=seconds)
            figures[name] = _figure(alone, beside) | {"p95 of 16": crowd.p95}
            _say(name, figures[name])
        cases = Cases()
        reported = at_once(desk, cases.report, page=False, clients=WRITERS, seconds=seconds)
        figures["report, 4 clients"] = _figure(
            reported, bare.insert_case(database, cases.made[0]["id"])
        )
        _say("report, 4 clients", figures["report, 4 clients"])
        figures |= _steps(system, cases, seconds, bare.step(database, cases.made[0]["id"]))
    settle(system)
    figures |= _exports(system)
    resident, shared = system.web_megabytes()
    figures["web process"] = {"megabytes": resident, "all with shared pages once": shared}
    _say("web process", figures["web process"])
    return figures


def _steps(system: System, cases: Cases, seconds: float, beside: float) -> Figures:
    """Signing, and everything up to the application for closing, by the community's worker."""
    handler = Desk(system, system.password(), token=system.token(HANDLER))
    figures: Figures = {}
    for name, actions in (
        ("sign, 4 clients", ("sign",)),
        ("change of status, 4 clients", ("suspend", "resume")),
    ):
        act = cases.stepping(*actions)
        done = at_once(handler, act, page=False, clients=WRITERS, seconds=seconds / 2)
        figures[name] = _figure(done, beside)
        _say(name, figures[name])
    return figures


def _exports(system: System) -> Figures:
    database = json.loads((system.home / "database.json").read_text())
    environ = os.environ | {
        "DATABASE_URL": database["app"],
        "DATABASE_OWNER_URL": database["owner"],
        "HEJIA_HOME": str(system.home),
        "DJANGO_SETTINGS_MODULE": "hejia.project.settings",
    }
    figures: Figures = {}
    for form in ("csv", "xlsx"):
        made = subprocess.run(  # noqa: S603 our own module
            [sys.executable, "-m", "benchmarks.casework.exporting", form],
            env=environ,
            capture_output=True,
            text=True,
            check=True,
        )
        name = f"export of 20,000 rows, {form}"
        figures[name] = json.loads(made.stdout.splitlines()[-1])
        _say(name, figures[name])
    return figures


def _figure(done: Spread, beside: float) -> dict[str, Any]:
    return done._asdict() | {"bare": beside, "of bare": done.p50 / beside}


def _say(name: str, figure: dict[str, Any]) -> None:
    shown = "  ".join(
        f"{key} {value:,.1f}" for key, value in figure.items() if isinstance(value, float)
    )
    print(f"  {name:<42} {shown}", flush=True)


def _write(found: dict[int, Figures]) -> None:
    machine = {"cores": os.cpu_count(), "machine": platform.machine(), "load": os.getloadavg()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": machine, "figures": found}, indent=1))


def table(found: dict[int, Figures]) -> str:
    """A line for each figure: at each size, and the growth from the smallest to the largest."""
    sizes = list(found)
    head = "".join(f"{size:>12,}" for size in sizes)
    lines = [f"{'':<44}{head}      growth   of bare   p95 of 16"]
    for name in found[sizes[0]]:
        each = [_main_value(found[size].get(name, {})) for size in sizes]
        growth = each[-1] / each[0] if each[0] else 0.0
        last = found[sizes[-1]].get(name, {})
        more = [last.get("of bare"), last.get("p95 of 16")]
        shown = "".join(f"{value:12.1f}" for value in each)
        rest = "".join(f"{value:10.1f}" if value else " " * 10 for value in more)
        lines.append(f"{name:<44}{shown}{growth:12.2f}{rest}")
    return "\n".join(lines)


def _main_value(figure: dict[str, Any]) -> float:
    """What a line shows: milliseconds of one, times in a second of four, seconds, megabytes."""
    for key in ("seconds", "megabytes"):
        if key in figure:
            return float(figure[key])
    return float(figure.get("p50", 0.0))


if __name__ == "__main__":
    main(sys.argv[1:])
