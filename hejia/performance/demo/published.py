"""What was read from the published documents, put in as rows. Loading twice changes nothing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from hejia.performance.budgeting.facts import BudgetFacts
from hejia.performance.budgeting.lines import Line
from hejia.performance.commands.units import ensure_subjects, open_unit
from hejia.performance.disclosure.overall import OverallForm
from hejia.performance.disclosure.projects import NOT_APPLICABLE, PAIRS, ProjectRow
from hejia.performance.models import (
    Budget,
    BudgetLine,
    Evaluation,
    Indicator,
    Measurement,
    Payment,
    Project,
    Target,
    Unit,
)
from hejia.performance.published import (
    baoan_scores,
    longgang_budget,
    longgang_projects,
    yuelu_overall,
)
from hejia.performance.targeting import parse
from hejia.performance.vocabulary import LEVELS
from hejia.performance.workflow import TargetStatus

LOST = "（公开文件此处缺漏）"
NOTE = "演示数据：录自公开文件"


def unit_named(
    agency_id: int, code: str, name: str, department: str, form: str, year: int = 0
) -> Unit:
    """A unit whose department is its own authority; published for one year only, if given."""
    remark = f"{NOTE}（文件 {code}）" if code.isdigit() else "演示单位：名称、金额均为虚构"
    return open_unit(
        agency_id=agency_id,
        code=code,
        name=name,
        department=department,
        authority=department,
        form=form,
        first_year=year,
        last_year=year,
        remark=remark,
    )


def approved_in(year: int) -> datetime:
    """When a demonstration's budget of a year was approved."""
    return datetime(year, 1, 20, 2, 0, tzinfo=UTC)


def budget_004(agency_id: int, path: Path, now: datetime) -> str:  # noqa: ARG001 same shape as others
    """Document 004: two years' lines, projects, targets."""
    facts = longgang_budget.read(path)
    unit = unit_named(
        agency_id,
        "004",
        facts.lines[0].unit,
        facts.department,
        "shenzhen-2023",
    )
    Unit.objects.filter(pk=unit.pk).update(first_year=facts.year - 1)
    if Budget.objects.filter(unit=unit, year=facts.year).exists():
        return f"{unit.name} {facts.year} 年预算已在"
    ensure_subjects(_names(facts))
    projects = {
        task.project: Project.objects.create(
            unit=unit,
            year=facts.year,
            code=f"{place:02d}",
            name=task.project,
            task=task.name,
            content=task.content,
            purpose=task.objective,
        )
        for place, task in enumerate(facts.tasks, start=1)
    }
    _lines(unit, facts.year, facts.lines, projects, facts.reasons)
    before = {
        line.project: Project.objects.create(
            unit=unit, year=facts.year - 1, code=f"{place:02d}", name=line.project
        )
        for place, line in enumerate(facts.prior, start=1)
        if line.project
    }
    _lines(unit, facts.year - 1, facts.prior, before, {})
    _targets(unit, facts)
    return f"{unit.name} {facts.year} 年预算：{len(facts.lines)} 行（文件 004）"


def _names(facts: BudgetFacts) -> dict[str, str]:
    rows = facts.subjects.rows(facts.lines)
    return {row.code: row.name for row in rows}


def _lines(
    unit: Unit,
    year: int,
    lines: tuple[Line, ...],
    projects: dict[str, Project],
    reasons: object,
) -> None:
    budget = Budget.objects.create(
        unit=unit, year=year, places=0, reasons=reasons, approved_at=approved_in(year)
    )
    BudgetLine.objects.bulk_create(
        [
            BudgetLine(
                budget=budget,
                function=line.function,
                economic=line.economic,
                source=line.source,
                kind=line.kind,
                project=projects.get(line.project),
                amount=line.amount,
                procurement=line.procurement,
                enterprise=line.enterprise,
                three_public=line.three_public,
                note=NOTE,
            )
            for line in lines
        ]
    )


def _targets(unit: Unit, facts: BudgetFacts) -> None:
    """As published, slogans and all: the pages then say what is wrong with them."""
    target = Target.objects.create(
        unit=unit, year=facts.year, objective=facts.objective, status=TargetStatus.DRAFT
    )
    rows = []
    for place, row in enumerate(facts.targets, start=1):
        parsed = parse(row.value)
        rows.append(
            Indicator(
                target=target,
                place=place,
                level1=row.level1,
                level2=row.level2,
                name=row.name[:120],
                comparator=(parsed.comparator or "=") if parsed else "定性",
                value=row.value[:300],
                goal=parsed.value if parsed else None,
                goal_max=parsed.value_max if parsed else None,
                unit=parsed.unit if parsed else "",
                weight=Decimal("1.8"),
            )
        )
    Indicator.objects.bulk_create(rows)


def projects_000(agency_id: int, path: Path, now: datetime) -> str:
    """Document 000: thirteen projects with their money, targets and what they came to."""
    unit = unit_named(
        agency_id,
        "000",
        "龙岗区妇女联合会（公开表）",
        "深圳市龙岗区妇女联合会",
        "longgang-project-2020",
        2020,
    )
    if Budget.objects.filter(unit=unit, year=2020).exists():
        return f"{unit.name} 2020 年项目已在"
    budget = Budget.objects.create(unit=unit, year=2020, approved_at=approved_in(2020))
    rows = longgang_projects.read(path)
    for place, row in enumerate(rows, start=1):
        project = Project.objects.create(
            unit=unit,
            year=2020,
            code=f"{place:02d}",
            name=row.name,
            purpose=row.objective,
            outcome=row.outcome,
            problems=row.problems,
            remedies=row.remedies,
        )
        line = BudgetLine.objects.create(
            budget=budget,
            function="2012902",
            source="general",
            kind="project",
            project=project,
            amount=row.budget,
            note=NOTE,
        )
        pay(line, row.spent, date(2020, 12, 31), now)
        _pairs_000(unit, project, row, now)
    Evaluation.objects.get_or_create(
        unit=unit, year=2020, project=None, defaults={"ruleset": unit.form}
    )
    return f"{unit.name} 2020 年项目：{len(rows)} 个（文件 000）"


def _pairs_000(unit: Unit, project: Project, row: ProjectRow, now: datetime) -> None:
    """The eight pairs of a project as descriptions: the form sets no numbers apart."""
    target = Target.objects.create(
        unit=unit, year=2020, project=project, objective=row.objective, outcome=row.outcome
    )
    levels = [(level1, level2) for level1, two in LEVELS.items() for level2 in two]
    for name, (wanted, came) in zip(PAIRS, row.pairs, strict=True):
        if NOT_APPLICABLE in (wanted, came) or not (wanted or came):
            continue
        place = next(i for i, (_, level2) in enumerate(levels) if f"{level2}指标" == name)
        described(
            target, place, levels[place], Described(wanted or LOST, wanted or LOST, came), now
        )


@dataclass(frozen=True, slots=True)
class Described:
    """An indicator told in words: its name, what was wanted, what came of it."""

    name: str
    wanted: str
    came: str
    weight: Decimal = Decimal("11.25")


def described(
    target: Target, place: int, level: tuple[str, str], words: Described, now: datetime
) -> None:
    """A qualitative indicator and its reading as published: reached."""
    row = Indicator.objects.create(
        target=target,
        place=place,
        level1=level[0],
        level2=level[1],
        name=words.name[:120],
        comparator="定性",
        value=words.wanted[:300],
        weight=words.weight,
        cumulative=False,
    )
    Measurement.objects.create(
        indicator=row,
        until=date(target.year, 12, 31),
        grade="达成年度指标",
        coefficient=Decimal(1),
        text=words.came[:500],
        at=now,
    )


def pay(
    line: BudgetLine,
    amount: Decimal,
    on: date,
    now: datetime,
    *,
    voucher: str = "演示",
    purpose: str = NOTE,
) -> None:
    """A payment with a demonstration voucher."""
    Payment.objects.create(
        line=line, amount=amount, on=on, voucher=voucher, purpose=purpose, at=now
    )


def scores_003(agency_id: int, path: Path, now: datetime) -> str:  # noqa: ARG001 same shape as others
    """Document 003: the figures and judged points of the Shenzhen evaluation."""
    unit = unit_named(
        agency_id,
        "003",
        "宝安区妇女联合会（公开报告）",
        "深圳市宝安区妇女联合会",
        "shenzhen-2023",
        2023,
    )
    read = baoan_scores.read(path)
    figures = {name: value for name, value in read.figures.items() if value is not None}
    figures["年度资产清查"] = "是" if figures["年度资产清查"] else "否"
    Evaluation.objects.get_or_create(
        unit=unit,
        year=2023,
        project=None,
        defaults={"ruleset": "shenzhen-2023", "figures": figures, "judged": read.judged},
    )
    return f"{unit.name} 2023 年自评数字（文件 003）"


def form_001(agency_id: int, path: Path, now: datetime) -> str:
    """Document 001: money and indicators of the Hunan form."""
    name = "岳麓区妇女联合会（公开表）"
    unit = unit_named(
        agency_id, "001", name, "长沙市岳麓区妇女联合会", "hunan-department-2021", 2021
    )
    form = yuelu_overall.read(path)
    if Budget.objects.filter(unit=unit, year=form.year).exists():
        return f"{unit.name} {form.year} 年自评表已在"
    _money_001(unit, form, now)
    _targets_001(unit, form, now)
    figures = {"编制人数": str(form.establishment), "在编人数": str(form.staff), "编外人数": "2"}
    Evaluation.objects.get_or_create(
        unit=unit,
        year=form.year,
        project=None,
        defaults={
            "ruleset": unit.form,
            "figures": figures,
            "texts": {"部门职能": form.duties},
        },
    )
    return f"{unit.name} {form.year} 年自评表（文件 001）"


def _money_001(unit: Unit, form: OverallForm, now: datetime) -> None:
    """As printed: the document pays more than its budget, which a real year here would refuse."""
    budget = Budget.objects.create(unit=unit, year=form.year, approved_at=approved_in(form.year))
    project = Project.objects.create(unit=unit, year=form.year, code="01", name="项目支出")
    for kind, function, money in (
        ("personnel", "2012901", form.personnel),
        ("operating", "2012901", form.operating),
        ("project", "2012902", form.projects),
    ):
        line = BudgetLine.objects.create(
            budget=budget,
            function=function,
            source="general",
            kind=kind,
            project=project if kind == "project" else None,
            amount=money.budget,
            note=NOTE,
        )
        pay(line, money.spent, date(form.year, 12, 31), now)


def _targets_001(unit: Unit, form: OverallForm, now: datetime) -> None:
    target = Target.objects.create(
        unit=unit, year=form.year, objective=form.objective, outcome=form.outcome
    )
    for place, row in enumerate(form.indicators, start=1):
        level = row.level1.removesuffix("指标"), row.level2.removesuffix("指标")
        words = Described(row.name, row.target, row.actual, row.weight)
        described(target, place, level, words, now)
