"""The life of a work record, as a table: drafted, submitted, approved by a second reader."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

from django.db.models import TextChoices

from hejia.kernel.errors import Refused
from hejia.kernel.facts import Fact, Kind
from hejia.kernel.workflow import START, STAYS, Step, Table
from hejia.ledger.definitions import EVIDENCE_TYPES, Definition


class Status(TextChoices):
    DRAFT = "draft", "草稿"
    RETURNED = "returned", "已退回"
    SUBMITTED = "submitted", "待审核"
    APPROVED = "approved", "已审核"
    VOID = "void", "已作废"


OPEN: Final = (Status.DRAFT, Status.RETURNED)
"""The statuses in which a record is still being written."""


class Action(TextChoices):
    RECORD = "record", "登记"
    AMEND = "amend", "修改"
    ATTACH = "attach", "添加佐证"
    DROP = "drop", "撤下佐证"
    ADVANCE = "advance", "进入下一阶段"
    SUBMIT = "submit", "提交审核"
    RETURN = "return", "退回修改"
    APPROVE = "approve", "审核通过"
    REPORT = "report", "上报进度"
    CORRECT = "correct", "更正"
    VOID = "void", "作废"


class Record(Protocol):
    """What the guards look at; models.Entry satisfies it."""

    stage: int
    submitted_by_id: int | None
    recorded_by_id: int


@dataclass(frozen=True, slots=True)
class Move:
    """A step about to be taken. `evidence`: the types of the files that are there."""

    entry: Any
    kind: Definition
    person_id: int
    evidence: frozenset[str]


def proven(move: Move) -> Refused | None:
    """At least one file of a type the kind asks for."""
    wanted = move.kind.evidence
    if not wanted or move.evidence & set(wanted):
        return None
    names = "、".join(EVIDENCE_TYPES[one] for one in wanted)
    return Refused("no_evidence", f"提交前请至少添加一份佐证材料（{names}）。")


def filled(move: Move) -> Refused | None:
    """Fields that a draft may leave open are filled in."""
    left = [one for one in move.kind.filled if move.entry.fields.get(one) in (None, "")]
    if not left:
        return None
    names = "、".join(move.kind.field(one).label for one in left)
    return Refused("not_filled", f"提交前请先填写：{names}（点“修改”填写）。")


def goes_on(move: Move) -> Refused | None:
    """Progress is reported on kinds that have it."""
    if move.kind.mean:
        return None
    return Refused("no_progress", f"“{move.kind.label}”没有进度可以上报。")


def stages_done(move: Move) -> Refused | None:
    left = move.kind.stages[move.entry.stage :]
    if not left:
        return None
    return Refused("stages_left", f"还有阶段没有完成：{'、'.join(left)}。请逐步登记后再提交。")


def stage_left(move: Move) -> Refused | None:
    if move.entry.stage < len(move.kind.stages):
        return None
    return Refused("no_stage", "各阶段都已完成，可以提交审核。")


def second_reader(move: Move) -> Refused | None:
    """Who recorded or submitted it does not approve it."""
    if move.person_id in (move.entry.recorded_by_id, move.entry.submitted_by_id):
        return Refused("same_person", "登记或提交的人不能审核自己的记录，请由另一位同事审核。")
    return None


_NOTE: Final = Fact("note", "说明", Kind.TEXT, required=False, max_length=500)
_DONE: Final = Fact("note", "进展、问题与措施", Kind.TEXT, max_length=500)
_PROGRESS: Final = Fact(
    "progress", "进度（%）", Kind.NUMBER, least=Decimal(0), most=Decimal(100), help="0 到 100"
)
_WHY: Final = Fact("note", "理由", Kind.TEXT, max_length=500)

ENTRY: Final = Table[Move](
    name="台账记录",
    statuses=Status,
    actions=Action,
    initial=Status.DRAFT,
    finals=[Status.APPROVED, Status.VOID],
    guards={
        "proven": proven,
        "stages_done": stages_done,
        "stage_left": stage_left,
        "filled": filled,
        "goes_on": goes_on,
        "second_reader": second_reader,
    },
    steps=[
        Step(
            action=Action.RECORD, sources=(START,), target=Status.DRAFT, permission="ledger.record"
        ),
        Step(action=Action.AMEND, sources=OPEN, target=STAYS, permission="ledger.record"),
        Step(
            action=Action.ATTACH,
            sources=OPEN,
            target=STAYS,
            permission="ledger.record",
        ),
        Step(action=Action.DROP, sources=OPEN, target=STAYS, permission="ledger.record"),
        Step(
            action=Action.ADVANCE,
            sources=OPEN,
            target=STAYS,
            permission="ledger.record",
            facts=(_NOTE,),
            guards=("stage_left",),
        ),
        Step(
            action=Action.SUBMIT,
            sources=OPEN,
            target=Status.SUBMITTED,
            permission="ledger.record",
            facts=(_NOTE,),
            guards=("stages_done", "filled", "proven"),
        ),
        Step(
            action=Action.APPROVE,
            sources=(Status.SUBMITTED,),
            target=Status.APPROVED,
            permission="ledger.approve",
            facts=(_NOTE,),
            guards=("second_reader",),
        ),
        Step(
            action=Action.RETURN,
            sources=(Status.SUBMITTED,),
            target=Status.RETURNED,
            permission="ledger.approve",
            facts=(_WHY,),
        ),
        Step(
            action=Action.REPORT,
            sources=(Status.APPROVED,),
            target=Status.SUBMITTED,
            permission="ledger.record",
            facts=(_PROGRESS, _DONE),
            guards=("goes_on",),
            help="新的进度须经另一位同事审核；审核前各处仍按上次审核的进度计算。",
        ),
        Step(
            action=Action.CORRECT,
            sources=(Status.APPROVED,),
            target=Status.DRAFT,
            permission="ledger.approve",
            facts=(_WHY,),
            help="已审核的记录退回草稿更正；更正后须重新审核，更正前的内容保留在历史中。",
        ),
        Step(
            action=Action.VOID,
            sources=OPEN,
            target=Status.VOID,
            permission="ledger.record",
            facts=(_WHY,),
        ),
    ],
)
