"""Targets, measurements, monitoring and self-evaluation of a year, led by the real commands."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from hejia.insight import public as insight
from hejia.kernel.errors import Refused, Stale
from hejia.performance.commands import evaluations, measuring, rounds, targets
from hejia.performance.models import (
    Evaluation,
    EvaluationEvent,
    Indicator,
    Measurement,
    Payment,
    Round,
    Target,
    TargetEvent,
)
from hejia.performance.queries.bindings import sources
from hejia.performance.queries.documents import drawn
from hejia.performance.report import shenzhen
from hejia.performance.scoring import Record, replay
from hejia.performance.tests.conftest import INDICATORS, NOW, YEAR
from hejia.performance.tests.test_scoring import JUDGED
from hejia.performance.workflow import EVALUATION, TARGET, EvaluationAction, TargetAction
from hejia.testing.ground import COMMUNITY
from hejia.testing.walk import tell

pytestmark = pytest.mark.django_db

AUGUST = date(YEAR, 8, 31)


def test_the_life_of_a_target():
    assert (
        TARGET.grid()
        == """\
           submit     return  approve   adjust
draft      submitted  .       .         .
submitted  .          draft   approved  .
approved   .          .       .         adjusting
adjusting  submitted  .       .         ."""
    )


def test_the_review_ladder():
    assert (
        EVALUATION.grid()
        == """\
                   submit             pass            confirm  return
draft              department_review  .               .        .
department_review  .                  finance_review  .        draft
finance_review     .                  .               done     draft
done               .                  .               .        ."""
    )


# -- targets --


def test_a_slogan_is_refused_with_advice(write_indicator):
    with pytest.raises(Refused) as refused:
        write_indicator("效益", "社会效益", "工作水平", "≥", "有效提升工作水平", "", "10")
    assert "口号" in str(refused.value) or "无法衡量" in refused.value.sentence
    assert not Indicator.objects.exists()


def test_a_target_is_handed_in_only_when_its_weights_total(write_indicator, cast, act):
    row = write_indicator(*INDICATORS[0])
    row.target.refresh_from_db()
    with pytest.raises(Refused) as refused:
        act(TargetAction.SUBMIT, cast.clerk, row.target.version)
    assert "应为 90" in refused.value.sentence
    assert "总体目标" in refused.value.sentence
    assert not TargetEvent.objects.exists()


def test_approval_keeps_the_version_and_locks_the_indicators(approved_target, write_indicator):
    event = TargetEvent.objects.get(action="approve")
    assert [row[2] for row in event.content["indicators"]] == [row[2] for row in INDICATORS]
    assert approved_target.edition == 1
    with pytest.raises(Refused, match="申请调整"):
        write_indicator(*INDICATORS[0])


def test_an_adjustment_needs_its_reason(approved_target, cast, act):
    with pytest.raises(Refused):
        act(TargetAction.ADJUST, cast.clerk, approved_target.version)
    act(TargetAction.ADJUST, cast.clerk, approved_target.version, comment="预算调减")
    assert Target.objects.get().status == "adjusting"


def test_what_changed_meanwhile_is_not_approved(approved_target, cast, act):
    with pytest.raises(Stale):
        act(TargetAction.ADJUST, cast.clerk, approved_target.version - 1, comment="x")


# -- measurements --


def reading(indicator, person, **facts):
    facts = {"until": AUGUST, **facts}
    return measuring.record(
        indicator_id=indicator.pk, reading=measuring.Reading(**facts), files=[], by=person.sight,
        now=NOW,
    )  # fmt: skip


def test_a_rate_is_computed_never_typed(approved_target, cast):
    rate = Indicator.objects.get(name="来访办结率")
    with pytest.raises(Refused) as refused:
        reading(rate, cast.clerk, value=Decimal(100))
    assert set(refused.value.fields) == {"numerator", "denominator"}
    assert reading(
        rate, cast.clerk, numerator=Decimal(199), denominator=Decimal(200)
    ).value == Decimal("99.5")
    with pytest.raises(Refused, match="超过 100%"):
        reading(rate, cast.clerk, numerator=Decimal(201), denominator=Decimal(200))


def test_evidence_is_kept_by_its_hash(approved_target, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    count = Indicator.objects.get(name="调处纠纷")
    file = measuring.File("签到表.pdf", b"%PDF-1.7", "签到表", personal=True)
    for _ in range(2):
        measuring.record(
            indicator_id=count.pk, reading=measuring.Reading(AUGUST, value=Decimal(5)),
            files=[file], by=cast.clerk.sight, now=NOW,
        )  # fmt: skip
    assert len(list(tmp_path.rglob("*/??/*"))) == 1


def survey(unit, person, **more):
    facts = {"issued": 200, "returned": 180, "satisfied": 171, **more}
    return measuring.record_survey(
        unit_id=unit.pk, year=YEAR, title="服务满意度", on=date(YEAR, 8, 1), scale="4 分及以上",
        by=person.sight, **facts,
    )  # fmt: skip


def test_satisfaction_follows_from_the_survey(unit, approved_target, cast):
    made = survey(unit, cast.clerk)
    row = Indicator.objects.get(name="群众满意度")
    measuring.bind(indicator_id=row.pk, source="survey", key=str(made.pk), by=cast.clerk.sight)
    counted = measuring.recount(indicator_id=row.pk, until=AUGUST, by=cast.clerk.sight, now=NOW)
    assert (counted.numerator, counted.denominator, counted.value) == (171, 180, 95)
    assert "未收回 20 份" in counted.counted["excluded"]
    with pytest.raises(Refused, match="系统计数"):
        reading(row, cast.clerk, numerator=Decimal(1), denominator=Decimal(1))


def test_a_survey_adds_up(unit, cast):
    with pytest.raises(Refused, match="不能多于收回"):
        survey(unit, cast.clerk, satisfied=181)


def test_readings_are_history(approved_target, cast):
    made = reading(Indicator.objects.get(name="调处纠纷"), cast.clerk, value=Decimal(5))
    for change in (
        lambda: Measurement.objects.filter(pk=made.pk).update(value=6),
        lambda: Measurement.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_measured_indicator_is_not_removed(unit, approved_target, cast, act):
    row = Indicator.objects.get(name="调处纠纷")
    reading(row, cast.clerk, value=Decimal(5))
    act(TargetAction.ADJUST, cast.clerk, approved_target.version, comment="调整")
    with pytest.raises(Refused, match="测量记录"):
        targets.remove_indicator(
            unit_id=unit.pk, year=YEAR, project_id=None, indicator_id=row.pk, by=cast.clerk.sight
        )


# -- monitoring --


@pytest.fixture
def august(unit, cast, approved, approved_target, pay):
    """The August round: staff money on time, the project far behind."""
    pay(approved[0], "700000", on=date(YEAR, 8, 1))
    pay(approved[1], "150000", on=date(YEAR, 8, 1), voucher="凭-2")
    pay(approved[3], "60000", on=date(YEAR, 8, 1), voucher="凭-3")
    reading(Indicator.objects.get(name="调处纠纷"), cast.clerk, value=Decimal(700))
    return rounds.open_round(
        unit_id=unit.pk, year=YEAR, cutoff=AUGUST, by=cast.clerk.sight, now=NOW
    )


def test_money_and_targets_have_their_own_lights(august):
    lights = {item.title: item.light for item in august.items.all()}
    assert lights == {
        "部门整体支出": "yellow", "宣传": "red", "调处纠纷": "green", "来访办结率": "",
        "接待咨询": "", "群众满意度": "",
    }  # fmt: skip
    project = august.items.get(title="宣传")
    assert project.shown["rate"] == "15%"
    assert project.shown["forecast"] == "9 万元"


def test_a_red_light_is_explained_before_the_round_is_closed(august, cast):
    by = cast.clerk.sight
    with pytest.raises(Refused, match="宣传"):
        rounds.close_round(round_id=august.pk, by=by, now=NOW)
    assert Round.objects.get().closed_at is None
    place = august.items.get(title="宣传").place
    rounds.explain(
        round_id=august.pk, place=place, cause="其他", reason="招标推迟", measure="10 月完成",
        possibility="maybe", by=by,
    )  # fmt: skip
    rounds.close_round(round_id=august.pk, by=by, now=NOW)
    with pytest.raises(Refused, match="已经报送"):
        rounds.close_round(round_id=august.pk, by=by, now=NOW)


def test_a_day_has_one_round_and_lies_in_the_past(august, unit, cast):
    for cutoff, code in ((AUGUST, "repeated"), (date(YEAR, 12, 31), "incomplete")):
        with pytest.raises(Refused) as refused:
            rounds.open_round(
                unit_id=unit.pk, year=YEAR, cutoff=cutoff, by=cast.clerk.sight, now=NOW
            )
        assert refused.value.code == code


# -- self-evaluation --

ENTERED = {
    "固定资产原值": "527.49", "固定资产在用": "527.49", "编制人数": "7", "在编人数": "6",
    "编外人数": "0", "已完成项目数": "1", "未完成重点工作数": "0", "年度资产清查": "否",
}  # fmt: skip


def fill(unit, person, figures=None, texts=None):
    by = {"unit_id": unit.pk, "year": YEAR, "by": person.sight}
    evaluations.save_figures(project_id=None, figures=figures or ENTERED, **by)
    evaluations.save_judged(judged=JUDGED, **by)
    written = {section: f"{section}。" for section in shenzhen.SECTIONS}
    evaluations.save_texts(texts=texts or written, **by)


def take(unit, person, action, **facts):
    evaluation = Evaluation.objects.get()
    evaluations.act_on_evaluation(
        unit_id=unit.pk, year=YEAR, project_id=None, action=action, seen=evaluation.version,
        facts=facts, by=person.sight, now=NOW,
    )  # fmt: skip


def test_the_evaluation_is_prefilled_from_the_books(unit, cast, approved, pay):
    pay(approved[3], "399000", on=date(YEAR, 2, 1))
    fill(unit, cast.clerk)
    take(unit, cast.clerk, EvaluationAction.SUBMIT)
    record = EvaluationEvent.objects.get().record["score"]
    assert record["figures"]["政府采购计划金额"] == "40"
    assert record["figures"]["政府采购实际支出"] == "39.9"
    assert record["figures"]["季度序时执行率"][0] == "0.991304"
    assert replay(Record(**record)) == []


def test_what_is_missing_is_named_and_nothing_is_handed_in(unit, cast, approved):
    fill(unit, cast.clerk, figures={**ENTERED, "编制人数": ""}, texts={"项目管理": ""})
    with pytest.raises(Refused) as refused:
        take(unit, cast.clerk, EvaluationAction.SUBMIT)
    assert "编制人数" in refused.value.sentence
    assert "部门主要职能" in refused.value.sentence
    assert not EvaluationEvent.objects.exists()


def test_a_figure_changed_by_hand_needs_a_reason(unit, cast, approved):
    fill(unit, cast.clerk, figures={**ENTERED, "三公经费支出": "0.4"})
    with pytest.raises(Refused, match="数字：三公经费支出"):
        take(unit, cast.clerk, EvaluationAction.SUBMIT)
    evaluations.save_reasons(
        unit_id=unit.pk, year=YEAR, project_id=None, reasons={"数字：三公经费支出": "凭证在途"},
        by=cast.clerk.sight,
    )  # fmt: skip
    take(unit, cast.clerk, EvaluationAction.SUBMIT)
    assert Evaluation.objects.get().status == "department_review"


def test_a_return_and_then_the_whole_ladder_with_both_scores(unit, cast, approved):
    fill(unit, cast.clerk)
    take(unit, cast.clerk, EvaluationAction.SUBMIT)
    with pytest.raises(Refused):
        take(unit, cast.leader, EvaluationAction.RETURN)
    take(unit, cast.leader, EvaluationAction.RETURN, comment="请补充资产情况")
    own = Evaluation.objects.get().self_score
    fill(unit, cast.clerk)
    take(unit, cast.clerk, EvaluationAction.SUBMIT)
    take(unit, cast.leader, EvaluationAction.PASS, score="80.5")
    take(unit, cast.leader, EvaluationAction.CONFIRM)
    done = Evaluation.objects.get()
    assert (done.status, done.self_score, done.review_score) == ("done", own, Decimal("80.5"))
    actions = [e.action for e in EvaluationEvent.objects.order_by("number")]
    assert actions == ["submit", "return", "submit", "pass", "confirm"]


def test_what_was_handed_in_prints_the_same_whatever_happens_later(unit, cast, approved, pay):
    fill(unit, cast.clerk)
    take(unit, cast.clerk, EvaluationAction.SUBMIT)
    before = drawn(Evaluation.objects.get()).documents
    assert set(before) == {"report", "form", "projects"}
    pay(approved[0], "1000")
    assert Payment.objects.count() == 1
    assert drawn(Evaluation.objects.get()).documents == before


def test_nobody_reviews_what_they_handed_in(unit, cast, approved):
    fill(unit, cast.clerk)
    take(unit, cast.clerk, EvaluationAction.SUBMIT)
    EvaluationEvent.objects.create(
        evaluation=Evaluation.objects.get(), number=2, action="submit", actor=cast.leader, at=NOW
    )
    with pytest.raises(Refused, match="不能审核自己"):
        take(unit, cast.leader, EvaluationAction.PASS)


def test_a_closed_evaluation_is_not_rewritten(unit, cast, approved):
    fill(unit, cast.clerk)
    take(unit, cast.clerk, EvaluationAction.SUBMIT)
    with pytest.raises(Refused, match="不能改动"):
        fill(unit, cast.clerk)


# -- figures out of the recorded work --


def bound(name, source, key, person):
    row = Indicator.objects.get(name=name)
    measuring.bind(indicator_id=row.pk, source=source, key=key, by=person.sight)
    return row


def test_an_indicator_counts_the_cases_and_keeps_which(unit, approved_target, cast):
    for _ in range(3):
        tell(cast.desk.sight, community=COMMUNITY)
    row = bound("调处纠纷", "insight", "accepted", cast.clerk)
    counted = measuring.recount(indicator_id=row.pk, until=AUGUST, by=cast.clerk.sight, now=NOW)
    assert counted.value == 3
    assert counted.counted["link"] == "/insight/accepted/denominator/?period=2026-01-01..2026-08-31"
    kept = insight.snapshot(UUID(counted.counted["kept"]))
    assert len(insight.members_of(kept)) == 3


def test_a_rate_is_not_bound_to_a_count(approved_target, cast):
    row = bound("来访办结率", "insight", "accepted", cast.clerk)
    with pytest.raises(Refused, match="数量"):
        measuring.recount(indicator_id=row.pk, until=AUGUST, by=cast.clerk.sight, now=NOW)
    assert not Measurement.objects.exists()


def test_a_rate_without_cases_is_not_guessed(approved_target, cast):
    row = bound("来访办结率", "insight", "closure_rate", cast.clerk)
    with pytest.raises(Refused, match="还没有可以计算"):
        measuring.recount(indicator_id=row.pk, until=AUGUST, by=cast.clerk.sight, now=NOW)


def test_an_unknown_source_is_refused(approved_target, cast):
    for source, key in (("insight", "nothing"), ("nowhere", "x")):
        with pytest.raises(Refused, match="请选择数据来源"):
            bound("调处纠纷", source, key, cast.clerk)


def test_every_source_offers_what_can_be_counted(unit):
    labels = {name: dict(source.choices(unit, YEAR)) for name, source in sources().items()}
    assert labels["insight"]["closure_rate"] == "办结率（%）"
    assert labels["ledger"]["training:person_times"] == "培训：参训人次"
    assert "budget" in labels


def test_ledger_records_are_counted_only_when_approved(approved_target, cast):
    row = bound("接待咨询", "ledger", "training:count", cast.clerk)
    counted = measuring.recount(indicator_id=row.pk, until=AUGUST, by=cast.clerk.sight, now=NOW)
    assert (counted.value, counted.counted["definition"]) == (0, "培训：次数")
    assert counted.counted["link"] == f"/ledger/kept/{counted.counted['kept']}/"
