"""Self-evaluation: entering figures, judgements, prose and reasons; the review ladder."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from hejia.accounts.public import Sight
from hejia.kernel.errors import Refused
from hejia.performance.access import need, unit_for
from hejia.performance.commands.taking import not_own, take
from hejia.performance.models import Evaluation, EvaluationEvent
from hejia.performance.queries.documents import live
from hejia.performance.queries.evaluating import Basis, basis_of, indicator_rows, reasons_asked
from hejia.performance.queries.find import PROJECT_RULESET, project_of
from hejia.performance.scoring import record_of
from hejia.performance.scoring.rulesets import load, shipped
from hejia.performance.sheets.store import to_json
from hejia.performance.workflow import EVALUATION, EvaluationAction, EvaluationStatus


def evaluation_for(by: Sight, unit_id: int, year: int, project_id: int | None = None) -> Evaluation:
    """The evaluation, locked; made on first use with the unit's form. Raises Missing."""
    unit = unit_for(by, unit_id)
    project = project_of(unit, year, project_id)
    ruleset = unit.form if project is None else PROJECT_RULESET
    found, _ = Evaluation.objects.get_or_create(
        unit=unit, year=year, project=project, defaults={"ruleset": ruleset}
    )
    return (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("unit", "project")
        .get(pk=found.pk)
    )


def _draft(by: Sight, unit_id: int, year: int, project_id: int | None) -> Evaluation:
    need(by, "performance.record", "填报绩效自评")
    evaluation = evaluation_for(by, unit_id, year, project_id)
    if evaluation.status != EvaluationStatus.DRAFT:
        label = EvaluationStatus(evaluation.status).label
        raise Refused("not_now", f"自评现在是“{label}”，不能改动；如需修改，请审核人退回。")
    return evaluation


def choose_ruleset(*, unit_id: int, year: int, ruleset: str, by: Sight) -> None:
    """Choose the form of a department's evaluation; entered figures stay."""
    evaluation = _draft(by, unit_id, year, None)
    if ruleset not in shipped() or load(ruleset).subject != "department":
        raise Refused("incomplete", fields={"ruleset": "请选择一种部门自评表式。"})
    _save(evaluation, ruleset=ruleset)


def save_figures(
    *, unit_id: int, year: int, project_id: int | None, figures: Mapping[str, Any], by: Sight
) -> None:
    """Keep entered figures as written; empty ones fall back to what is derived."""
    evaluation = _draft(by, unit_id, year, project_id)
    _save(evaluation, figures={k: v for k, v in figures.items() if v not in ("", None)})


def save_judged(*, unit_id: int, year: int, judged: Mapping[str, str], by: Sight) -> None:
    """Keep the judged points; bounds are checked by the score and shown beside each."""
    evaluation = _draft(by, unit_id, year, None)
    _save(evaluation, judged={k: v.strip() for k, v in judged.items() if v.strip()})


def save_texts(*, unit_id: int, year: int, texts: Mapping[str, str], by: Sight) -> None:
    """Keep the prose of the report."""
    evaluation = _draft(by, unit_id, year, None)
    _save(evaluation, texts={**evaluation.texts, **{k: v.strip() for k, v in texts.items()}})


def save_reasons(
    *, unit_id: int, year: int, project_id: int | None, reasons: Mapping[str, str], by: Sight
) -> None:
    """Keep the reasons and measures the rules ask for."""
    evaluation = _draft(by, unit_id, year, project_id)
    kept = {k: v.strip() for k, v in reasons.items()}
    _save(evaluation, reasons={**evaluation.reasons, **kept})


def _save(evaluation: Evaluation, **columns: Any) -> None:
    Evaluation.objects.filter(pk=evaluation.pk).update(version=evaluation.version + 1, **columns)


def act_on_evaluation(
    *,
    unit_id: int,
    year: int,
    project_id: int | None,
    action: str,
    seen: int,
    facts: Mapping[str, Any],
    by: Sight,
    now: datetime,
) -> None:
    """Hand in, pass, confirm or return. Both scores are kept: the unit's own and the reviewer's."""
    evaluation = evaluation_for(by, unit_id, year, project_id)
    step, stated = take(EVALUATION, evaluation, action, seen, facts, by=by, now=now)
    record: dict[str, Any] = {}
    own = evaluation.self_score
    if action == EvaluationAction.SUBMIT:
        record, own = _hand_in(evaluation, basis_of(evaluation))
    else:
        not_own(evaluation, by, "报送人不能审核自己报送的自评，请由另一位同事审核。")
    review = stated.get("score", evaluation.review_score or evaluation.self_score)
    if action in (EvaluationAction.SUBMIT, EvaluationAction.RETURN):
        review = None
    _advance(
        evaluation,
        step.leads_to(evaluation.status),
        EvaluationEvent(
            evaluation=evaluation,
            number=evaluation.events.count() + 1,
            action=action,
            comment=stated.get("comment", ""),
            score=own if action == EvaluationAction.SUBMIT else review,
            record=record,
            actor_id=by.person_id,
            at=now,
        ),
        own,
        review,
    )


def _hand_in(evaluation: Evaluation, basis: Basis) -> tuple[dict[str, Any], Decimal | None]:
    """Everything must be there; then inputs, scores and printed documents are kept together."""
    drawn = live(evaluation, basis)
    missing = list(drawn.missing)
    asked = reasons_asked(basis, drawn.result)
    missing += [
        f"请说明“{key}”的原因：{why}。"
        for key, why in asked.items()
        if not evaluation.reasons.get(key, "").strip()
    ]
    if missing or drawn.result is None:
        raise Refused("not_ready", "\n".join((f"还不能报送，还差 {len(missing)} 处：", *missing)))
    figures = {n: v for n, v in basis.figures.items() if n in basis.ruleset.figures}
    record = record_of(drawn.result, figures, basis.judged, indicator_rows(basis))
    documents = {key: to_json(document) for key, document in drawn.documents.items()}
    return {"score": asdict(record), "documents": documents}, drawn.result.total


def _advance(
    evaluation: Evaluation,
    status: str,
    event: EvaluationEvent,
    own: Decimal | None,
    review: Decimal | None,
) -> None:
    """The one place that sets an evaluation's status; its event is written with it."""
    Evaluation.objects.filter(pk=evaluation.pk).update(
        status=status, self_score=own, review_score=review, version=evaluation.version + 1
    )
    event.save()
