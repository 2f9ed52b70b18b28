"""Document 004 → budget lines, last year's lines, tasks and targets.

The document prints 万元 without decimals, so the amounts are settled to values that round to every
printed figure at once (`tails.settle`). Where the text does not say which line a part belongs to
(公用, 采购, last year's staff money), the choice is written at its place below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from hejia.performance.budgeting.facts import BudgetFacts, TargetRow, Task
from hejia.performance.budgeting.lines import Line
from hejia.performance.budgeting.subjects import Subject, SubjectTree
from hejia.performance.figures import WAN, ZERO, round_by
from hejia.performance.published.cells import read_rows
from hejia.performance.published.tails import Group, settle

RUNNING: Final = "2012901"
PROJECTS: Final = "2012902"
RETIRED: Final = "2080501"
LEVEL1: Final = ("产出", "效益", "满意度")
LEVEL2: Final = (
    "数量", "质量", "时效", "成本", "经济效益", "社会效益", "可持续影响", "生态效益",
    "服务对象满意度", "其他满意度",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Printed:
    """What the document prints, in 万元."""

    rows: list[list[str]]
    text: str
    unit: str
    year: int

    def say(self, pattern: str) -> Decimal:
        """A number in the text. Raises ValueError naming the pattern."""
        found = re.search(pattern, self.text)
        if not found:
            raise ValueError(f"文件中没有找到：{pattern}")
        return Decimal(found[1])


def read(path: Path) -> BudgetFacts:
    """The facts of the department's budget."""
    rows = read_rows(path)
    text = re.sub(r"\s", "", "".join("".join(row) for row in rows))
    title = re.search(r"(\d{4})年(深圳市龙岗区妇女联合会)", text)
    if not title:
        raise ValueError("文件中没有找到部门名称和年度。")
    printed = _Printed(rows, text, f"{title[2]}本级", int(title[1]))
    subjects = _subjects(rows)
    projects = _project_amounts(text)
    lines = _lines(printed, subjects, projects)
    return BudgetFacts(
        department=f"{title[2]}（本级）",
        authority=title[2],
        year=printed.year,
        lines=tuple(lines),
        prior=tuple(_prior(printed, projects)),
        subjects=SubjectTree([Subject(code, name) for code, name, *_ in subjects], printed.year),
        tasks=tuple(_tasks(rows, projects)),
        objective=_objective(rows),
        targets=tuple(_targets(rows)),
        reasons=_reasons(text, projects),
    )


def _subjects(rows: list[list[str]]) -> list[tuple[str, str, Decimal, Decimal]]:
    """Table 7: code, name, 基本, 项目."""
    return [
        (row[1], row[2], Decimal(row[4]), Decimal(row[5]))
        for row in rows
        if len(row) == 6 and row[1].isdigit() and not row[0]
    ]


_PROJECT: Final = re.compile(
    r"\d\.([^\d.，。]{2,20}?(?:（通用项目）)?)(\d+)万元[,，]主要用于(.+?)。比\d{4}年增加(\d+)万元"
)


def _project_amounts(text: str) -> dict[str, tuple[Decimal, Decimal, str]]:
    """Part three, (四): project → amount, increase over last year, what for."""
    part = text[text.index("（四）项目支出") : text.index("第四部分政府采购预算情况", 4000)]
    return {
        name: (Decimal(amount), Decimal(more), purpose)
        for name, amount, purpose, more in _PROJECT.findall(part)
    }


def _lines(
    printed: _Printed,
    subjects: list[tuple[str, str, Decimal, Decimal]],
    projects: dict[str, tuple[Decimal, Decimal, str]],
) -> list[Line]:
    items = {code: basic for code, _, basic, project in subjects if len(code) == 7 and basic}
    operating = printed.say(r"公用支出(\d+)万元")
    household = printed.say(r"对个人和家庭的补助支出(\d+)万元")
    personnel = printed.say(r"包括人员支出(\d+)万元")
    # 离退休 is household money; the rest of it and all 公用 are taken from 行政运行.
    more_household = household - items[RETIRED]
    parts = {code: amount for code, amount in items.items() if code != RUNNING}
    parts |= {
        "人员": items[RUNNING] - operating - more_household,
        "公用": operating,
        "个人": more_household,
    }
    parts |= {f"项目:{name}": amount for name, (amount, _, _) in projects.items()}
    running = ("人员", "公用", "个人")
    housing_and_pensions = [c for c in items if c not in (RUNNING, RETIRED)]
    groups = [
        Group("人员支出", ("人员", *housing_and_pensions), personnel),
        Group("对个人和家庭", ("个人", RETIRED), household),
        *_subject_groups(subjects, parts, running),
    ]
    whole = printed.say(r"部门预算收入(\d+)万元")
    groups.append(Group("支出总计", tuple(parts), whole))
    groups.append(
        Group("基本支出", tuple(p for p in parts if not p.startswith("项目:")), _basic(printed))
    )
    settled = settle(parts, groups)
    exact = {part: round_by("half-up", amount * WAN, 2) for part, amount in settled.items()}
    return _typed(printed, exact)


def _basic(printed: _Printed) -> Decimal:
    row = next(r for r in printed.rows if r[0] == printed.unit and len(r) == 7 and r[1] != r[2])
    return Decimal(row[2])


def _subject_groups(
    subjects: list[tuple[str, str, Decimal, Decimal]],
    parts: dict[str, Decimal],
    running: Sequence[str],
) -> list[Group]:
    """Every printed node of the tree, as a group over the parts below it."""
    projects = tuple(part for part in parts if part.startswith("项目:"))
    groups = []
    for code, name, basic, project in subjects:
        below = [part for part in parts if part.startswith(code)]
        if RUNNING.startswith(code):
            below.extend(running)
        if basic and below:
            groups.append(Group(f"{name}基本", tuple(below), basic))
        if project:
            groups.append(Group(f"{name}项目", projects, project))
            groups.append(Group(name, (*below, *projects), basic + project))
    return groups


def _typed(printed: _Printed, exact: dict[str, Decimal]) -> list[Line]:
    def line(function: str, kind: str, amount: Decimal) -> Line:
        return Line(printed.unit, function, "general", kind, amount)

    lines = [line(RUNNING, "personnel", exact["人员"]), line(RUNNING, "household", exact["个人"])]
    lines += _operating(line(RUNNING, "operating", exact["公用"]), _three_public(printed, 1))
    for code, amount in exact.items():
        if code.isdigit():
            lines.append(line(code, "household" if code == RETIRED else "personnel", amount))
    for part, amount in exact.items():
        if part.startswith("项目:"):
            name = part.removeprefix("项目:")
            whole = replace(line(PROJECTS, "project", amount), project=name)
            lines += _procured(printed, whole)
    return lines


def _three_public(printed: _Printed, place: int) -> dict[str, Decimal]:
    """Table 8, last year (0) or this year (1): kind → yuan."""
    rows = [r for r in printed.rows if len(r) == 8 and re.fullmatch(r"\d{4}\s*年", r[1])]
    amounts = [Decimal(c) * WAN for c in rows[place][3:]]
    kinds = ("abroad", "reception", "", "car_purchase", "car_running")
    return {k: a for k, a in zip(kinds, amounts, strict=True) if k and a}


def _operating(whole: Line, public: dict[str, Decimal]) -> list[Line]:
    """三公 is part of 公用."""
    rest = whole.amount - sum(public.values(), ZERO)
    return [
        replace(whole, amount=rest),
        *[replace(whole, amount=a, three_public=kind) for kind, a in public.items()],
    ]


def _procured(printed: _Printed, whole: Line) -> list[Line]:
    """Goods are bought with 办公设备购置, services with 妇女儿童事务: the only lines large enough
    in their kind. All of it is reserved for small and medium firms (table 3)."""
    bought: dict[str, tuple[str, Decimal]] = {
        "办公设备购置（通用项目）": ("goods", printed.say(r"其中货物采购(\d+)万元") * WAN),
        "妇女儿童事务": ("services", printed.say(r"服务采购(\d+)万元") * WAN),
    }
    if whole.project not in bought:
        return [whole]
    kind, amount = bought[whole.project]
    rest = replace(whole, amount=whole.amount - amount)
    return [rest, replace(whole, amount=amount, procurement=kind, enterprise="medium")]


def _prior(printed: _Printed, projects: dict[str, tuple[Decimal, Decimal, str]]) -> list[Line]:
    """Last year: projects and 公用 from the stated differences; the rest is staff money."""
    whole = printed.say(r"部门预算收入(\d+)万元") - printed.say(r"比2021年增加(\d+)万元")
    operating = printed.say(r"机关运行经费财政拨款预算(\d+)万元") + printed.say(
        r"机关运行经费财政拨款预算\d+万元，比2021年预算减少(\d+)万元"
    )
    before = {name: amount - more for name, (amount, more, _) in projects.items()}
    staff = whole - operating - sum(before.values(), ZERO)
    base = Line(printed.unit, RUNNING, "general", "personnel", staff * WAN)
    return [
        base,
        *_operating(
            replace(base, kind="operating", amount=operating * WAN), _three_public(printed, 0)
        ),
        *[
            replace(base, function=PROJECTS, kind="project", amount=amount * WAN, project=name)
            for name, amount in before.items()
            if amount
        ],
    ]


#: Table 11 calls the projects by their tasks; equal amounts tie them together.
def _tasks(rows: list[list[str]], projects: dict[str, tuple[Decimal, Decimal, str]]) -> list[Task]:
    start = _line_of(rows, lambda r: r[0] == "基本支出" and len(r) == 6)
    end = _line_of(rows, lambda r: r[0] == "金额合计")
    by_amount = {amount: (name, purpose) for name, (amount, _, purpose) in projects.items()}
    tasks: list[Task] = []
    for row in rows[start + 1 : end]:
        if len(row) < 5:
            continue
        if not row[0] and tasks:  # the page broke inside the cell
            tasks[-1] = replace(tasks[-1], content=tasks[-1].content + row[1])
            continue
        project, purpose = by_amount[Decimal(row[2])]
        name = re.sub(r"\s", "", row[0]).removeprefix("年度主要任务")
        tasks.append(Task(project, name, row[1], purpose))
    return tasks


def _line_of(rows: list[list[str]], wanted: Callable[[list[str]], bool]) -> int:
    return next(i for i, row in enumerate(rows) if wanted(row))


def _objective(rows: list[list[str]]) -> str:
    return next(row[1] for row in rows if row[0] == "年度总体目标")


def _targets(rows: list[list[str]]) -> list[TargetRow]:
    """Table 11's indicators. The first printed row holds eight names and values in one cell; it is
    taken apart where values begin with a sign or number."""
    start = _line_of(rows, lambda r: r[0] == "年度绩效指标")
    level1, level2 = "", ""
    found: list[TargetRow] = []
    for row in rows[start:]:
        cells = [cell for cell in row if cell and cell != "年度绩效指标"]
        if cells and cells[0] in LEVEL1:
            level1 = cells.pop(0)
        if len(cells) > 2 and cells[0] in LEVEL2:
            level2 = cells.pop(0)
        if len(cells) == 2:
            found.extend(_split(level1, level2, cells[0], cells[1]))
    return found


def _split(level1: str, level2: str, names: str, values: str) -> list[TargetRow]:
    parts = [v.strip() for v in re.split(r"\s(?=≥)", values)]
    if len(parts) == 1:
        return [TargetRow(level1, level2, names, values)]
    listed = names.split(" ")
    if len(listed) != len(parts):
        raise ValueError(f"{level2}指标的名称与目标值个数不同。")
    return [
        TargetRow(level1, level2, name, value) for name, value in zip(listed, parts, strict=True)
    ]


def _reasons(text: str, projects: dict[str, tuple[Decimal, Decimal, str]]) -> dict[str, str]:
    """The reasons the document states for its changes."""
    patterns = {
        "预算收支总体": r"预算收支增加主要原因：(.+?)第三部分",
        "“三公”经费": r"减少49.41%，主要是(.+?)。",
        "机关运行经费": r"减少41%。主要是(.+?)。",
        **{name: rf"{re.escape(name)}\d+万元.+?主要原因为(.+?)。" for name in projects},
    }
    found = {key: re.search(pattern, text) for key, pattern in patterns.items()}
    return {key: match[1] for key, match in found.items() if match}
