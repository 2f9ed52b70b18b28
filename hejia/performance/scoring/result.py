"""What scoring answers: frozen rows of Decimal, with a sentence for each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One scored row. `raw` is before rounding; `reason_required` names why the form asks."""

    name: str
    group: str
    subgroup: str
    max: Decimal
    score: Decimal
    raw: Decimal
    explanation: str
    certainty: str
    reason_required: str = ""


@dataclass(frozen=True, slots=True)
class GroupScore:
    """A subtotal. `rate` is score ÷ max."""

    name: str
    max: Decimal
    score: Decimal
    rate: Decimal
    subgroups: tuple[GroupScore, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """A derived rate of the form, with what it was computed from."""

    name: str
    value: Decimal
    shown: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Result:
    """A whole evaluation. `total` and `grade` are None where the form has no scores (Guangzhou,
    Longgang)."""

    ruleset: str
    version: int
    digest: str
    total: Decimal | None
    grade: str | None
    items: tuple[ItemScore, ...]
    groups: tuple[GroupScore, ...]
    rates: tuple[Rate, ...]
    notes: tuple[str, ...]
