"""How addresses are searched as one types, and how the finds are ranked. Pure.

Every address carries a `haystack` (its text, name and nickname, folded) and a `weight`: sixteen
bits of chance, fixed by its code, above the length of what is its own. In the order of weights
any stretch of the table is a fair sample of it. Three ways lead to the ten best:

- Names and nicknames that begin with the term come first, by a prefix index.
- Common words ("花园", "龙岗") stand in thousands of addresses, of which any ten short ones will
  do: a walk through a sample of SAMPLE addresses meets enough, and its best are taken.
- Rare words are not met ten times there; then the bigram index has few rows to give, and the
  best of all of them are taken.
"""

import hashlib
from typing import Final

from hejia.kernel.search import fold

SAMPLE: Final = 2000
"""Addresses looked at before the index is asked. What is met fewer than ten times among them
stands in about one of two hundred or fewer: of a million, the index has some 5,000 to rank."""
BEGINNINGS: Final = 400
"""Names with the same beginning that are ranked; more of them than that are all alike anyway."""
LENGTHS: Final = 0x7FFF
"""The bits of a weight that hold the length."""
_CODE_DIGITS: Final = 9


def haystack(text: str, name: str, nickname: str) -> str:
    """What an address is searched in. The name stands in it once, even if the text has it too."""
    folded = fold(text)
    more = [fold(part) for part in (name, nickname) if part and fold(part) not in folded]
    return " ".join([folded, *more])[:400]


def weight(code: str, text: str, areas: str) -> int:
    """A chance fixed by the code, above the length of the text less its areas' names."""
    own = max(0, len(text) - len(areas))
    chance = int.from_bytes(hashlib.sha256(code.encode()).digest()[:2], "big")
    return chance * (LENGTHS + 1) + min(own, LENGTHS)


def is_code(term: str) -> bool:
    """Whether the term can only be the beginning of a unified address code."""
    return term.isascii() and term.isdigit() and len(term) >= _CODE_DIGITS


def rank(term: str, name: str, nickname: str, weight: int, key: int) -> tuple[int, ...]:
    """Lower is better: the whole name, the beginning of a name, anywhere; then the shorter."""
    names = [fold(n) for n in (name, nickname) if n]
    begins = any(n.startswith(term) for n in names)
    return 0 if term in names else 1 if begins else 2, weight & LENGTHS, weight, key
