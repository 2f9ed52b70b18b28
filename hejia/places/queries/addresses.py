"""Addresses as one types, and one by one. The ways and the ranking: hejia/places/searching.py."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import connection

from hejia.kernel.search import bigram_query, escaped, like_patterns, terms
from hejia.places.facts import AddressFound
from hejia.places.searching import BEGINNINGS, LENGTHS, SAMPLE, is_code, rank

_COLUMNS: Final = (
    "id, weight, code, text, name, nickname, street_id, community_id, grid_id, lon, lat, synthetic"
)
_BEST_FIRST: Final = f"weight & {LENGTHS}, weight, id"
# Ordered by the index itself, so the name that is the term comes first and the scan ends early.
_BEGINS: Final = f"""
(SELECT {_COLUMNS} FROM places_address
 WHERE ext.cjk_fold({{column}}) COLLATE "C" LIKE %s AND haystack LIKE ALL (%s)
   AND NOT retired {{also}}
 ORDER BY ext.cjk_fold({{column}}) COLLATE "C" LIMIT {BEGINNINGS})
"""  # noqa: S608 our own column names
_SAMPLED: Final = f"""
(SELECT {_COLUMNS} FROM
   (SELECT * FROM places_address ORDER BY weight LIMIT {SAMPLE}) AS sample
 WHERE haystack LIKE ALL (%s) AND NOT retired ORDER BY {_BEST_FIRST} LIMIT %s)
"""  # noqa: S608 our own column names
_QUICK: Final = " UNION ALL ".join(
    [
        _BEGINS.format(column="name", also=""),
        _BEGINS.format(column="nickname", also="AND nickname <> ''"),
        _SAMPLED,
    ]
)
_THOROUGH: Final = f"""
SELECT {_COLUMNS} FROM places_address
WHERE ext.cjk_bigrams(haystack) @@ %s::tsquery AND haystack LIKE ALL (%s) AND NOT retired
ORDER BY {_BEST_FIRST} LIMIT %s
"""  # noqa: S608 our own column names
_BY_CODE: Final = f"""
SELECT {_COLUMNS} FROM places_address
WHERE code LIKE %s AND NOT retired ORDER BY code USING ~<~ LIMIT %s
"""  # noqa: S608 our own column names

_IN_COMMUNITY: Final = f"""
SELECT {_COLUMNS} FROM places_address
WHERE community_id = %s AND haystack LIKE ALL (%s) AND NOT retired
ORDER BY {_BEST_FIRST} LIMIT %s
"""  # noqa: S608 our own column names


def search_addresses(typed: str, limit: int = 10) -> tuple[AddressFound, ...]:
    """The best addresses that hold every term of what was typed; at most two statements.

    Exact from two characters on, by any part of the address, name or nickname; a term of nine
    digits or more is the beginning of a code. Nothing where no term has two characters.
    """
    asked = terms(typed)
    if len(asked) == 1 and is_code(asked[0]):
        return _facts(_rows(_BY_CODE, [f"{asked[0]}%", limit]))
    query = bigram_query(typed)
    if not query:
        return ()
    patterns = like_patterns(typed)
    beginning = f"{escaped(asked[0])}%"
    found = _rows(_QUICK, [beginning, patterns, beginning, patterns, patterns, 2 * limit])
    if len({row[0] for row in found}) < limit:
        found += _rows(_THOROUGH, [query, patterns, limit])
    unique = {row[0]: row for row in found}
    ordered = sorted(unique.values(), key=lambda r: rank(asked[0], r[4], r[5], r[1], r[0]))
    return _facts(ordered[:limit])


def search_community(typed: str, community_id: int, limit: int) -> tuple[AddressFound, ...]:
    """The same within one community, whose few thousand addresses are all read; one statement."""
    patterns = like_patterns(typed)
    return _facts(_rows(_IN_COMMUNITY, [community_id, patterns, limit])) if patterns else ()


def _rows(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _facts(rows: Iterable[tuple[Any, ...]]) -> tuple[AddressFound, ...]:
    return tuple(AddressFound(*row[2:]) for row in rows)


def sample_addresses(*, every: int) -> list[tuple[str, int]]:
    """(code, community id) of every n-th address in use, in the order of codes; one statement."""
    rows: list[tuple[str, int]] = _rows(
        "SELECT code, community_id FROM (SELECT code, community_id, row_number() OVER "
        "(ORDER BY code) AS place FROM places_address WHERE NOT retired) AS numbered "
        "WHERE place %% %s = 0 ORDER BY code",
        [every],
    )
    return rows
