"""Figures say what happened, whatever happened."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from hejia.cases.models import Case, CaseEvent
from hejia.insight.public import (
    Dimension,
    Part,
    Period,
    breakdown,
    cases_behind,
    catch_up,
    indicators,
    measure,
    measure_many,
)
from hejia.insight.queries.behind import keys_behind
from hejia.insight.tests.recount import RULES, everything, recount
from hejia.insight.tests.wander import wander
from hejia.testing.cast import Cast

SPRING = ("2026-03", "2026Q1", "2026", "2026-03-10..2026-04-20", "2026-05")


@pytest.mark.parametrize("seed", range(6))
def test_every_indicator_equals_a_slow_recount_after_a_random_walk(cast: Cast, seed: int) -> None:
    last = wander(cast, seed)
    assert catch_up() == Case.objects.count()
    told = everything()
    for text in SPRING:
        period = Period.read(text)
        for now in (last, last - timedelta(days=9), last + timedelta(days=90)):
            figures = measure_many(None, period, now=now)
            for id in RULES:
                found = figures[id]
                above, base, left = recount(id, told, period, now)
                assert (found.denominator, dict(found.excluded)) == (base, left), (id, text)
                if found.numerator is not None:
                    assert found.numerator == above, (id, text)


def test_walks_go_through_all_that_must_be_counted(cast: Cast) -> None:
    """The test above proves nothing about what its walks never do."""
    for seed in range(6):
        wander(cast, seed)
    done = Counter(CaseEvent.objects.values_list("action", flat=True))
    wanted = {"merge", "unmerge", "reopen", "visit", "extend_approve", "return", "transfer"}
    wanted |= {"mark_false", "reject", "transfer_out", "close_reject", "suspend", "archive"}
    assert wanted <= set(done), wanted - set(done)


def test_every_indicator_has_a_recount_or_a_test_of_its_own() -> None:
    own = {"reports", "handling_days"}
    assert {one.id for one in indicators()} == set(RULES) | own


@pytest.mark.parametrize("seed", [7, 8])
def test_each_figure_opens_to_exactly_what_it_counts(cast: Cast, seed: int) -> None:
    last = wander(cast, seed)
    catch_up()
    now = last - timedelta(days=5)
    for one in indicators():
        figure = measure(one.id, "2026", now=now)
        rows = list(keys_behind(one.id, Part.DENOMINATOR, "2026", now=now))
        assert len(rows) == figure.denominator, one.id
        if figure.numerator is not None:
            assert sum(above for _, _, above in rows) == figure.numerator, one.id
        behind = cases_behind(
            one.id, Part.EXCLUDED, "2026", sight=cast.district.sight, now=now, limit=1000
        )
        assert Counter(row.why for row in behind.rows) == figure.excluded, one.id


@pytest.mark.parametrize("by", list(Dimension))
def test_parts_of_a_figure_add_up_to_it(cast: Cast, by: Dimension) -> None:
    last = wander(cast, 11)
    catch_up()
    for id in ("accepted", "closure_rate", "satisfaction_rate", "handling_days"):
        found = breakdown(id, "2026", by=by, now=last)
        whole = measure(id, "2026", now=last)
        assert found.total == whole
        assert found.gap == 0
        left = Counter[str]()
        for _, part in found.parts:
            left.update(part.excluded)
        assert left == whole.excluded


def test_a_restriction_counts_what_the_breakdown_counts(cast: Cast) -> None:
    last = wander(cast, 12)
    catch_up()
    parts = dict(breakdown("accepted", "2026", by="category", now=last).parts)
    for key, part in parts.items():
        assert measure("accepted", "2026", now=last, category=key) == part
    both = measure("accepted", "2026", now=last, category=tuple(parts))
    assert both.value == sum((part.value or Decimal(0) for part in parts.values()), Decimal(0))
