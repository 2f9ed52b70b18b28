"""Figures as printed, and what each may stand for."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejia.checker.figures import (
    Figure,
    Interval,
    find_figures,
    is_blank,
    parse_cell,
    rate_agrees,
    shown,
)


@pytest.mark.parametrize(
    ("text", "value", "decimals", "unit"),
    [
        ("1,234.50", "1234.50", 2, ""),
        ("－128.88", "-128.88", 2, ""),
        ("１２．５％", "12.5", 1, "%"),
        (" 1 310 ", "1310", 0, ""),
        ("80万元", "80", 0, "万元"),
        ("-18.2%", "-18.2", 1, "%"),
    ],
)
def test_cell_is_a_figure(text: str, value: str, decimals: int, unit: str) -> None:
    figure = parse_cell(text)
    assert figure is not None
    assert (figure.value, figure.decimals, figure.unit) == (Decimal(value), decimals, unit)


@pytest.mark.parametrize("text", ["", "—", "（1）", "≥95%", "1.2.3", "2022年", "第3次", "12场"])
def test_cell_is_no_figure(text: str) -> None:
    assert parse_cell(text) is None


@pytest.mark.parametrize("text", ["", " ", "—", "－", "--", "/", "——"])
def test_dash_is_blank(text: str) -> None:
    assert is_blank(text)


def test_prose_figures_keep_unit_place_and_roughness() -> None:
    text = "服务约21.2万人次，投入1,528.34万元，占37.5%，共16个。"
    figures = find_figures(text)
    assert [(f.text, f.unit) for f in figures] == [
        ("21.2", "万人次"),
        ("1,528.34", "万元"),
        ("37.5", "%"),
        ("16", "个"),
    ]
    assert [f.rough for f in figures] == [True, False, False, False]
    assert text[figures[1].start : figures[1].end] == "1,528.34万元"


def test_what_is_not_complete_is_never_shown_as_whole() -> None:
    printed = Figure("99.99", Decimal("99.99"), 2)
    true = Interval(Decimal("99.9961"), Decimal("99.9974"))
    assert rate_agrees(printed, true, cut=False)


def test_cutting_off_is_believed_only_where_it_is_the_habit() -> None:
    printed = Figure("5.61", Decimal("5.61"), 2)
    true = Interval(Decimal("5.6172"), Decimal("5.6173"))
    assert not rate_agrees(printed, true, cut=False)
    assert rate_agrees(printed, true, cut=True)


@given(st.decimals(-(10**6), 10**6, places=6), st.integers(0, 4))
def test_a_value_lies_in_the_interval_of_its_rounding(value: Decimal, places: int) -> None:
    figure = parse_cell(shown(value, places))
    assert figure is not None
    assert figure.rounded.low <= value <= figure.rounded.high


@given(st.text(max_size=60))
def test_any_text_is_searched_without_failing(text: str) -> None:
    for figure in find_figures(text):
        assert 0 <= figure.start < figure.end <= len(text)
    parse_cell(text)
