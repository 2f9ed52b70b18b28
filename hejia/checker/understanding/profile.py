"""What a document is: its kind, year, unit, money unit, and what it declares of its rounding."""

import re
from collections import Counter
from dataclasses import dataclass

from hejia.checker.document import Document
from hejia.checker.figures import folded

KINDS: tuple[tuple[str, str], ...] = (
    (r"部门整体.{0,6}绩效自评(?:报告)|整体支出.{0,8}自评报告", "部门整体绩效自评报告"),
    (r"整体.{0,8}(?:自评表|自我评价表)", "部门整体绩效自评表"),
    (r"项目.{0,10}(?:自评表|自评情况公开表|自我评价表|绩效自评情况)", "项目支出绩效自评表"),
    (r"自评报告|自我评价报告|评价报告", "绩效自评报告"),
    (r"绩效(?:运行)?监控|目标执行监控", "绩效监控表"),
    (r"决算", "部门决算"),
    (r"预算", "部门预算"),
    (r"绩效目标(?:申报)?表", "绩效目标表"),
    (r"自评表|绩效自评", "绩效自评表"),
)
TITLE_YEAR = re.compile(r"(20\d{2})\s*年(?:度|部门|单位|.{0,30}(?:预算|决算|自评|绩效|公开))")
ANY_YEAR = re.compile(r"(20\d{2})\s*年")
YEAR_CELL = re.compile(r"^[（(]?\s*(20\d{2})\s*年?度?\s*[）)]?$")
UNIT_NAMED = re.compile(
    r"(?:部门|单位|编制单位|填报单位|预算单位|实施单位|预算部门)(?:名称)?(?:[（(](?:盖章|公章)[）)])?\s*[：:]\s*([^\s\t，。；:：]{4,40})"
)
UNIT_TITLE = re.compile(
    r"([一-龥（）()]{4,40}?(?:局|委员会|委|联合会|办公室|中心|学校|院|厅|会|政府|馆|站|所|队|部|处|大学|街道办事处|办事处|乡|镇))(?:[（(]?本级[）)]?)?(?:单位|部门)?20?\d{0,2}"
)
MONEY_UNIT = re.compile(r"(?:金额)?单位\s*[：:]\s*(?:人民币)?\s*(亿元|万元|元)")
TAIL = re.compile(r"尾数|四舍五入|小数点?(?:取舍|进位)|单位转换.{0,12}差")


@dataclass(frozen=True, slots=True)
class Profile:
    """Kind, year, unit and money unit of a document; empty or None where it does not say."""

    kind: str
    year: int | None
    unit: str
    money: str
    tail_declared: bool


def profile_of(document: Document) -> Profile:
    """Read the profile from titles first, then from what the text says most."""
    texts = [folded(line.text.strip()) for line in document.lines if line.text.strip()]
    head = texts[:40]
    whole = "\n".join(texts)
    return Profile(
        kind=_kind(head, document.name),
        year=_year(head, whole),
        unit=_unit(head),
        money=_money(whole),
        tail_declared=bool(TAIL.search(whole)),
    )


def _kind(head: list[str], name: str) -> str:
    titles = [text for text in head if len(text) <= 60]
    for chosen in (titles[:3], titles[:12], titles, [name]):
        joined = "".join("".join(text.split()) for text in chosen)
        for pattern, kind in KINDS:
            if re.search(pattern, joined):
                return kind
    return "文档"


def _year(head: list[str], whole: str) -> int | None:
    for text in head[:25]:
        if len(text) <= 80 and (found := TITLE_YEAR.search("".join(text.split()))):
            return int(found.group(1))
    for text in head:
        for cell in text.split("\t"):
            if found := YEAR_CELL.match(cell.strip()):
                return int(found.group(1))
    counted = Counter(ANY_YEAR.findall(whole))
    if not counted:
        return None
    (best, times), *others = counted.most_common(2)
    return int(best) if not others or times > others[0][1] else None


def _unit(head: list[str]) -> str:
    for text in head:
        if found := UNIT_NAMED.search(text):
            return found.group(1)
    for text in head[:8]:
        bare = re.sub(r"20\d{2}\s*年度?", "", "".join(text.split()))
        if len(text) <= 60 and (found := UNIT_TITLE.match(bare)):
            return found.group(1)
    return ""


def _money(whole: str) -> str:
    counted = Counter(MONEY_UNIT.findall(whole))
    return counted.most_common(1)[0][0] if counted else ""
