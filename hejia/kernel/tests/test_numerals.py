"""Numbers from outside: plain digits, no larger than a column holds."""

import pytest

from hejia.kernel.numerals import MOST, whole


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), (" 12 ", 12), ("007", 7), (str(MOST), MOST)]
)
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "1.0", "²", "٣", "１", "1e3", str(MOST + 1), "9" * 5000]
)
def test_anything_else_is_none(text: str) -> None:
    assert whole(text) is None
