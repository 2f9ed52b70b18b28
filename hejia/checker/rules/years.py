"""R14: years and dates that cannot be right."""

import calendar
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from hejia.checker.document import Line, Place
from hejia.checker.figures import folded
from hejia.checker.finding import Finding, Severity
from hejia.checker.reading.lines import squeeze
from hejia.checker.rules.registry import rule
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.sentences import Sentence

COMPARED = re.compile(
    r"(?P<own>20\d{2})年(?:度)?(?P<between>[^。；;]{0,40}?)(?:比|与|较|同)(?P<other>20\d{2})年(?:度)?"
    r"(?P<after>相比|决算数?相比|预算数?相比|增加|减少|增长|下降|决算|预算|支出|同期|上升|持平)"
)
OPENS_COMPARED = re.compile(
    r"^(?:与|较|比|同)(?P<other>20\d{2})年(?:度)?(?:决算数?|预算数?)?(?:相比|比较)"
)
CUT_OFF = re.compile(r"截[至止]到?(?P<year>20\d{2})年12月31日")
DATE = re.compile(r"(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
DATE_YEAR = re.compile(r"(20\d{2})年$")
LEADING_YEAR = re.compile(r"^(?P<year>20\d{2})年(?!以来|起|至|-|—|度?(?:比|较|与))")
ANY_YEAR = re.compile(r"20\d{2}(?=年)")
PART_HEADING = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+[、.]|[（(][一二三四五六七八九十]+[）)])?.{0,30}?(?P<year>20\d{2})年(?:度)?.{0,30}?"
    r"(?:部门|单位|机关)?.{0,12}?(?:预算|决算|自评)(?:公开)?(?:情况)?(?:说明|表|报表|报告)$"
)
STOCK = re.compile(r"车辆|资产|编制|设备|在职|人员|保有量|房屋|土地")
CONCLUSION = re.compile(
    r"(?:因此|故|所以)[^。]{0,60}?(?P<year>20\d{2})年[^。]{0,30}?预算(?:数)?为(?:零|0)"
)


@rule("R14-compare", "R14", "对比年度")
def compared_years(reading: Reading) -> Iterator[Finding]:
    """“N年比M年增加”里的M早于N。

    Source: 比较须与以前年度相比。

    Good:
        2022年收入1310万元，比2021年增加278万元，增长27%。
    Bad:
        2022年收入1310万元，比2022年增加278万元，增长27%。
    """
    yield from _compared_with_sentence_before(reading)
    for sentence in reading.sentences:
        for found in COMPARED.finditer(sentence.text):
            own, other = int(found["own"]), int(found["other"])
            if ANY_YEAR.search(found["between"]) or ("预算" in found["after"] and own == other):
                continue
            if other >= own and "决算" not in found["between"] + found["after"]:
                yield _finding(
                    "R14-compare",
                    sentence,
                    found.start("other"),
                    str(other),
                    str(own - 1),
                    f"{own}年的数与{other}年相比，年份不对，应为以前年度（一般是{own - 1}年）"
                    f"。请改正年份。",
                )
            elif other < own - 1:
                yield _finding(
                    "R14-compare",
                    sentence,
                    found.start("other"),
                    str(other),
                    str(own - 1),
                    f"{own}年的数通常与{own - 1}年相比，这里写的是{other}年。请核对是否沿用了"
                    f"旧稿。",
                    "soft",
                )


def _compared_with_sentence_before(reading: Reading) -> Iterator[Finding]:
    """2022年收入…万元。与2022年相比，…: the year that grew stands in the sentence before."""
    for before, sentence in pairwise(reading.sentences):
        found = OPENS_COMPARED.match(sentence.text)
        years = set(ANY_YEAR.findall(before.text))
        if found is None or before.source is not sentence.source or len(years) != 1:
            continue
        own = int(years.pop())
        if own == int(found["other"]) and "预算" not in found.group():
            yield _finding(
                "R14-compare",
                sentence,
                found.start("other"),
                found["other"],
                str(own - 1),
                f"{own}年的数与{own}年相比，年份不对，应为以前年度。请改正年份。",
            )


@rule("R14-cutoff", "R14", "截止日期")
def cut_off_dates(reading: Reading) -> Iterator[Finding]:
    """决算、自评中“截至……年12月31日”的年份就是本年度。

    Source: 部门决算公开格式：国有资产、车辆、人员截至决算年度12月31日。

    Good:
        2022年度部门决算情况说明

        截至2022年12月31日，本部门共有车辆9辆，设备0台。
    Bad:
        2022年度部门决算情况说明

        截至2021年12月31日，本部门共有车辆9辆，设备0台。
    """
    profile = reading.profile
    if profile.year is None or not re.search(r"决算|自评", profile.kind):
        return
    for sentence in reading.sentences:
        for found in CUT_OFF.finditer(sentence.text):
            if int(found["year"]) != profile.year and STOCK.search(sentence.text):
                clear = int(found["year"]) == profile.year - 1 and sentence.text.count("年") < 4
                yield _finding(
                    "R14-cutoff",
                    sentence,
                    found.start("year"),
                    found["year"],
                    str(profile.year),
                    f"本文是{profile.year}年度的{profile.kind}，截止日期写成{found['year']}年12月31日。"
                    "请改为本年度末并更新数字。",
                    "hard" if clear else "soft",
                )


@rule("R14-date", "R14", "不存在的日期")
def impossible_dates(reading: Reading) -> Iterator[Finding]:
    """月份不超过12，日不超过当月天数。

    Source: 公历。

    Good:
        培训班于2023年2月28日举办，共有120人参加。
    Bad:
        培训班于2023年2月30日举办，共有120人参加。
    """
    for sentence in reading.sentences:
        for found in DATE.finditer(sentence.text):
            month, day = int(found["month"]), int(found["day"])
            year = DATE_YEAR.search(sentence.text[: found.start()])
            if not 1 <= month <= 12 or not 1 <= day <= _days(month, year and int(year[1])):
                yield _finding(
                    "R14-date",
                    sentence,
                    found.start(),
                    found.group(),
                    "",
                    f"没有{found.group()}这一天。请核对日期。",
                )


@rule("R14-actual", "R14", "完成值写的是别的年度")
def actual_of_other_year(reading: Reading) -> Iterator[Finding]:
    """自评表“实际完成值”写的是评价年度的事。

    Source: 财预〔2020〕10号：自评以年度为周期。

    Good:
        2021年度部门整体支出绩效自评表

        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 控制经费 | 用预算控制支出 | 2021年“三公”经费支出0万元 | 60 | 60 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
    Bad:
        2021年度部门整体支出绩效自评表

        | 一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
        | 产出指标 | 控制经费 | 用预算控制支出 | 2020年“三公”经费支出0万元 | 60 | 60 |
        | 效益指标 | 知晓率 | ≥90% | 95% | 40 | 40 |
    """
    year = reading.profile.year
    for sheet in reading.sheets if year else ():
        for item in sheet.indicators:
            text = folded(squeeze(item.actual))
            found = LEADING_YEAR.match(text)
            if found is None or len(set(ANY_YEAR.findall(text))) != 1:
                continue
            told = found["year"]
            if int(told) < (year or 0) and told not in folded(item.target + item.name):
                place = _actual_place(item.row.cells, item.actual) or item.row.place
                yield Finding(
                    "R14-actual",
                    "hard",
                    place,
                    text[:40],
                    told,
                    str(year),
                    f"这是{year}年度的自评，“{item.name}”的完成情况写的是{told}年。"
                    f"请改为{year}年的实际情况。",
                    f"{item.name}·年度",
                )


@rule("R14-heading", "R14", "标题年度")
def heading_years(reading: Reading) -> Iterator[Finding]:
    """各部分标题、表名上的年度与全文年度一致。

    Source: 部门预决算公开格式。

    Good:
        2022年度部门决算

        第二部分 2022年度部门决算表

        第三部分 2022年度部门决算情况说明
    Bad:
        2022年度部门决算

        第二部分 2022年度部门决算表

        第三部分 2021年度部门决算情况说明
    """
    year = reading.profile.year
    told = [(line, found) for line in _short_lines(reading) if (found := _heading_year(line))]
    counted = Counter(int(found["year"]) for _, found in told)
    if year is None or counted[year] < 1:
        return
    for line, found in told:
        other = int(found["year"])
        if other in {year - 1, year + 1} and counted[other] <= counted[year]:
            yield Finding(
                "R14-heading",
                "hard" if counted[other] == 1 and counted[year] >= 2 else "soft",
                line.place,
                line.text.strip(),
                str(other),
                str(year),
                f"全文是{year}年度，这个标题写成{other}年。请核对是否沿用了旧稿。",
                "标题年度",
            )


@rule("R14-stale", "R14", "结论用了上年年份")
def stale_conclusions(reading: Reading) -> Iterator[Finding]:
    """预算说明里“因此……年……预算数为零”说的应是预算年度。

    Source: 部门预算公开“三公”经费说明的固定写法。

    Good:
        2022年部门预算

        购置经费由区财政统一调配，因此本级2022年公务用车购置经费预算数为零。
    Bad:
        2022年部门预算

        购置经费由区财政统一调配，因此本级2021年公务用车购置经费预算数为零。
    """
    year = reading.profile.year
    for sentence in reading.sentences if year else ():
        for found in CONCLUSION.finditer(sentence.text):
            if int(found["year"]) == (year or 0) - 1:
                yield _finding(
                    "R14-stale",
                    sentence,
                    found.start("year"),
                    found["year"],
                    str(year),
                    f"全文是{year}年预算，这里的结论说的是{found['year']}年。请核对是否忘了更新年份。",
                    "soft",
                )


def _days(month: int, year: int | None) -> int:
    return calendar.monthrange(year or 2024, month)[1]


def _short_lines(reading: Reading) -> Iterator[Line]:
    for line in reading.document.lines:
        text = line.text.strip()
        if 8 <= len(text) <= 60 and "\t" not in text:
            yield line


def _heading_year(line: Line) -> re.Match[str] | None:
    bare = re.sub(r"[.…·\s]*\d{0,3}$", "", folded(squeeze(line.text)))
    if re.search(r"[，。；：]|上年|对比|比较|-20|至20", bare) or len(ANY_YEAR.findall(bare)) != 1:
        return None
    return PART_HEADING.match(bare)


def _actual_place(cells: tuple[object, ...], text: str) -> Place | None:
    for cell in cells:
        if getattr(cell, "text", None) == text:
            place = getattr(cell, "place", None)
            return place if isinstance(place, Place) else None
    return None


def _finding(
    name: str,
    sentence: Sentence,
    at: int,
    printed: str,
    expected: str,
    message: str,
    severity: Severity = "hard",
) -> Finding:
    return Finding(
        name,
        severity,
        sentence.place(at),
        sentence.text[max(0, at - 20) : at + 24],
        printed,
        expected,
        message,
        f"年度 {printed}",
    )
