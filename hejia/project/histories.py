"""Every history that is sealed and verified; rooms of which this is news add theirs here."""

from typing import Final

from hejia.accounts.models import Change
from hejia.audit import public as audit
from hejia.cases import public as cases
from hejia.cases.models import RuleSet
from hejia.kernel.models import CodeChange
from hejia.ledger import public as ledger
from hejia.performance.models import (
    Adjustment,
    EvaluationEvent,
    Measurement,
    Payment,
    TargetEvent,
)

_MONEY: Final = ("id", "line_id", "amount", "on", "actor_id", "at")

HISTORIES: Final = (
    audit.RECORDS,
    cases.EVENTS,
    ledger.EVENTS,
    audit.stream_of(
        "accounts.changes", "后台改动", Change,
        ("id", "subject", "key", "action", "actor_id", "at", "before", "after"),
    ),
    audit.stream_of(
        "kernel.codes", "代码表改动", CodeChange,
        ("id", "list_name", "code", "at", "actor", "before", "after"),
    ),
    audit.stream_of(
        "cases.rules", "时限与分派规则的版本", RuleSet,
        ("kind", "version", "rows", "valid_from", "saved_at", "saved_by_id", "note"),
        at="saved_at",
    ),
    audit.stream_of(
        "performance.targets", "绩效目标经过", TargetEvent,
        ("id", "target_id", "number", "action", "comment", "content", "actor_id", "at"),
    ),
    audit.stream_of(
        "performance.evaluations", "绩效自评经过", EvaluationEvent,
        ("id", "evaluation_id", "number", "action", "comment", "score", "record", "actor_id", "at"),
    ),
    audit.stream_of(
        "performance.adjustments", "预算调整", Adjustment, (*_MONEY, "reason", "document")
    ),
    audit.stream_of("performance.payments", "支付", Payment, (*_MONEY, "voucher", "purpose")),
    audit.stream_of(
        "performance.measured", "指标完成值", Measurement,
        ("id", "indicator_id", "until", "numerator", "denominator", "value", "grade",
         "coefficient", "text", "counted", "actor_id", "at"),
    ),
)  # fmt: skip
"""History by history; the days of each are chained among themselves."""
