"""Load the demonstration's cases, on as many cores as there are."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import lru_cache
from multiprocessing import get_context
from typing import Final

from hejia.cases.demo.planning import Planned
from hejia.cases.demo.walking import Play, Walked, walk

WORTH_IT: Final = 300
"""Families from which on more processes than one are started: each takes two seconds to start."""

_SHARE: Final = 50  # families handed to a process at a time
_MOST: Final = 4


def load(play: Play, *, set_up: Callable[[], None], say: Callable[[str], None]) -> Walked:
    """Walk what is missing; complete, it only says so. `set_up` makes a fresh process ready.

    Broken off, the next load goes on with the families that are missing.
    """
    missing, families = play.missing(), play.families()
    if not missing:
        say("演示案件已载入，跳过")
        return Walked()
    total, told, walked = sum(len(families[number]) for number in missing), 0, Walked()
    say(f"载入演示案件 {total:,} 件（演示数据，人物与情节均为虚构）")
    alone = len(missing) < WORTH_IT
    parts = walk(play, [families[n] for n in missing]) if alone else _shared(play, missing, set_up)
    for part in parts:
        walked.cases += part.cases
        walked.steps += part.steps
        walked.refused += part.refused
        if walked.cases * 10 // total > told:
            told = walked.cases * 10 // total
            say(f"  已载入 {walked.cases:,} / {total:,} 件")
    return walked


def _shared(play: Play, missing: Sequence[int], set_up: Callable[[], None]) -> Iterator[Walked]:
    """The families walked by one process for each core; what came of each share of them."""
    cores = min(os.cpu_count() or 1, _MOST)
    spawned = get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=spawned, initializer=set_up) as pool:
        shares = [missing[begin : begin + _SHARE] for begin in range(0, len(missing), _SHARE)]
        for task in as_completed([pool.submit(_walk, play, share) for share in shares]):
            yield from task.result()


def _walk(play: Play, numbers: Sequence[int]) -> list[Walked]:
    families = _families(play)
    return list(walk(play, [families[number] for number in numbers]))


@lru_cache(maxsize=1)
def _families(play: Play) -> dict[int, list[Planned]]:
    return play.families()
