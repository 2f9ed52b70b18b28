"""The made-up department's years led on by the real commands, once the cases are there to count.

Last year: August's monitoring, measurements, a self-evaluation returned once and then confirmed.
This year: August's monitoring with its red light; the self-evaluation is left to whoever tries it.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final, TypedDict

from hejia.accounts.public import Sight
from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Refused
from hejia.performance.commands import evaluations, measuring, rounds
from hejia.performance.demo.restating import restated
from hejia.performance.demo.synthetic import CODE, PROJECTS, sights
from hejia.performance.models import (
    Evaluation,
    Indicator,
    Measurement,
    Project,
    Round,
    Survey,
    Target,
    Unit,
)
from hejia.performance.queries.counting import ENTERED
from hejia.performance.queries.evaluating import basis_of, reasons_asked, try_evaluate
from hejia.performance.report import shenzhen
from hejia.performance.scoring import load
from hejia.performance.workflow import EvaluationAction

FIGURES: Final = {
    "固定资产原值": "126.8",
    "固定资产在用": "121.5",
    "编制人数": "8",
    "在编人数": "8",
    "编外人数": "0",
    "已完成项目数": "3",
    "未完成重点工作数": "0",
    "年度资产清查": "是",
}
UP: Final = "up"
HOURS: Final = "hours"
"""Hours of the year so far, and those without the 22 that the system stood still."""
#: name of an indicator entered by hand → numerator, denominator (a rate) or value, None.
ENTERED_VALUES: Final = {
    "联动机制运行单位": ("9", None),
    "系统巡检次数": ("12", None),
    "系统可用率": (UP, HOURS),
    "使用系统的单位": ("9", None),
    "使用人员满意度": ("47", "50"),
    "参训人员满意度": ("186", "200"),
}
TEXT: Final = "本段为演示文字，内容虚构，请按本单位实际情况改写。"
REASON: Final = "演示说明：受年度工作安排影响，已商有关科室调整进度（虚构）。"


class Where(TypedDict):
    """Whose target or self-evaluation; no project is the department itself."""

    unit_id: int
    year: int
    project_id: int | None


def lead_on(agency_id: int, year: int, now: datetime) -> list[str]:
    """Lead last year to its end and this year to the last monitoring; what is done is skipped."""
    unit = Unit.objects.filter(code=CODE).first()
    clerk, leader = sights(agency_id, now)
    if unit is None or clerk is None or leader is None:
        return []
    said = []
    for one in (year - 1, year):
        said += restated(unit, one, year - 1, clerk, leader, now)
        said += _monitored(unit, one, clerk, now)
    said += _finished(unit, year - 1, clerk, leader)
    _begun(unit, year, clerk)
    return said


def _monitored(unit: Unit, year: int, clerk: Sight, now: datetime) -> list[str]:
    cutoff = date(year, 8, 31)
    if (
        cutoff >= now.astimezone(CHINA).date()
        or Round.objects.filter(unit=unit, year=year).exists()
    ):
        return []
    then = datetime(year, 9, 2, 2, 0, tzinfo=UTC)
    _measure(unit, year, cutoff, Decimal(8) / 12, clerk, then)
    opened = rounds.open_round(unit_id=unit.pk, year=year, cutoff=cutoff, by=clerk, now=then)
    red = list(opened.items.filter(light="red"))
    for item in red:
        rounds.explain(
            round_id=opened.pk,
            place=item.place,
            cause="其他",
            reason="招标和合同签订推迟，款项集中在第四季度支付（演示，虚构）。",
            measure="9 月底前完成合同签订，10 月起按月支付，11 月底前支付完毕。",
            possibility="sure",
            by=clerk,
        )
    rounds.close_round(round_id=opened.pk, by=clerk, now=then)
    return [f"{unit.name} {year} 年 8 月监控（红灯 {len(red)} 项）"]


def _measure(
    unit: Unit, year: int, until: date, share: Decimal, clerk: Sight, now: datetime
) -> None:
    """Entered indicators; counts that grow stand at their share of the year."""
    rows = Indicator.objects.filter(target__unit=unit, target__year=year, source=ENTERED)
    hours = until.timetuple().tm_yday * 24
    for row in rows.order_by("id"):
        top, base = ENTERED_VALUES[row.name]
        if base == HOURS:
            top, base = str(hours - 22), str(hours)
        value = Decimal(top)
        reading = measuring.Reading(until=until, text="演示填报，虚构")
        if base is not None:
            reading = measuring.Reading(
                until=until, text=reading.text, numerator=value, denominator=Decimal(base)
            )
        else:
            whole = round(value * share, 0) if row.cumulative else value
            reading = measuring.Reading(until=until, text=reading.text, value=whole)
        measuring.record(indicator_id=row.pk, reading=reading, files=[], by=clerk, now=now)


def _counted(unit: Unit, year: int, clerk: Sight, now: datetime) -> None:
    """Bound indicators at the end of the year; one with nothing to count stays as it was."""
    until = date(year, 12, 31)
    rows = Indicator.objects.filter(target__unit=unit, target__year=year).exclude(source=ENTERED)
    for row in rows.order_by("id"):
        try:
            measuring.recount(indicator_id=row.pk, until=until, by=clerk, now=now)
        except Refused:
            continue


def _finished(unit: Unit, year: int, clerk: Sight, leader: Sight) -> list[str]:
    """The self-evaluation of a year that is over: handed in, returned, handed in, confirmed."""
    now = datetime(year + 1, 1, 15, 2, 0, tzinfo=UTC)
    if Measurement.objects.filter(indicator__target__unit=unit, until=date(year, 12, 31)).exists():
        return []
    _measure(unit, year, date(year, 12, 31), Decimal(1), clerk, now)
    _counted(unit, year, clerk, now)
    _survey(unit, year, clerk)
    Target.objects.filter(unit=unit, year=year).update(outcome="各项任务按计划完成（演示，虚构）。")
    for project in Project.objects.filter(unit=unit, year=year):
        Project.objects.filter(pk=project.pk).update(
            outcome=f"{PROJECTS[project.code][1]}，按计划完成（演示，虚构）。"
        )
    written = Evaluations(unit, year, clerk, leader)
    try:
        written.write()
        written.take(EvaluationAction.SUBMIT, clerk, now)
    except Refused as refusal:
        return [f"{unit.name} {year} 年自评尚未报送：{refusal.sentence}"]
    returned = now.replace(day=20)
    written.take(EvaluationAction.RETURN, leader, returned, comment="请补充资产清查情况后再报。")
    written.write(资产管理=f"年内已开展资产清查，账实相符。{TEXT}")
    written.take(EvaluationAction.SUBMIT, clerk, now.replace(day=22))
    own = Evaluation.objects.get(unit=unit, year=year, project=None).self_score or Decimal(0)
    written.take(EvaluationAction.PASS, leader, now.replace(day=25), score=str(own - 1))
    written.take(
        EvaluationAction.CONFIRM, leader, now.replace(month=3), score=str(own - Decimal("1.5"))
    )
    return [
        f"{unit.name} {year} 年自评（退回一次后审定）",
        *[_project_finished(one, clerk, leader, now) for one in _projects(unit, year)],
    ]


def _projects(unit: Unit, year: int) -> list[Project]:
    return list(Project.objects.filter(unit=unit, year=year).order_by("code"))


def _project_finished(project: Project, clerk: Sight, leader: Sight, now: datetime) -> str:
    """A project's self-evaluation, confirmed as it was handed in."""
    written = Evaluations(project.unit, project.year, clerk, leader, project)
    try:
        written.reason()
        written.take(EvaluationAction.SUBMIT, clerk, now)
    except Refused as refusal:
        return f"{project.name} {project.year} 年自评尚未报送：{refusal.sentence}"
    written.take(EvaluationAction.PASS, leader, now.replace(day=25))
    written.take(EvaluationAction.CONFIRM, leader, now.replace(month=3))
    return f"{project.name} {project.year} 年项目自评（审定）"


def _survey(unit: Unit, year: int, clerk: Sight) -> None:
    if not Survey.objects.filter(unit=unit, year=year).exists():
        measuring.record_survey(
            unit_id=unit.pk, year=year, title="服务对象满意度调查（演示）", on=date(year, 11, 20),
            issued=300, returned=268, satisfied=251, scale="五级评分，4 分及以上为满意", by=clerk,
        )  # fmt: skip


def _begun(unit: Unit, year: int, clerk: Sight) -> None:
    """This year's figures that no other room knows; the judging is left."""
    if not Evaluation.objects.filter(unit=unit, year=year, project=None).exists():
        known = {k: v for k, v in FIGURES.items() if "完成" not in k and k != "年度资产清查"}
        evaluations.save_figures(
            unit_id=unit.pk, year=year, project_id=None, figures=known, by=clerk
        )


class Evaluations:
    """One self-evaluation, of the department or a project, written and led by two people."""

    def __init__(
        self, unit: Unit, year: int, clerk: Sight, leader: Sight, project: Project | None = None
    ) -> None:
        self.unit, self.year, self.clerk, self.leader = unit, year, clerk, leader
        self.where = Where(
            unit_id=unit.pk, year=year, project_id=None if project is None else project.pk
        )

    def write(self, **texts: str) -> None:
        """Figures, judged points, prose, and the reasons that are asked for."""
        unit_id, year, by = self.unit.pk, self.year, self.clerk
        evaluations.save_figures(**self.where, figures=FIGURES, by=by)
        ruleset = load(self.unit.form)
        judged = {item.name: f"{item.max:f}" for item in ruleset.items if item.judged}
        evaluations.save_judged(unit_id=unit_id, year=year, judged=judged, by=by)
        prose = dict.fromkeys(shenzhen.SECTIONS, TEXT) | texts
        evaluations.save_texts(unit_id=unit_id, year=year, texts=prose, by=by)
        self.reason()

    def reason(self) -> None:
        """The reasons that are asked for."""
        basis = basis_of(evaluations.evaluation_for(self.clerk, **self.where))
        result, _ = try_evaluate(basis)
        asked = dict.fromkeys(reasons_asked(basis, result), REASON)
        evaluations.save_reasons(**self.where, reasons=asked, by=self.clerk)

    def take(self, action: EvaluationAction, by: Sight, now: datetime, **facts: str) -> None:
        """One step of the ladder."""
        found = evaluations.evaluation_for(by, **self.where)
        evaluations.act_on_evaluation(
            **self.where, action=action, seen=found.version, facts=facts, by=by, now=now
        )
