"""Questions to the Chinese full-text indexes made with ext.cjk_bigrams (kernel/sql/search.sql).

A question is split at blanks; all of its terms must occur. An index answers from two characters
on; a single character beside a longer term is checked by LIKE alone. Ask like this:

    ext.cjk_bigrams(x) @@ %s::tsquery AND ext.cjk_fold(x) LIKE ALL(%s)

with `bigram_query(text)` and `like_patterns(text)`. The LIKE makes it exact: the pairs of
"噪音扰民" may stand in a text apart. Where many texts are gone through, `holding` says the same
for a sixth of the time.
"""

import re
import unicodedata
from typing import Final

_A_TO_Z: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_LIKE: Final = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
_QUOTED: Final = str.maketrans({"\\": "\\\\", "'": "''"})

_IDEOGRAPHS: Final = re.compile(r"[\u4e00-\u9fff]+")
HIDING: Final = (
    "[\u2e9f-\u2fd5\u3038-\u303a\u3192-\u319f\u3220-\u32ff\u3358-\u337f\u33e0-\u33fe"
    "\uf900-\ufad9\U0001f210-\U0001f251\U0002f800-\U0002fa1c]"
)
"""Characters that fold to common ideographs: radicals, ㈠, ㍻, compatibility forms (UAX #15)."""


def fold(text: str) -> str:
    """Make half-width and lower-case what can be, as ext.cjk_fold does."""
    return unicodedata.normalize("NFKC", text.replace("\x00", "")).translate(_A_TO_Z)


def terms(text: str) -> tuple[str, ...]:
    """The terms of a question, folded, without doubles, in their order.

    A term without any letter or digit (pure punctuation) asks for nothing and is left out.
    """
    found = (t for t in fold(text).split() if any(c.isalnum() for c in t))
    return tuple(dict.fromkeys(found))


def bigram_query(text: str) -> str:
    """The tsquery, as text to be cast, that finds every pair of every term.

    "" when no term has two characters: no index can answer then; tell the person to type more.
    Every pair is quoted, so that no operator of tsquery can be typed in.
    """
    pairs = {term[i : i + 2]: None for term in terms(text) for i in range(len(term) - 1)}
    sound = (p for p in pairs if p[0] > " " and p[1] > " ")
    return " & ".join(f"'{p.translate(_QUOTED)}'" for p in sound)


def like_patterns(text: str) -> list[str]:
    """LIKE patterns of the terms, for a folded text: escaped, "%" around each."""
    return [f"%{escaped(term)}%" for term in terms(text)]


def holding(expression: str, text: str) -> tuple[str, tuple[object, ...]]:
    """A condition that an SQL text, once folded, has all terms of a question; and its values.

    Folding is most of the work and changes no common ideograph: asked for those alone, a text is
    folded only if it has characters that may become one.
    """
    patterns = like_patterns(text)
    folded = f"ext.cjk_fold({expression}) LIKE ALL(%s)"
    if not all(_IDEOGRAPHS.fullmatch(term) for term in terms(text)):
        return folded, (patterns,)
    plain = f"{expression} LIKE ALL(%s)"
    return f"({plain} OR {expression} ~ %s AND {folded})", (patterns, HIDING, patterns)


def escaped(term: str) -> str:
    """A folded term as it must stand inside a LIKE pattern."""
    return term.translate(_LIKE)
