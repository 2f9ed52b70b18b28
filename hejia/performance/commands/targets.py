"""Targets: writing indicators, handing them in, approving, adjusting. Each version is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from hejia.accounts.public import Sight
from hejia.kernel.errors import Missing, Refused
from hejia.performance.access import need, unit_for
from hejia.performance.commands.taking import not_own, take
from hejia.performance.figures import plain
from hejia.performance.models import Indicator, Target, TargetEvent
from hejia.performance.queries.find import project_of
from hejia.performance.targeting import QUALITATIVE, Draft, advise, advise_all, parse
from hejia.performance.workflow import TARGET, TargetAction, TargetStatus

WRITABLE = (TargetStatus.DRAFT, TargetStatus.ADJUSTING)


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """An indicator as entered; `draft` is what the syntax rules judge."""

    draft: Draft
    cumulative: bool


def target_for(by: Sight, unit_id: int, year: int, project_id: int | None) -> Target:
    """The target, locked; made on first use. Raises Missing for what is not theirs."""
    unit = unit_for(by, unit_id)
    project = project_of(unit, year, project_id)
    target, _ = Target.objects.get_or_create(unit=unit, year=year, project=project)
    return Target.objects.select_for_update().get(pk=target.pk)


def _writable(by: Sight, unit_id: int, year: int, project_id: int | None) -> Target:
    need(by, "performance.record", "填报绩效目标")
    target = target_for(by, unit_id, year, project_id)
    if target.status not in WRITABLE:
        label = TargetStatus(target.status).label
        raise Refused(
            "not_now", f"绩效目标现在是“{label}”，不能改动。已批复的请先“申请调整”并写明原因。"
        )
    return target


def save_objective(
    *, unit_id: int, year: int, project_id: int | None, objective: str, by: Sight
) -> None:
    """Write the overall objective."""
    target = _writable(by, unit_id, year, project_id)
    Target.objects.filter(pk=target.pk).update(
        objective=objective.strip(), version=target.version + 1
    )


def save_outcome(
    *, unit_id: int, year: int, project_id: int | None, outcome: str, by: Sight
) -> None:
    """Write what was achieved overall; asked for at self-evaluation, also after approval."""
    need(by, "performance.record", "填报完成情况")
    target = target_for(by, unit_id, year, project_id)
    Target.objects.filter(pk=target.pk).update(outcome=outcome.strip())


def save_indicator(
    *,
    unit_id: int,
    year: int,
    project_id: int | None,
    indicator_id: int | None,
    entered: IndicatorDraft,
    by: Sight,
) -> Indicator:
    """Add or change an indicator. Raises Refused with the advice of the syntax rules."""
    target = _writable(by, unit_id, year, project_id)
    hard = [advice for advice in advise(entered.draft) if advice.hard]
    if hard:
        sentences = "".join(advice.message for advice in hard)
        raise Refused("syntax", sentences, {"value": sentences})
    columns = _columns(entered)
    if indicator_id is None:
        last = target.indicators.order_by("-place").values_list("place", flat=True).first()
        indicator = Indicator.objects.create(target=target, place=(last or 0) + 1, **columns)
    else:
        if not target.indicators.filter(pk=indicator_id).update(**columns):
            raise Missing("这个指标")
        indicator = Indicator.objects.get(pk=indicator_id)
    Target.objects.filter(pk=target.pk).update(version=target.version + 1)
    return indicator


def _columns(entered: IndicatorDraft) -> dict[str, Any]:
    draft = entered.draft
    parsed = None if draft.comparator == QUALITATIVE else parse(draft.value)
    return {
        "level1": draft.level1,
        "level2": draft.level2,
        "name": draft.name.strip(),
        "comparator": draft.comparator,
        "value": draft.value.strip(),
        "goal": parsed.value if parsed else None,
        "goal_max": parsed.value_max if parsed else None,
        "unit": draft.unit or (parsed.unit if parsed else ""),
        "weight": draft.weight,
        "cumulative": entered.cumulative,
    }


def remove_indicator(
    *, unit_id: int, year: int, project_id: int | None, indicator_id: int, by: Sight
) -> None:
    """Take an indicator out. One that was measured already stays: its readings are history."""
    target = _writable(by, unit_id, year, project_id)
    indicator = target.indicators.filter(pk=indicator_id).first()
    if indicator is None:
        raise Missing("这个指标")
    if indicator.measurements.exists():
        raise Refused("measured", f"“{indicator.name}”已有测量记录，不能删除；可以改分值或指标值。")
    indicator.delete()
    Target.objects.filter(pk=target.pk).update(version=target.version + 1)


def act_on_target(
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
    """Submit, return, approve or adjust. On submitting every indicator and the set are checked."""
    target = target_for(by, unit_id, year, project_id)
    step, stated = take(TARGET, target, action, seen, facts, by=by, now=now)
    if action == TargetAction.SUBMIT:
        _ready(target)
    if action in (TargetAction.APPROVE, TargetAction.RETURN):
        not_own(target, by, "提交人不能审核自己提交的绩效目标，请由另一位同事审核。")
    _advance(target, step.leads_to(target.status), action, stated.get("comment", ""), by, now)


def _ready(target: Target) -> None:
    drafts = [draft_of(row) for row in target.indicators.all()]
    found = [advice for draft in drafts for advice in advise(draft)] + advise_all(drafts)
    hard = list(dict.fromkeys(advice.message for advice in found if advice.hard))
    if not target.objective:
        hard.insert(0, "请填写年度总体目标。")
    if hard:
        raise Refused("not_ready", "\n".join((f"还不能提交，有 {len(hard)} 处要改：", *hard)))


def _advance(
    target: Target, status: str, action: str, comment: str, by: Sight, now: datetime
) -> None:
    """The one place that sets a target's status; its event is written with it."""
    number = target.events.count() + 1
    edition = target.edition + (action == TargetAction.APPROVE)
    Target.objects.filter(pk=target.pk).update(
        status=status, version=target.version + 1, edition=edition
    )
    TargetEvent.objects.create(
        target=target,
        number=number,
        action=action,
        comment=comment,
        content=content_of(target),
        actor_id=by.person_id,
        at=now,
    )


def content_of(target: Target) -> dict[str, Any]:
    """The target as it stands, for its history."""
    return {
        "objective": target.objective,
        "indicators": [
            [
                row.level1,
                row.level2,
                row.name,
                row.comparator,
                row.value,
                row.unit,
                plain(row.weight),
            ]
            for row in target.indicators.all()
        ],
    }


def draft_of(row: Indicator) -> Draft:
    """An indicator as the syntax rules read it."""
    return Draft(
        row.level1,
        row.level2,
        row.name,
        row.comparator,
        row.value,
        row.unit,
        Decimal(row.weight),
    )
