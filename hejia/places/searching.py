"""How addresses are searched as one types, and how the finds are ranked. Pure.

Every address carries a `haystack` (its text, name and nickname, folded) and a `weight`: the
length of what is its own, so that shorter comes first, then sixteen bits of chance, so that the
lightest addresses are a fair sample of the whole district. Two ways lead to the ten best:

- Common words ("花园", "龙岗") stand in thousands of addresses. A walk along the weights meets
  ten of them within the first few thousand rows, and these *are* the lightest ten.
- Rare words are not met so soon, and then the bigram index has few rows to give.

Names and nicknames that begin with the term come before both, by a prefix index.
"""

import hashlib
from typing import Final

from hejia.kernel.search import fold

WALK: Final = 3000
"""Rows looked at before the index is asked. What is met fewer than ten times among them stands in
about one row of three hundred or fewer: of a million, the index has some 3,000 to rank."""
BEGINNINGS: Final = 400
"""Names with the same beginning that are ranked; more of them than that are all alike anyway."""
_CODE_DIGITS: Final = 9


def haystack(text: str, name: str, nickname: str) -> str:
    """What an address is searched in. The name stands in it once, even if the text has it too."""
    folded = fold(text)
    more = [fold(part) for part in (name, nickname) if part and fold(part) not in folded]
    return " ".join([folded, *more])[:400]


def weight(code: str, text: str, areas: str) -> int:
    """Length of the text less that of its areas' names, then a chance fixed by the code."""
    own = max(0, len(text) - len(areas))
    chance = int.from_bytes(hashlib.sha256(code.encode()).digest()[:2], "big")
    return min(own, 0x7FFF) << 16 | chance


def is_code(term: str) -> bool:
    """Whether the term can only be the beginning of a unified address code."""
    return term.isascii() and term.isdigit() and len(term) >= _CODE_DIGITS


def rank(term: str, name: str, nickname: str, weight_and_id: tuple[int, int]) -> tuple[int, ...]:
    """Lower is better: the whole name, the beginning of a name, anywhere; then the lighter."""
    names = [fold(n) for n in (name, nickname) if n]
    if term in names:
        return 0, *weight_and_id
    return (1 if any(n.startswith(term) for n in names) else 2), *weight_and_id
