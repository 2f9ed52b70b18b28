"""The forms and the report of an evaluation: live while it is a draft, as handed in afterwards."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from hejia.performance.disclosure.overall import Money as FormMoney
from hejia.performance.disclosure.overall import OverallForm, ScoredIndicator, overall_table
from hejia.performance.disclosure.project_form import Funding, ProjectForm, project_table
from hejia.performance.disclosure.projects import (
    NOT_APPLICABLE,
    PAIRS,
    ProjectRow,
    projects_table,
)
from hejia.performance.disclosure.scores import score_table
from hejia.performance.disclosure.tasks import KeyIndicator, TaskForm, YearTask, task_table
from hejia.performance.figures import (
    WAN,
    ZERO,
    NotAFigure,
    read_number,
)
from hejia.performance.models import Evaluation, Indicator, Measurement, Project, Target
from hejia.performance.queries.evaluating import Basis, basis_of, try_evaluate
from hejia.performance.queries.money import LineMoney, lines_with_money, total
from hejia.performance.queries.readings import latest
from hejia.performance.queries.wording import (
    actual_text,
    asked_text,
    came_text,
    value_text,
    work_sentences,
)
from hejia.performance.report import hunan, shenzhen
from hejia.performance.report.facts import Finance, ReportFacts, Standing
from hejia.performance.scoring import Result
from hejia.performance.sheets import Document
from hejia.performance.sheets.store import from_json
from hejia.performance.workflow import EvaluationAction, EvaluationStatus

REPORTS = {"shenzhen-2023": shenzhen, "hunan-department-2021": hunan}
WITH_PROJECTS = ("shenzhen-2023", "longgang-project-2020")
"""Forms of the city whose departments disclose a row per project, too."""
TITLES = {"report": "自评报告", "form": "自评表", "projects": "项目绩效自评公开表"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """Documents by key, what still hinders the final ones, and the score they show."""

    documents: dict[str, Document]
    result: Result | None
    missing: list[str] = field(default_factory=list)
    handed_in: bool = False


def drawn(evaluation: Evaluation) -> Drawn:
    """The documents as they stand: the ones handed in, or drafts from today's facts."""
    if evaluation.status != EvaluationStatus.DRAFT:
        event = evaluation.events.filter(action=EvaluationAction.SUBMIT).order_by("-number").first()
        if event is not None:
            stored = event.record["documents"]
            documents = {key: from_json(content) for key, content in stored.items()}
            return Drawn(documents, None, handed_in=True)
    return live(evaluation, basis_of(evaluation))


def live(evaluation: Evaluation, basis: Basis) -> Drawn:
    """Drafts from today's facts."""
    result, missing = try_evaluate(basis)
    documents: dict[str, Document] = {}
    if evaluation.project_id is not None:
        if result is not None:
            documents["form"] = project_table(_project_form(evaluation, basis, result))
        return Drawn(documents, result, missing)
    report = REPORTS.get(evaluation.ruleset)
    facts = _report_facts(evaluation, basis, result)
    if report is not None:
        documents["report"] = report.report(facts, draft=True)
        unwritten = [s for s in report.SECTIONS if not evaluation.texts.get(s, "").strip()]
        missing += [f"报告的“{section}”还没有写。" for section in unwritten]
    documents |= _department_forms(evaluation, basis, result, facts)
    if not basis.lines:
        missing.append("还没有预算明细，报告里的金额都会是 0，请先填报预算。")
    return Drawn(documents, result, missing)


def _department_forms(
    evaluation: Evaluation, basis: Basis, result: Result | None, facts: ReportFacts
) -> dict[str, Document]:
    unit, year = evaluation.unit, evaluation.year
    found = {}
    work = _project_work(evaluation)
    if evaluation.ruleset == "shenzhen-2023" and result is not None:
        found["form"] = Document(f"{year} 年度自评得分一览表", (score_table(result),))
    elif evaluation.ruleset == "hunan-department-2021":
        found["form"] = overall_table(_overall_form(evaluation, basis, result, facts))
    elif evaluation.ruleset == "guangzhou-department-2021":
        found["form"] = task_table(_task_form(evaluation, basis, work))
    rows = [_project_row(one) for one in work if one.money]
    if rows and evaluation.ruleset in WITH_PROJECTS:
        found["projects"] = projects_table(unit.department, year, rows)
    return found


# -- facts ---------------------------------------------------------------------------------------


def finance_of(lines: list[LineMoney]) -> Finance:
    """The year's money for a report."""
    basic = total(line for line in lines if line.kind != "project")
    project = total(line for line in lines if line.kind == "project")
    bought = total(line for line in lines if line.procurement)
    public = total(line for line in lines if line.three_public)
    operating = total(line for line in lines if line.kind == "operating")
    return Finance(
        initial_basic=basic.initial,
        initial_project=project.initial,
        adjusted_basic=basic.adjusted,
        adjusted_project=project.adjusted,
        final_basic=basic.paid,
        final_project=project.paid,
        carried_in=total(line for line in lines if line.source == "carried").initial,
        procurement_planned=bought.adjusted,
        procurement_spent=bought.paid,
        public_budget=public.initial,
        public_spent=public.paid,
        operating_initial=operating.initial,
        operating_adjusted=operating.adjusted,
        operating_spent=operating.paid,
    )


#: Field of Finance → the figure that the score uses: text and table tell one number.
_SCORED: Final = {
    "procurement_planned": "政府采购计划金额",
    "procurement_spent": "政府采购实际支出",
    "public_budget": "三公经费预算",
    "public_spent": "三公经费支出",
    "operating_adjusted": "日常公用经费调整预算",
    "operating_spent": "日常公用经费支出",
}


def _as_scored(finance: Finance, figures: Mapping[str, object]) -> Finance:
    """What was entered by hand (with its reason) stands in the text as it stands in the score."""
    own = {
        field_name: _figure(figures[name]) * WAN
        for field_name, name in _SCORED.items()
        if name in figures
    }
    return replace(finance, **own)


def _quarters(figures: Mapping[str, object]) -> tuple[Decimal, ...]:
    rates = figures.get("季度序时执行率")
    return tuple(_figure(rate) for rate in rates) if isinstance(rates, list) else ()


def _report_facts(evaluation: Evaluation, basis: Basis, result: Result | None) -> ReportFacts:
    figures = basis.figures
    standing = Standing(
        establishment=int(_figure(figures.get("编制人数"))),
        staff=int(_figure(figures.get("在编人数"))),
        extra_staff=int(_figure(figures.get("编外人数"))),
        asset_original=_figure(figures.get("固定资产原值")) * WAN,
        asset_used=_figure(figures.get("固定资产在用")) * WAN,
        projects_planned=int(_figure(figures.get("计划完成项目数"))),
        projects_done=int(_figure(figures.get("已完成项目数"))),
        quarters=_quarters(figures),
        work=tuple(work_sentences(basis.rows, basis.readings)),
    )
    return ReportFacts(
        department=evaluation.unit.department,
        year=evaluation.year,
        finance=_as_scored(finance_of(basis.lines), figures),
        standing=standing,
        result=result,
        texts=evaluation.texts,
    )


def _figure(value: object) -> Decimal:
    """A figure for a draft; what is missing or wrong is 0 there and named by the score."""
    try:
        return read_number(value)
    except NotAFigure:
        return ZERO


# -- forms ---------------------------------------------------------------------------------------


def _scored(basis: Basis, result: Result | None, reasons: dict[str, str]) -> list[ScoredIndicator]:
    scores = {item.name: item.score for item in result.items} if result else {}
    return [
        ScoredIndicator(
            f"{row.level1}指标",
            f"{row.level2}指标",
            row.name,
            value_text(row),
            actual_text(row, basis.readings.get(row.pk)),
            row.weight,
            scores.get(row.name),
            reasons.get(row.name, ""),
        )
        for row in basis.rows
    ]


def _target(evaluation: Evaluation) -> Target | None:
    rows = Target.objects.filter(unit_id=evaluation.unit_id, year=evaluation.year)
    if evaluation.project_id is None:
        return rows.filter(project=None).first()
    return rows.filter(project_id=evaluation.project_id).first()


def _overall_form(
    evaluation: Evaluation, basis: Basis, result: Result | None, facts: ReportFacts
) -> OverallForm:
    def money(keep: str) -> FormMoney:
        own = total(line for line in basis.lines if line.kind in keep)
        return FormMoney(own.adjusted, own.paid)

    fiscal = total(line for line in basis.lines if line.source in ("general", "fund", "capital"))
    whole, target = total(basis.lines), _target(evaluation)
    execution = (
        next((i.score for i in result.items if i.name == "预算执行率"), None) if result else None
    )
    return OverallForm(
        department=evaluation.unit.department,
        year=evaluation.year,
        duties=evaluation.texts.get("部门职能", ""),
        establishment=facts.standing.establishment,
        staff=facts.standing.staff,
        fiscal=FormMoney(fiscal.adjusted, fiscal.paid),
        other=FormMoney(whole.adjusted - fiscal.adjusted, whole.paid - fiscal.paid),
        personnel=money("personnel household"),
        operating=money("operating"),
        projects=money("project"),
        objective=target.objective if target else "",
        outcome=target.outcome if target else "",
        indicators=tuple(_scored(basis, result, evaluation.reasons)),
        execution_score=execution,
    )


def _project_form(evaluation: Evaluation, basis: Basis, result: Result) -> ProjectForm:
    def funding(carried: bool, fiscal: bool) -> Funding:
        own = total(
            line
            for line in basis.lines
            if (line.source == "carried") is carried
            and (line.source in ("general", "fund", "capital")) is fiscal
        )
        return Funding(own.initial, own.adjusted, own.paid)

    target, first = _target(evaluation), result.items[0]
    return ProjectForm(
        project=evaluation.project.name if evaluation.project else "",
        authority=evaluation.unit.authority,
        unit=evaluation.unit.name,
        year=evaluation.year,
        granted=funding(carried=False, fiscal=True),
        carried=funding(carried=True, fiscal=False),
        other=funding(carried=False, fiscal=False),
        objective=target.objective if target else "",
        outcome=target.outcome if target else "",
        indicators=tuple(_scored(basis, result, evaluation.reasons)),
        execution_weight=first.max,
        execution_score=first.score,
    )


@dataclass(frozen=True, slots=True)
class ProjectWork:
    """A project with its lines, indicators and readings."""

    project: Project
    money: list[LineMoney]
    rows: list[Indicator]
    readings: dict[int, Measurement]
    outcome: str


def _project_work(evaluation: Evaluation) -> list[ProjectWork]:
    """Every project of the unit and year; four statements."""
    unit_id, year = evaluation.unit_id, evaluation.year
    lines: dict[int | None, list[LineMoney]] = defaultdict(list)
    for line in lines_with_money(unit_id, year):
        lines[line.project_id].append(line)
    rows: dict[int | None, list[Indicator]] = defaultdict(list)
    for row in (
        Indicator.objects.select_related("target")
        .filter(target__unit_id=unit_id, target__year=year, target__project__isnull=False)
        .order_by("place")
    ):
        rows[row.target.project_id].append(row)
    readings = latest([r.pk for several in rows.values() for r in several], date(year, 12, 31))
    return [
        ProjectWork(
            project,
            lines[project.pk],
            rows[project.pk],
            readings,
            rows[project.pk][0].target.outcome if rows[project.pk] else "",
        )
        for project in Project.objects.filter(unit_id=unit_id, year=year).order_by("code")
    ]


def _project_row(work: ProjectWork) -> ProjectRow:
    money = total(work.money)
    fiscal = total(line for line in work.money if line.source in ("general", "fund", "capital"))
    pairs = []
    for name in PAIRS:
        own = [row for row in work.rows if f"{row.level2}指标" == name]
        if name == "社会效益指标":  # the form has no column for lasting effects
            own += [row for row in work.rows if row.level2 == "可持续影响"]
        targets = "；".join(asked_text(row) for row in own)
        actuals = "；".join(came_text(row, work.readings.get(row.pk)) for row in own)
        pairs.append((targets, actuals) if own else (NOT_APPLICABLE, NOT_APPLICABLE))
    return ProjectRow(
        name=work.project.name,
        budget=money.adjusted,
        spent=money.paid,
        fiscal=fiscal.paid,
        objective=work.project.purpose,
        outcome=work.project.outcome or work.outcome,
        pairs=tuple(pairs),
        problems=work.project.problems,
        remedies=work.project.remedies,
    )


def _task_form(evaluation: Evaluation, basis: Basis, work: list[ProjectWork]) -> TaskForm:
    money = total(basis.lines)
    general = total(line for line in basis.lines if line.source == "general")
    target, texts = _target(evaluation), evaluation.texts
    return TaskForm(
        department=evaluation.unit.department,
        year=evaluation.year,
        initial=money.initial,
        adjusted=money.adjusted,
        spent=money.paid,
        general=general.paid,
        objective=target.objective if target else "",
        outcome=target.outcome if target else "",
        tasks=tuple(_year_task(one) for one in work),
        key_projects=texts.get("重点项目绩效情况", ""),
        overall=texts.get("部门整体绩效", ""),
        problems=texts.get("存在问题", ""),
        measures=texts.get("改进措施或下一步计划", ""),
    )


def _year_task(work: ProjectWork) -> YearTask:
    indicators = tuple(
        KeyIndicator(row.name, actual_text(row, work.readings.get(row.pk))) for row in work.rows
    )
    return YearTask(work.project.purpose, work.project.outcome, indicators, total(work.money).paid)


#: Prose each department form asks for.
SECTIONS: dict[str, tuple[str, ...]] = {
    "shenzhen-2023": shenzhen.SECTIONS,
    "hunan-department-2021": hunan.SECTIONS,
    "guangzhou-department-2021": (
        "重点项目绩效情况",
        "部门整体绩效",
        "存在问题",
        "改进措施或下一步计划",
    ),
}
