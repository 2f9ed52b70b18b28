"""Who opens which page of performance; see hejia/testing/matrix.py."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hejia.accounts.public import district_federation
from hejia.checker.public import Paper
from hejia.performance.commands import budget, checks, measuring, rounds
from hejia.performance.commands.targets import IndicatorDraft, save_indicator
from hejia.performance.commands.units import load_subjects, open_unit, save_project
from hejia.performance.models import CheckRun
from hejia.performance.queries.checks import marks_of
from hejia.performance.targeting import Draft
from hejia.testing.matrix import Row, World

NOW = datetime(2026, 9, 2, 2, 0, tzinfo=UTC)
YEAR = 2026
SEE, ENTER, REVIEW = ("clerk", "leader"), ("clerk",), ("leader",)
Told = Callable[[World], Mapping[str, Any]]


def _made(world: World) -> Mapping[str, Any]:
    """A unit with a draft budget, a project, an indicator with evidence, and a round."""

    def make() -> Mapping[str, Any]:
        load_subjects()
        by = world.cast.clerk.sight
        unit = open_unit(
            agency_id=district_federation().id, code="M", name="甲", department="甲", authority="甲"
        )
        year = {"unit_id": unit.pk, "year": YEAR, "by": by}
        project = save_project(project_id=None, code="01", name="宣传", **year)
        draft = budget.LineDraft("2012901", "", "general", "personnel", Decimal(100))
        line = budget.add_line(draft=draft, **year)
        goal = Draft("产出", "数量", "调处纠纷", "≥", "10", "宗", Decimal(10))
        indicator = save_indicator(
            project_id=None, indicator_id=None, entered=IndicatorDraft(goal, True), **year
        )
        file = measuring.File("名单.txt", b"x", "签到表", False)
        reading = measuring.record(
            indicator_id=indicator.pk,
            reading=measuring.Reading(date(YEAR, 8, 31), value=Decimal(1)),
            files=[file],
            by=by,
            now=NOW,
        )
        round_ = rounds.open_round(cutoff=date(YEAR, 8, 31), now=NOW, **year)
        return {
            "unit_id": unit.pk, "line_id": line.pk, "project_id": project.pk,
            "indicator_id": indicator.pk, "evidence_id": reading.evidence.get().pk,
            "round_id": round_.pk,
        }  # fmt: skip

    return world.once("performance", make)


def _check(world: World) -> CheckRun:
    """A paper with one finding, checked by the clerk."""

    def make() -> CheckRun:
        text = "2022年部门预算收入1310万元，比2021年增加278万元，增长37%。"
        return checks.start(
            paper=Paper("预算.txt", text.encode()), other=None, paper_id=None,
            by=world.cast.clerk.sight, now=NOW,
        )  # fmt: skip

    return world.once("check", make)


def checked(**more: Any) -> Told:
    return lambda world: {"run_id": _check(world).pk} | more


def found(world: World) -> Mapping[str, Any]:
    run = _check(world)
    return {"run_id": run.pk, "mark": marks_of(run)[0]}


def at(*names: str, **more: Any) -> Told:
    """The address of something of the unit's year."""

    def args(world: World) -> Mapping[str, Any]:
        return {name: _made(world)[name] for name in names} | more

    return args


def said(**facts: Any) -> Told:
    return lambda world: facts  # noqa: ARG005 a story that needs nobody


UNIT = at("unit_id", year=YEAR)
LINE = at("unit_id", "line_id", year=YEAR)
WHOLE = at("unit_id", year=YEAR, project_id=0)
INDICATOR = at("unit_id", "indicator_id", year=YEAR, project_id=0)


def form(args: Told, opens: tuple[str, ...] = ENTER) -> tuple[Row, Row]:
    """A page that is a form: it opens, and an empty one is sent back."""
    return Row(opens, args=args), Row(opens, 422, "POST", args=args)


def button(args: Told, opens: tuple[str, ...] = ENTER, **facts: Any) -> Row:
    return Row(opens, 302, "POST", args=args, data=said(**facts))


def document(kind: str, suffix: str) -> Told:
    return at("unit_id", year=YEAR, project_id=0, kind=kind, form=suffix)


ROWS: dict[str, Row | tuple[Row, ...]] = {
    "performance": Row(SEE),
    "performance_unit": Row(SEE, args=UNIT),
    "performance_compare": Row(SEE, args=UNIT),
    "performance_budget": Row(SEE, args=UNIT),
    "performance_line_new": form(UNIT),
    "performance_line": form(LINE),
    "performance_line_remove": button(LINE),
    "performance_adjust": form(LINE),
    "performance_pay": form(LINE),
    "performance_budget_approve": button(UNIT, REVIEW, seen="1"),
    "performance_import": form(UNIT),
    "performance_template": Row(ENTER, args=UNIT),
    "performance_payments": Row(SEE, args=UNIT),
    "performance_projects": Row(SEE, args=UNIT),
    "performance_project": form(at("unit_id", "project_id", year=YEAR)),
    "performance_tables": Row(SEE, args=UNIT),
    "performance_reasons": button(UNIT, **{"reason:预算收支总体": "增加任务"}),
    "performance_file": Row(SEE, args=at("unit_id", year=YEAR, kind="tables", form="xlsx")),
    "performance_target": Row(SEE, args=WHOLE),
    "performance_objective": form(WHOLE),
    "performance_outcome": form(WHOLE),
    "performance_indicator_edit": form(INDICATOR),
    "performance_indicator_remove": Row(ENTER, 422, "POST", args=INDICATOR),
    "performance_carry": Row(ENTER, 422, "POST", args=UNIT, data=said(source="2025")),
    "performance_target_recount": Row(ENTER, 422, "POST", args=WHOLE),
    "performance_target_act": Row(
        SEE, 409, "POST", args=at("unit_id", year=YEAR, project_id=0, action="submit")
    ),
    "performance_indicator": (
        Row(SEE, args=at("indicator_id")),
        Row(SEE, 422, "POST", args=at("indicator_id")),
    ),
    "performance_bind": button(at("indicator_id"), source="budget/paid"),
    "performance_recount": Row(ENTER, 422, "POST", args=at("indicator_id")),
    "performance_evidence": Row(SEE, args=at("evidence_id")),
    "performance_surveys": Row(SEE, args=UNIT),
    "performance_survey": form(UNIT),
    "performance_rounds": (Row(SEE, args=UNIT), Row(SEE, 422, "POST", args=UNIT)),
    "performance_round": Row(SEE, args=at("round_id")),
    "performance_explain": form(at("round_id", place=0)),
    "performance_round_close": Row(ENTER, 422, "POST", args=at("round_id")),
    "performance_evaluation": Row(SEE, args=WHOLE),
    "performance_figures": button(WHOLE, **{"figure:编制人数": "7"}),
    "performance_judged": button(WHOLE, **{"judged:项目监管": "2"}),
    "performance_texts": button(WHOLE, **{"text:项目管理": "有制度。"}),
    "performance_evaluation_reasons": button(WHOLE, **{"reason:预算执行率": "招标推迟"}),
    "performance_ruleset": button(WHOLE, ruleset="hunan-department-2021"),
    "performance_evaluation_act": Row(
        SEE, 409, "POST", args=at("unit_id", year=YEAR, project_id=0, action="submit")
    ),
    "performance_document": Row(SEE, args=at("unit_id", year=YEAR, project_id=0, kind="report")),
    "performance_checks": form(said(), SEE),
    "performance_check": Row(SEE, args=checked()),
    "performance_check_decide": Row(SEE, 302, "POST", args=found, data=said(choice="accept")),
    "performance_check_file": Row(SEE, args=checked(kind="workbook")),
    "performance_tables_check": Row(SEE, 302, "POST", args=UNIT),
    "performance_document_check": Row(
        SEE, 302, "POST", args=at("unit_id", year=YEAR, project_id=0, kind="report")
    ),
    "performance_document_file": Row(SEE, args=document("report", "docx")),
}
