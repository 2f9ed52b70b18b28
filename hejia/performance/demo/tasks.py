"""Document 002 put in as rows: a department's tasks, its adjusted budget, the texts of its form."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from hejia.performance.demo.published import (
    NOTE,
    Described,
    approved_in,
    described,
    pay,
    unit_named,
)
from hejia.performance.disclosure.tasks import RULESET, TaskForm, YearTask
from hejia.performance.models import (
    Adjustment,
    Budget,
    BudgetLine,
    Evaluation,
    Project,
    Target,
    Unit,
)
from hejia.performance.published import tianhe_tasks


def tasks_002(agency_id: int, path: Path, now: datetime) -> str:
    """Document 002: money, tasks with key indicators, prose."""
    form = tianhe_tasks.read(path)
    unit = unit_named(
        agency_id, "002", "天河区妇女联合会（公开表）", form.department, RULESET, form.year
    )
    if Budget.objects.filter(unit=unit, year=form.year).exists():
        return f"{unit.name} {form.year} 年自评表已在"
    budget = Budget.objects.create(unit=unit, year=form.year, approved_at=approved_in(form.year))
    for place, task in enumerate(form.tasks, start=1):
        _task(unit, budget, place, task, now)
    _rest(budget, form, now)
    Target.objects.create(unit=unit, year=form.year, objective=form.objective, outcome=form.outcome)
    texts = {
        "重点项目绩效情况": form.key_projects,
        "部门整体绩效": form.overall,
        "存在问题": form.problems,
        "改进措施或下一步计划": form.measures,
    }
    Evaluation.objects.get_or_create(
        unit=unit, year=form.year, project=None, defaults={"ruleset": RULESET, "texts": texts}
    )
    return f"{unit.name} {form.year} 年自评表：{len(form.tasks)} 项任务（文件 002）"


def _task(unit: Unit, budget: Budget, place: int, task: YearTask, now: datetime) -> None:
    project = Project.objects.create(
        unit=unit,
        year=budget.year,
        code=f"{place:02d}",
        name=f"任务{place}",
        purpose=task.expected,
        outcome=task.outcome,
    )
    line = _line(budget, "2012902", "project", task.money, project)
    pay(line, task.money, date(budget.year, 12, 31), now)
    target = Target.objects.create(
        unit=unit, year=budget.year, project=project, objective=task.expected, outcome=task.outcome
    )
    for number, one in enumerate(task.indicators, start=1):
        words = Described(one.name, "公开表未列指标值", one.actual, Decimal(1))
        described(target, number, ("产出", "数量"), words, now)


def _line(
    budget: Budget, function: str, kind: str, amount: Decimal, project: Project | None = None
) -> BudgetLine:
    return BudgetLine.objects.create(
        budget=budget,
        function=function,
        source="general",
        kind=kind,
        project=project,
        amount=amount,
        note=NOTE,
    )


def _rest(budget: Budget, form: TaskForm, now: datetime) -> None:
    """What no task names stands as basic spending, lowered in the year as the form says."""
    tasks = sum((task.money for task in form.tasks), Decimal(0))
    line = _line(budget, "2012901", "personnel", form.initial - tasks)
    Adjustment.objects.create(
        line=line,
        amount=form.adjusted - form.initial,
        on=date(budget.year, 10, 31),
        reason=f"{NOTE}：年度预算调整数",
        at=now,
    )
    pay(line, form.spent - tasks, date(budget.year, 12, 31), now)
