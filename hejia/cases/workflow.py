"""The whole life of a case, as a table. Read this file before any other in the room.

The process is domain.md §1.4; who may be the second and third pair of eyes, and what red cases
forbid, stands in `guards.py` under the names used here.
"""

from decimal import Decimal
from typing import Final

from django.db.models import TextChoices

from hejia.cases import guards
from hejia.kernel.facts import Fact, Kind, When
from hejia.kernel.workflow import START, STAYS, Step, Table


class Status(TextChoices):
    REPORTED = "reported", "待分拨"
    DISPATCHED = "dispatched", "待签收"
    HANDLING = "handling", "办理中"
    SUSPENDED = "suspended", "已中止"
    CLOSE_REVIEW = "close_review", "待办结审核"
    CLOSED = "closed", "待回访"
    VISITING = "visiting", "回访中"
    ARCHIVED = "archived", "已归档"
    REJECTED = "rejected", "不予受理"
    FALSE_REPORT = "false_report", "误报"
    MERGED = "merged", "已合并"
    TRANSFERRED_OUT = "transferred_out", "已转出"


class Action(TextChoices):
    REPORT = "report", "上报"
    ACCEPT = "accept", "受理"
    REJECT = "reject", "不予受理"
    DISPATCH = "dispatch", "分派"
    SIGN = "sign", "签收"
    RETURN = "return", "退回"
    TRANSFER = "transfer", "转办"
    TRANSFER_OUT = "transfer_out", "转出"
    CONTACT = "contact", "首次联系"
    HANDLE_LOG = "handle_log", "办理记录"
    EXTEND_APPLY = "extend_apply", "申请延期"
    EXTEND_APPROVE = "extend_approve", "同意延期"
    EXTEND_REJECT = "extend_reject", "不同意延期"
    SUSPEND = "suspend", "中止"
    RESUME = "resume", "恢复办理"
    GRADE = "grade", "风险评级"
    DOWNGRADE = "downgrade", "风险降级"
    CLOSE_APPLY = "close_apply", "申请办结"
    CLOSE_APPROVE = "close_approve", "同意办结"
    CLOSE_REJECT = "close_reject", "审核退回"
    VISIT = "visit", "回访"
    REOPEN = "reopen", "重办"
    MERGE = "merge", "合并"
    UNMERGE = "unmerge", "拆分"
    MARK_FALSE = "mark_false", "认定误报"
    ARCHIVE = "archive", "归档"


OPEN: Final = (Status.REPORTED, Status.DISPATCHED, Status.HANDLING, Status.SUSPENDED)
"""Before anybody asked for it to be closed."""

UNDER_WAY: Final = (*OPEN, Status.CLOSE_REVIEW)
"""Somebody still owes the parties an answer."""

FINISHED: Final = (Status.CLOSED, Status.VISITING, Status.ARCHIVED)
"""The work was done and approved."""

LIVE: Final = (*UNDER_WAY, Status.CLOSED, Status.VISITING)
"""Somebody still has to do something: every desk's work."""


def _reason(codes: str, label: str = "原因") -> Fact:
    return Fact("reason", label, Kind.CODE, codes=codes)


_NOTE: Final = Fact("note", "说明", Kind.TEXT, required=False, max_length=1000)
_OPINION: Final = Fact("opinion", "意见", Kind.TEXT, max_length=1000)
_AGENCY: Final = Fact("agency", "承办单位", Kind.AGENCY)
_HAPPENED: Final = Fact(
    "happened_at", "发生时间", Kind.MOMENT, required=False, when=When.PAST, help="不填即现在"
)
_LEVEL: Final = Fact("level", "风险等级", Kind.CODE, codes="risk_level")
_TERMINATED: Final = Fact(
    "terminate_reason", "终止调解原因", Kind.CODE, required=False, codes="terminate_reason",
    help="调解未成的填写",
)  # fmt: skip
_DAYS: Final = Fact(
    "days", "延长天数", Kind.NUMBER, least=Decimal(1), most=Decimal(365), whole=True
)

CASE: Final = Table[guards.Move](
    name="案件",
    statuses=Status,
    actions=Action,
    initial=Status.REPORTED,
    finals=[
        Status.ARCHIVED,
        Status.REJECTED,
        Status.FALSE_REPORT,
        Status.MERGED,
        Status.TRANSFERRED_OUT,
    ],
    guards=guards.BY_NAME,
    steps=[
        Step(
            action=Action.REPORT,
            sources=(START,),
            target=Status.REPORTED,
            permission="cases.report",
            help="来源、类型、简要情况、安全提问、当事人；地址、诉求等知道多少填多少。",
        ),
        Step(
            action=Action.ACCEPT,
            sources=(Status.REPORTED,),
            target=STAYS,
            permission="cases.accept",
            facts=(_NOTE,),
            guards=("not_yet_accepted",),
        ),
        Step(
            action=Action.REJECT,
            sources=(Status.REPORTED,),
            target=Status.REJECTED,
            permission="cases.accept",
            facts=(
                _reason("reject_reason"),
                Fact("basis", "依据", Kind.TEXT, max_length=300, help="写明法规名称和条款"),
                Fact("where_to_go", "告知当事人应去的部门", Kind.TEXT, max_length=300),
                _NOTE,
            ),
            guards=("no_violence",),
        ),
        Step(
            action=Action.DISPATCH,
            sources=(Status.REPORTED,),
            target=Status.DISPATCHED,
            permission="cases.dispatch",
            facts=(_AGENCY, _NOTE),
            guards=("agency_exists",),
        ),
        Step(
            action=Action.SIGN,
            sources=(Status.DISPATCHED,),
            target=Status.HANDLING,
            permission="cases.sign",
            facts=(_NOTE,),
            guards=("holds_it",),
        ),
        Step(
            action=Action.RETURN,
            sources=(Status.DISPATCHED,),
            target=Status.REPORTED,
            permission="cases.return",
            facts=(_reason("return_reason"), _NOTE),
            guards=("holds_it", "not_dangerous", "returned_once"),
        ),
        Step(
            action=Action.TRANSFER,
            sources=(Status.DISPATCHED, Status.HANDLING),
            target=Status.DISPATCHED,
            permission="cases.transfer",
            facts=(_AGENCY, _reason("transfer_reason"), _NOTE),
            guards=("agency_exists", "another_agency"),
        ),
        Step(
            action=Action.TRANSFER_OUT,
            sources=(Status.REPORTED, Status.DISPATCHED, Status.HANDLING),
            target=Status.TRANSFERRED_OUT,
            permission="cases.transfer",
            facts=(
                Fact("to", "转往单位", Kind.TEXT, max_length=100),
                _reason("transfer_out_reason"),
                Fact("receipt", "对方回执号", Kind.TEXT, max_length=100),
                _NOTE,
            ),
        ),
        Step(
            action=Action.CONTACT,
            sources=(Status.HANDLING, Status.SUSPENDED),
            target=STAYS,
            permission="cases.handle",
            facts=(
                Fact("method", "联系方式", Kind.CODE, codes="visit_method"),
                Fact("reached", "是否联系上本人", Kind.FLAG),
                Fact("content", "联系情况", Kind.TEXT, max_length=2000),
                Fact("safe", "已确认对方说话安全", Kind.FLAG, required=False),
                _HAPPENED,
            ),
            guards=("holds_it",),
        ),
        Step(
            action=Action.HANDLE_LOG,
            sources=(Status.HANDLING, Status.SUSPENDED),
            target=STAYS,
            permission="cases.handle",
            facts=(
                Fact("method", "办理方式", Kind.CODE, codes="handle_method"),
                Fact("content", "办理情况", Kind.TEXT, max_length=2000),
                Fact("police_action", "公安处置", Kind.CODE, required=False, codes="police_action"),
                Fact("next_step", "下一步", Kind.TEXT, required=False, max_length=500),
                Fact("place", "地点", Kind.TEXT, required=False, max_length=200),
                Fact("present", "在场人员", Kind.TEXT, required=False, max_length=200),
                _HAPPENED,
            ),
            guards=("holds_it", "mediation_allowed"),
        ),
        Step(
            action=Action.EXTEND_APPLY,
            sources=(Status.HANDLING,),
            target=STAYS,
            permission="cases.extend_apply",
            facts=(_reason("extend_reason"), _DAYS, _NOTE),
            guards=("holds_it", "extension_possible"),
        ),
        Step(
            action=Action.EXTEND_APPROVE,
            sources=(Status.HANDLING,),
            target=STAYS,
            permission="cases.extend_approve",
            facts=(_OPINION, Fact("told", "已将延期理由告知当事人", Kind.CONFIRM)),
            guards=("extension_pending", "not_the_handler", "not_the_applicant", "may_grant"),
        ),
        Step(
            action=Action.EXTEND_REJECT,
            sources=(Status.HANDLING,),
            target=STAYS,
            permission="cases.extend_approve",
            facts=(_OPINION,),
            guards=("extension_pending", "not_the_handler", "not_the_applicant", "may_grant"),
        ),
        Step(
            action=Action.SUSPEND,
            sources=(Status.HANDLING,),
            target=Status.SUSPENDED,
            permission="cases.suspend",
            facts=(_reason("suspend_reason"), _NOTE),
            guards=("holds_it", "not_red"),
        ),
        Step(
            action=Action.RESUME,
            sources=(Status.SUSPENDED,),
            target=Status.HANDLING,
            permission="cases.suspend",
            facts=(_NOTE,),
            guards=("holds_it",),
        ),
        Step(
            action=Action.GRADE,
            sources=(*UNDER_WAY, Status.CLOSED, Status.VISITING),
            target=STAYS,
            permission="cases.grade",
            facts=guards.RISK_FACTS,
            help="查明几项选几项，等级由所选情形决定；一项不选，即没有暴力和威胁。"
            "选了施暴、威胁、告诫或伤情的，此案转为涉家暴案件，并告知街道和区。",
        ),
        Step(
            action=Action.DOWNGRADE,
            sources=(*UNDER_WAY, Status.CLOSED, Status.VISITING),
            target=STAYS,
            permission="cases.downgrade",
            facts=(_LEVEL, _reason("downgrade_reason"), _OPINION),
            guards=("not_the_handler", "really_lower", "high_enough"),
        ),
        Step(
            action=Action.CLOSE_APPLY,
            sources=(Status.HANDLING,),
            target=Status.CLOSE_REVIEW,
            permission="cases.close_apply",
            facts=(
                Fact("result", "办结方式", Kind.CODE, codes="close_result"),
                Fact("opinion", "办理结果", Kind.TEXT, max_length=2000),
                Fact("agreement", "协议", Kind.CODE, required=False, codes="agreement_type"),
                _TERMINATED,
                Fact("residual_risk", "遗留风险", Kind.TEXT, required=False, max_length=500),
            ),
            guards=("holds_it", "graded", "not_red", "spoken_with", "tried_enough"),
        ),
        Step(
            action=Action.CLOSE_APPROVE,
            sources=(Status.CLOSE_REVIEW,),
            target=Status.CLOSED,
            permission="cases.close_approve",
            facts=(_OPINION,),
            guards=("not_the_handler", "not_the_applicant", "not_red"),
        ),
        Step(
            action=Action.CLOSE_REJECT,
            sources=(Status.CLOSE_REVIEW,),
            target=Status.HANDLING,
            permission="cases.close_approve",
            facts=(_OPINION,),
            guards=("not_the_handler", "not_the_applicant"),
        ),
        Step(
            action=Action.VISIT,
            sources=(Status.CLOSED, Status.VISITING),
            target=Status.VISITING,
            permission="cases.visit",
            facts=(
                Fact("method", "回访方式", Kind.CODE, codes="visit_method"),
                Fact("safe", "通话环境是否安全", Kind.FLAG),
                Fact("result", "回访情况", Kind.CODE, codes="visit_result"),
                Fact("satisfaction", "满意度", Kind.CODE, codes="satisfaction"),
                Fact(
                    "dissatisfied_with",
                    "不满意的原因",
                    Kind.CODES,
                    required=False,
                    codes="dissatisfy_reason",
                ),
                Fact("content", "回访记录", Kind.TEXT, max_length=2000),
                _HAPPENED,
            ),
            guards=("not_the_handler", "why_dissatisfied"),
            help="不满意或再次施暴的，系统自动转为重办。",
        ),
        Step(
            action=Action.REOPEN,
            sources=(*FINISHED, Status.FALSE_REPORT),
            target=Status.HANDLING,
            permission="cases.reopen",
            facts=(_reason("reopen_reason"), _NOTE),
            guards=("was_held",),
        ),
        Step(
            action=Action.MERGE,
            sources=(Status.REPORTED, Status.DISPATCHED, Status.HANDLING),
            target=Status.MERGED,
            permission="cases.merge",
            facts=(
                Fact("master", "并入的案件", Kind.RECORD),
                _reason("merge_reason"),
                _NOTE,
            ),
            guards=("no_child_of_its_own",),
        ),
        Step(
            action=Action.UNMERGE,
            sources=(Status.MERGED,),
            target=Status.REPORTED,
            permission="cases.merge",
            facts=(Fact("note", "拆分理由", Kind.TEXT, max_length=500),),
        ),
        Step(
            action=Action.MARK_FALSE,
            sources=(Status.REPORTED, Status.DISPATCHED, Status.HANDLING),
            target=Status.FALSE_REPORT,
            permission="cases.mark_false",
            facts=(
                _reason("false_reason"),
                Fact("note", "核实经过", Kind.TEXT, max_length=1000),
                Fact("sure", "已再次核实，确认误报", Kind.CONFIRM),
            ),
            guards=("not_the_registrar", "violence_only_after_contact"),
        ),
        Step(
            action=Action.ARCHIVE,
            sources=(Status.CLOSED, Status.VISITING),
            target=Status.ARCHIVED,
            permission="cases.archive",
            facts=(_NOTE,),
            guards=("visits_done",),
        ),
    ],
)
