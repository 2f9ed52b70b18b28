"""R7, R18, R22: a grade that its score does not earn, another unit's name, a digit too many."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from hejia.checker.document import Line
from hejia.checker.figures import folded
from hejia.checker.finding import Finding, Severity
from hejia.checker.reading.lines import squeeze
from hejia.checker.rules.prose import finding_at, group_of
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading

GRADES = ("优", "良", "中", "差")
FLOORS = (Decimal(90), Decimal(80), Decimal(60), Decimal(0))
GRADED = re.compile(
    r"(?:得分|评分|分数)(?:为|是|共)?(?P<score>\d{1,3}(?:\.\d+)?)分[，,。；;]?[^，,。；;\d]{0,12}?"
    r"(?:等级|等次|级别|结果|评级|评定)(?:为|是)?[“\"']?(?P<grade>优|良|中|差)(?:秀|好|等)?[”\"'。，,；;]"
)
NAMED_ABOVE = re.compile(
    r"^(?:部门|单位|编制部门|编制单位|填报单位|填报部门)(?:名称)?[：:](?P<name>[一-龥（）()]{4,40})$"
)
LEAST_TABLES = 3
YEAR = re.compile(r"20\d{2}")
TEN = (Decimal(10), Decimal(100), Decimal("0.1"), Decimal("0.01"))


@rule("R7-grade", "R7", "等级与得分")
def grades(reading: Reading) -> Iterator[Finding]:
    """90分以上为优，80分以上为良，60分以上为中，60分以下为差。

    Source: 财预〔2020〕10号。当地划分不同的以当地为准，相邻等级只提示。

    Good:
        本项目自评得分92.5分，绩效等级为“优”。
    Bad:
        本项目自评得分72.5分，绩效等级为“优”。
    """
    for sentence in reading.sentences:
        for found in GRADED.finditer(sentence.text):
            score, grade = group_of(found, "score"), found["grade"]
            due = next(at for at, floor in enumerate(FLOORS) if score.value >= floor)
            apart = abs(GRADES.index(grade) - due)
            if apart and score.value <= 100:
                severity: Severity = "hard" if apart > 1 else "soft"
                yield finding_at(
                    sentence,
                    score,
                    "R7-grade",
                    "",
                    f"{score.text} 分应为“{GRADES[due]}”，文中等级是“{grade}”。请核对得分或等级。",
                    severity,
                )


@rule("R18-unit", "R18", "表头单位名称不一")
def other_units(reading: Reading) -> Iterator[Finding]:
    """各表表头的部门（单位）名称是同一个单位。

    Source: 部门预决算公开格式。

    Good:
        部门名称：某区妇女联合会

        部门名称：某区妇女联合会

        部门名称：某区妇女联合会

        部门名称：某区妇女联合会
    Bad:
        部门名称：某区妇女联合会

        部门名称：某区妇女联合会

        部门名称：某区妇女联合会

        部门名称：某区总工会机关
    """
    named: list[tuple[Line, str]] = []
    for line in reading.document.lines:
        found = NAMED_ABOVE.match(squeeze(folded(line.text)))
        if found:
            named.append((line, re.sub(r"[（(][^）)]*[）)]$", "", found["name"])))
    counted = Counter(name for _, name in named)
    if len(counted) < 2:
        return
    (usual, times), *_ = counted.most_common(1)
    for line, name in named:
        alike = name in usual or usual in name
        if not alike and counted[name] == 1 and times >= LEAST_TABLES:
            yield Finding(
                "R18-unit",
                "soft",
                line.place,
                line.text.strip(),
                name,
                usual,
                f"其他各表的单位是“{usual}”，这里是“{name}”。请核对是否沿用了别的单位的表。",
                f"单位 {name}",
            )


@rule("R22-digit", "R22", "与上年正好差十倍")
def digit_slips(reading: Reading) -> Iterator[Finding]:
    """同一行两个年度的数不会正好相差十倍、百倍；相差的多半是小数点或单位写错。

    Source: 预算公开常见差错。

    Good:
        | 项目名称 | 2021年预算数 | 2022年预算数 |
        | 妇女维权服务 | 12.35 | 13.5 |
        | 家庭教育指导 | 20.4 | 21.7 |
    Bad:
        | 项目名称 | 2021年预算数 | 2022年预算数 |
        | 妇女维权服务 | 12.35 | 123.5 |
        | 家庭教育指导 | 20.4 | 21.7 |
    """
    for table in reading.tables:
        dated = [
            (c.index, found.group()) for c in table.amounts if (found := YEAR.search(c.heading))
        ]
        if len(dated) != 2 or dated[0][1] == dated[1][1]:
            continue
        for row in table.rows:
            before, now = (row.data.get(index) for index, _ in dated)
            if before is None or now is None or not before.figure.value:
                continue
            many = len(str(before.figure.value).replace(".", "").strip("0")) >= LEAST_TABLES
            if many and now.figure.value / before.figure.value in TEN:
                yield Finding(
                    "R22-digit",
                    "soft",
                    now.place,
                    f"{row.label} {before.figure.text} {now.figure.text}",
                    now.figure.text.replace(",", ""),
                    before.figure.text.replace(",", ""),
                    f"“{row.label}”两个年度是 {before.figure.text} 和 {now.figure.text}，"
                    "数字相同而小数点不同。请核对小数点和金额单位。",
                    f"{row.label}·位数",
                )
