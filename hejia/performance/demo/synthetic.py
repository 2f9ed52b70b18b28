"""A made-up department with a budget, payments up to now, and targets to be bound to live cases."""

from datetime import date, datetime
from decimal import Decimal

from hejia.performance.demo.published import pay, unit_named
from hejia.performance.models import Budget, BudgetLine, Indicator, Project, Target, Unit
from hejia.performance.queries.counting import ENTERED
from hejia.performance.workflow import TargetStatus

#: level, kind, name, sign, value, unit, weight, cumulative, what counts it ("" by hand). The four
#: bound ones are the live figures that document 004 sets as targets.
_WORK = (
    ("产出", "数量", "全年调处婚姻家庭矛盾纠纷", "≥", "1000", "宗", "15", True, "accepted"),
    ("产出", "数量", "开展普法宣传活动", "≥", "24", "场", "10", True, ""),
    ("产出", "质量", "来访办结率", "=", "100", "%", "15", False, "closure_rate"),
    ("产出", "时效", "平均办结天数", "≤", "60", "日", "10", False, "handling_days"),
    ("效益", "社会效益", "接待妇女儿童维权信访咨询", "≥", "360", "人次", "20", True, ""),
    ("效益", "可持续影响", "联动机制运行单位", "≥", "9", "个", "10", False, ""),
    (
        "满意度",
        "服务对象满意度",
        "服务对象满意度",
        "≥",
        "95",
        "%",
        "10",
        False,
        "satisfaction_rate",
    ),
)
_PROJECTS = (
    ("01", "妇女儿童事务", "做好婚姻家庭纠纷调处和妇女儿童维权服务"),
    ("02", "信息系统运行与维护", "保障调处系统稳定运行"),
    ("03", "宣传与培训", "提高妇女干部能力和群众知晓率"),
)
#: function, kind, project, amount, procurement, enterprise, three-public
_LINES = (
    ("2012901", "personnel", "", "4800000", "", "", ""),
    ("2012901", "operating", "", "360000", "", "", ""),
    ("2012901", "operating", "", "30000", "", "", "car_running"),
    ("2012901", "operating", "", "5000", "", "", "reception"),
    ("2080501", "household", "", "200000", "", "", ""),
    ("2210201", "personnel", "", "410000", "", "", ""),
    ("2012902", "project", "01", "3600000", "services", "medium", ""),
    ("2012902", "project", "02", "420000", "services", "small", ""),
    ("2012902", "project", "03", "380000", "", "", ""),
)
#: The project that is paid late on purpose: its light is red in August.
_LATE = "03"


def synthetic_year(agency_id: int, year: int, now: datetime) -> str:
    """Last year whole, this year up to now."""
    name = "区妇女联合会本级（演示）"
    unit = unit_named(agency_id, "demo", name, "区妇女联合会（演示）", "shenzhen-2023")
    for one in (year - 1, year):
        if Budget.objects.filter(unit=unit, year=one).exists():
            continue
        _money(unit, one, now)
        _targets(unit, one)
    return f"{unit.name} {year - 1}、{year} 年（虚构）"


def _money(unit: Unit, year: int, now: datetime) -> None:
    projects = {
        code: Project.objects.create(
            unit=unit, year=year, code=code, name=name, task=name, purpose=why
        )
        for code, name, why in _PROJECTS
    }
    budget = Budget.objects.create(unit=unit, year=year, approved_at=now)
    for function, kind, code, amount, procurement, enterprise, public in _LINES:
        line = BudgetLine.objects.create(
            budget=budget,
            function=function,
            source="general",
            kind=kind,
            project=projects.get(code),
            amount=Decimal(amount),
            procurement=procurement,
            enterprise=enterprise,
            three_public=public,
            note="演示数据，虚构",
        )
        _pay_monthly(line, Decimal("0.03") if code == _LATE else Decimal("0.08"), year, now)


def _pay_monthly(line: BudgetLine, share: Decimal, year: int, now: datetime) -> None:
    amount = (line.amount * share).quantize(Decimal("0.01"))
    for month in range(1, 13):
        on = date(year, month, 15)
        if on <= now.date():
            pay(line, amount, on, now)


def _targets(unit: Unit, year: int) -> None:
    target = Target.objects.create(
        unit=unit,
        year=year,
        objective="依托联动机制做好家事情感纠纷调处，维护妇女儿童合法权益。",
        status=TargetStatus.DRAFT,
    )
    Indicator.objects.bulk_create(
        [
            Indicator(
                target=target,
                place=place,
                level1=level1,
                level2=level2,
                name=name,
                comparator=sign,
                value=value,
                goal=Decimal(value),
                unit=word,
                weight=Decimal(weight),
                cumulative=cumulative,
                source="insight" if counted_by else ENTERED,
                binding={"key": counted_by} if counted_by else {},
            )
            for place, (
                level1,
                level2,
                name,
                sign,
                value,
                word,
                weight,
                cumulative,
                counted_by,
            ) in enumerate(_WORK, start=1)
        ]
    )
