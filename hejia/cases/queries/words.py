"""What somebody types into the search box: a number, a phone, a name, or words of the story."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from hejia.kernel.search import bigram_query, like_patterns
from hejia.parties.public import find_by_id_no, find_by_name, find_by_phone

_CASE_NUMBER: Final = re.compile(r"\d{6,18}")
_PHONE: Final = re.compile(r"(\+?86)?1\d{10}|0\d{2,3}-?\d{7,8}")
_ID_NO: Final = re.compile(r"\d{17}[\dXx]")
_NAME: Final = re.compile(r"[\u4e00-\u9fff·]{2,6}")

_STORY: Final = "(t.summary || ' ' || t.demand || ' ' || t.cause)"
"""The expression the GIN index of migration 0001 covers, to the letter."""

_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Words:
    """One reading of what was typed, as SQL over `cases_case c` (and `cases_casetext t`)."""

    condition: str = "TRUE"
    params: tuple[Any, ...] = ()
    join: str = ""


def readings(typed: str) -> list[Words]:
    """Every way to take what was typed; a case found by any of them is meant. [] finds nothing.

    Statements: none, or one or two where persons are asked for.
    """
    text = typed.strip()[:_LONGEST]
    if not text:
        return [Words()]
    if _ID_NO.fullmatch(text):
        return _of_parties(find_by_id_no(text)) + _by_number(text)
    if _PHONE.fullmatch(text):
        return _of_parties(find_by_phone(text)) + _by_number(text)
    if _CASE_NUMBER.fullmatch(text):
        return _by_number(text)
    named = _of_parties(find_by_name(text)) if _NAME.fullmatch(text) else []
    return _of_story(text) + named


def _of_parties(parties: Iterable[UUID]) -> list[Words]:
    keys = list(parties)
    condition = "c.id IN (SELECT p.case_id FROM cases_caseparty p WHERE p.party_id = ANY(%s))"
    return [Words(condition, (keys,))] if keys else []


def _by_number(text: str) -> list[Words]:
    return [Words("c.number LIKE %s", (f"{text}%",))] if text.isdigit() else []


def _of_story(text: str) -> list[Words]:
    query = bigram_query(text)
    if not query:
        return []
    condition = f"ext.cjk_bigrams({_STORY}) @@ %s::tsquery AND ext.cjk_fold({_STORY}) LIKE ALL(%s)"
    join = " JOIN cases_casetext t ON t.case_id = c.id"
    return [Words(condition, (query, like_patterns(text)), join)]
