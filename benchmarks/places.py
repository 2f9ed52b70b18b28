"""Address search as one types, and point → grid, on addresses of the open district.

python -m benchmarks.places          the addresses that are there
python -m benchmarks.places 900      first loads the demonstration with 900 buildings a grid
                                     (1,009,800 addresses), into an empty district
"""

import random
import sys
import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

import django
from django.conf import settings
from django.db import connection

TERMS = (
    "龙岗",
    "坂田",
    "花园",
    "3栋",
    "四季",
    "五和社区 2栋",
    "榕树头",
    "和安花园",
    "布吉 花园 88号",
)
ROUNDS = 15


def main(argv: list[str]) -> None:
    """Print the figures as a table. Needs DATABASE_URL or the data folder of a running system."""
    from hejia.kernel.district import door  # noqa: PLC0415 Django must stand first
    from hejia.places import demo  # noqa: PLC0415

    with door(settings.DISTRICT):
        if argv:
            started = time.perf_counter()
            loaded = demo.load(per_grid=int(argv[0]))
            print(f"loaded {loaded.addresses} in {time.perf_counter() - started:.1f} s")
    with door(settings.DISTRICT):
        for name, figures in measure().items():
            print(f"{name:<34} p50 {figures[0]:8.3f} ms   p95 {figures[1]:8.3f} ms")


def measure() -> dict[str, tuple[float, float]]:
    """p50 and p95 in milliseconds, inside the open door; beside each the bare statement."""
    from hejia.places.models import Address  # noqa: PLC0415 Django must stand first
    from hejia.places.public import locate, resolve_address, search_addresses  # noqa: PLC0415

    rows = list(
        Address.objects.filter(retired=False)
        .order_by("weight")
        .values_list("code", "haystack", "lon", "lat")[:2000]
    )
    chance = random.Random(3)
    pieces = [_piece(chance, chance.choice(rows)[1]) for _ in range(60)]
    points = [(lon, lat) for _, _, lon, lat in chance.sample(rows, 200)]
    codes = [code for code, *_ in chance.sample(rows, 50)]
    return {
        f"addresses: {Address.objects.count()}": (0.0, 0.0),
        "search, common and rare words": _timed(search_addresses, TERMS * ROUNDS),
        "search, any 2 to 6 characters": _timed(search_addresses, pieces),
        "search, beginning of a code": _timed(search_addresses, [c[:15] for c in codes]),
        "resolve a code": _timed(resolve_address, codes),
        "  bare SELECT of the same row": _timed(_bare, codes),
        "point to grid": _timed(lambda point: locate(*point), points),
    }


def _piece(chance: random.Random, text: str) -> str:
    length = chance.randint(2, 6)
    at = chance.randrange(max(1, len(text) - length))
    return text[at : at + length]


def _bare(code: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM places_address WHERE code = %s", [code])
        return cursor.fetchone()


def _timed(run: Callable[[Any], object], arguments: Any) -> tuple[float, float]:
    run(next(iter(arguments)))
    took = []
    for one in arguments:
        started = time.perf_counter()
        run(one)
        took.append((time.perf_counter() - started) * 1000)
    return median(took), quantiles(took, n=20)[-1]


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1:])
