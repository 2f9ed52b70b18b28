"""Is this report one we have already? Shown before saving, with why; a human decides.

Pure: no Django, no clock, no database. Persons and addresses are compared by blind index, so
nothing has to be opened for it.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from hejia.cases.vocabulary import family_of

SAME_PLACE_DAYS: Final = 30
SHOWN_FROM: Final = 40  # per cent
SIMILAR_FROM: Final = 45  # per cent of shared bigrams


class Why(StrEnum):
    """What two reports have in common."""

    PHONE = "phone"
    ID_NUMBER = "id_number"
    PLACE_AND_TYPE = "place_and_type"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as compared. `phones`, `id_numbers`, `address` are blind indexes (16 bytes)."""

    case_id: UUID
    reported_at: datetime
    phones: frozenset[bytes] = field(default_factory=frozenset)
    id_numbers: frozenset[bytes] = field(default_factory=frozenset)
    address: bytes | None = None
    dispute_type: str = ""
    text: str = ""


class Reason(NamedTuple):
    """One thing in common, in words, and what it weighs alone (per cent)."""

    why: Why
    text: str
    weight: int


class Match(NamedTuple):
    """A case that may be the same. `score`: per cent, 100 means certain."""

    case_id: UUID
    score: int
    reasons: tuple[Reason, ...]


def judge(candidate: Report, others: Iterable[Report]) -> list[Match]:
    """The cases worth showing beside `candidate`, the likeliest first; never itself.

    Reasons strengthen each other as independent hints: 1 - (1 - a)(1 - b) …
    """
    matches: list[Match] = []
    for other in others:
        if other.case_id == candidate.case_id:
            continue
        reasons = compare(candidate, other)
        score = _together([reason.weight for reason in reasons])
        if score >= SHOWN_FROM:
            matches.append(Match(other.case_id, score, tuple(reasons)))
    return sorted(matches, key=lambda match: (-match.score, str(match.case_id)))


def compare(one: Report, other: Report) -> list[Reason]:
    """What the two have in common, the strongest first."""
    reasons: list[Reason] = []
    if not one.id_numbers.isdisjoint(other.id_numbers):
        reasons.append(Reason(Why.ID_NUMBER, "证件号码相同", 70))
    if not one.phones.isdisjoint(other.phones):
        reasons.append(Reason(Why.PHONE, "电话号码相同", 60))
    days = abs((one.reported_at - other.reported_at).days)
    if _same_place(one, other) and days <= SAME_PLACE_DAYS:
        when = f"相隔 {days} 天" if days else "同一天"
        reasons.append(Reason(Why.PLACE_AND_TYPE, f"同一地址、同一类型，{when}", 50))
    alike = similarity(one.text, other.text)
    if alike >= SIMILAR_FROM:
        reasons.append(Reason(Why.TEXT, f"内容相似 {alike}%", alike * 9 // 10))
    return reasons


def _same_place(one: Report, other: Report) -> bool:
    same_type = family_of(one.dispute_type) == family_of(other.dispute_type) != ""
    return same_type and one.address is not None and one.address == other.address


def _together(weights: Sequence[int]) -> int:
    """Per cent; computed in whole numbers so that it is the same everywhere."""
    doubt = 10_000
    for weight in weights:
        doubt = doubt * (100 - weight) // 100
    return (10_000 - doubt) // 100


def similarity(one: str, other: str) -> int:
    """Shared bigrams of two texts, per cent of all (Jaccard); punctuation does not count."""
    a, b = _bigrams(one), _bigrams(other)
    shared = len(a & b)
    return 100 * shared // (len(a) + len(b) - shared) if shared else 0


@lru_cache(maxsize=512)
def _bigrams(text: str) -> frozenset[str]:
    letters = "".join(char for char in text.casefold() if char.isalnum())
    return frozenset(map("".join, itertools.pairwise(letters)))


def window(reported_at: datetime) -> tuple[datetime, datetime]:
    """The span of time in which a same address matters, for the query that gathers others."""
    span = timedelta(days=SAME_PLACE_DAYS)
    return reported_at - span, reported_at + span
