"""The evaluation's page: derived and entered figures, judged items, prose, reasons, ladder."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from hejia.performance.figures import plain
from hejia.performance.models import Evaluation, EvaluationEvent
from hejia.performance.queries.documents import SECTIONS, TITLES, drawn, live
from hejia.performance.queries.evaluating import (
    STANDING,
    Basis,
    as_handed_in,
    basis_of,
    reasons_asked,
)
from hejia.performance.queries.target import StepOffer
from hejia.performance.scoring import ItemScore, Result, load, shipped
from hejia.performance.scoring.rulesets import FigureRule
from hejia.performance.workflow import EVALUATION, EvaluationStatus


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure: what follows from the books, and what was entered instead."""

    name: str
    kind: str
    unit: str
    derived: str
    behind: str
    """Where the lines or vouchers behind it are shown, below the unit's year; empty for none."""
    entered: Any
    values: list[str]


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """An item a person judges."""

    name: str
    max: str
    note: str
    given: str


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    """Everything the page shows."""

    ruleset: Any
    rulesets: list[tuple[str, str]]
    figures: list[FigureRow]
    judged: list[JudgedRow]
    texts: list[tuple[str, str]]
    reasons: list[tuple[str, str, str]]
    result: Result | None
    scores: list[tuple[ItemScore, str]]
    """Each with the address of what was counted; empty for none."""
    missing: list[str]
    documents: list[tuple[str, str]]
    steps: list[StepOffer]
    events: list[EvaluationEvent]
    draft: bool


def page_of(evaluation: Evaluation) -> EvaluationPage:
    """Read it."""
    basis = basis_of(evaluation)
    draft = evaluation.status == EvaluationStatus.DRAFT
    shown = live(evaluation, basis) if draft else drawn(evaluation)
    result = shown.result
    if not draft:
        basis, result = as_handed_in(evaluation, basis)
    asked = reasons_asked(basis, result)
    department = evaluation.project_id is None
    return EvaluationPage(
        ruleset=basis.ruleset,
        rulesets=_rulesets() if department else [],
        figures=_figures(evaluation, basis),
        judged=_judged(evaluation, basis),
        texts=_texts(evaluation) if department else [],
        reasons=[(key, why, evaluation.reasons.get(key, "")) for key, why in asked.items()],
        result=result,
        scores=_scores(basis, result),
        missing=shown.missing if draft else [],
        documents=[(key, TITLES[key]) for key in TITLES if key in shown.documents],
        steps=[
            StepOffer(
                str(step.action),
                EVALUATION.action_label(step),
                step.permission,
                any(fact.required for fact in step.facts),
                step.help,
            )
            for step in EVALUATION.possible(evaluation.status)
        ],
        events=_events(evaluation),
        draft=draft,
    )


def _scores(basis: Basis, result: Result | None) -> list[tuple[ItemScore, str]]:
    counted = {row.name: f"/performance/indicators/{row.pk}/" for row in basis.rows}
    own = counted if basis.ruleset.indicators else {}
    return [(item, own.get(item.name, "")) for item in result.items] if result else []


#: Figure → the page of lines or vouchers it follows from, below the unit's year.
_BEHIND: Final = {
    "政府采购计划金额": "budget/?only=bought",
    "政府采购实际支出": "payments/?only=bought",
    "季度序时执行率": "payments/",
    "三公经费预算": "budget/?only=public",
    "三公经费支出": "payments/?only=public",
    "日常公用经费调整预算": "budget/?only=operating",
    "日常公用经费支出": "payments/?only=operating",
    "计划完成项目数": "projects/",
    "年初预算数": "budget/",
    "全年预算数": "budget/",
    "全年执行数": "payments/",
    "部门年初预算收入": "budget/",
    "部门调整预算收入": "budget/",
    "实际支出数": "payments/",
    "项目年度预算金额": "budget/",
    "实际支出金额": "payments/",
}


def _behind(name: str, evaluation: Evaluation) -> str:
    place = _BEHIND.get(name, "")
    if place and evaluation.project_id is not None:
        return f"{place}?project={evaluation.project_id}"
    return place


def _events(evaluation: Evaluation) -> list[EvaluationEvent]:
    """What happened so far; one that was never stored has no history."""
    if evaluation.pk is None:
        return []
    return list(evaluation.events.select_related("actor").order_by("-number"))


def _rulesets() -> list[tuple[str, str]]:
    sets = [load(name) for name in shipped()]
    return [(one.id, one.name) for one in sets if one.subject == "department"]


def _figures(evaluation: Evaluation, basis: Basis) -> list[FigureRow]:
    rows = [_figure(rule, evaluation, basis) for rule in basis.ruleset.figures.values()]
    if evaluation.project_id is None:
        extra = [name for name in STANDING if name not in basis.ruleset.figures]
        rows += [_figure(FigureRule(name, "count"), evaluation, basis) for name in extra]
    return rows


def _figure(rule: FigureRule, evaluation: Evaluation, basis: Basis) -> FigureRow:
    derived = basis.derived.get(rule.name)
    entered = evaluation.figures.get(rule.name, "")
    values = entered if isinstance(entered, list) else [""] * rule.length
    return FigureRow(
        name=rule.name,
        kind=rule.kind,
        unit=rule.unit or ("万元" if rule.kind == "amount" else ""),
        derived=_derived_text(derived),
        behind=_behind(rule.name, evaluation),
        entered=entered,
        values=[str(value) for value in values],
    )


def _derived_text(derived: Any) -> str:
    if isinstance(derived, list):
        return "、".join(f"{plain(round(Decimal(rate) * 100, 2))}%" for rate in derived)
    return "" if derived is None else str(derived)


def _judged(evaluation: Evaluation, basis: Basis) -> list[JudgedRow]:
    return [
        JudgedRow(item.name, plain(item.max), item.note, evaluation.judged.get(item.name, ""))
        for item in basis.ruleset.items
        if item.judged
    ]


def _texts(evaluation: Evaluation) -> list[tuple[str, str]]:
    sections = SECTIONS.get(evaluation.ruleset, ())
    return [(section, evaluation.texts.get(section, "")) for section in sections]
