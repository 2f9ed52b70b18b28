"""What somebody types into the search box: a number, a phone, a name, or words of the story."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection

from hejia.kernel.search import bigram_query, holding
from hejia.parties.public import find_by_id_no, find_by_name, find_by_phone

_CASE_NUMBER: Final = re.compile(r"\d{6,18}")
_PHONE: Final = re.compile(r"(\+?86)?1\d{10}|0\d{2,3}-?\d{7,8}")
_ID_NO: Final = re.compile(r"\d{17}[\dXx]")
_NAME: Final = re.compile(r"[\u4e00-\u9fff·]{2,6}")

_STORY: Final = "(t.summary || ' ' || t.demand || ' ' || t.cause)"
"""The expression the GIN index of migration 0001 covers, to the letter."""

_LONGEST: Final = 60
_COUNTED: Final = f"SELECT 1 FROM cases_casetext t WHERE ext.cjk_bigrams({_STORY}) @@ %s::tsquery"  # noqa: S608 own text only

_ALL: Final = "SELECT 1 FROM cases_casetext"

_PLANNED_ANEW: Final = (
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
    " set_config('max_parallel_workers_per_gather', '0', true)"
)

ENOUGH: Final = 21
"""Cases that fill a page: `found` of `total` fill it after ENOUGH * total / found on the way."""


@dataclass(frozen=True, slots=True)
class Words:
    """One reading of what was typed, as SQL over `cases_case c` (and `cases_casetext t`).

    `walked`: the same without an index, for going through cases in their order: what stands in
    every tenth text is found by looking at the first few hundred.
    """

    condition: str = "TRUE"
    params: tuple[Any, ...] = ()
    join: str = ""
    walked: str = ""
    walked_params: tuple[Any, ...] = ()
    pairs: tuple[str, ...] = ()

    def is_common(self) -> bool:
        """Whether fewer cases must be looked at on the way than the index would find.

        Asked of the planner, pair by pair, as it takes those of one word for independent and
        their joint frequency for nothing: two statements, which read no row. The first keeps the
        planner from planning once for all words: what is right for one is ruinous for another.
        """
        each = " UNION ALL ".join([*[_COUNTED] * len(self.pairs), _ALL])
        with connection.cursor() as cursor:
            cursor.execute(_PLANNED_ANEW)
            cursor.execute(f"EXPLAIN (FORMAT JSON) {each}", self.pairs)
            plan = cursor.fetchone()[0][0]["Plan"]
        *found, total = (part["Plan Rows"] for part in plan["Plans"])
        return bool(min(found) ** 2 > ENOUGH * total)


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
    exact, values = holding(_STORY, text)
    # Of CASE the planner thinks that half passes, of LIKE that nothing does: the pairs found in
    # the index nearly always stand together, so the first is right and the second ruinous.
    condition = (
        f"ext.cjk_bigrams({_STORY}) @@ %s::tsquery AND CASE WHEN {exact} THEN TRUE ELSE FALSE END"
    )
    join = " JOIN cases_casetext t ON t.case_id = c.id"
    pairs = tuple(query.split(" & "))
    return [Words(condition, (query, *values), join, exact, values, pairs)]
