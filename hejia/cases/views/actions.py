"""One step with a case: the form drawn from the table, the command, and what came of it."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hejia.cases.access import case_for, may_act
from hejia.cases.commands.act import perform
from hejia.cases.forms import asking
from hejia.cases.models import Case
from hejia.cases.queries.detail import events_json
from hejia.cases.queries.page import applied_for
from hejia.cases.queries.rules import extension_allowed
from hejia.cases.views.gate import needs, sight, to_case
from hejia.cases.workflow import CASE, Action
from hejia.kernel.asking import Asked
from hejia.kernel.errors import Missing, Refused, Stale
from hejia.kernel.numerals import whole
from hejia.kernel.workflow import Step


@dataclass(frozen=True, slots=True)
class Try:
    """An action somebody wants to take, and the form they fill in for it."""

    case: Case
    step: Step
    form: Asked
    seen: int


@needs("cases.view", "cases.report")
def act(request: HttpRequest, case_id: UUID, action: str) -> HttpResponse:
    """GET asks for the facts of the action; POST takes it."""
    case = case_for(sight(request), case_id)
    posted = request.POST if request.method == "POST" else None
    seen = _seen(request, case)
    try:
        step = CASE.step(case.status, action)
    except Refused as refusal:
        return _gone(request, case, action, seen, refusal)
    if not may_act(sight(request), step.permission, case):
        raise Missing("这项操作")
    attempt = Try(case, step, asking(step.facts, posted, auto_id=f"{action}_%s"), seen)
    return _take(request, attempt) if posted is not None else _ask(request, attempt)


def _seen(request: HttpRequest, case: Case) -> int:
    stated = whole(request.POST.get("seen", ""))
    return case.version if stated is None else stated


def _take(request: HttpRequest, attempt: Try) -> HttpResponse:
    try:
        perform(
            case_id=attempt.case.pk,
            action=attempt.step.action,
            seen=attempt.seen,
            facts=attempt.form.stated(),
            by=sight(request),
            now=timezone.now(),
        )
    except Stale as refusal:
        changes = [_change(one) for one in events_json(attempt.case.pk, after=attempt.seen)]
        return _ask(request, attempt, status=409, stale=refusal, changes=changes)
    except Refused as refusal:
        attempt.form.refuse(refusal)
        return _ask(request, attempt, status=422)
    messages.success(request, f"“{CASE.action_label(attempt.step)}”已完成。")
    return to_case(request, attempt.case)


def _ask(request: HttpRequest, attempt: Try, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "case": attempt.case,
        "step": attempt.step,
        "label": CASE.action_label(attempt.step),
        "form": attempt.form,
        "seen": attempt.case.version if "stale" in more else attempt.seen,
        "applied": applied_for(attempt.case, attempt.step.action),
        "granted": extension_allowed(attempt.case) if attempt.step.action in _EXTENDS else None,
    }
    fragment = "#panel" if request.headers.get("HX-Target") == "panel" else ""
    return render(request, f"cases/act.html{fragment}", context | more, status=status)


_EXTENDS: Final = (Action.EXTEND_APPLY, Action.EXTEND_APPROVE)


def _gone(
    request: HttpRequest, case: Case, action: str, seen: int, refusal: Refused
) -> HttpResponse:
    """The step is no longer possible: what happened since, and the words that were typed."""
    steps = [step for step in CASE.steps if step.action == action]
    if not steps:
        raise refusal
    if not any(step.permission in sight(request).permissions for step in steps):
        raise Missing("这项操作")
    facts = [f for step in steps for f in step.facts]
    asked = asking({fact.name: fact for fact in facts}.values())
    words = [(f.label, request.POST.get(n, "")) for n, f in asked.fields.items()]
    context = {
        "case": case,
        "label": str(Action(action).label),
        "stale": refusal,
        "changes": [_change(one) for one in events_json(case.pk, after=seen)],
        "words": [(label, text) for label, text in words if text],
    }
    fragment = "#panel" if request.headers.get("HX-Target") == "panel" else ""
    return render(request, f"cases/gone.html{fragment}", context, status=409)


def _change(event: dict[str, Any]) -> str:
    who = "".join(filter(None, [event["agency"], event["actor_name"]]))
    return f"{who}：{event['label']}"
