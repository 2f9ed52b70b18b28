"""Short accounts of things that never happened, put together from phrases. Pure.

Hundreds of phrases combine to many millions of accounts of 60 to 120 characters, with the words
real ones have, so that search and the finding of duplicates are tried on something like them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from hejia.cases.demo.dice import Dice
from hejia.cases.vocabulary import family_of

#: Type or family → what the other party is to a woman, to a man.
_OTHERS: Final[Mapping[str, tuple[str, str]]] = {
    "10": ("丈夫", "妻子"),
    "106": ("家人", "家人"),
    "108": ("前夫", "前妻"),
    "109": ("前夫", "前妻"),
    "20": ("丈夫", "妻子"),
    "202": ("前夫", "前妻"),
    "203": ("男友", "女友"),
    "204": ("孩子父亲", "孩子母亲"),
    "205": ("儿子", "儿子"),
    "206": ("哥哥", "弟弟"),
    "207": ("婆婆", "岳父"),
    "208": ("同住人", "同住人"),
    "30": ("男友", "女友"),
    "302": ("前男友", "前女友"),
    "304": ("对方", "对方"),
    "305": ("同事", "同事"),
    "40": ("前夫", "前妻"),
    "50": ("大儿子", "二女儿"),
    "503": ("丈夫", "妻子"),
    "60": ("哥哥", "弟弟"),
    "70": ("丈夫", "妻子"),
    "80": ("丈夫", "妻子"),
    "801": ("婆婆", "儿媳"),
    "802": ("女婿", "岳父"),
    "803": ("弟弟", "哥哥"),
    "804": ("妯娌", "嫂子"),
    "90": ("家人", "家人"),
    "95": ("对方", "对方"),
    "99": ("家人", "家人"),
}

#: Families (and types left out) whose accounts tell of a marriage.
_MARRIED: Final = frozenset({"10", "20", "70", "80"})
_NOT_MARRIED: Final = frozenset({"106", "108", "109", "202", "203", "205", "206", "208"})


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases by kind; `causes` and `wishes` by family, `acts` by type, `danger` by colour."""

    openings: tuple[str, ...]
    times: tuple[str, ...]
    contexts: tuple[str, ...]
    married: tuple[str, ...]
    closings: tuple[str, ...]
    causes: Mapping[str, tuple[str, ...]]
    wishes: Mapping[str, tuple[str, ...]]
    acts: Mapping[str, tuple[str, ...]]
    danger: Mapping[str, tuple[str, ...]]


@cache
def phrases() -> Phrases:
    """The phrases that come with the system."""
    text = files("hejia.cases").joinpath("demo/phrases.toml").read_text("utf-8")
    given: dict[str, Any] = tomllib.loads(text)
    families = given["families"]
    return Phrases(
        openings=tuple(given["openings"]),
        times=tuple(given["times"]),
        contexts=tuple(given["contexts"]),
        married=tuple(given["married"]),
        closings=tuple(given["closings"]),
        causes={family: tuple(one["causes"]) for family, one in families.items()},
        wishes={family: tuple(one["wishes"]) for family, one in families.items()},
        acts={code: tuple(texts) for code, texts in given["acts"].items()},
        danger={level: tuple(texts) for level, texts in given["danger"].items()},
    )


def other_party(dispute_type: str, gender: str) -> str:
    """What the other party is called by someone of this gender (2 female)."""
    words = _OTHERS.get(dispute_type) or _OTHERS[family_of(dispute_type)]
    return words[gender != "2"]


def narrate(dice: Dice, dispute_type: str, surname: str, gender: str, danger: str) -> str:
    """One account. `danger`: a phrase of danger to weave in, "" for none."""
    known, family = phrases(), family_of(dispute_type)
    who = f"{surname}{'女士' if gender == '2' else '先生'}"
    opening = dice.pick(known.openings).replace("{w}", who)
    act = dice.pick(known.acts[dispute_type]).replace("{p}", other_party(dispute_type, gender))
    parts = [
        f"{opening}，{dice.pick(known.times)}{dice.pick(known.causes[family])}，{act}",
        dice.pick(known.contexts),
        f"{who}{dice.pick(known.closings)}",
    ]
    if family in _MARRIED and dispute_type not in _NOT_MARRIED:
        parts.insert(1, dice.pick(known.married))
    if danger:
        parts.insert(1, danger)
    return f"{'。'.join(parts)}。{dice.pick(known.wishes[family])}。"


def wish(dice: Dice, dispute_type: str) -> str:
    """What is asked for, as a field of its own."""
    return dice.pick(phrases().wishes[family_of(dispute_type)])
