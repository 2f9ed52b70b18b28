"""R13, R15: what a template or an earlier draft has left behind."""

import re
from collections.abc import Iterator

from hejia.checker.document import Paragraph, Place
from hejia.checker.figures import folded, parse_cell
from hejia.checker.finding import Finding, Severity
from hejia.checker.reading.lines import MARK_UP
from hejia.checker.rules.prose import AMOUNT
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading

PLACEHOLDER = re.compile(
    r"(?:[XxＸｘ×]{2,}|[○〇]{2,}|\*{2,}|_{3,}|＿{2,})(?=\s*(?:年|月|日|万元|元|单位|部门|局|委|中心|项目|个|人|项|台|辆|%|次|县|市|区|镇|乡|街道|公司|学校))"
    r"|20[XxＸ×]{1,2}年|(?<![A-Za-z0-9])[XxＸ](?=(?:万元|年度|%|个百分点))"
    r"|(?:[（(【\[](?:请填写|此处填写|待填|待补充|填写[^）)】\]]{0,20}|请[^）)】\]]{0,24}(?:填|补充|说明|删除)[^）)】\]]{0,12}|示例|样例|删除此)[^）)】\]]{0,30}[）)】\]])"
)
BROKEN = re.compile(
    r"#(?:REF!|DIV/0!|VALUE!|N/A|NAME\?|NUM!|NULL!)|错误[!！](?:未|链接|书签)[^。]{0,12}"
)
CHOICE = re.compile(
    r"(?P<all>(?:增加|增长|上升|提高|大于|高于)\s*[（(/／]\s*(?:或)?(?:减少|下降|降低|小于|等于|低于|持平)[^）)，。]{0,8}[）)]?|"
    r"(?:减少|下降|降低|小于|低于)\s*[（(/／]\s*(?:或)?(?:增加|增长|上升|大于|高于|持平)[^）)，。]{0,8}[）)]?)"
    r"(?=\d|\s*\d|年初|预算数|[的]?主要|[XxＸ×])"
)
INSTRUCTION = re.compile(
    r"^(?:总结归纳|概括总结|简要(?:说明|概述|描述|介绍|总结|分析)|逐项(?:说明|分析)|请(?:简要|说明|按|根据|对|结合|填)|(?:此|本)部分(?:应|需|主要)|(?:应|需)(?:说明|重点|简要|详细))"
)
INSTRUCTION_OBJECT = re.compile(r"(?:本)?部门（单位）|本部门|本单位|项目单位|部门\(单位\)")
HTML = re.compile(
    r"</?(?:p|br|span|div|td|tr|table|strong|font)\b[^>]*>|&(?:nbsp|lt|gt|amp|quot);", re.I
)
DIRECTION = re.compile(
    rf"年初预算(?:数|安排|金额)?(?:为|是)?(?P<plan>{AMOUNT})万元[，,；;。]?(?:本年)?(?:支出)?决算(?:数)?(?:为|是)?(?P<real>{AMOUNT})万元"
    r"[^（。]{0,40}[。，,；;]?(?:[^。]{0,10})决算数?(?P<way>大于|小于|等于|高于|低于|与(?:年初)?预算数?(?:基本)?持平)(?:年初|全年|调整)?(?:预算数?)?"
)


@rule("R15-placeholder", "R15", "占位符未替换")
def placeholders(reading: Reading) -> Iterator[Finding]:
    """XX年、××万元、（请填写……）等占位符都已换成实际内容。

    Source: 公文定稿要求。

    Good:
        2022年收入1310万元，比2021年增加278万元，主要原因是人员增加。
    Bad:
        2022年收入XX万元，比2021年增加278万元，主要原因是人员增加。
    """
    for line in reading.document.lines:
        text = line.text.replace("**", "")
        for found in PLACEHOLDER.finditer(text):
            if not _is_masked(text, found.start(), found.end()):
                yield _residue(
                    "R15-placeholder",
                    "hard",
                    line.place,
                    text,
                    found,
                    f"“{found.group()}”是没有替换的占位符。请填上实际内容。",
                )
        for found in BROKEN.finditer(text):
            yield _residue(
                "R15-placeholder",
                "hard",
                line.place,
                text,
                found,
                f"“{found.group()}”是公式或域出错留下的。请改回数字并更新目录。",
            )


@rule("R15-instruction", "R15", "填报说明未删除")
def instructions(reading: Reading) -> Iterator[Finding]:
    """模板里的填写要求不应原样留在正文里。

    Source: 公文定稿要求。

    Good:
        三、绩效情况

        全年完成培训12场，覆盖1200人次。

        四、存在的问题
    Bad:
        三、绩效情况

        简要说明本部门预算支出的绩效目标完成情况，从运行成本、履职效能等方面分析实施效果。

        四、存在的问题
    """
    paragraphs = reading.document.paragraphs
    for index, paragraph in enumerate(paragraphs):
        text = folded(paragraph.text)
        if not INSTRUCTION.match(text) or len(text) > 260 or re.search(r"\d", text):
            continue
        if not INSTRUCTION_OBJECT.search(text) and "等" not in text:
            continue
        alone = _is_heading(paragraphs, index - 1) and _is_heading(paragraphs, index + 1)
        yield Finding(
            "R15-instruction",
            "hard" if alone else "soft",
            paragraph.place(0),
            text[:40],
            "",
            "",
            "这一段是模板的填写要求，不是本单位的情况。请按要求写出内容，并删去这段说明。",
            "填报说明",
        )


@rule("R15-markup", "R15", "网页标记残留")
def markup(reading: Reading) -> Iterator[Finding]:
    """正文里没有 <p>、&nbsp;、** 之类的排版标记。

    Source: 公开文本整洁要求。

    Good:
        我会围绕中心工作开展妇女儿童服务。
    Bad:
        <p>我会围绕中心工作开展妇女儿童服务。</p>
    """
    marks = []
    for line in reading.document.lines:
        found = HTML.search(line.text) or (MARK_UP.search(line.text) if "**" in line.text else None)
        if found:
            marks.append((line, found))
    if marks:
        line, found = marks[0]
        yield _residue(
            "R15-markup",
            "soft",
            line.place,
            line.text,
            found,
            f"文中有排版标记“{found.group()}”等，共 {len(marks)} 处。公开前请清除。",
        )


@rule("R13-choice", "R13", "增减方向未选定")
def unchosen(reading: Reading) -> Iterator[Finding]:
    """“增加（减少）5万元”“大于（小于）预算数”这类选择项已经选定。

    Source: 决算公开模板的选择项。

    Good:
        支出决算数大于预算数的主要原因是人员增加，比上年增加5万元。
    Bad:
        支出决算数大于（小于）预算数的主要原因是人员增加，比上年增加5万元。
    """
    for paragraph in reading.document.paragraphs:
        for found in CHOICE.finditer(paragraph.text):
            yield _residue(
                "R13-choice",
                "hard",
                paragraph.place(found.start()),
                paragraph.text,
                found,
                f"“{found.group('all')}”还没有选定方向。请按实际增减保留一个。",
            )


@rule("R13-compare", "R13", "大于、小于与数字相反")
def compared_budget(reading: Reading) -> Iterator[Finding]:
    """“决算数大于预算数”等判断与前面两个数的大小一致。

    Source: 算术。

    Good:
        年初预算为20.00万元，支出决算为19.90万元。决算数小于预算数的主要原因：按实支出。
    Bad:
        年初预算为20.00万元，支出决算为19.90万元。决算数大于预算数的主要原因：按实支出。
    """
    for paragraph in reading.document.paragraphs:
        text = folded(paragraph.text)
        for found in DIRECTION.finditer(text):
            plan, real = parse_cell(found["plan"]), parse_cell(found["real"])
            if plan is None or real is None:
                continue
            way = found["way"]
            right = _way(plan.value < real.value, plan.value == real.value)
            if _says(way) == right or ("基本持平" in way and _near(plan.value, real.value)):
                continue
            if right == "等于" and _says(way) == "等于":
                continue
            yield Finding(
                "R13-compare",
                "hard",
                paragraph.place(found.start("way")),
                text[max(0, found.start("way") - 24) : found.end()],
                way,
                right,
                f"年初预算 {plan.text} 万元，决算 {real.text} 万元，决算数应为“{right}”预算数，"
                f"文中写“{way}”。请核对数字和原因说明。",
                f"{plan.text}/{real.text}",
            )


def _way(more: bool, same: bool) -> str:
    if same:
        return "等于"
    return "大于" if more else "小于"


def _says(way: str) -> str:
    if way in {"大于", "高于"}:
        return "大于"
    return "小于" if way in {"小于", "低于"} else "等于"


def _near(one: object, other: object) -> bool:
    a, b = float(str(one)), float(str(other))
    return abs(a - b) <= 0.05 * max(abs(a), abs(b), 1e-9)


def _is_masked(text: str, start: int, end: int) -> bool:
    """李**, 138****1234, 某×× are masks of persons, not gaps."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return bool(re.search(r"\d\*|\*\d", text[max(0, start - 2) : end + 2])) or "某" in around


def _is_heading(paragraphs: list[Paragraph], index: int) -> bool:
    if not 0 <= index < len(paragraphs):
        return True
    return paragraphs[index].heading or len(paragraphs[index].text) <= 30


def _residue(
    name: str,
    severity: Severity,
    place: Place,
    text: str,
    found: re.Match[str],
    message: str,
) -> Finding:
    return Finding(
        name,
        severity,
        place,
        text[max(0, found.start() - 16) : found.end() + 16].strip(),
        found.group(),
        "",
        message,
        f"{name}:{found.group()}",
    )
