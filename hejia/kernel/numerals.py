"""Whole numbers in texts that come from outside."""

from typing import Final

MOST: Final = 2**31 - 1
"""What an integer column of the database holds."""


def whole(text: str, *, most: int = MOST) -> int | None:
    """The number 0..`most` that the text writes in plain digits; None for any other text.

    `str.isdigit` takes "²" for a digit and `int` refuses it, and more than 4300 digits besides.
    """
    text = text.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(most)):
        return None
    return number if (number := int(text)) <= most else None
