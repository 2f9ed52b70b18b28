"""Soft rules: what a reviewer would ask about (R8–R12, R19, R20, R24)."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from hejia.checker.document import Place
from hejia.checker.figures import Figure, find_figures, folded
from hejia.checker.finding import Finding
from hejia.checker.reading.lines import squeeze
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.scoring import Indicator

ABOVE = re.compile(r"^[≥>＞＝=]=?|^(?:不少于|不低于|大于(?:等于)?|达到)|以上$")
BELOW = re.compile(r"^[≤<＜]=?|^(?:不超过|不高于|不多于|小于(?:等于)?|控制在)|(?:以内|以下)$")
WHOLE_RATE = re.compile(r"^(?:[≥>]=?|不低于|大于等于)\s*100\s*%$")
MUCH = Decimal("1.3")
LEAST_SENTENCE = 30
COUNT_OF_RATE = re.compile(r"率(?:达到?|为|是)?\d+(?:\.\d+)?(?:个|人次|人|场|件|次|家)(?![月年])")
BARE_SHARE = re.compile(r"占(?:比)?\d{1,3}\.\d{1,2}(?=[；;，,。、])")
COPIED_REASON = re.compile(
    r"主要(?:是)?原因(?:为|是)[^。]{0,40}?[，,]?(?P<name>[一-龥]{4,20}[（(][一-龥]{2,8}[）)])单列"
)
ITEM_NAME = re.compile(r"^\d{1,2}[.、．](?P<name>[一-龥]{2,20}(?:[（(][一-龥]{2,8}[）)])?)\d")


@rule("R9-target", "R9", "指标值写法")
def targets(reading: Reading) -> Iterator[Finding]:
    """比率类指标值不写成“≥100%”；指标值不照抄指标名称。

    Source: 财预〔2021〕101号：指标值应可衡量、可实现。

    Good:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 验收合格率 | ≥95% | 100% | 60 | 60 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
    Bad:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 验收合格率 | ≥100% | 100% | 60 | 60 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
    """
    for item in _indicators(reading):
        if WHOLE_RATE.match(folded(item.target)):
            yield _soft(
                "R9-target",
                item,
                item.target,
                f"“{item.name}”的指标值写成“{item.target}”，比率不会超过100%。建议写“100%”或“=100%”。",
            )
        elif len(item.target) >= 8 and squeeze(item.target) == squeeze(item.name):
            yield _soft(
                "R9-target",
                item,
                "",
                f"“{item.name[:20]}”的指标值照抄了指标名称，无法衡量。建议写出可核对的数量或标准。",
            )


@rule("R10-actual", "R10", "完成值写法")
def actuals(reading: Reading) -> Iterator[Finding]:
    """实际完成值是一个确定的数，不带≥、≤、“以上”。

    Source: 财预〔2020〕10号 自评表填报要求。

    Good:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥2场 | 3场 | 60 | 60 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
    Bad:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥2场 | 3场 | 60 | 60 |
        | 效益指标 | 知晓率 | ≥90% | ≥90% | 40 | 40 |
    """
    for item in _indicators(reading):
        actual = folded(item.actual)
        vague = ABOVE.search(actual) or BELOW.search(actual)
        if vague and re.search(r"\d", actual) and len(actual) <= 20:
            yield _soft(
                "R10-actual",
                item,
                item.actual,
                f"“{item.name}”的完成值写成“{item.actual}”，不是确定的数。请填实际完成的数。",
            )


@rule("R11-exceeded", "R11", "完成值远超指标值")
def exceeded(reading: Reading) -> Iterator[Finding]:
    """完成值超过指标值30%以上的，说明指标值定低了，要分析原因。

    Source: 财预〔2020〕10号：大幅超过指标值的要分析原因；幅度各地自定，默认30%。

    Good:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥100场 | 110场 | 60 | 60 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
    Bad:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥100场 | 362场 | 60 | 60 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
    """
    for item in _indicators(reading):
        pair = _pair(item)
        if pair is None or BELOW.search(folded(item.target)) or not pair[0].value:
            continue
        if pair[1].value > MUCH * pair[0].value and not item.reason:
            yield _soft(
                "R11-exceeded",
                item,
                item.actual,
                f"“{item.name}”指标值 {item.target}，完成 {item.actual}，超过三成以上。"
                "请在偏差原因里说明，并在下年调整指标值。",
            )


@rule("R12-marks", "R12", "完成情况与得分不相称")
def marks(reading: Reading) -> Iterator[Finding]:
    """未达到指标值的不得满分；达到的一般不扣分。

    Source: 财预〔2020〕10号：完成指标值的记满分，未完成的按比例扣分。

    Good:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥10场 | 8场 | 60 | 48 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
    Bad:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 培训场次 | ≥10场 | 8场 | 60 | 60 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
    """
    for item in _indicators(reading):
        pair = _pair(item)
        if pair is None or item.weight is None or item.score is None:
            continue
        target, actual = pair
        below = bool(BELOW.search(folded(item.target)))
        met = actual.value <= target.value if below else actual.value >= target.value
        full = item.score.figure.value >= item.weight.figure.value
        if not met and full:
            yield _soft(
                "R12-marks",
                item,
                item.score.figure.text,
                f"“{item.name}”指标值 {item.target}，完成 {item.actual}，没有达到却得满分。请"
                f"核对。",
                item.score.place,
            )
        elif met and not full and not item.reason:
            yield _soft(
                "R12-marks",
                item,
                item.score.figure.text,
                f"“{item.name}”已达到指标值却扣了分，也没有写原因。请核对得分或补写原因。",
                item.score.place,
            )


@rule("R8-reason", "R8", "扣分没有原因")
def reasons(reading: Reading) -> Iterator[Finding]:
    """得分低于分值的指标，在偏差原因一栏说明。

    Source: 财预〔2020〕10号：未完成绩效目标的要说明偏差原因和改进措施。

    Good:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析 |
        | 产出指标 | 培训 | 完成 | 基本完成 | 60 | 55 | 受疫情影响推迟 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 | |
    Bad:
        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析 |
        | 产出指标 | 培训 | 完成 | 基本完成 | 60 | 55 | |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 | |
    """
    for item in _indicators(reading):
        if item.weight is None or item.score is None or not item.has_reason or item.reason:
            continue
        if item.score.figure.value < item.weight.figure.value and _pair(item) is None:
            yield _soft(
                "R8-reason",
                item,
                item.score.figure.text,
                f"“{item.name}”扣了分，偏差原因一栏是空的。请写明原因和改进措施。",
                item.score.place,
            )


@rule("R10-share", "R10", "占比缺百分号")
def bare_shares(reading: Reading) -> Iterator[Finding]:
    """“占76.23；”这类占比写全百分号。

    Source: 数字书写规范。

    Good:
        城乡社区支出15411.43万元，占76.23%；住房保障支出1076.78万元，占5.33%。
    Bad:
        城乡社区支出15411.43万元，占76.23；住房保障支出1076.78万元，占5.33%。
    """
    for sentence in reading.sentences:
        for found in BARE_SHARE.finditer(sentence.text):
            yield Finding(
                "R10-share",
                "soft",
                sentence.place(found.start()),
                sentence.text[max(0, found.start() - 20) : found.end() + 4],
                found.group(),
                f"{found.group()}%",
                f"“{found.group()}”少了百分号。请补上。",
            )


@rule("R24-unit", "R24", "比率用了数量单位")
def rate_units(reading: Reading) -> Iterator[Finding]:
    """“……率”后面是百分数，不是个、人次、场。

    Source: 计量单位常识。

    Good:
        全区监测指标达标率98.54%，比上年提高。
    Bad:
        全区监测指标达标率137个，比上年提高。
    """
    for sentence in reading.sentences:
        for found in COUNT_OF_RATE.finditer(sentence.text):
            yield Finding(
                "R24-unit",
                "soft",
                sentence.place(found.start()),
                sentence.text[max(0, found.start() - 16) : found.end() + 6],
                found.group(),
                "",
                f"“{found.group()}”：比率后面写了数量单位。请改为百分数，或改写为“……数”。",
            )


@rule("R19-duplicate", "R19", "整句重复")
def duplicates(reading: Reading) -> Iterator[Finding]:
    """同一段里没有一字不差的重复长句。

    Source: 公文校对要求。

    Good:
        本部门按要求组织开展了各项妇女儿童工作，取得了较好的社会效益，群众反响良好。
    Bad:
        本部门按要求组织开展了各项妇女儿童工作，取得了较好的社会效益，群众反响良好。本部门按要求组织开展了各项妇女儿童工作，取得了较好的社会效益，群众反响良好。
    """
    seen: Counter[str] = Counter()
    for sentence in reading.sentences:
        if sentence.in_cell or len(sentence.text) < LEAST_SENTENCE:
            continue
        key = f"{id(sentence.source)}{sentence.text}"
        seen[key] += 1
        if seen[key] == 2:
            yield Finding(
                "R19-duplicate",
                "soft",
                sentence.place(0),
                sentence.text[:40],
                "",
                "",
                "这一句在同一段里一字不差地出现了两次。请删去一处。",
            )


@rule("R20-reason", "R20", "原因写的是别的项目")
def copied_reasons(reading: Reading) -> Iterator[Finding]:
    """各项目的增减原因说的是本项目，不是照抄上一个项目。

    Source: 预算公开说明常见差错。

    Good:
        5. 信息化建设（通用项目）35万元，主要原因为按要求，信息化建设（通用项目）单列。
    Bad:
        5. 信息化建设（通用项目）35万元，主要原因为按要求，宣传活动经费（通用项目）单列。
    """
    for paragraph in reading.document.paragraphs:
        text = folded(paragraph.text)
        item, reason = ITEM_NAME.match(text), COPIED_REASON.search(text)
        if item is None or reason is None or reason["name"] in text[: reason.start()]:
            continue
        if item["name"][:4] != reason["name"][:4]:
            yield Finding(
                "R20-reason",
                "soft",
                paragraph.place(reason.start("name")),
                reason.group()[:50],
                reason["name"],
                item["name"],
                f"说的是“{item['name']}”，原因里写的却是“{reason['name']}”。请核对是否照抄了别的项目。",
            )


def _indicators(reading: Reading) -> Iterator[Indicator]:
    for sheet in reading.sheets:
        yield from sheet.indicators


def _pair(item: Indicator) -> tuple[Figure, Figure] | None:
    """Target and result, when each is one figure of the same unit."""
    target, actual = (find_figures(squeeze(text)) for text in (item.target, item.actual))
    if len(target) != 1 or len(actual) != 1 or len(item.actual) > 16 or len(item.target) > 16:
        return None
    if target[0].unit != actual[0].unit and target[0].unit and actual[0].unit:
        return None
    return target[0], actual[0]


def _soft(
    name: str, item: Indicator, printed: str, message: str, place: Place | None = None
) -> Finding:
    return Finding(
        name,
        "soft",
        place or _place_of(item, printed),
        f"{item.name} {item.target} {item.actual}"[:60],
        printed,
        "",
        message,
        f"{item.name}·{name}",
    )


def _place_of(item: Indicator, text: str) -> Place:
    cell = next((cell for cell in item.row.cells if text and cell.text == text), None)
    return cell.place if cell else item.row.place
