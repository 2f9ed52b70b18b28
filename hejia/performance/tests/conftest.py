"""A department whose year the tests lead through, by the real commands."""

from datetime import UTC, date, datetime
from decimal import Decimal

import hypothesis
import pytest

from hejia.accounts.public import district_federation
from hejia.checker.public import Examined, Options, check_read, read_document
from hejia.performance.commands import budget as money
from hejia.performance.commands import targets
from hejia.performance.commands.budget import LineDraft
from hejia.performance.commands.units import load_subjects, open_unit, save_project
from hejia.performance.models import BudgetLine
from hejia.performance.targeting import Draft
from hejia.performance.workflow import TargetAction

hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

NOW = datetime(2026, 9, 2, 2, 0, tzinfo=UTC)
YEAR = 2026

INDICATORS = [
    ("产出", "数量", "调处纠纷", "≥", "1000", "宗", "30"),
    ("产出", "质量", "来访办结率", "=", "100", "%", "20"),
    ("效益", "社会效益", "接待咨询", "≥", "360", "人次", "30"),
    ("满意度", "服务对象满意度", "群众满意度", "≥", "95", "%", "10"),
]


def examined_here(paper, other=None, *, seconds):
    """What `examine` answers, without its child process: a second saved per paper."""
    first, *others = [
        read_document(one.content, one.name, bounded=False) for one in (paper, other) if one
    ]
    return Examined(first, check_read(first, Options(other=others[0] if others else None)))


@pytest.fixture
def unit(cast):
    load_subjects()
    return open_unit(
        agency_id=district_federation().id,
        code="T1",
        name="甲单位本级",
        department="甲部门",
        authority="甲部门",
    )


@pytest.fixture
def enter_line(unit, cast):
    """Add a budget line as the clerk."""

    def add(kind="personnel", amount="1000000", function="2012901", project=None, **more):
        draft = LineDraft(function, "", "general", kind, Decimal(amount), project, **more)
        return money.add_line(unit_id=unit.pk, year=YEAR, draft=draft, by=cast.clerk.sight)

    return add


@pytest.fixture
def project(unit, cast):
    return save_project(
        unit_id=unit.pk, year=YEAR, project_id=None, by=cast.clerk.sight, code="01", name="宣传"
    )


@pytest.fixture
def approved(unit, cast, enter_line, project):
    """An approved budget: staff, daily expenses, three-public, one project with procurement."""
    enter_line()
    enter_line(kind="operating", amount="200000")
    enter_line(kind="operating", amount="10000", three_public="reception")
    enter_line(
        kind="project",
        amount="400000",
        function="2012902",
        project=project.pk,
        procurement="services",
    )
    money.approve(unit_id=unit.pk, year=YEAR, seen=1, by=cast.leader.sight, now=NOW)
    return list(BudgetLine.objects.order_by("id"))


@pytest.fixture
def pay(unit, cast):
    """Record a payment as the clerk."""

    def record(line, amount, on=date(YEAR, 3, 10), voucher="凭-1"):
        money.pay(
            unit_id=unit.pk, year=YEAR, line_id=line.pk, amount=Decimal(amount), on=on,
            voucher=voucher, purpose="", by=cast.clerk.sight, now=NOW,
        )  # fmt: skip

    return record


@pytest.fixture
def write_indicator(unit, cast):
    """Add an indicator to the department's target as the clerk."""

    def add(level1, level2, name, sign, value, word, weight, cumulative=True):
        draft = Draft(level1, level2, name, sign, value, word, Decimal(weight))
        return targets.save_indicator(
            unit_id=unit.pk, year=YEAR, project_id=None, indicator_id=None,
            entered=targets.IndicatorDraft(draft, cumulative), by=cast.clerk.sight,
        )  # fmt: skip

    return add


@pytest.fixture
def act(unit):
    """Take a step with the department's target."""

    def take(action, person, seen, **facts):
        targets.act_on_target(
            unit_id=unit.pk, year=YEAR, project_id=None, action=action, seen=seen, facts=facts,
            by=person.sight, now=NOW,
        )  # fmt: skip

    return take


@pytest.fixture
def approved_target(unit, cast, write_indicator, act):
    """A target with four indicators, handed in by the clerk and approved by the leader."""
    rows = [write_indicator(*row) for row in INDICATORS]
    targets.save_objective(
        unit_id=unit.pk, year=YEAR, project_id=None, objective="做好调处。", by=cast.clerk.sight
    )
    target = rows[0].target
    target.refresh_from_db()
    act(TargetAction.SUBMIT, cast.clerk, target.version)
    act(TargetAction.APPROVE, cast.leader, target.version + 1)
    target.refresh_from_db()
    return target
