"""What is counted, each indicator defined once: numerator, denominator, who is left out, and why.

A clause is a condition over one row of facts (`models.CaseFact` or `models.VisitFact`, alias `f`)
together with its words. Rules for all of them:

* A case that was merged into another, found false, transferred out or not accepted counts in no
  figure; how many they are is told with it (domain.md §1.6).
* A figure belongs to the period in which its `anchor` falls. What is owed counts in the period
  in which it falls due, and only once that moment has come: a month still running is neither
  praised for what is not yet due nor blamed for it.
* A case closed, reopened and closed again counts once, by its present round; so a closing that
  did not hold drops out of the period in which it was made.

Pure: no Django, no clock, no database. Parameters: now, satisfied, valid, reached, remote,
mediated, agreed, categories (codes in force), see `queries.measuring`.
"""

from dataclasses import dataclass
from typing import Final

from hejia.insight.vocabulary import Grain, Shape
from hejia.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition in SQL over `f` and in words."""

    sql: str
    words: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure's definition.

    `amount` is the column added up (SUM) or the length in seconds (DAYS). `left_out` are
    (reason, condition) pairs, besides the standings. `sampled`: tell a confidence interval.
    `beside` names indicators that must be read with it. `good` says which way is better.
    """

    id: str
    label: str
    unit: str
    shape: Shape
    anchor: str
    anchor_words: str
    denominator: Clause
    numerator: Clause | None = None
    grain: Grain = Grain.CASE
    amount: str = ""
    left_out: tuple[tuple[str, str], ...] = ()
    sampled: bool = False
    beside: tuple[str, ...] = ()
    basis: str = "本区规定"
    note: str = ""


ALL: Final = Clause("TRUE", "")
_DUE: Final = (("suspended", "f.status = 'suspended'"), ("pending", "f.due_at > %(now)s"))
_PLANNED: Final = (("cancelled", "f.cancelled"), ("pending", "f.due_at > %(now)s"))
_VALID: Final = "f.satisfaction = ANY(%(valid)s)"
_SATISFIED: Final = Clause("f.satisfaction = ANY(%(satisfied)s)", "评价为很满意或满意")


def _accepted(id: str, label: str, **more: object) -> Indicator:
    """Over the cases accepted in the period."""
    facts = {"unit": "%", "shape": Shape.RATE, "denominator": Clause("TRUE", "期间内受理的案件")}
    return Indicator(id, label, anchor="accepted_at", anchor_words="受理时间", **(facts | more))  # type: ignore[arg-type] # facts of the dataclass above


def _due(id: str, label: str, numerator: Clause, **more: object) -> Indicator:
    """Over the cases whose limit for closing falls in the period."""
    return Indicator(
        id, label, "%", Shape.RATE, "due_at", "办结期限（含批准的延期）",
        Clause("TRUE", "办结期限落在期间内的案件"), numerator, left_out=_DUE, **more,  # type: ignore[arg-type] # facts of the dataclass above
    )  # fmt: skip


def _closed(id: str, label: str, unit: str, shape: Shape, **more: object) -> Indicator:
    """Over the cases closed in the period, by the closing that stands."""
    facts = {"denominator": Clause("TRUE", "期间内办结的案件（重办的以最后一次办结为准）")}
    return Indicator(id, label, unit, shape, "closed_at", "办结时间", **(facts | more))  # type: ignore[arg-type] # facts of the dataclass above


def _planned(id: str, label: str, numerator: Clause | None, **more: object) -> Indicator:
    """Over the revisits whose day falls in the period."""
    facts = {
        "unit": "%", "shape": Shape.RATE, "left_out": _PLANNED,
        "denominator": Clause("TRUE", "计划日期落在期间内的回访"),
    }  # fmt: skip
    return Indicator(
        id, label, anchor="due_at", anchor_words="计划回访日期", numerator=numerator,
        grain=Grain.VISIT, **(facts | more),  # type: ignore[arg-type] # facts of the dataclass above
    )  # fmt: skip


INDICATORS: Final = (
    Indicator(
        "registered", "上报案件", "件", Shape.COUNT, "reported_at", "上报时间",
        Clause("TRUE", "期间内上报的案件"),
    ),
    Indicator(
        "reports", "反映次数", "次", Shape.SUM, "reported_at", "上报时间",
        Clause("TRUE", "期间内上报的案件，并入的各计一次"), amount="f.reports",
    ),
    _accepted("accepted", "受理案件", unit="件", shape=Shape.COUNT),
    _accepted(
        "accepted_dv", "受理家庭暴力案件", unit="件", shape=Shape.COUNT,
        denominator=Clause("f.is_dv", "期间内受理的涉家庭暴力案件"),
    ),
    Indicator(
        "sign_timely_rate", "签收及时率", "%", Shape.RATE, "sign_due_at", "签收期限",
        Clause("TRUE", "签收期限落在期间内的案件（改派的以最后一次分派为准）"),
        Clause("f.signed_at <= f.sign_due_at", "在期限内签收"),
        left_out=(("pending", "f.sign_due_at > %(now)s"),),
    ),
    _accepted(
        "first_contact_rate", "24小时首联率",
        numerator=Clause(
            "f.reached_at <= f.accepted_at + interval '24 hours'", "受理后24小时内联系上本人"
        ),
        left_out=(("pending", "f.accepted_at + interval '24 hours' > %(now)s"),),
        note="以联系上本人为准；打过电话未接通的不算。",
    ),
    _accepted(
        "intervention_rate", "介入处置率",
        numerator=Clause(
            "(f.reached_at IS NOT NULL OR NOT f.methods <@ %(remote)s::varchar[])",
            "已联系上本人，或有当面、入户、专业服务等处置记录",
        ),
        note="只有未接通的联系或电话劝导、没有联系上本人的，不算介入。",
    ),
    _closed("closed", "办结案件", "件", Shape.COUNT),
    _due("closure_rate", "办结率", Clause("f.closed_at IS NOT NULL", "已办结"),
         beside=("ontime_closure_rate",), note="分母是到期应办结的案件，不是受理数。"),
    _due("ontime_closure_rate", "按时办结率",
         Clause("f.closed_at <= f.due_at", "在期限（含批准的延期）内办结"),
         beside=("ontime_closure_rate_plain",)),
    _due("ontime_closure_rate_plain", "按时办结率（不计延期）",
         Clause("f.closed_at <= f.due_at - f.extended_days * interval '1 day'",
                "在未延期的原期限内办结")),
    _closed(
        "handling_days", "办理天数", "天", Shape.DAYS,
        denominator=Clause("f.accepted_at IS NOT NULL", "期间内办结的案件"),
        amount="extract(epoch FROM f.closed_at - f.accepted_at)::bigint",
        note="从受理到（最后一次）办结的自然日；同时给出平均、中位、第90百分位和最长。",
    ),
    _closed(
        "closed_within_60_days", "60日内办结率", "%", Shape.RATE,
        denominator=Clause("f.accepted_at IS NOT NULL", "期间内办结的案件"),
        numerator=Clause("f.closed_at <= f.accepted_at + interval '60 days'", "受理后60日内办结"),
        basis="信访工作条例第三十四条",
    ),
    _accepted("extension_rate", "延期率",
              numerator=Clause("f.extensions > 0", "批准过延期")),
    Indicator(
        "return_rate", "退回率", "%", Shape.RATE, "dispatched_at", "首次分派时间",
        Clause("TRUE", "期间内首次分派的案件"), Clause("f.returns > 0", "被承办单位退回过"),
    ),
    Indicator(
        "dispatch_hit_rate", "一次分拨准确率", "%", Shape.RATE, "dispatched_at", "首次分派时间",
        Clause("TRUE", "期间内首次分派的案件"),
        Clause("f.returns = 0 AND f.transfers = 0", "未被退回、未转办"),
    ),
    Indicator(
        "close_reject_rate", "审核退回率", "%", Shape.RATE, "close_applied_at",
        "首次申请办结时间", Clause("TRUE", "期间内首次申请办结的案件"),
        Clause("f.close_rejects > 0", "办结审核退回过"),
    ),
    _closed(
        "mediation_success_rate", "调解成功率", "%", Shape.RATE,
        denominator=Clause("f.close_result = ANY(%(mediated)s)", "期间内以调解结束的案件"),
        numerator=Clause("f.close_result = ANY(%(agreed)s)", "达成协议"),
    ),
    Indicator(
        "assessment_timely_rate", "家暴评估及时率", "%", Shape.RATE, "assess_due_at",
        "危险评估期限", Clause("f.is_dv", "评估期限落在期间内的涉家庭暴力案件"),
        Clause("f.assessed_at <= f.assess_due_at", "在期限内完成危险评估"),
        left_out=(("pending", "f.assess_due_at > %(now)s"),),
    ),
    _planned("visited", "完成回访", None, unit="次", shape=Shape.COUNT,
             denominator=Clause("f.done_at IS NOT NULL", "计划日期落在期间内、已完成的回访")),
    _planned("visit_rate", "回访率", Clause("f.done_at IS NOT NULL", "已回访"),
             beside=("effective_visit_rate",)),
    _planned(
        "effective_visit_rate", "有效回访率",
        Clause("f.done_at IS NOT NULL AND f.safe AND f.result = ANY(%(reached)s)",
               "在安全环境下联系到本人"),
        basis="妇联组织受理家庭暴力投诉工作规程第13条",
    ),
    _planned(
        "satisfaction_rate", "满意率", _SATISFIED,
        denominator=Clause("TRUE", "计划日期落在期间内、有有效评价的回访"),
        left_out=(*_PLANNED, ("no_answer", f"NOT {_VALID}")),
        sampled=True, beside=("satisfaction_response_rate", "satisfaction_floor"),
        note="须与应答率、置信区间一并使用。",
    ),
    _planned("satisfaction_response_rate", "满意度应答率", Clause(_VALID, "有有效评价")),
    _planned("satisfaction_floor", "满意率下限", _SATISFIED,
             note="没有回答的都不算满意：真实满意率不会低于此数。"),
    Indicator(
        "reopen_rate", "重办率", "%", Shape.RATE, "first_closed_at", "首次办结时间",
        Clause("TRUE", "期间内首次办结的案件"),
        Clause("f.reopened_at IS NOT NULL", "办结后转为重办"),
    ),
    _accepted(
        "reconcile_gap", "账实差", unit="件", shape=Shape.GAP,
        numerator=Clause("f.category = ANY(%(categories)s)", "归入各大类的案件"),
        note="受理总数减各大类之和，应为零。",
    ),
)  # fmt: skip

BY_ID: Final = {one.id: one for one in INDICATORS}


def indicator(id: str) -> Indicator:
    """The definition of this id. Raises Refused for one there is not."""
    try:
        return BY_ID[id]
    except KeyError:
        raise Refused("no_indicator", f"没有“{id}”这项指标。") from None
