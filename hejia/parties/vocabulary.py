"""The words about persons that rules depend on; all others are code lists (`codes/*.toml`).

Pure: no Django.
"""

from enum import StrEnum
from typing import Final

#: Identity documents (GA/T 517) that bear an 18-digit citizen identity number (GB 11643).
CITIZEN_DOCUMENTS: Final = frozenset({"111", "112", "113"})
TAIWAN_PASS, HONG_KONG_MACAO_PASS = "511", "516"
PASSPORT, RESIDENCE_CARD = "414", "553"

MALE, FEMALE = "1", "2"
UNKNOWN_GENDERS: Final = frozenset({"", "0", "9"})

#: Special groups that follow from age alone: 未成年人, 老年人 (老年人权益保障法 art. 2: from 60).
MINOR, ELDER = "1", "2"
AGE_OF_MAJORITY, AGE_OF_ELDERS = 18, 60


class ChangeKind(StrEnum):
    """What a line of a person's history tells."""

    AMENDED = "amended"  # 更正
    SAME_AS = "same_as"  # 确认同一人
    NOT_SAME = "not_same"  # 撤销同一人
    ADDRESS_PROTECTED = "protected"  # 住址列入保护
    ADDRESS_OPENED = "opened"  # 查看受保护住址
    RELATED = "related"  # 登记关系
    UNRELATED = "unrelated"  # 关系终止


CHANGE_LABELS: Final = {
    ChangeKind.AMENDED: "更正",
    ChangeKind.SAME_AS: "确认同一人",
    ChangeKind.NOT_SAME: "撤销同一人",
    ChangeKind.ADDRESS_PROTECTED: "住址列入保护",
    ChangeKind.ADDRESS_OPENED: "查看受保护住址",
    ChangeKind.RELATED: "登记关系",
    ChangeKind.UNRELATED: "关系终止",
}
