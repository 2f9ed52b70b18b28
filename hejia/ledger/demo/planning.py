"""The demonstration's plan (4 dimensions, 33 projects, 80 tasks) and its monitor (137 indicators),
as the tables that a member unit would import."""

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

STEPS: Final = ("制定实施方案", "建设与开展", "评估与推广")
#: How far tasks are when the plan's year is over; most keep pace, some lag behind.
PACE: Final = (100, 100, 100, 100, 60, 100, 100, 100, 100, 30, 100)
_AGENCIES: Final = {"健康": "WJ", "教育": "JY", "福利": "MZ", "社会保障": "MZ",
                    "法律保护": "SF", "安全": "GA"}  # fmt: skip
_SUFFIXES: Final = ("率", "覆盖率", "知晓率")


@cache
def names() -> Mapping[str, Any]:
    """The names in names.toml."""
    text = files("hejia.ledger.demo").joinpath("names.toml").read_text("utf-8")
    return tomllib.loads(text)


def tasks(agency: str, today: date) -> list[dict[str, str]]:
    """The 80 tasks, by the headings of the import."""
    rows: list[dict[str, str]] = []
    passed = today.timetuple().tm_yday / 365
    for d, (dimension, projects) in enumerate(names()["projects"].items(), start=1):
        for p, project in enumerate(projects, start=1):
            many = 3 if len(rows) + 3 <= 80 - 2 * _projects_left(d, p) else 2
            for t in range(1, many + 1):
                pace = PACE[len(rows) % len(PACE)]
                rows.append(
                    {
                        "单位": agency, "名称": f"{project}：{STEPS[t - 1]}",
                        "开始日期": f"{today.year}-{3 * t - 2:02d}-01",
                        "结束日期": f"{today.year}-{4 * t:02d}-28", "计划": names()["plan"],
                        "任务编号": f"{d}-{p}-{t}", "维度": dimension, "项目": project,
                        "责任部门": ("权益科", "宣传科", "家儿科", "综合科")[p % 4],
                        "进度": str(min(100, int(pace * min(1, passed * 3 / t)))),
                    }
                )  # fmt: skip
    return rows


def _projects_left(d: int, p: int) -> int:
    """How many projects come after the p-th of the d-th dimension."""
    sizes = [len(projects) for projects in names()["projects"].values()]
    return sum(sizes[d - 1 :]) - p


def indicators(year: int, missed: Iterable[int]) -> dict[str, list[dict[str, str]]]:
    """The 137 indicators of a year by the code of the agency that reports them.

    `missed` are the numbers (from 1) that do not reach their target.
    """
    rows: dict[str, list[dict[str, str]]] = {}
    not_met, number = set(missed), 0
    for key, plan in (("women", "妇女发展规划"), ("children", "儿童发展规划")):
        place = 0
        for area, held in names()[key].items():
            for turn in range(held["count"]):
                place, number = place + 1, number + 1
                stem = held["of"][turn % len(held["of"])]
                target = 80 + number % 18
                actual = target - 2 if number in not_met else min(100, target + number % 4)
                rows.setdefault(_AGENCIES.get(area, "FL"), []).append(
                    {
                        "名称": f"{stem}{_SUFFIXES[turn // len(held['of'])]}",
                        "监测期末": f"{year}-12-31", "指标序号": str(place), "规划": plan,
                        "领域": area, "比较": "≥", "目标值": str(target), "实际值": str(actual),
                        "计量单位": "%",
                    }
                )  # fmt: skip
    return rows


def as_csv(rows: list[dict[str, str]]) -> bytes:
    held = io.StringIO()
    writer = csv.DictWriter(held, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return held.getvalue().encode()
