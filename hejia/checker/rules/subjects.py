"""R17: subject codes and names."""

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from hejia.checker.figures import folded
from hejia.checker.finding import Finding
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.subjects import CLASSES, NAMES
from hejia.checker.understanding.tables import Row

CLASS_IN_TEXT = re.compile(
    r"(?:^|[、，。；\d.．)）：:])(?P<name>[一-龥]{3,18}?(?:支出|等支出))[（(]类[）)]"
)
ALIKE = 0.6


@rule("R17-code", "R17", "科目编码与名称")
def codes_and_names(reading: Reading) -> Iterator[Finding]:
    """科目编码与科目名称对应；同一编码在全文只有一个名称。

    Source: 政府收支分类科目（财政部，逐年）。

    Good:
        | 科目编码 | 科目名称 | 合计 | 基本支出 |
        | 210 | 卫生健康支出 | 11 | 11 |
        | 21011 | 行政事业单位医疗 | 11 | 11 |
        | 2101101 | 行政单位医疗 | 11 | 11 |
    Bad:
        | 科目编码 | 科目名称 | 合计 | 基本支出 |
        | 210 | 卫生健康支出 | 11 | 11 |
        | 21011 | 行政事业单位医疗 | 11 | 11 |
        | 2101101 | 公务员医疗补助 | 11 | 11 |
    """
    told: dict[str, dict[str, Row]] = defaultdict(dict)
    for table in reading.tables:
        for row in table.rows if table.aligned else ():
            name = _bare(row.label)
            if row.code and len(name) >= 2 and not re.search(r"\d|合计|总计|小计", name):
                told[row.code].setdefault(name, row)
    for code, names in told.items():
        for name, row in names.items():
            right = _belongs_elsewhere(code, name)
            if right:
                yield _code_finding(row, code, name, right)


@rule("R17-class", "R17", "文字里的类级科目名称")
def class_names(reading: Reading) -> Iterator[Finding]:
    """说明文字里的“……支出（类）”与表中科目名称一致。

    Source: 政府收支分类科目（财政部，逐年）。

    Good:
        | 科目编码 | 科目名称 | 合计 | 基本支出 |
        | 207 | 文化旅游体育与传媒支出 | 20 | 20 |
        | 20703 | 体育 | 20 | 20 |

        1、文化旅游体育与传媒支出（类）体育（款）20万元。
    Bad:
        | 科目编码 | 科目名称 | 合计 | 基本支出 |
        | 207 | 文化旅游体育与传媒支出 | 20 | 20 |
        | 20703 | 体育 | 20 | 20 |

        1、文化体育与传媒支出（类）体育（款）20万元。
    """
    in_tables = {
        _bare(row.label) for table in reading.tables for row in table.rows if row.code in CLASSES
    }
    if not in_tables:
        return
    for paragraph in reading.document.paragraphs:
        for found in CLASS_IN_TEXT.finditer(folded(paragraph.text)):
            name = _bare(found["name"])
            near = _other_name(name, in_tables)
            if near:
                yield Finding(
                    "R17-class",
                    "hard",
                    paragraph.place(found.start("name")),
                    found.group(),
                    name,
                    near,
                    f"文字写“{name}（类）”，表中同一科目是“{near}”。请统一为本年度科目名称。",
                    f"科目名称 {near}",
                )


def _other_name(name: str, in_tables: set[str]) -> str:
    """The table's name for a class that the text calls by another of its names."""
    if name in in_tables:
        return ""
    for names in CLASSES.values():
        if name in names:
            return next((other for other in names if other in in_tables), "")
    return ""


def _belongs_elsewhere(code: str, name: str) -> str:
    """The right name, when `name` is that of another code of the same class; else nothing."""
    right = NAMES.get(code)
    if right is None or any(_same(name, known) for known in right):
        return ""
    others = [
        known
        for other, known_names in NAMES.items()
        for known in known_names
        if other[:3] == code[:3] and len(other) == len(code) and other != code
    ]
    return right[0] if any(_bare(known) == name for known in others) else ""


def _same(name: str, known: str) -> bool:
    other = _bare(known)
    if name in other or other in name:
        return True
    return SequenceMatcher(None, name, other).ratio() >= ALIKE


def _bare(name: str) -> str:
    text = re.sub(r"^[一二三四五六七八九十]+、|^\d+[、.]|[（(][类款项][）)]", "", name)
    return re.sub(r"[（）()\s]", "", text)


def _code_finding(row: Row, code: str, name: str, right: str) -> Finding:
    return Finding(
        "R17-code",
        "hard",
        row.place,
        f"{code} {name}",
        name,
        right,
        f"科目 {code} 的名称是“{right}”，这里写成“{name}”。请核对编码和名称。",
        f"科目 {code}",
    )
