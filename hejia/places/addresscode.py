"""The city's unified address code (统一地址编码): 25 digits, of which only the length and the area
at its head are anybody's business; the tail is never parsed (domain.md §6.2). Pure."""

import re
from typing import Final

LENGTH: Final = 25
_DIGITS: Final = re.compile(rf"[0-9]{{{LENGTH}}}")


def fault_in(code: str, district_code: str) -> str:
    """What is wrong with an address code and what to do, in Chinese; "" for nothing."""
    if not code:
        return "缺少统一地址编码，请填写25位编码"
    if not _DIGITS.fullmatch(code):
        return (
            f"应为{LENGTH}位数字，现有{len(code)}个字符；"
            "若在Excel中被改成科学计数，请把该列设为文本后重新填写"
        )
    if not code.startswith(district_code):
        return f"应以本区代码{district_code}开头，请核对是否属于本区"
    return ""
