"""Telephone numbers as people write them, in one form. Pure: no Django."""

import re
import unicodedata
from typing import Final


class BadPhone(ValueError):
    """A number nobody can be reached at; the message is a sentence for the person typing it."""


_SENTENCE: Final = "电话号码应为 11 位手机号，或者区号加 7 至 8 位固定电话；境外号码请以 + 开头。"
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_LANDLINE: Final = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}")
_LOCAL: Final = re.compile(r"[2-8]\d{6,7}")
_SERVICE: Final = re.compile(r"(?:1[012]\d{1,6}|[48]00\d{7})")
_ABROAD: Final = re.compile(r"\+[1-9]\d{6,14}")


def read_phone(text: str) -> str:
    """The number in its normal form: digits, or + and digits for numbers abroad.

    Raises `BadPhone`. A local number keeps no area code, for guessing one would be a guess.
    """
    written = unicodedata.normalize("NFKC", text).strip()
    number = re.sub(r"[\s().—–-]", "", written)
    number = re.sub(r"^(?:\+86|0086)(?=\d)", "", number)
    number = re.sub(r"^86(?=1[3-9]\d{9}$)", "", number)
    number = re.sub(r"^00(?=[1-9])", "+", number)
    for form in (_MOBILE, _LANDLINE, _LOCAL, _SERVICE, _ABROAD):
        if form.fullmatch(number):
            return number
    raise BadPhone(_SENTENCE)


def is_mobile(number: str) -> bool:
    """Whether a number in normal form can receive a short message."""
    return _MOBILE.fullmatch(number) is not None
