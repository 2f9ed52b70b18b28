"""The catalogue. Importing this package registers every rule."""

from hejia.checker.rules import (
    across,
    bounds,
    funds,
    listing,
    prose_growth,
    prose_items,
    prose_rates,
    prose_shares,
    prose_sums,
    residue,
    scores,
    subjects,
    sums,
    text_and_table,
    told_twice,
    wording,
    years,
)
from hejia.checker.rules.registry import RULES, Rule

__all__ = [
    "RULES",
    "Rule",
    "across",
    "bounds",
    "funds",
    "listing",
    "prose_growth",
    "prose_items",
    "prose_rates",
    "prose_shares",
    "prose_sums",
    "residue",
    "scores",
    "subjects",
    "sums",
    "text_and_table",
    "told_twice",
    "wording",
    "years",
]
