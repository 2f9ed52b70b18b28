"""Numbers of identity documents: are they right, and what do they say of the holder?

Citizen identity number: GB 11643-1999, check character ISO 7064 MOD 11-2. Pure: no Django, no
clock.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from operator import mul
from typing import Final, NamedTuple

from hejia.parties.vocabulary import (
    AGE_OF_ELDERS,
    AGE_OF_MAJORITY,
    CITIZEN_DOCUMENTS,
    ELDER,
    FEMALE,
    HONG_KONG_MACAO_PASS,
    MALE,
    MINOR,
    PASSPORT,
    RESIDENCE_CARD,
    TAIWAN_PASS,
)

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"

#: First two digits: provinces (GB/T 2260), and 81–83 for the residence permits of those from
#: Hong Kong, Macao and Taiwan, which bear an 18-digit number as well; 9 for foreigners' cards.
_PROVINCES: Final = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (81, 83))
    for code in range(first, last + 1)
) | {"71"}


class Identity(NamedTuple):
    """A number in its normal form, with birth date and gender where the number tells them."""

    number: str
    birth_date: date | None
    gender: str


class BadNumber(ValueError):
    """A number that cannot be right; the message is a sentence for the person typing it."""


_OTHERS: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    TAIWAN_PASS: (re.compile(r"\d{8}|\d{10}[A-Z]?"), "台湾居民来往大陆通行证号码应为 8 位数字。"),
    HONG_KONG_MACAO_PASS: (
        re.compile(r"[HM]\d{8}(?:\d{2})?"),
        "港澳居民来往内地通行证号码应为 H 或 M 加 8 位或 10 位数字。",
    ),
    PASSPORT: (
        re.compile(r"(?=.*\d)[A-Z0-9]{5,12}"),
        "护照号码应为 5 至 12 位字母和数字。",
    ),
    RESIDENCE_CARD: (
        re.compile(r"[A-Z]{3}\d{12}|9\d{17}|9\d{16}X"),
        "外国人永久居留证号码应为 3 位字母加 12 位数字，或者以 9 开头的 18 位号码。",
    ),
}


def read_number(id_type: str, text: str, *, today: date) -> Identity:
    """The number of a document of this type (GA/T 517). Raises `BadNumber` with a sentence."""
    number = re.sub(r"[\s·-]", "", unicodedata.normalize("NFKC", text)).upper()
    if id_type in CITIZEN_DOCUMENTS:
        return _citizen(number, today)
    pattern, sentence = _OTHERS.get(id_type, (_ANY, "证件号码应为 2 至 30 位字母和数字。"))
    if not pattern.fullmatch(number):
        raise BadNumber(sentence)
    return Identity(number, None, "")


_ANY: Final = re.compile(r"[^\W_]{2,30}")


def _citizen(number: str, today: date) -> Identity:
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise BadNumber(f"身份证号码应为 18 位，最后一位可以是 X；现有 {len(number)} 位。")
    if number[:2] not in _PROVINCES:
        raise BadNumber("身份证号码前两位不是有效的省份代码，请核对。")
    if check_character(number) != number[17]:
        raise BadNumber("身份证号码校验位不符，请逐位核对是否有误。")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadNumber("身份证号码中的出生日期不存在，请核对第 7 至 14 位。") from None
    if not date(1880, 1, 1) <= born <= today:
        raise BadNumber("身份证号码中的出生日期不在合理范围，请核对第 7 至 14 位。")
    return Identity(number, born, MALE if int(number[16]) % 2 else FEMALE)


def check_character(number: str) -> str:
    """The 18th character for the first seventeen digits (ISO 7064 MOD 11-2)."""
    total = sum(map(mul, map(int, number[:17]), _WEIGHTS))
    return _CHECKS[total % 11]


def age_on(born: date, day: date) -> int:
    """Full years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def groups_by_age(born: date, day: date) -> tuple[str, ...]:
    """The special groups a person belongs to by age alone (反家庭暴力法 art. 5)."""
    age = age_on(born, day)
    if age < AGE_OF_MAJORITY:
        return (MINOR,)
    return (ELDER,) if age >= AGE_OF_ELDERS else ()
