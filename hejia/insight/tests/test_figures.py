"""What a figure says, and when it must not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejia.insight.figures import Figure, percent, veiled, veiled_together, wilson
from hejia.insight.periods import Period
from hejia.insight.vocabulary import Shape
from hejia.kernel.errors import Refused

COUNTS = st.integers(0, 200)


def rate(above: int, base: int) -> Figure:
    return Figure("x", Shape.RATE, "%", above, base, Decimal(above) / base if base else None)


def count(base: int) -> Figure:
    return Figure("x", Shape.COUNT, "件", None, base, Decimal(base))


def test_short_of_all_never_shows_as_all() -> None:
    assert percent(Decimal(128_612) / 128_613) == "99.99%"
    assert percent(Decimal(1)) == "100.00%"
    assert percent(Decimal("0.00001")) == "0.01%"
    assert percent(Decimal("0.96405")) == "96.41%"


def test_nothing_to_divide_by_is_no_rate() -> None:
    assert rate(0, 0).text == "—"


@pytest.mark.parametrize(
    ("above", "base", "low", "high"),
    [(95, 100, "0.8882", "0.9785"), (10, 10, "0.7225", "1.0000"), (0, 10, "0.0000", "0.2775")],
)
def test_the_interval_is_wilsons(above: int, base: int, low: str, high: str) -> None:
    """Values as tabulated for the score interval at 95 %."""
    found = wilson(above, base)
    assert [f"{edge:.4f}" for edge in found] == [low, high]


@given(st.integers(1, 10_000), st.data())
def test_the_interval_holds_the_share(base: int, data: st.DataObject) -> None:
    above = data.draw(st.integers(0, base))
    low, high = wilson(above, base)
    assert 0 <= low <= Decimal(above) / base <= high <= 1


@pytest.mark.parametrize("figure", [rate(3, 50), rate(48, 50), rate(2, 3), count(4)])
def test_few_persons_are_not_told(figure: Figure) -> None:
    shown = veiled(figure)
    assert (shown.numerator, shown.denominator, shown.value) == (None, None, None)
    assert shown.text == ("<5" if figure.shape is Shape.COUNT else "不显示")


@pytest.mark.parametrize("figure", [rate(0, 50), rate(50, 50), rate(5, 10), count(5), count(0)])
def test_many_or_none_are_told(figure: Figure) -> None:
    assert veiled(figure) == figure


@given(st.lists(COUNTS, min_size=2, max_size=8))
def test_a_hidden_part_cannot_be_told_from_the_total(sizes: list[int]) -> None:
    parts, total = [count(n) for n in sizes], count(sum(sizes))
    shown = veiled_together(parts, total)
    hidden = [n for n, part in zip(sizes, shown, strict=True) if part.hidden]
    others = [n for n in sizes if n >= 5]
    assert all(n not in range(1, 5) or part.hidden for n, part in zip(sizes, shown, strict=True))
    if len(hidden) == 1:
        assert not others


def test_periods_are_read_as_they_are_written() -> None:
    for text in ("2026", "2026Q3", "2026-08", "2026-01-01..2026-08-31"):
        assert str(Period.read(text)) == text
    assert Period.read("2026-08").label == "2026年8月"
    assert Period.read("2026-01-01..2026-12-31") == Period.year(2026)
    assert Period.quarter(2026, 4).end.isoformat() == "2027-01-01"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-13",
        "2026Q5",
        "2026-08-31..2026-01-01",
        "x..y",
        "2026-01-01..9999-12-31",
        "0000",
    ],
)
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        Period.read(text)
