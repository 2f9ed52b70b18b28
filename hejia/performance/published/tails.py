"""Exact amounts behind rounded prints.

A published budget prints 万元 without decimals: 41 and 84 may stand under 124. This finds amounts
that round to every printed figure at once — parts and totals — or says that none exist, which is
what an auditor would conclude too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from hejia.performance.figures import ZERO, divide

ROUNDS: Final = 2000
FINE: Final = Decimal("0.0001")


class Irreconcilable(ValueError):
    """No amounts round to all the printed figures; the message names the group."""


@dataclass(frozen=True, slots=True)
class Group:
    """A printed total over some parts."""

    name: str
    parts: tuple[str, ...]
    printed: Decimal


def settle(
    parts: Mapping[str, Decimal], groups: Sequence[Group], unit: Decimal = Decimal(1)
) -> dict[str, Decimal]:
    """Amounts for the parts such that parts and group sums round (half-up, to `unit`) to the print.

    Parts move as little as the groups ask for. Raises Irreconcilable.
    """
    reach = unit / 2 - FINE
    amounts = dict(parts)
    for _ in range(ROUNDS):
        worst = None
        for group in groups:
            missing = _missing(group, amounts, reach)
            if missing:
                worst = group
                _spread(group, missing, parts, amounts, reach)
        if worst is None:
            return amounts
    raise Irreconcilable(f"“{worst.name if worst else ''}”与各分项无法同时由一组金额四舍五入得到")


def _missing(group: Group, amounts: Mapping[str, Decimal], reach: Decimal) -> Decimal:
    """What the sum lacks (or has too much, negative) to round to the print.

    Sums are brought to within `reach`, but left alone within half a FINE beyond it, so that groups
    pulling against each other come to rest; that is still inside the rounding.
    """
    drift = sum((amounts[part] for part in group.parts), ZERO) - group.printed
    if abs(drift) <= reach + FINE / 2:
        return ZERO
    return (reach if drift > 0 else -reach) - drift


def _spread(
    group: Group,
    missing: Decimal,
    parts: Mapping[str, Decimal],
    amounts: dict[str, Decimal],
    reach: Decimal,
) -> None:
    """Share the missing amount among the parts that still have room within their own rounding."""
    for _ in group.parts:
        room = [p for p in group.parts if _room(p, missing, parts, amounts, reach) > 0]
        if not room or not missing:
            return
        share = divide(missing, Decimal(len(room)))
        for part in room:
            move = min(abs(share), _room(part, missing, parts, amounts, reach))
            step = move if missing > 0 else -move
            amounts[part] += step
            missing -= step


def _room(
    part: str,
    missing: Decimal,
    parts: Mapping[str, Decimal],
    amounts: Mapping[str, Decimal],
    reach: Decimal,
) -> Decimal:
    """How far the part may still move in the wanted direction; nothing printed as 0 moves."""
    if parts[part] == 0:
        return ZERO
    drift = amounts[part] - parts[part]
    return reach - drift if missing > 0 else reach + drift
