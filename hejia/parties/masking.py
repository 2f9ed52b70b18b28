"""What is shown of a person to those who need not know more. Pure: no Django.

Names keep the surname and hide how long the rest is; numbers keep what people recognise their
own by. Nothing here can be undone: whoever may see more is given the open value instead.
"""

import re
from typing import Final

_DOUBLE_SURNAMES: Final = frozenset(
    {
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐"),
        *("司徒", "宇文", "长孙", "端木", "夏侯", "南宫", "闻人", "澹台"),
    }
)


def mask_name(name: str) -> str:
    """张** for 张三丰; the surname of a double one; the first letter of a foreign one."""
    if not name:
        return ""
    kept = 2 if name[:2] in _DOUBLE_SURNAMES and len(name) > 2 else 1
    return f"{name[:kept]}**"


def mask_phone(number: str) -> str:
    """138****1234; shorter numbers keep their last digit or two, never all."""
    if len(number) >= 11:
        return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
    hidden = len(number) - min(2, len(number) // 2)
    return f"{'*' * hidden}{number[hidden:]}"


def mask_id_no(number: str) -> str:
    """4403***********12X; other documents keep the first and the last two characters."""
    if len(number) == 18:
        return f"{number[:4]}{'*' * 11}{number[-3:]}"
    if len(number) < 6:
        return "*" * len(number)
    return f"{number[0]}{'*' * (len(number) - 3)}{number[-2:]}"


_UP_TO_COMMUNITY: Final = re.compile(r"^.*?(?:社区|街道|镇|乡|区|市|省)(?!.*(?:社区|街道))")


def mask_address(address: str) -> str:
    """An address down to the community (or street) and no further."""
    if not address:
        return ""
    known = _UP_TO_COMMUNITY.match(address)
    return f"{known.group(0)}****" if known else "****"
