"""A made-up department: last year's budget whole, this year's paid up to now, targets approved.

Its figures are bound to the demonstration's own cases and work records.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

from hejia.accounts.public import Sight, people_with, person_by_key
from hejia.kernel.calendar import CHINA
from hejia.performance.budgeting.narrative import narrative
from hejia.performance.commands.targets import act_on_target
from hejia.performance.demo.published import approved_in, pay, unit_named
from hejia.performance.models import (
    Adjustment,
    Budget,
    BudgetLine,
    Indicator,
    Project,
    Target,
    Unit,
)
from hejia.performance.queries.counting import ENTERED
from hejia.performance.queries.money import budget_facts
from hejia.performance.workflow import TargetAction

CODE: Final = "demo"
TOLD: Final = "演示数据，虚构"


class Goal(NamedTuple):
    """An indicator; `source` and `key` say what counts it."""

    level1: str
    level2: str
    name: str
    sign: str
    value: str
    unit: str
    weight: str
    cumulative: bool
    source: str = ENTERED
    key: str = ""


DEPARTMENT: Final = (
    Goal("产出", "数量", "全年调处婚姻家庭矛盾纠纷", "≥", "2000", "宗", "12", True,
         "insight", "accepted"),
    Goal("产出", "数量", "开展各类活动场次", "≥", "100", "场", "6", True,
         "ledger", "activity:sessions"),
    Goal("产出", "数量", "妇女干部培训人次", "≥", "1800", "人次", "6", True,
         "ledger", "training:person_times"),
    Goal("产出", "质量", "来访办结率", "≥", "95", "%", "10", False, "insight", "closure_rate"),
    Goal("产出", "时效", "平均办结天数", "≤", "60", "日", "10", False,
         "insight", "handling_days"),
    Goal("产出", "成本", "部门支出总额", "≤", "1020.5", "万元", "6", True, "budget", "paid"),
    Goal("效益", "社会效益", "受理妇女儿童维权来访来电", "≥", "2000", "次", "18", True,
         "insight", "reports"),
    Goal("效益", "可持续影响", "联动机制运行单位", "≥", "9", "个", "12", False),
    Goal("满意度", "服务对象满意度", "服务对象满意度", "≥", "85", "%", "10", False,
         "insight", "satisfaction_rate"),
)  # fmt: skip
PROJECTS: Final = {
    "01": (
        "妇女儿童事务",
        "做好婚姻家庭纠纷调处和妇女儿童维权服务",
        (
            Goal("产出", "数量", "调处婚姻家庭矛盾纠纷", "≥", "2000", "宗", "20", True,
                 "insight", "accepted"),
            Goal("产出", "质量", "调解成功率", "≥", "60", "%", "15", False,
                 "insight", "mediation_success_rate"),
            Goal("产出", "时效", "60日内办结率", "≥", "95", "%", "15", False,
                 "insight", "closed_within_60_days"),
            Goal("效益", "社会效益", "介入处置率", "≥", "90", "%", "30", False,
                 "insight", "intervention_rate"),
            Goal("满意度", "服务对象满意度", "来访群众满意度", "≥", "85", "%", "10", False,
                 "insight", "satisfaction_rate"),
        ),
    ),
    "02": (
        "信息系统运行与维护",
        "保障调处系统稳定运行",
        (
            Goal("产出", "数量", "系统巡检次数", "≥", "12", "次", "20", True),
            Goal("产出", "质量", "系统可用率", "≥", "99", "%", "30", False),
            Goal("效益", "社会效益", "使用系统的单位", "≥", "9", "个", "30", False),
            Goal("满意度", "服务对象满意度", "使用人员满意度", "≥", "90", "%", "10", False),
        ),
    ),
    "03": (
        "宣传与培训",
        "提高妇女干部能力和群众知晓率",
        (
            Goal("产出", "数量", "微信推送篇数", "≥", "360", "篇", "20", True,
                 "ledger", "publicity:pieces@公众号推送"),
            Goal("产出", "数量", "妇女干部培训人次", "≥", "1800", "人次", "30", True,
                 "ledger", "training:person_times"),
            Goal("效益", "社会效益", "活动参加人次", "≥", "7000", "人次", "30", True,
                 "ledger", "activity:person_times"),
            Goal("满意度", "服务对象满意度", "参训人员满意度", "≥", "90", "%", "10", False),
        ),
    ),
}  # fmt: skip
"""code → name, purpose, indicators."""

#: function, kind, project, last year's amount, this year's, procurement, enterprise, three-public
_LINES: Final = (
    ("2012901", "personnel", "", "4650000", "4800000", "", "", ""),
    ("2012901", "operating", "", "370000", "360000", "", "", ""),
    ("2012901", "operating", "", "34000", "30000", "", "", "car_running"),
    ("2012901", "operating", "", "6000", "5000", "", "", "reception"),
    ("2080501", "household", "", "195000", "200000", "", "", ""),
    ("2210201", "personnel", "", "395000", "410000", "", "", ""),
    ("2012902", "project", "01", "3450000", "3600000", "services", "medium", ""),
    ("2012902", "project", "02", "400000", "420000", "services", "small", ""),
    ("2012902", "project", "03", "350000", "380000", "", "", ""),
)
#: The project that is paid late this year on purpose: its light is red in August.
LATE: Final = "03"
CUT: Final = Decimal(-10000)
"""Taken from the daily expenses in the course of each year."""


def synthetic_year(agency_id: int, year: int, now: datetime) -> str:
    """Last year whole, this year up to now."""
    name = "区妇女联合会本级（演示）"
    unit = unit_named(agency_id, CODE, name, "区妇女联合会（演示）", "shenzhen-2023")
    Unit.objects.filter(pk=unit.pk).update(first_year=year - 1)
    clerk, leader = sights(agency_id, now)
    for one in (year - 1, year):
        if Budget.objects.filter(unit=unit, year=one).exists():
            continue
        _money(unit, one, this=one == year, now=now)
        _reasons(unit, one)
        _target(unit, one, None, DEPARTMENT, "依托联动机制做好家事情感纠纷调处，维护妇女儿童权益。")
        for project in Project.objects.filter(unit=unit, year=one):
            _, why, goals = PROJECTS[project.code]
            _target(unit, one, project, goals, f"{why}。")
        if clerk is not None and leader is not None:
            _approve(unit, one, clerk, leader)
    return f"{unit.name} {year - 1}、{year} 年（虚构）"


def sights(agency_id: int, now: datetime) -> tuple[Sight | None, Sight | None]:
    """Who enters and who reviews at the agency; None where nobody does."""
    found: list[Sight | None] = []
    for permission in ("performance.record", "performance.review"):
        keys = people_with(permission, agency_id, now=now)
        person = person_by_key(keys[0], now) if keys else None
        found.append(person.sight if person else None)
    return found[0], found[1]


def _money(unit: Unit, year: int, *, this: bool, now: datetime) -> None:
    projects = {
        code: Project.objects.create(
            unit=unit, year=year, code=code, name=name, task=name, purpose=why, content=f"{why}。"
        )
        for code, (name, why, _) in PROJECTS.items()
    }
    budget = Budget.objects.create(unit=unit, year=year, approved_at=approved_in(year))
    for function, kind, code, before, amount, procurement, enterprise, public in _LINES:
        line = BudgetLine.objects.create(
            budget=budget,
            function=function,
            source="general",
            kind=kind,
            project=projects.get(code),
            amount=Decimal(amount if this else before),
            procurement=procurement,
            enterprise=enterprise,
            three_public=public,
            note=TOLD,
        )
        cut = kind == "operating" and not public
        if cut and date(year, 6, 30) <= now.astimezone(CHINA).date():
            _cut(line, year)
        late = this and code == LATE
        _pay_monthly(line, line.amount + (CUT if cut else 0), late=late, year=year, now=now)


def _cut(line: BudgetLine, year: int) -> None:
    Adjustment.objects.create(
        line=line,
        amount=CUT,
        on=date(year, 6, 30),
        reason="压减一般性支出，收回日常公用经费（演示，虚构）",
        at=datetime(year, 6, 30, 2, 0, tzinfo=UTC),
    )


def _pay_monthly(line: BudgetLine, whole: Decimal, *, late: bool, year: int, now: datetime) -> None:
    """A twelfth each month; a late one a third of that, December never more than is left."""
    monthly = round(whole / (36 if late else 12), 2)
    for month in range(1, 13):
        on = date(year, month, 15)
        if on <= now.astimezone(CHINA).date():
            last = month == 12 and not late
            amount = whole - monthly * 11 if last else monthly
            pay(line, amount, on, now, voucher=f"演示 {on:%m}-{line.pk}", purpose=TOLD)


def _reasons(unit: Unit, year: int) -> None:
    """Reasons of every change that the printed text asks for."""
    missing = narrative(budget_facts(unit, year)).missing
    stated = {subject: f"按年度工作安排核定（{TOLD}）" for subject in missing}
    Budget.objects.filter(unit=unit, year=year).update(reasons=stated)


def _target(
    unit: Unit, year: int, project: Project | None, goals: tuple[Goal, ...], objective: str
) -> None:
    target = Target.objects.create(unit=unit, year=year, project=project, objective=objective)
    Indicator.objects.bulk_create(
        [
            Indicator(
                target=target,
                place=place,
                level1=goal.level1,
                level2=goal.level2,
                name=goal.name,
                comparator=goal.sign,
                value=goal.value,
                goal=Decimal(goal.value),
                unit=goal.unit,
                weight=Decimal(goal.weight),
                cumulative=goal.cumulative,
                source=goal.source,
                binding={"key": goal.key} if goal.key else {},
            )
            for place, goal in enumerate(goals, start=1)
        ]
    )


def _approve(unit: Unit, year: int, clerk: Sight, leader: Sight) -> None:
    """Every target handed in by the one and approved by the other, in February."""
    for target in Target.objects.filter(unit=unit, year=year):
        for action, by, day in (
            (TargetAction.SUBMIT, clerk, 10),
            (TargetAction.APPROVE, leader, 14),
        ):
            target.refresh_from_db()
            act_on_target(
                unit_id=unit.pk,
                year=year,
                project_id=target.project_id,
                action=action,
                seen=target.version,
                facts={},
                by=by,
                now=datetime(year, 2, day, 2, 0, tzinfo=UTC),
            )
