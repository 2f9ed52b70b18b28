"""What must hold besides permission and status: other pairs of eyes, danger, enough tries.

Each guard looks at a move about to be made and answers why it must not be, in a sentence that
says what to do instead, or None. They read the case as it stands, never the database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from hejia.cases.limits import ClockKind, Granted
from hejia.cases.vocabulary import Scope
from hejia.kernel.errors import Refused
from hejia.kernel.facts import Fact, Kind

RED, ORANGE, UNGRADED = "R1", "R2", "R0"
DANGEROUS: Final = frozenset({RED, ORANGE})

MEDIATION: Final = frozenset({"04", "05"})
"""handle_method codes that bring the two parties to one table."""

REFUSED_SERVICE, UNREACHABLE = "08", "09"
"""close_result codes that end a case without the parties' word."""

DISSATISFIED: Final = frozenset({"4", "5"})

WORK: Final = frozenset({"contact", "handle_log", "close_apply"})
"""Actions by which somebody has handled a case, whoever signed for it."""


class Actor(Protocol):
    """Who acts: accounts.public.Sight satisfies it."""

    @property
    def person_id(self) -> int: ...
    @property
    def agency_ids(self) -> tuple[int, ...]: ...
    @property
    def permissions(self) -> frozenset[str]: ...
    @property
    def lanes(self) -> tuple[tuple[str, int], ...]: ...


class Subject(Protocol):
    """The case as guards see it: cases.models.Case satisfies it."""

    id: UUID
    is_dv: bool
    risk: str
    mediation_allowed: bool
    accepted_at: datetime | None
    holder_id: int | None
    handler_id: int | None
    registered_by_id: int | None
    return_count: int
    extension_count: int
    extension_by_id: int | None
    close_applied_by_id: int | None
    contact_tries: int
    contact_days: int
    reached_at: datetime | None
    contacted: bool
    due_at: datetime | None
    visits_left: int
    children: int


@dataclass(frozen=True, slots=True)
class Move:
    """One step about to be taken: by whom, on what, with which facts, when.

    `extension`: what the limits in force allow this case next; None: nothing.
    `worked`: the actor stands in the case's history with one of `WORK`.
    """

    case: Subject
    action: str
    by: Actor
    facts: Mapping[str, Any]
    now: datetime
    extension: Granted | None
    worked: bool = False


Guard = Callable[[Move], Refused | None]
BY_NAME: dict[str, Guard] = {}


def _guard(rule: Guard) -> Guard:
    BY_NAME[rule.__name__] = rule
    return rule


def reaches(actor: Actor, *levels: str) -> bool:
    """Whether one of the actor's posts answers for a whole area of one of these levels."""
    return any(kind in levels for kind, _ in actor.lanes)


@_guard
def not_yet_accepted(move: Move) -> Refused | None:
    if move.case.accepted_at is None:
        return None
    return Refused("already_accepted", "此案已受理，请直接分派承办单位。")


@_guard
def no_violence(move: Move) -> Refused | None:
    if not move.case.is_dv:
        return None
    return Refused("violence", "涉家庭暴力的案件必须受理，不得以不予受理结束；请分派承办单位。")


@_guard
def agency_exists(move: Move) -> Refused | None:
    """The command replaces the stated key by the agency it found, or by None."""
    if move.facts.get("agency") is not None:
        return None
    sentence = "没有找到这个承办单位，请从列表中重新选择。"
    return Refused("no_agency", sentence, fields={"agency": sentence})


@_guard
def another_agency(move: Move) -> Refused | None:
    if move.facts.get("agency") != move.case.holder_id:
        return None
    sentence = "此案已在该单位承办，转办请选择另一个单位。"
    return Refused("same_agency", sentence, fields={"agency": sentence})


@_guard
def holds_it(move: Move) -> Refused | None:
    if move.case.holder_id in move.by.agency_ids:
        return None
    return Refused("not_holder", "此案不由您的单位承办。需要接手的，请由分拨员转办给您的单位。")


@_guard
def not_red(move: Move) -> Refused | None:
    if move.case.risk != RED:
        return None
    return Refused(
        "red", "红色案件不得中止或办结。请先处置危险；风险确已降低的，由区妇联审批降级。"
    )


@_guard
def not_dangerous(move: Move) -> Refused | None:
    if move.case.risk not in DANGEROUS:
        return None
    return Refused(
        "dangerous",
        "红色、橙色案件不得退回，请先签收处置；对职责有异议的，同时请区分拨员裁决转办。",
    )


@_guard
def returned_once(move: Move) -> Refused | None:
    if move.case.return_count == 0:
        return None
    return Refused(
        "returned_before", "此案已退回过一次，不能再退。请先签收办理，并请分拨员裁决转办。"
    )


@_guard
def mediation_allowed(move: Move) -> Refused | None:
    if move.facts.get("method") not in MEDIATION or move.case.mediation_allowed:
        return None
    sentence = "此案有高度危险，禁止调解。请选择其他办理方式，如报警协助、保护令协助、庇护安置。"
    return Refused("no_mediation", sentence, fields={"method": sentence})


@_guard
def extension_possible(move: Move) -> Refused | None:
    """Before the deadline, as often and as long as the limit in force allows (domain §1.4)."""
    case, allowed = move.case, move.extension
    if case.extension_by_id is not None:
        return Refused("extension_pending", "已有一份延期申请等待审批，请等批复。")
    if allowed is None:
        return Refused("no_extension", "按现行时限规则，此案的办结期限不能延长。请按期办结。")
    if case.extension_count >= allowed.rule.times:
        sentence = f"此案已延期过 {case.extension_count} 次，不能再次延期。请按期办结。"
        return Refused("extended_before", sentence)
    if case.due_at is not None and move.now > case.due_at:
        return Refused("overdue", "期限已过，不能再申请延期。请尽快办结，并在办结意见中说明原因。")
    if move.facts.get("days", 0) > allowed.rule.days:
        sentence = f"延期最多 {allowed.rule.days} 天。"
        return Refused("too_long", sentence, fields={"days": sentence})
    return None


@_guard
def extension_pending(move: Move) -> Refused | None:
    if move.case.extension_by_id is not None:
        return None
    return Refused("nothing_pending", "此案没有等待审批的延期申请。")


@_guard
def not_the_applicant(move: Move) -> Refused | None:
    applicant = (
        move.case.extension_by_id
        if move.action.startswith("extend")
        else move.case.close_applied_by_id
    )
    if applicant != move.by.person_id or not_the_handler(move):
        return None  # whoever also handles it is told so by not_the_handler
    return Refused("second_reader", "申请人不能审批自己的申请，请由另一位审批人办理。")


@_guard
def not_the_handler(move: Move) -> Refused | None:
    """Neither who signed for it nor who worked on it for them."""
    if move.case.handler_id == move.by.person_id:
        return Refused("own_case", "承办人不能审批或回访自己承办的案件，请由另一位同事办理。")
    if move.worked:
        return Refused("own_case", "您办理过此案，不能再审批或回访它，请由另一位同事办理。")
    return None


@_guard
def not_the_registrar(move: Move) -> Refused | None:
    if move.case.registered_by_id != move.by.person_id:
        return None
    return Refused("own_report", "登记人不能认定自己登记的案件为误报，请由另一位同事核实认定。")


@_guard
def high_enough(move: Move) -> Refused | None:
    """R1 and R2 are decided by the district, the others by street or district (domain §1.5)."""
    levels = ("district",) if move.case.risk in DANGEROUS else ("district", "street")
    if reaches(move.by, *levels):
        return None
    who = "区妇联" if move.case.risk in DANGEROUS else "街道或区妇联"
    return Refused("too_low", f"此案须由{who}审批。")


@_guard
def may_grant(move: Move) -> Refused | None:
    """An extension is decided at the level its limit names, or above it."""
    allowed = move.extension
    least = allowed.rule.by if allowed is not None else Scope.DISTRICT
    if reaches(move.by, *_AT_LEAST[least]):
        return None
    what = "的延期"
    if allowed is not None and allowed.clock is ClockKind.HARD_CLOSE:
        what = "已延期过，再延期将同时延长办结上限，"
    return Refused("too_low", f"此案{what}须由{least.label}或以上审批。")


_AT_LEAST: Final[Mapping[Scope, tuple[str, ...]]] = {
    Scope.DISTRICT: ("district",),
    Scope.STREET: ("district", "street"),
    Scope.COMMUNITY: ("district", "street", "community"),
}


@_guard
def really_lower(move: Move) -> Refused | None:
    wanted, now = str(move.facts["level"]), move.case.risk
    if UNGRADED not in (wanted, now) and wanted > now:
        return None
    sentence = "降级应选择比现在更低的等级；要升级，请用“风险评级”。"
    return Refused("not_lower", sentence, fields={"level": sentence})


@_guard
def graded(move: Move) -> Refused | None:
    if move.case.risk != UNGRADED or not move.case.is_dv:
        return None
    return Refused("ungraded", "涉家庭暴力的案件还没有风险评级，请先评级再申请办结。")


@_guard
def spoken_with(move: Move) -> Refused | None:
    if move.case.contacted or move.facts.get("result") in (REFUSED_SERVICE, UNREACHABLE):
        return None
    since = "重办后" if move.case.reached_at is not None else ""
    return Refused("no_contact", f"{since}还没有联系上当事人的记录，请先登记“首次联系”再申请办结。")


@_guard
def tried_enough(move: Move) -> Refused | None:
    """08 needs two tries, 09 three on different days (domain §3.11)."""
    case, result = move.case, move.facts.get("result")
    if result == UNREACHABLE and case.contact_days < 3:
        sentence = f"以“无法联系”办结须在不同日期联系至少 3 次，现有 {case.contact_days} 天的记录。"
    elif result == REFUSED_SERVICE and case.contact_tries < 2:
        sentence = f"以“拒绝服务”办结须至少联系 2 次，现有 {case.contact_tries} 次记录。"
    else:
        return None
    return Refused("tried_too_little", sentence, fields={"result": sentence})


@_guard
def why_dissatisfied(move: Move) -> Refused | None:
    if move.facts["satisfaction"] not in DISSATISFIED or move.facts.get("dissatisfied_with"):
        return None
    sentence = "请选择不满意的原因，承办单位据此重办。"
    return Refused("no_reason", sentence, fields={"dissatisfied_with": sentence})


@_guard
def was_held(move: Move) -> Refused | None:
    if move.case.holder_id is not None:
        return None
    return Refused("never_held", "此案没有承办过，不能重办。请重新上报并说明与此案的关系。")


@_guard
def no_child_of_its_own(move: Move) -> Refused | None:
    if move.case.children == 0:
        return None
    return Refused("has_children", "已有其他案件并入此案，不能再并入别的案件；请反过来合并。")


@_guard
def violence_only_after_contact(move: Move) -> Refused | None:
    if not move.case.is_dv or move.case.reached_at is not None:
        return None
    return Refused("not_reached", "涉家庭暴力的案件，须先联系上受害人核实，才能认定误报。")


@_guard
def visits_done(move: Move) -> Refused | None:
    left = move.case.visits_left
    if left == 0:
        return None
    return Refused("visits_left", f"还有 {left} 次计划回访没有完成，完成后才能归档。")


def _asks(name: str, label: str) -> Fact:
    return Fact(name, label, Kind.FLAG, required=False)


RISK_FACTS: Final = (
    _asks("ongoing", "正在施暴"),
    _asks("weapon", "持械或有致命物"),
    _asks("strangled", "勒颈、压水、使不能呼吸"),
    _asks("threat_to_kill", "扬言杀人或同归于尽"),
    _asks("threat_of_suicide", "以自杀相威胁或有自杀举动"),
    _asks("order_breached", "违反保护令或告诫后再犯"),
    _asks("repeated", "12 个月内施暴两次以上"),
    _asks("addiction", "施暴者酗酒、吸毒或精神障碍未服药"),
    _asks("separation", "分居、离婚或争夺子女并有控制跟踪"),
    _asks("protected_victim", "受害人为未成年人、老人、残疾人、孕期哺乳期或重病"),
    _asks("warned_before", "已有告诫书"),
    _asks("violence", "有肢体暴力"),
    _asks("pushing", "有推搡、毁物"),
    _asks("conflict", "反复报警、重大财产或抚养冲突、情绪失控"),
    Fact("injury", "伤情", Kind.CODE, required=False, codes="injury_level"),
    Fact("note", "说明", Kind.TEXT, required=False, max_length=1000),
)
"""What `grading.py` derives the colour from, as asked of the grader (domain §1.2)."""
