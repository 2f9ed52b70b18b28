"""Make lives on paper, copy each of them many times, on every core, with progress."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from multiprocessing import get_context
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg import sql

from hejia.cases.demo.cast import Cast
from hejia.cases.demo.copying.bareness import bare
from hejia.cases.demo.copying.homes import Homes
from hejia.cases.demo.copying.paper import lived
from hejia.cases.demo.copying.press import Press
from hejia.cases.demo.copying.sheets import Heap
from hejia.cases.demo.dice import Dice
from hejia.cases.demo.planning import Ground, Planned, plan
from hejia.cases.demo.walking import ground_of
from hejia.cases.queries.rules import limits_in_force, rules_in_force
from hejia.kernel.calendar import CHINA
from hejia.kernel.district import door
from hejia.kernel.errors import Refused
from hejia.kernel.numbering import take_many
from hejia.places.public import Place

COPIES: Final = 100
"""Cases made of one life, at most: they share its moments, so few is truer and many is faster."""

_ADDRESSES: Final = 10  # every n-th address of the district
_TASK: Final = 2000  # cases put into the tables at a time
_VIOLENCE_PER_10000: Final = 60


@dataclass(frozen=True, slots=True)
class Counted:
    """A room above that keeps copies of cases: its tables' prefix, and how it copies some."""

    room: str
    run: Callable[[Collection[UUID], datetime], None]


@dataclass(frozen=True, slots=True)
class Bulk:
    """What is to be copied: so many cases over the 24 months before `now`."""

    cases: int
    district: str
    area_code: str
    now: datetime
    owner: str
    counted: Counted | None = None
    seed: int = 2026

    @property
    def lives(self) -> int:
        """How many lives are made, at least one for each COPIES cases."""
        return max(200, -(-self.cases // COPIES))


@dataclass(frozen=True, slots=True)
class _Task:
    """Some lives, by place in the plan: (place, first serial, copies) each."""

    seed: int
    work: tuple[tuple[int, int, int], ...]


def load(bulk: Bulk, *, set_up: Callable[[], None], say: Callable[[str], None]) -> int:
    """Fill the tables with `bulk.cases` more cases; how many. `set_up` readies a fresh process.

    Needs the owner's address: indexes and foreign keys are away meanwhile, so nobody should work
    in the system. Raises Refused where dispatch rules ask for areas, which copies could not obey.
    """
    tasks = _tasks(bulk)
    total = sum(copies for task in tasks for *_, copies in task.work)
    say(f"批量载入演示案件 {total:,} 件（演示数据，人物与情节均为虚构）")
    done, told = 0, 0
    rooms = ("cases", "parties", *([bulk.counted.room] if bulk.counted else []))
    with bare(partial(_owner, bulk), rooms, say):
        for count in _printed(bulk, tasks, set_up):
            done += count
            if done * 20 // total > told:
                told = done * 20 // total
                say(f"  已载入 {done:,} / {total:,} 件（{done * 100 // total}%）")
    return done


def _printed(bulk: Bulk, tasks: list[_Task], set_up: Callable[[], None]) -> Iterator[int]:
    """Cases printed by each task: here where there is but one, else on every core."""
    if len(tasks) == 1:
        yield _print(bulk, tasks[0])
        return
    cores, spawned = os.cpu_count() or 1, get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=spawned, initializer=set_up) as pool:
        for task in as_completed([pool.submit(_print, bulk, task) for task in tasks]):
            yield task.result()


def _owner(bulk: Bulk) -> psycopg.Connection[Any]:
    connection = psycopg.connect(bulk.owner, autocommit=True)
    connection.execute(sql.SQL("SET search_path = {}, ext").format(sql.Identifier(bulk.district)))
    return connection


def _tasks(bulk: Bulk) -> list[_Task]:
    """The work in portions, every case with a serial of its year."""
    with door(bulk.district):
        _refuse_local_rules()
        planned = _plan(bulk)
        share = [
            bulk.cases * (n + 1) // len(planned) - bulk.cases * n // len(planned)
            for n in range(len(planned))
        ]
        years = Counter[int]()
        for one, copies in zip(planned, share, strict=True):
            years[one.at.astimezone(CHINA).year] += copies
        following = {
            year: take_many(f"case:{bulk.area_code}:{year}", count).start
            for year, count in years.items()
            if count
        }
    tasks: list[_Task] = []
    work: list[tuple[int, int, int]] = []
    for place, (one, copies) in enumerate(zip(planned, share, strict=True)):
        year = one.at.astimezone(CHINA).year
        if copies:
            work.append((place, following[year], copies))
            following[year] += copies
        if sum(copies for *_, copies in work) >= _TASK or place == len(planned) - 1:
            tasks.append(_Task(bulk.seed * 1_000_003 + len(tasks), tuple(work)))
            work = []
    return [task for task in tasks if task.work]


def _refuse_local_rules() -> None:
    for rule in rules_in_force():
        if any(condition.field == "area" for condition in rule.conditions):
            raise Refused(
                "local_rules",
                f"第 {rule.order} 条分派规则按区域分派，批量载入做不到；请停用它，或不用 --cases。",
            )


def _plan(bulk: Bulk) -> list[Planned]:
    """The reports that are lived, in the order of time."""
    families = plan(
        bulk.lives,
        now=bulk.now,
        grounds=_grounds(),
        seed=bulk.seed,
        violence=_VIOLENCE_PER_10000,
    )
    return sorted((one for family in families for one in family), key=lambda one: one.at)


def _grounds() -> list[Ground]:
    return ground_of(every=_ADDRESSES)


def _print(bulk: Bulk, task: _Task) -> int:
    """In a process of its own: live the lives of a task, print their copies, put them in."""
    dice, heap, keys = Dice(task.seed), Heap(), list[UUID]()
    with door(bulk.district):
        shop = _shop(bulk)
        for place, serial, copies in task.work:
            planned = shop.planned[place]
            life = lived(planned, shop.place(planned), shop.homes.cast, bulk.now)
            press = Press(life, shop.homes, shop.samples, bulk.now)
            keys += [press.copy(heap, dice, serial + number) for number in range(copies)]
    with _owner(bulk) as owner, owner.transaction():
        owner.execute("SET LOCAL synchronous_commit = off")
        heap.copy(owner)
    if bulk.counted:
        with door(bulk.district):
            bulk.counted.run(keys, bulk.now)
    return len(keys)


@dataclass(frozen=True, slots=True)
class _Shop:
    """What a process keeps between tasks."""

    planned: list[Planned]
    homes: Homes
    samples: tuple[int, ...]

    def place(self, planned: Planned) -> Place | None:
        if planned.community is None:
            return None
        code = planned.facts.get("address_code")
        return self.homes.at(code) if code else self.homes.middle(planned.community)


@lru_cache(maxsize=1)
def _shop(bulk: Bulk) -> _Shop:
    grounds: dict[int, list[str]] = {}
    for ground in _grounds():
        grounds.setdefault(ground.community_id, []).append(ground.code)
    shares = {row.sample for row in limits_in_force().rows if row.sample < 100}
    return _Shop(_plan(bulk), Homes(Cast(bulk.now), grounds), tuple(sorted(shares)))
