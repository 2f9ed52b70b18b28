"""Faults in words, and differences that are none, put into the text of a clean specimen.

Each takes a text as rendered with tabs and gives it back changed, or None where it has no place
for the change.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

Change = Callable[[str, random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """A change of the text and the rules that must tell it, as a pattern of rule names."""

    name: str
    rules: str
    change: Change


def _one(pattern: str, put: str) -> Change:
    """Replace one place, drawn at random, that `pattern` matches."""

    def change(text: str, rng: random.Random) -> str | None:
        found = list(re.finditer(pattern, text, re.M))
        if not found:
            return None
        match = rng.choice(found)
        return text[: match.start()] + match.expand(put) + text[match.end() :]

    return change


def _every(pattern: str, put: str) -> Change:
    def change(text: str, _rng: random.Random) -> str | None:
        changed = re.sub(pattern, put, text, flags=re.M)
        return changed if changed != text else None

    return change


def _same_year(text: str, rng: random.Random) -> str | None:
    """与2021年相比 becomes 与2022年相比 in a text of 2022."""
    found = re.search(r"(20\d\d)年.{0,60}?(?:比|与)(20\d\d)年(?:增加|减少|相比)", text)
    if found is None or int(found[2]) != int(found[1]) - 1:
        return None
    return text[: found.start(2)] + found[1] + text[found.end(2) :]


def _old_date(text: str, rng: random.Random) -> str | None:
    found = re.search(r"截[至止](20\d\d)年12月31日，本部门", text)
    if found is None:
        return None
    return text[: found.start(1)] + str(int(found[1]) - 1) + text[found.end(1) :]


def _no_score(text: str, rng: random.Random) -> str | None:
    """The score of one indicator left out: weight, then a blank cell."""
    rows = [m for m in re.finditer(r"^.*指标\t.*?\t(\d{1,2})\t([\d.]+)(?=\t|$)", text, re.M)]
    if not rows:
        return None
    match = rng.choice(rows)
    return text[: match.start(2)] + text[match.end(2) :]


def _no_table(text: str, rng: random.Random) -> str | None:
    """A listed table is not there: its title is another's, its rows are gone."""
    start = text.find("\n财政拨款收入支出决算总表\n")
    end = text.find("\n一般公共预算财政拨款支出决算表\n")
    return text[:start] + text[end:] if 0 < start < end else None


def _twice(text: str, rng: random.Random) -> str | None:
    """A long sentence said twice in its paragraph."""
    found = list(re.finditer(r"^[^\t\n]*?(?P<last>[^\t\n。]{32,}。)$", text, re.M))
    if not found:
        return None
    match = rng.choice(found)
    return text[: match.end()] + match["last"] + text[match.end() :]


def _short_rate(text: str, rng: random.Random) -> str | None:
    """86.27% told as 86% once more: told more coarsely, not differently."""
    found = re.search(r"完成年初预算的(\d+)\.(\d)\d%", text)
    if found is None or found[2] in "456":
        return None
    rounded = int(found[1]) + (found[2] >= "5")
    return text[: found.start()] + f"完成年初预算的{rounded}%" + text[found.end() :]


FAULTS = (
    Fault("得分空缺", r"R8", _no_score),
    Fault("未达标却满分", r"R12", _one(r"≥12场\t12场(?=\t(\d+)\t\1\t)", "≥12场\t9场")),
    Fault("增减方向相反", r"R13", _one(r"(增加[\d,.]+万元，)增长", r"\1下降")),
    Fault("大于写成小于", r"R13", _one(r"决算数大于(?=年初预算数的主要原因是据)", "决算数小于")),
    Fault("增减未选定", r"R13", _one(r"决算数大于(?=年初预算数)", "决算数大于（小于）")),
    Fault("对比年度", r"R14", _same_year),
    Fault("截止日期", r"R14", _old_date),
    Fault("占位符", r"R15", _one(r"(?<=支出决算为)[\d,.]+(?=万元)", "XX")),
    Fault("公式出错", r"R15", _one(r"(?<=\t)\d[\d,]*\.\d\d(?=\t|$)", "#REF!")),
    Fault("缺表", r"R16", _no_table),
    Fault("空表说明", r"R16", _one(r"注：1\.本表反映.*$", "注：本表本年度无数据。")),
    Fault("科目名称", r"R17", _one(r"(?<=2101101\t)行政单位医疗", "公务员医疗补助")),
    Fault("重复语句", r"R19", _twice),
    Fault(
        "编制与实有", r"R21", _one(r"促进男女平等。$", "促进男女平等。编制5人，实有在职人员7人。")
    ),
    Fault("比率写单位", r"R24", _one(r"促进男女平等。$", "促进男女平等。调解成功率95个。")),
    Fault("指标值≥100%", r"R9", _one(r"≥9[58]%(?=\t)", "≥100%")),
    Fault("完成值带≥", r"R10", _one(r"(≥\d+场\t)(\d+场)", r"\1≥\2")),
    Fault("远超指标值", r"R11", _one(r"≥900人次\t900人次", "≥900人次\t9000人次")),
)
HARMLESS = (
    Fault("零写成横线", "", _every(r"(?<=\t)0\.00(?=\t|$)", "—")),
    Fault("去掉千分位", "", _every(r"(?<=\d),(?=\d{3})", "")),
    Fault("数字后空格", "", _every(r"(?<=\d)(?=万元|%)", " ")),
    Fault("比率取整", "", _short_rate),
    Fault("标点半角", "", _every("，", ",")),
    Fault("声明尾差", "", _every(r"\Z", "\n本表因四舍五入存在尾数误差。\n")),
    Fault(
        "约数",
        "",
        _one(r"促进男女平等。$", "促进男女平等。全年服务约3.2万人次，其中线上约1.1万人次。"),
    ),
    Fault(
        "其中不全",
        "",
        _one(r"促进男女平等。$", "促进男女平等。调解126件，其中情感60件、财产12件。"),
    ),
    Fault(
        "文号与年份",
        "",
        _one(r"促进男女平等。$", "促进男女平等（〔2022〕18号），规划期2021-2030年。"),
    ),
)
