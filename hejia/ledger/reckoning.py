"""Fields that are worked out from others, never typed. Pure."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

Stated = Mapping[str, Any]
"""Cleaned fields: Decimal, date, bool, text; and `due_on` where the kind has a clock."""


def meets(stated: Stated) -> bool | None:
    """Whether `actual` reaches `target` in the `direction` ≥, ≤ or =; None while not reported."""
    actual, target = stated.get("actual"), stated.get("target")
    if actual is None or target is None:
        return None
    direction = stated.get("direction", "≥")
    return bool({"≥": actual >= target, "≤": actual <= target, "=": actual == target}[direction])


def in_time(stated: Stated) -> bool | None:
    """Whether `done_on` lies within the limit; None while it is not done."""
    done, due = stated.get("done_on"), stated.get("due_on")
    return done <= due if isinstance(done, date) and isinstance(due, date) else None


def difference(stated: Stated) -> Decimal | None:
    """盘盈盘亏: counted less booked."""
    counted, booked = stated.get("counted"), stated.get("booked")
    return None if counted is None or booked is None else counted - booked


def saved(stated: Stated) -> Decimal | None:
    """节约金额: budget less price."""
    budget, price = stated.get("budget"), stated.get("price")
    return None if budget is None or price is None else budget - price


DERIVATIONS: Final[Mapping[str, Callable[[Stated], Any]]] = {
    "meets": meets,
    "in_time": in_time,
    "difference": difference,
    "saved": saved,
}
