"""Equations between printed figures, and the search for the one figure that breaks them.

Rules about tables state equations (a total and its parts, a rate and its two amounts). Those
that fail are looked at together: a single wrong figure breaks several of them, and the right
value, put in its place, mends them all without breaking another. That figure is reported, once.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from hejia.checker.figures import Figure, Interval, rate_agrees, shown
from hejia.checker.finding import Finding, Severity
from hejia.checker.understanding.tables import Datum

LEAST_DIGITS = 3
MOST_FAILING = 200

Key = tuple[int, int, int]
Values = Callable[[Datum], Interval]
Formula = Callable[[Sequence[Interval]], Interval | None]


@dataclass(frozen=True)
class Relation:
    """`target` is what `formula` makes of `terms`. `linear` holds the sign of each term."""

    rule: str
    target: Datum
    terms: tuple[Datum, ...]
    formula: Formula
    wording: str
    linear: tuple[int, ...] = ()
    severity: Severity = "hard"
    is_rate: bool = False
    cut: bool = False
    decimals: int | None = field(default=None)
    ceiling: bool = False
    advice: str = ""

    def holds(self, values: Values) -> bool:
        """Whether the printed target may be the outcome, with these values for its figures."""
        true = self.formula([values(term) for term in self.terms])
        if true is None:
            return True
        if self.is_rate:
            figure = self.target.figure
            assumed = values(self.target)
            if assumed == self.target.interval:
                return rate_agrees(figure, true, cut=self.cut)
            return assumed.meets(true)
        return values(self.target).meets(true)


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that, put for one printed figure, mends `mended` and breaks `broken`."""

    datum: Datum
    value: Decimal
    mended: tuple[Relation, ...]
    broken: int

    @property
    def gain(self) -> int:
        return len(self.mended) - 2 * self.broken


def printed(datum: Datum) -> Interval:
    """The values a printed figure may stand for."""
    return datum.interval


def total(parts: Sequence[Interval]) -> Interval | None:
    """Sum of all parts."""
    result = Interval(Decimal(0), Decimal(0))
    for part in parts:
        result = result + part
    return result


def difference(parts: Sequence[Interval]) -> Interval | None:
    """First less all others."""
    result = parts[0]
    for part in parts[1:]:
        result = result - part
    return result


def percentage(parts: Sequence[Interval]) -> Interval | None:
    """First over second, in per cent."""
    quotient = parts[0].over(parts[1])
    return quotient.times(Decimal(100)) if quotient else None


def growth(parts: Sequence[Interval]) -> Interval | None:
    """(first − second) ÷ second, in per cent."""
    quotient = parts[0].over(parts[1])
    if quotient is None:
        return None
    return Interval(quotient.low * 100 - 100, quotient.high * 100 - 100)


@dataclass(frozen=True)
class _Told:
    """How often the document prints each value; `values` in order, to look up a span."""

    times: Mapping[Decimal, int]

    @cached_property
    def values(self) -> list[Decimal]:
        return sorted(self.times)

    def within(self, low: Decimal, high: Decimal) -> Sequence[Decimal]:
        return self.values[bisect_left(self.values, low) : bisect_right(self.values, high)]


def findings_of(
    relations: Iterable[Relation], told: Mapping[Decimal, int] | None = None
) -> list[Finding]:
    """One finding per wrong figure that the failing relations point to.

    `told` says how often the document prints a value: where the equations alone do not tell which
    figure is wrong, it is the one whose right value stands elsewhere and whose own does not.
    """
    often = _Told(told or {})
    everything = _distinct(relations)
    by_datum: dict[Key, list[Relation]] = defaultdict(list)
    for relation in everything:
        for datum in (relation.target, *relation.terms):
            by_datum[datum.key].append(relation)
    found: list[Finding] = []
    for failing in _clusters([r for r in everything if not r.holds(printed)]):
        while failing:
            best = _best(failing, by_datum, often)
            found.append(_finding(best))
            mended = {id(relation) for relation in best.mended}
            failing = [relation for relation in failing if id(relation) not in mended]
    return found


def _clusters(failing: Sequence[Relation]) -> list[list[Relation]]:
    """Failing equations that share figures, directly or by others: no value mends two clusters.

    More of them than `MOST_FAILING` are no slip: such a table was not read as it is meant.
    """
    by_datum: dict[Key, list[int]] = defaultdict(list)
    keys = [{datum.key for datum in (r.target, *r.terms)} for r in failing]
    for number, own in enumerate(keys):
        for key in own:
            by_datum[key].append(number)
    seen: set[int] = set()
    clusters: list[list[Relation]] = []
    for first in range(len(failing)):
        reached, members = [first], []
        while reached:
            number = reached.pop()
            if number not in seen:
                seen.add(number)
                members.append(number)
                reached.extend(n for key in keys[number] for n in by_datum.pop(key, ()))
        if 0 < len(members) <= MOST_FAILING:
            clusters.append([failing[number] for number in sorted(members)])
    return clusters


def _distinct(relations: Iterable[Relation]) -> list[Relation]:
    seen: dict[tuple[object, ...], Relation] = {}
    for relation in relations:
        key = (relation.target.key, tuple(t.key for t in relation.terms), relation.is_rate)
        seen.setdefault(key, relation)
    return list(seen.values())


def _best(
    failing: Sequence[Relation],
    by_datum: dict[Key, list[Relation]],
    told: _Told,
) -> Correction:
    options: list[Correction] = []
    still = frozenset(id(relation) for relation in failing)
    for relation in failing:
        for datum, value in (*_candidates(relation), *_amounts_told(relation, told)):
            options.append(_weigh(datum, value, relation, still, by_datum))

    def rank(option: Correction) -> tuple[int, int]:
        return option.gain, _evidence(option, told)

    best = max(options, key=lambda option: (*rank(option), option.datum == _owner(option)))
    highest = rank(best)
    alike = {o.datum.key for o in options if rank(o) == highest}
    return _as_total(best) if len(alike) > 1 else best


def _as_total(option: Correction) -> Correction:
    """Where any of several parts may be the wrong one, the total is what a reader looks at."""
    first = option.mended[0]
    target, value = next(iter(_candidates(first)))
    return Correction(target, value, option.mended, option.broken)


def _evidence(option: Correction, told: _Told) -> int:
    """1 when the document prints the right value elsewhere and the wrong one only here."""
    figure = option.datum.figure
    if option.value < 0 <= figure.value:
        return -1
    if len(str(abs(option.value)).replace(".", "").strip("0")) < LEAST_DIGITS:
        return 0
    return int(told.times.get(option.value, 0) > 0) - int(told.times.get(figure.value, 0) > 1)


def _owner(option: Correction) -> Datum:
    return option.mended[0].target


def _candidates(relation: Relation) -> Iterable[tuple[Datum, Decimal]]:
    """Figures of a failing relation with the value each would need."""
    true = relation.formula([printed(term) for term in relation.terms])
    if true is None:  # pragma: no cover - a relation without outcome never fails
        return
    plain = relation.formula([term.figure.exact for term in relation.terms]) or true
    middle = true.high if relation.ceiling else (plain.low + plain.high) / 2
    yield relation.target, _at(middle, relation.target.figure, relation.decimals)
    gap = relation.target.figure.value - middle
    for sign, term in zip(relation.linear, relation.terms, strict=False):
        yield term, _at(term.figure.value + sign * gap, term.figure, relation.decimals)


def _amounts_told(relation: Relation, told: _Told) -> Iterable[tuple[Datum, Decimal]]:
    """For a rate that fails: its amounts, each with the one value printed elsewhere that fits."""
    if relation.formula is not percentage:
        return
    rate = relation.target.interval
    part, whole = relation.terms
    if rate.low <= 0 or printed(part).low <= 0 or printed(whole).low <= 0:
        return
    hundred = Decimal(100)
    due = (
        printed(whole).times(rate.low / hundred).low,
        printed(whole).times(rate.high / hundred).high,
    )
    yield from _one_told(part, due, told)
    yield from _one_told(
        whole,
        (printed(part).low * hundred / rate.high, printed(part).high * hundred / rate.low),
        told,
    )


def _one_told(
    datum: Datum, due: tuple[Decimal, Decimal], told: _Told
) -> Iterable[tuple[Datum, Decimal]]:
    own = datum.figure
    if told.times.get(own.value, 0) > 1:
        return
    fitting: list[Decimal] = []
    for value in told.within(*due):
        if value != own.value and _at(value, own, None) == value:
            fitting.append(value)
        if len(fitting) > 1:
            return
    if fitting:
        yield datum, fitting[0]


def _at(value: Decimal, figure: Figure, decimals: int | None) -> Decimal:
    return Decimal(shown(value, max(figure.decimals, decimals or 0)))


def _weigh(
    datum: Datum,
    value: Decimal,
    origin: Relation,
    failing: frozenset[int],
    by_datum: dict[Key, list[Relation]],
) -> Correction:
    half = datum.figure.ulp / 2
    assumed = Interval(value - half, value + half)

    def values(other: Datum) -> Interval:
        return assumed if other.key == datum.key else printed(other)

    mended, broken = [origin], 0
    for relation in by_datum[datum.key]:
        if relation is origin:
            continue
        holds = relation.holds(values)
        if holds and id(relation) in failing:
            mended.append(relation)
        elif not holds and id(relation) not in failing:
            broken += 1
    return Correction(datum, value, tuple(mended), broken)


def _finding(correction: Correction) -> Finding:
    datum, first = correction.datum, correction.mended[0]
    decimals = max(datum.figure.decimals, first.decimals or 0)
    expected = shown(correction.value, decimals)
    reasons = "；".join(dict.fromkeys(relation.wording for relation in correction.mended))
    severity: Severity = "hard" if any(r.severity == "hard" for r in correction.mended) else "soft"
    return Finding(
        rule=first.rule,
        severity=severity,
        place=datum.place,
        quote=f"{datum.row} {datum.figure.text}{datum.figure.unit}".strip(),
        printed=datum.figure.text.replace(",", ""),
        expected=expected,
        message=(
            f"{datum.name}印的是 {datum.figure.text}，按同表其他数应为 {expected}（{reasons}）。"
            + (first.advice or "请核对原始数据后改正这一处，并检查引用它的文字。")
        ),
        root_cause=f"{datum.row}·{datum.column}".strip("·"),
    )
