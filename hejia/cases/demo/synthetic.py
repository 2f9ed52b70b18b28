"""Synthetic reports in the shape the report command takes: deterministic by seed, and quick.

Nobody in them exists. Dates are the caller's: `on` is the day ages are reckoned for. Pure.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from hejia.cases.demo.dice import Dice, Lots
from hejia.cases.demo.mix import (
    CLASSES,
    HOURS,
    QUIET_LEVELS,
    SOURCES,
    TYPES,
    URGENCY,
    VIOLENCE_LEVELS,
    VIOLENCE_SOURCES,
)
from hejia.cases.demo.narratives import narrate, phrases, wish
from hejia.cases.demo.people import Invented, invent
from hejia.cases.vocabulary import SELF_HARM_CRISIS, VIOLENCE_FAMILY, family_of

FOLLOW_UPS: Final = 3  # per cent of reports that tell of a recent one once more
_MEMORY: Final = 400

#: What each phrase of danger states, in the order of `phrases.toml`.
_STATED: Final[Mapping[str, tuple[dict[str, Any], ...]]] = {
    "R1": (
        {"weapon": True},
        {"strangled": True},
        {"threat_to_kill": True},
        {"threat_to_kill": True},
        {"ongoing": True},
        {"injury": "5"},
    ),
    "R2": (
        {"repeated": True},
        {"injury": "2"},
        {"addiction": True},
        {"warned_before": True},
        {"protected_victim": True},
        {"separation": True},
    ),
    "R3": ({"violence": True}, {"pushing": True}, {"conflict": True}, {"conflict": True}),
}
_PREGNANT: Final = 4  # the place of that phrase among those of R2


class Family(NamedTuple):
    """Who is concerned, and where: what follow-ups share with the first report."""

    reporter: Invented
    other: Invented
    dispute_type: str
    place: int


@dataclass(frozen=True, slots=True)
class SyntheticReport:
    """One report.

    `facts` and `parties`: as `check_statement` takes them (addresses come from the caller:
    `place` is an index below the number of places given). `level`: the colour it has once
    somebody has graded it with `grading` (None: nobody does). `minute` of the day it comes in.
    """

    facts: dict[str, Any]
    parties: list[dict[str, Any]]
    level: str
    grading: dict[str, Any] | None
    minute: int
    place: int
    follows_up: bool


def synthesise(
    seed: int, *, on: date, places: int = 1, violence_per_10000: int = 35
) -> Iterator[SyntheticReport]:
    """Reports without end. The same arguments give the same reports."""
    dice = Dice(seed)
    classes = _classes(violence_per_10000)
    recent: deque[Family] = deque(maxlen=_MEMORY)
    while True:
        again = bool(recent) and dice.chance(FOLLOW_UPS)
        family = dice.pick(recent) if again else _family(dice, classes, on, places)
        if not again:
            recent.append(family)
        yield _report(dice, family, again)


def _classes(violence_per_10000: int) -> Lots[str]:
    others = sum(weight for code, weight in CLASSES.items() if code != "2")
    weights = {
        code: weight * (10_000 - violence_per_10000)
        for code, weight in CLASSES.items()
        if code != "2"
    }
    return Lots(weights | {"2": others * violence_per_10000})


def _family(dice: Dice, classes: Lots[str], on: date, places: int) -> Family:
    dispute_type = TYPES[classes.draw(dice)].draw(dice)
    gender = "2" if dice.chance(78) else "1"
    old = family_of(dispute_type) == "50" and dispute_type != "503"
    oldest, youngest = (88, 62) if old else (62, 20)
    reporter = invent(dice, gender=gender, oldest=oldest, youngest=youngest, on=on)
    other_gender = gender if dispute_type in ("207", "801", "804") else "21"[gender == "2"]
    other = invent(dice, gender=other_gender, oldest=60, youngest=22, on=on)
    return Family(reporter, other, dispute_type, dice.below(places))


def _report(dice: Dice, family: Family, again: bool) -> SyntheticReport:
    kind = family.dispute_type
    violent = family_of(kind) == VIOLENCE_FAMILY
    level = (VIOLENCE_LEVELS if violent else QUIET_LEVELS).draw(dice)
    if kind == SELF_HARM_CRISIS:
        level = "R1"
    stated, danger = _danger(dice, level, violent, family.reporter.gender)
    facts = {
        "source": (VIOLENCE_SOURCES if violent else SOURCES).draw(dice),
        "type": kind,
        "summary": narrate(dice, kind, family.reporter.surname, family.reporter.gender, danger),
        "urgency": URGENCY[level],
        "screening": _screening(level, violent),
    }
    if dice.chance(40):
        facts["demand"] = wish(dice, kind)
    grading = None
    if violent and level == "R3":
        grading = stated
    else:
        facts |= stated
    minute = HOURS.draw(dice) * 60 + dice.below(60)
    parties = _parties(dice, family, violent, pregnant="protected_victim" in stated)
    return SyntheticReport(facts, parties, level, grading, minute, family.place, again)


def _danger(dice: Dice, level: str, violent: bool, gender: str) -> tuple[dict[str, Any], str]:
    """What is stated of danger, and the phrase that tells it; only women are pregnant."""
    texts = phrases().danger.get(level, ())
    if not texts or (not violent and level != "R3"):
        return {}, ""
    place = dice.below(len(texts)) if violent else 1 + dice.below(len(texts) - 1)
    if level == "R2" and place == _PREGNANT and gender != "2":
        place = 0
    return _STATED[level][place], texts[place]


def _screening(level: str, violent: bool) -> str:
    if violent:
        return "yes"
    return {"R2": "unsafe", "R0": "not_asked"}.get(level, "no")


def _parties(dice: Dice, family: Family, violent: bool, *, pregnant: bool) -> list[dict[str, Any]]:
    first, second = ("victim", "perpetrator") if violent else ("applicant", "respondent")
    people = [_party(dice, family.reporter, first, known=85)]
    if pregnant:
        people[0]["special_groups"] = ["4"]
    if dice.chance(80):
        people.append(_party(dice, family.other, second, known=40))
    return people


def _party(dice: Dice, one: Invented, role: str, *, known: int) -> dict[str, Any]:
    """As stated: the phone is known of `known` per cent, the identity number of half of those."""
    stated: dict[str, Any] = {"role": role, "name": one.name, "gender": one.gender}
    if dice.chance(known):
        stated["phone"] = one.phone
        if dice.chance(50):
            stated |= {"id_type": "111", "id_no": one.id_no}
    return stated


def take(reports: Iterator[SyntheticReport], count: int) -> Sequence[SyntheticReport]:
    """The next `count` reports."""
    return [next(reports) for _ in range(count)]
