"""What each action does to the case, besides what the table says of its status.

An effect changes columns through the hand, tells whom it concerns, and may name the action that
follows of itself (a dissatisfied answer reopens the case).
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from hejia.accounts.public import (
    Sight,
    agencies,
    agency,
    district_federation,
    street_federation,
)
from hejia.cases.access import may_see
from hejia.cases.commands.hand import Hand
from hejia.cases.grading import Grading, RiskFacts, grade, is_downgrade, mediation_allowed
from hejia.cases.guards import DANGEROUS, DISSATISFIED
from hejia.cases.models import Case
from hejia.cases.vocabulary import RiskLevel
from hejia.cases.workflow import OPEN, Action, Status
from hejia.kernel import rows
from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Missing, Refused
from hejia.places.public import area

Facts = Mapping[str, Any]
Follow = tuple[str, Facts] | None
Effect = Callable[[Hand, Facts], Follow]
EFFECTS: dict[str, Effect] = {}

BACK, VIOLENCE_AGAIN = "3", "4"
"""visit_result: 反复, 再次施暴."""
REOPENED_FOR_VIOLENCE = "3"
"""reopen_reason: 再次施暴."""
_YEAR = timedelta(days=365)


def prepare(facts: dict[str, Any]) -> dict[str, Any]:
    """Replace stated keys by what they name; what is not found becomes None for the guards."""
    if "agency" in facts:
        key = facts["agency"]
        known = {one.id for one in agencies()}
        facts["agency"] = int(key) if str(key).isdecimal() and int(key) in known else None
    if "days" in facts:
        facts["days"] = int(facts["days"])
    return facts


def _effect(action: Action) -> Callable[[Effect], Effect]:
    def note(function: Effect) -> Effect:
        EFFECTS[action] = function
        return function

    return note


@_effect(Action.ACCEPT)
def _accept(hand: Hand, _: Facts) -> Follow:
    hand.set(accepted_at=hand.now)
    return None


@_effect(Action.DISPATCH)
def _dispatch(hand: Hand, facts: Facts) -> Follow:
    """Hand the case to an agency; a manual dispatch of what was not accepted accepts it."""
    case = hand.case
    hand.set(
        holder_id=facts["agency"],
        handler_id=None,
        accepted_at=case.accepted_at or hand.now,
        dispatched_at=hand.now,
    )
    urgent = case.is_dv or case.risk in DANGEROUS
    hand.tell(facts["agency"], "dispatched", f"新案件 {case.number} 待签收", urgent=urgent)
    return None


@_effect(Action.TRANSFER)
def _transfer(hand: Hand, facts: Facts) -> Follow:
    """The agency that gives it away, and the street it lay in, may go on following it."""
    case = hand.case
    place = area(agency(facts["agency"]).area_id)
    if case.holder_id is not None:
        hand.let_follow(case.holder_id, "transferred")
    if place.street_id not in (None, case.street_id):
        above = street_federation(case.street_id) if case.street_id is not None else None
        if above is not None and above.id != case.holder_id:
            hand.let_follow(above.id, "transferred")
        hand.set(street_id=place.street_id, community_id=place.community_id, grid_id=None)
    return _dispatch(hand, facts)


@_effect(Action.SIGN)
def _sign(hand: Hand, _: Facts) -> Follow:
    hand.set(handler_id=_me(hand), signed_at=hand.now)
    return None


@_effect(Action.RETURN)
def _return(hand: Hand, _: Facts) -> Follow:
    case = hand.case
    if case.holder_id is not None:
        hand.let_follow(case.holder_id, "returned")
    hand.set(holder_id=None, handler_id=None, return_count=case.return_count + 1)
    _tell_district(hand, "returned", f"案件 {case.number} 被退回，请重新分派")
    return None


@_effect(Action.CONTACT)
def _contact(hand: Hand, facts: Facts) -> Follow:
    """A try counts by the day it was made; only reaching the person meets the clock."""
    case = hand.case
    day = _happened(hand, facts, since=case.reported_at, what="联系").astimezone(CHINA).date()
    hand.set(contact_tries=case.contact_tries + 1)
    if case.last_try_on is None or day > case.last_try_on:
        hand.set(contact_days=case.contact_days + 1, last_try_on=day)
    if facts["reached"]:
        hand.set(contacted=True, reached_at=case.reached_at or hand.now)
    return None


@_effect(Action.EXTEND_APPLY)
def _extend_apply(hand: Hand, facts: Facts) -> Follow:
    hand.set(extension_by_id=_me(hand), extension_days=facts["days"])
    return None


@_effect(Action.EXTEND_APPROVE)
def _extend_approve(hand: Hand, _: Facts) -> Follow:
    case = hand.case
    hand.set(extension_by_id=None, extension_count=case.extension_count + 1)
    _tell_holder(hand, "extended", f"案件 {case.number} 的延期申请已同意")
    return None


@_effect(Action.EXTEND_REJECT)
def _extend_reject(hand: Hand, _: Facts) -> Follow:
    hand.set(extension_by_id=None, extension_days=None)
    _tell_holder(
        hand, "extension_refused", f"案件 {hand.case.number} 的延期申请未获同意，请按期办结"
    )
    return None


@_effect(Action.GRADE)
def _grade(hand: Hand, facts: Facts) -> Follow:
    """Facts raise the colour at once; a lower one than now takes somebody's approval."""
    case = hand.case
    if hand.by is None:
        return None  # a clock ran out: the colour was set by rule, nobody assessed anything
    known = RiskFacts.stated(facts, is_dv=case.is_dv, assessed=True, dispute_type=case.type)
    found = grade(known)
    if is_downgrade(case.risk, found.level.value):
        raise Refused(
            "would_lower",
            f"按这些事实评为“{found.level.label}”，低于现在的等级。降级须由他人审批，请用“风险降级”。",
        )
    if known.violent:
        _turns_violent(hand)
    colour(hand, found)
    if case.status == Status.SUSPENDED and found.level == RiskLevel.R1:
        return Action.RESUME, {"note": "评为红色，不得中止，系统自动恢复办理"}
    return None


def _turns_violent(hand: Hand) -> None:
    """What began as a quarrel turned out to be violence: its rules hold from now on."""
    case = hand.case
    if not case.is_dv:
        hand.set(is_dv=True)
        _tell_above(hand, "violence", f"案件 {case.number} 发现家庭暴力", urgent=True)


def colour(hand: Hand, found: Grading) -> None:
    """Give the case its colour and reasons; tell street and district of red and orange."""
    case, level = hand.case, found.level.value
    rose = level != case.risk
    hand.set(
        risk=level,
        risk_reasons=list(found.sentences()),
        graded_at=hand.now,
        mediation_allowed=mediation_allowed(level, is_dv=case.is_dv),
    )
    if rose and level in DANGEROUS:
        sentence = f"案件 {case.number} 评为{found.level.label}"
        _tell_above(hand, "danger", sentence, urgent=True)
        _tell_holder(hand, "danger", sentence, urgent=True)


@_effect(Action.DOWNGRADE)
def _downgrade(hand: Hand, facts: Facts) -> Follow:
    level = facts["level"]
    hand.set(
        risk=level,
        graded_at=hand.now,
        mediation_allowed=mediation_allowed(level, is_dv=hand.case.is_dv),
    )
    _tell_holder(hand, "downgraded", f"案件 {hand.case.number} 的风险等级已调整")
    return None


@_effect(Action.CLOSE_APPLY)
def _close_apply(hand: Hand, facts: Facts) -> Follow:
    hand.set(close_applied_by_id=_me(hand), close_result=facts["result"])
    return None


@_effect(Action.CLOSE_APPROVE)
def _close_approve(hand: Hand, _: Facts) -> Follow:
    hand.set(closed_at=hand.now)
    return None


@_effect(Action.CLOSE_REJECT)
def _close_reject(hand: Hand, facts: Facts) -> Follow:
    hand.set(close_applied_by_id=None, close_result="")
    _tell_holder(
        hand, "close_refused", f"案件 {hand.case.number} 办结审核退回：{facts['opinion'][:60]}"
    )
    return None


@_effect(Action.VISIT)
def _visit(hand: Hand, facts: Facts) -> Follow:
    """Fill the next planned visit; an unplanned one is kept in the history alone."""
    case = hand.case
    done_at = _happened(hand, facts, since=case.closed_at or case.reported_at, what="回访")
    planned = hand.timing.open_visits(case)
    if planned:
        hand.timing.change_visit(
            planned[0],
            done_at=done_at,
            visitor_id=_me(hand),
            event=case.version + 1,
            safe=facts["safe"],
            result=facts["result"],
            satisfaction=facts["satisfaction"],
        )
    hand.set(satisfaction=facts["satisfaction"])
    if facts["result"] == VIOLENCE_AGAIN:
        return Action.REOPEN, {
            "reason": REOPENED_FOR_VIOLENCE,
            "note": "回访发现再次施暴，系统自动重办",
        }
    if facts["result"] == BACK:
        return Action.REOPEN, {"reason": "2", "note": "回访发现矛盾反复，系统自动重办"}
    if facts["satisfaction"] in DISSATISFIED:
        return Action.REOPEN, {"reason": "1", "note": "回访不满意，系统自动重办"}
    return None


@_effect(Action.REOPEN)
def _reopen(hand: Hand, facts: Facts) -> Follow:
    """Back to the one who held it, with fresh clocks; visits still planned are called off.

    Whoever told of his discontent was spoken with; after renewed violence nobody was.
    """
    case = hand.case
    for visit in hand.timing.open_visits(case):
        hand.timing.change_visit(visit, cancelled=True)
    hand.set(
        reopen_count=case.reopen_count + 1,
        closed_at=None,
        archived_at=None,
        close_applied_by_id=None,
        close_result="",
        extension_count=0,
        contacted=case.reached_at is not None,
    )
    _tell_holder(hand, "reopened", f"案件 {case.number} 转为重办", urgent=True)
    if facts["reason"] == REOPENED_FOR_VIOLENCE:
        _violence_again(hand)
    return None


def _violence_again(hand: Hand) -> None:
    """A second time within a year is orange; a first time is grey until somebody assesses it."""
    case = hand.case
    repeated = case.is_dv and hand.now - case.reported_at < _YEAR
    hand.set(contacted=False, contact_tries=0, contact_days=0, last_try_on=None)
    _turns_violent(hand)
    if case.risk not in DANGEROUS:
        colour(hand, grade(RiskFacts(is_dv=True, repeated=repeated, dispute_type=case.type)))


@_effect(Action.MERGE)
def _merge(hand: Hand, facts: Facts) -> Follow:
    """The master counts one more report; the merged case keeps its own source and history."""
    case = hand.case
    master = _master(facts["master"], case, hand.by)
    _count(hand, master, reports=case.reports, children=1)
    hand.set(merged_into_id=master.pk)
    return None


def _master(key: UUID, child: Case, by: Sight | None) -> Case:
    """Lock the case to merge into; one that `by` may not see is told as one that is not there."""
    if key == child.pk:
        raise Refused("itself", fields={"master": "不能并入自己，请选择另一个案件。"})
    master = Case.objects.select_for_update(no_key=True).filter(pk=key).first()
    if master is None or (by is not None and not may_see(by, master)):
        raise Missing("要并入的案件")
    if master.status not in OPEN and master.status != Status.CLOSE_REVIEW:
        raise Refused(
            "master_done", fields={"master": "要并入的案件已不在办理中，请选择在办案件。"}
        )
    return master


def _count(hand: Hand, master: Case, *, reports: int, children: int) -> None:
    """件 and 次 of the case that others were merged into."""
    master.reports += reports
    master.children += children
    hand.others.append(rows.update(master, ("reports", "children")))


@_effect(Action.UNMERGE)
def _unmerge(hand: Hand, _: Facts) -> Follow:
    case = hand.case
    master = Case.objects.select_for_update(no_key=True).get(pk=cast(UUID, case.merged_into_id))
    _count(hand, master, reports=-case.reports, children=-1)
    hand.set(merged_into_id=None, holder_id=None, handler_id=None)
    return None


@_effect(Action.ARCHIVE)
def _archive(hand: Hand, _: Facts) -> Follow:
    hand.set(archived_at=hand.now)
    return None


def _happened(hand: Hand, facts: Facts, *, since: datetime, what: str) -> datetime:
    """When it happened as stated, else now. Raises Refused for a day before it could have."""
    happened: datetime = facts.get("happened_at") or hand.now
    first = since.astimezone(CHINA).date()
    if happened.astimezone(CHINA).date() < first:
        sentence = f"{what}的发生时间不能早于 {first:%Y-%m-%d}，请核对后重填。"
        raise Refused("too_early", sentence, fields={"happened_at": sentence})
    return happened


def _me(hand: Hand) -> int | None:
    return hand.by.person_id if hand.by else None


def _tell_holder(hand: Hand, kind: str, sentence: str, *, urgent: bool = False) -> None:
    if hand.case.holder_id is not None:
        hand.tell(hand.case.holder_id, kind, sentence, urgent=urgent)


def _tell_above(hand: Hand, kind: str, sentence: str, *, urgent: bool = False) -> None:
    """Tell the street the case lies in and the district, unless they hold it themselves."""
    street, holder = hand.case.street_id, hand.case.holder_id
    over = street_federation(street) if street is not None else None
    for found in (over, district_federation()):
        if found is not None and found.id != holder:
            hand.tell(found.id, kind, sentence, urgent=urgent)


def _tell_district(hand: Hand, kind: str, sentence: str, *, urgent: bool = False) -> None:
    found = district_federation()
    if found is not None:
        hand.tell(found.id, kind, sentence, urgent=urgent)
