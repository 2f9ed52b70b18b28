"""What somebody types into the search box: a number, a phone, a name, or words of the story."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from hejia.kernel.search import bigram_query, holding, terms
from hejia.parties.public import find_by_id_no, find_by_name, find_by_phone

_CASE_NUMBER: Final = re.compile(r"\d{6,18}")
_PHONE: Final = re.compile(r"(\+?86)?1\d{10}|0\d{2,3}-?\d{7,8}")
_ID_NO: Final = re.compile(r"\d{17}[\dXx]")
_NAME: Final = re.compile(r"[\u4e00-\u9fff·]{2,6}")

_STORY: Final = "(t.summary || ' ' || t.demand || ' ' || t.cause)"
"""The expression the GIN index of migration 0001 covers, to the letter."""

_LONGEST: Final = 60
PAIR: Final = 2
STEPS_PER_HIT: Final = 0.5
"""Cases gone through in the time in which the index looks up one."""
_FOUND: Final = f"SELECT 1 FROM cases_casetext t WHERE ext.cjk_bigrams({_STORY}) @@ %s::tsquery"  # noqa: S608 own text only

_ALL: Final = "SELECT 1 FROM cases_casetext"

_PLANNED_ANEW: Final = (
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
    " set_config('max_parallel_workers_per_gather', '0', true)"
)


@dataclass(frozen=True, slots=True)
class Words:
    """A reading of what was typed as SQL over `cases_case c`."""

    condition: str = "TRUE"
    params: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """What was typed as words of the story, as SQL over `cases_casetext t`.

    `indexed` asks the index of the words; `plain` says the same of a text at hand.
    """

    indexed: str
    indexed_params: tuple[Any, ...]
    plain: str
    plain_params: tuple[Any, ...]
    pairs: tuple[str, ...]

    def steps(self, wanted: int, *, stops: bool) -> int:
        """How many cases to go through in their order to meet so many; 0: better ask the index.

        What stands in every tenth text is met on the way at once, where the index would name a
        hundred thousand: of `total` with `found` among them, wanted * total / found are expected
        to do. Words come in swarms, so twice as many are gone through; where going `stops` as
        soon as enough are met, as far as it is no dearer than looking up all that are found.

        Asked of the planner, pair by pair, as it takes those of one word for independent and
        their joint frequency for nothing: two statements, which read no row. The first keeps the
        planner, for the rest of the transaction, from planning once for all words: what is right
        for one is ruinous for another.
        """
        each = " UNION ALL ".join([*[_FOUND] * len(self.pairs), _ALL])
        with connection.cursor() as cursor:
            cursor.execute(_PLANNED_ANEW)
            cursor.execute(f"EXPLAIN (FORMAT JSON) {each}", self.pairs)
            plan = cursor.fetchone()[0][0]["Plan"]
        *every, total = (part["Plan Rows"] for part in plan["Plans"])
        found = min(every)
        expected = wanted * total / found
        if found <= expected:
            return 0
        return int(max(2 * expected, found * STEPS_PER_HIT if stops else 0))


class Readings(NamedTuple):
    """Every way to take what was typed; a case found by any of them is meant."""

    story: Story | None
    others: tuple[Words, ...]

    def __bool__(self) -> bool:
        """Whether anything can be found at all."""
        return bool(self.story or self.others)


def readings(typed: str) -> Readings:
    """What may be meant. Statements: none, or one or two where persons are asked for."""
    text = typed.strip()[:_LONGEST]
    if not text:
        return Readings(None, (Words(),))
    if _ID_NO.fullmatch(text):
        return Readings(None, _of_parties(find_by_id_no(text)) + _by_number(text))
    if _PHONE.fullmatch(text):
        return Readings(None, _of_parties(find_by_phone(text)) + _by_number(text))
    if _CASE_NUMBER.fullmatch(text):
        return Readings(None, _by_number(text))
    named = _of_parties(find_by_name(text)) if _NAME.fullmatch(text) else ()
    return Readings(_of_story(text), named)


def _of_parties(parties: Iterable[UUID]) -> tuple[Words, ...]:
    keys = list(parties)
    condition = "c.id IN (SELECT p.case_id FROM cases_caseparty p WHERE p.party_id = ANY(%s))"
    return (Words(condition, (keys,)),) if keys else ()


def _by_number(text: str) -> tuple[Words, ...]:
    return (Words("c.number LIKE %s", (f"{text}%",)),) if text.isdigit() else ()


def _of_story(text: str) -> Story | None:
    query = bigram_query(text)
    if not query:
        return None
    exact, values = holding(_STORY, text)
    # Of CASE the planner thinks that half passes, of LIKE that nothing does, which is ruinous.
    plain = f"CASE WHEN {exact} THEN TRUE ELSE FALSE END"
    pairs, typed = tuple(query.split(" & ")), terms(text)
    indexed: str = f"ext.cjk_bigrams({_STORY}) @@ %s::tsquery"
    params: tuple[Any, ...] = (query,)
    if len(pairs) != len(typed) or any(len(term) != PAIR for term in typed):
        # The pairs of a longer term may stand in a text apart, though they hardly ever do.
        indexed += f" AND {plain}"
        params = (query, *values)
    return Story(indexed, params, plain, values, pairs)
