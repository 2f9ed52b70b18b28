"""When and where synthetic cases are reported, and which of them belong to one family. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from hejia.cases.demo.dice import Dice
from hejia.cases.demo.synthetic import SyntheticReport, synthesise
from hejia.kernel.calendar import CHINA, midnight

SPAN: Final = timedelta(days=730)
RECENT_DAYS: Final = 16
RECENT_SHARE: Final = 7  # per cent of all cases; the open ones are mostly among them
VIOLENCE_PER_10000: Final = 600  # far above the published share, so that there is something to see
NUMBERED: Final = frozenset({"05", "06", "07", "11", "13", "22"})
"""Sources that give a case a number of their own."""

_MARK: Final = 0xDE0  # in the twelve bits after the version: a demonstration's case
_NUMBER: Final = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Ground:
    """An address as reports name it."""

    code: str
    community_id: int
    community_code: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A report with its key, its moment, and its place (`community` None: not known)."""

    key: UUID
    at: datetime
    level: str
    assessed: Mapping[str, Any] | None
    facts: Mapping[str, Any]
    parties: Sequence[Mapping[str, Any]]
    community: int | None


def plan(
    count: int,
    *,
    now: datetime,
    grounds: Sequence[Ground],
    seed: int,
    violence: int = VIOLENCE_PER_10000,
) -> list[list[Planned]]:
    """`count` reports of the last 24 months by families, each family in the order of time."""
    dice = Dice(seed)
    reports = synthesise(seed, on=now.date(), places=len(grounds), violence_per_10000=violence)
    families: dict[tuple[Any, ...], list[Planned]] = {}
    moments = sorted((_day(dice, now), n) for n in range(count))
    for number, (day, _) in enumerate(moments, 1):
        told = next(reports)
        planned = planned_report(dice, told, day, grounds[told.place], number)
        if planned.at < now:
            who = (told.place, told.facts["type"], told.parties[0]["name"])
            families.setdefault(who, []).append(planned)
    return [sorted(family, key=lambda one: one.at) for family in families.values()]


def _day(dice: Dice, now: datetime) -> datetime:
    """The midnight of a day within the span, the last days more often than others."""
    days = RECENT_DAYS if dice.chance(RECENT_SHARE) else SPAN.days
    return midnight(now.astimezone(CHINA)) - timedelta(days=dice.below(days))


def planned_report(
    dice: Dice, told: SyntheticReport, day: datetime, ground: Ground, number: int
) -> Planned:
    """Give a report its moment on a day, its place and its key."""
    at = day + timedelta(
        minutes=told.minute, seconds=dice.below(60), microseconds=dice.below(10**6)
    )
    facts = dict(told.facts) | {"summary": f"{told.facts['summary']}（演示）"}
    community: int | None = ground.community_id
    if dice.chance(90) or told.level in ("R1", "R2") or told.facts["screening"] == "yes":
        facts["address_code"] = ground.code
    elif dice.chance(55):
        facts["community"] = ground.community_code
    else:
        community = None
    if facts["source"] in NUMBERED:
        facts["source_ref"] = f"演示-{day:%Y}-{number:08d}"
    return Planned(
        key=key_of(dice, at, number),
        at=at,
        level=told.level,
        assessed=_assessed(told),
        facts=facts,
        parties=told.parties,
        community=community,
    )


def key_of(dice: Dice, at: datetime, number: int) -> UUID:
    """A UUIDv7 that bears the case's place in the plan, so that it is known when met again."""
    milliseconds = int(at.timestamp() * 1000)
    chance = dice.below(1 << 30) << 32 | number
    return UUID(int=milliseconds << 80 | 7 << 76 | _MARK << 64 | 1 << 63 | chance)


def number_of(key: UUID) -> int:
    """The place in the plan of the case with this key."""
    return key.int & _NUMBER


def is_demonstration(key: UUID) -> bool:
    """Whether a case's key is one of `key_of`."""
    return key.int >> 64 & 0xFFFF == 7 << 12 | _MARK


def _assessed(told: SyntheticReport) -> Mapping[str, Any] | None:
    """What the grader finds: of violence what was told, or what only the grading brings out."""
    if told.grading is not None:
        return told.grading
    if told.facts["screening"] != "yes" or told.level == "R0":
        return None
    return {name: value for name, value in told.facts.items() if name in _DANGERS}


_DANGERS: Final = frozenset(
    {
        *("ongoing", "weapon", "strangled", "threat_to_kill", "injury", "repeated", "addiction"),
        *("warned_before", "protected_victim", "separation", "violence", "pushing", "conflict"),
    }
)
