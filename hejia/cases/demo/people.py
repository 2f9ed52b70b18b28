"""Invented persons whose numbers can be nobody's. Pure.

Telephone: network 154 was given to no operator in the assignment the Ministry published
(公众移动通信网网号及H₀分配情况, to March 2023: 15X holds 150–153 and 155–159), so a message to such
a number reaches nobody, while the form is that of a mobile number.
Identity number: area 440398 is no administrative division (GB/T 2260 ends Shenzhen's districts
far below it), so the number is in form, bears a right check character, and was never issued.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

from hejia.cases.demo.dice import Dice, Lots
from hejia.parties.public import check_character

PHONE_NETWORK: Final = "154"
ID_AREA: Final = "440398"

_SURNAMES: Final = Lots(
    {
        surname: weight
        for surnames, weight in (
            ("王李张刘陈", 70),
            ("杨赵黄周吴徐孙胡朱高林何郭马罗", 20),
            ("梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕", 8),
            ("苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史", 3),
        )
        for surname in surnames
    }
)
_SHE: Final = tuple("丽芳娟敏静秀霞艳红玉兰英梅琴云莲珍婷雪慧莹洁琳颖璐倩怡蓉月欣妍岚彩凤燕")
_HE: Final = tuple("伟强军磊勇杰涛明超斌辉刚健华鹏飞波宇浩志建国海峰林龙平东文庆宏亮永胜俊")
_BOTH: Final = tuple("晓小春雨文嘉子思佳欣宁乐安清")


class Invented(NamedTuple):
    """A person who does not exist. `gender`: 1 male, 2 female (GB/T 2261.1)."""

    surname: str
    name: str
    gender: str
    birth_date: date
    phone: str
    serial: int

    @property
    def id_no(self) -> str:
        """In form and with a right check character, but of an area that does not exist."""
        born = self.birth_date
        day = born.year * 10_000 + born.month * 100 + born.day
        body = f"{ID_AREA}{day}{self.serial:03d}"
        return body + check_character(body)


def invent(dice: Dice, *, gender: str, oldest: int, youngest: int, on: date) -> Invented:
    """A person between two ages on a day."""
    surname = _SURNAMES.draw(dice)
    given = dice.pick(_SHE if gender == "2" else _HE)
    if dice.chance(70):
        given = dice.pick(_BOTH if dice.chance(30) else (_SHE if gender == "2" else _HE)) + given
    days = youngest * 365 + dice.below((oldest - youngest) * 365 + 1)
    born = on - timedelta(days=days + days // 1461)
    phone = f"{PHONE_NETWORK}{dice.below(100_000_000):08d}"
    serial = dice.below(500) * 2 + (gender == "1")
    return Invented(surname, surname + given, gender, born, phone, serial)
