"""The words of the case that rules depend on; everything else is a code list (`codes/*.toml`).

Pure: no Django. Values equal the codes of the lists; labels are what people read.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A code with the words people read for it."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def of(cls, value: str) -> Self:
        """The member with this value. Raises ValueError for an unknown one."""
        for member in cls:
            if member.value == value:
                return member
        raise ValueError(f"{value!r} is no {cls.__name__}")

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) pairs in the order of definition."""
        return [(member.value, member.label) for member in cls]


class RiskLevel(Labelled):
    """Risk colours; no national standard exists, the criteria are the district's (`grading`)."""

    R1 = "R1", "红 · 高危致命"
    R2 = "R2", "橙 · 中危"
    R3 = "R3", "黄 · 有激化风险"
    R4 = "R4", "蓝 · 一般"
    R0 = "R0", "灰 · 未评估"

    @property
    def colour(self) -> str:
        """The name of the colour as pages and styles use it."""
        return _COLOURS[self.value]

    @property
    def severity(self) -> int:
        """4 for red down to 1 for blue; 0 where nothing is known yet."""
        return _SEVERITY[self.value]


_COLOURS = {"R1": "red", "R2": "orange", "R3": "yellow", "R4": "blue", "R0": "grey"}
_SEVERITY = {"R1": 4, "R2": 3, "R3": 2, "R4": 1, "R0": 0}


class Screening(Labelled):
    """Answer to the screening question 是否有暴力、威胁或者让人害怕的行为."""

    YES = "yes", "是，有暴力、威胁或者让人害怕的行为"
    NO = "no", "否，没有"
    UNSAFE = "unsafe", "不便询问（对方在场或者环境不安全）"
    NOT_ASKED = "not_asked", "未询问"


class Category(Labelled):
    """The five classes of the yearly report; together they are all cases."""

    EMOTIONAL = "1", "情感纠纷"
    VIOLENCE = "2", "家庭暴力"
    COUNSELLING = "3", "心理咨询"
    MARRIAGE = "4", "婚姻调解"
    OTHER = "5", "其他维权"


class PartyRole(Labelled):
    """Who a person is within one case."""

    APPLICANT = "applicant", "申请人"
    VICTIM = "victim", "受害人"
    PERPETRATOR = "perpetrator", "施暴人"
    RESPONDENT = "respondent", "被申请人"
    WITNESS = "witness", "证人"
    MINOR = "minor", "涉事未成年人"
    THIRD = "third", "第三人"


class Scope(Labelled):
    """The level of the federation (妇联) that answers, approves or is told."""

    COMMUNITY = "community", "社区妇联"
    STREET = "street", "街道妇联"
    DISTRICT = "district", "区妇联"


#: Family of 家庭暴力 in `dispute_type`, and the sub-type 自杀、自伤危机.
VIOLENCE_FAMILY = "20"
SELF_HARM_CRISIS = "902"

#: Sources that make a case a petition (信访工作条例 art. 17): clocks of arts. 23 and 34 apply.
PETITION_SOURCES = frozenset({"01", "02", "03", "04", "08", "13"})

#: Sources whose reporter stays unnamed to the parties (110, schools, hospitals).
CONFIDENTIAL_SOURCES = frozenset({"07", "18", "19"})

#: 跟踪, 骚扰, 监视.
CONTROL_FORMS = frozenset({"24", "25", "27"})
SEXUAL_FORMS = frozenset({"31", "32"})
CRUELTY = "13"
SUICIDE_THREAT = "28"

#: Injuries by gravity, 0 (none) to 7 (death); 未鉴定 (9) says nothing.
MINOR_INJURY, LIGHT_INJURY, GRAVE_INJURY = 2, 3, 5


def gravity(injury: str) -> int:
    """Gravity of an `injury` code, 0 for none, not examined or not stated."""
    return int(injury) if injury.isdecimal() and injury != "9" else 0


def family_of(dispute_type: str) -> str:
    """The two-digit family a dispute type or sub-type belongs to, "" for none."""
    if len(dispute_type) < 3:
        return dispute_type
    if dispute_type.startswith(("95", "99")):
        return dispute_type[:2]
    # 110 belongs to 10, 201 to 20 …: the families are the tens of the first digit.
    return f"{dispute_type[0]}0"


def is_violence(category: str, dispute_types: Iterable[str], screening: str = "") -> bool:
    """Whether a case is one of domestic violence by class, type or screening answer."""
    return (
        category == Category.VIOLENCE
        or screening == Screening.YES
        or any(family_of(code) == VIOLENCE_FAMILY for code in dispute_types)
    )
