"""The lives of a target and of a self-evaluation, as two tables."""

from decimal import Decimal
from typing import Any, Final

from django.db.models import TextChoices

from hejia.kernel.facts import Fact, Kind
from hejia.kernel.workflow import Step, Table


class TargetStatus(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    APPROVED = "approved", "已批复"
    ADJUSTING = "adjusting", "调整中"


class TargetAction(TextChoices):
    SUBMIT = "submit", "提交"
    RETURN = "return", "退回"
    APPROVE = "approve", "批复"
    ADJUST = "adjust", "申请调整"


_COMMENT: Final = Fact("comment", "意见", Kind.TEXT, max_length=500)
_MAY_COMMENT: Final = Fact("comment", "意见", Kind.TEXT, required=False, max_length=500)

TARGET: Final[Table[Any]] = Table(
    name="绩效目标",
    statuses=TargetStatus,
    actions=TargetAction,
    initial=TargetStatus.DRAFT,
    finals=(TargetStatus.APPROVED,),
    steps=(
        Step(
            action=TargetAction.SUBMIT,
            sources=(TargetStatus.DRAFT, TargetStatus.ADJUSTING),
            target=TargetStatus.SUBMITTED,
            permission="performance.record",
            facts=(_MAY_COMMENT,),
            help="提交时检查每个指标的写法和分值合计。",
        ),
        Step(
            action=TargetAction.RETURN,
            sources=(TargetStatus.SUBMITTED,),
            target=TargetStatus.DRAFT,
            permission="performance.review",
            facts=(_COMMENT,),
        ),
        Step(
            action=TargetAction.APPROVE,
            sources=(TargetStatus.SUBMITTED,),
            target=TargetStatus.APPROVED,
            permission="performance.review",
            facts=(_MAY_COMMENT,),
        ),
        Step(
            action=TargetAction.ADJUST,
            sources=(TargetStatus.APPROVED,),
            target=TargetStatus.ADJUSTING,
            permission="performance.record",
            facts=(_COMMENT,),
            help="写明调整的原因；批复过的版本会保留。",
        ),
    ),
)


class EvaluationStatus(TextChoices):
    DRAFT = "draft", "填报中"
    DEPARTMENT = "department_review", "待主管部门审核"
    FINANCE = "finance_review", "待财政部门审核"
    DONE = "done", "已审定"


class EvaluationAction(TextChoices):
    SUBMIT = "submit", "报送"
    PASS = "pass", "审核通过"
    CONFIRM = "confirm", "登记财政审核结果"
    RETURN = "return", "退回"


_SCORE: Final = Fact(
    "score",
    "审核得分",
    Kind.NUMBER,
    required=False,
    least=Decimal(0),
    most=Decimal(100),
    help="不填即同意自评得分。",
)

EVALUATION: Final[Table[Any]] = Table(
    name="绩效自评",
    statuses=EvaluationStatus,
    actions=EvaluationAction,
    initial=EvaluationStatus.DRAFT,
    finals=(EvaluationStatus.DONE,),
    steps=(
        Step(
            action=EvaluationAction.SUBMIT,
            sources=(EvaluationStatus.DRAFT,),
            target=EvaluationStatus.DEPARTMENT,
            permission="performance.record",
            facts=(_MAY_COMMENT,),
            help="报送时评分，并保留当时的全部数字。",
        ),
        Step(
            action=EvaluationAction.PASS,
            sources=(EvaluationStatus.DEPARTMENT,),
            target=EvaluationStatus.FINANCE,
            permission="performance.review",
            facts=(_SCORE, _MAY_COMMENT),
        ),
        Step(
            action=EvaluationAction.CONFIRM,
            sources=(EvaluationStatus.FINANCE,),
            target=EvaluationStatus.DONE,
            permission="performance.review",
            facts=(_SCORE, _MAY_COMMENT),
            help="财政部门的审核在其系统中进行，这里登记结果。",
        ),
        Step(
            action=EvaluationAction.RETURN,
            sources=(EvaluationStatus.DEPARTMENT, EvaluationStatus.FINANCE),
            target=EvaluationStatus.DRAFT,
            permission="performance.review",
            facts=(_COMMENT,),
        ),
    ),
)
