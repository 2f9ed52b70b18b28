"""The demonstration: a made-up department in any case, the published figures where their texts are
at hand; led on by the real commands; saying everywhere that it is one."""

from datetime import date
from pathlib import Path

import pytest

from hejia.accounts.public import district_federation
from hejia.performance.demo import load
from hejia.performance.demo.synthetic import CODE
from hejia.performance.models import (
    Budget,
    BudgetLine,
    Indicator,
    Payment,
    Project,
    Target,
    Unit,
)
from hejia.performance.queries.bindings import sources
from hejia.performance.queries.board import board
from hejia.performance.tests.conftest import NOW, YEAR
from hejia.performance.tests.test_published import SEEDS

pytestmark = pytest.mark.django_db

published = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the published documents are not at hand (../shared/seeds)"
)


@pytest.fixture
def shown(cast):
    """The demonstration loaded; `folder` None stands for no documents at hand."""

    def show(folder: Path | None = None) -> list[str]:
        return load(agency_id=district_federation().id, folder=folder, year=YEAR, now=NOW)

    return show


def test_without_the_documents_the_made_up_department_stands_alone(shown):
    assert len(shown(Path("/nowhere"))) == 1
    unit = Unit.objects.get()
    assert unit.code == CODE
    assert "虚构" in unit.remark
    assert set(BudgetLine.objects.values_list("note", flat=True)) == {"演示数据，虚构"}


def test_its_targets_are_approved_and_bound_to_figures_that_there_are(shown):
    shown()
    assert set(Target.objects.values_list("status", flat=True)) == {"approved"}
    offered = {
        name: {key for key, _ in source.choices(Unit.objects.get(), YEAR)}
        for name, source in sources().items()
    }
    bound = Indicator.objects.exclude(source="entered")
    assert {row.source for row in bound} == {"insight", "ledger", "budget"}
    for row in bound:
        assert row.binding["key"] in offered[row.source], row.name


def test_loading_again_changes_nothing(shown):
    shown()
    before = [list(m.objects.values()) for m in (Budget, BudgetLine, Payment, Project, Indicator)]
    shown()
    assert before == [
        list(m.objects.values()) for m in (Budget, BudgetLine, Payment, Project, Indicator)
    ]


@published
def test_the_published_departments_stand_in_their_years(shown, cast):
    shown(SEEDS)
    by = cast.clerk.sight
    codes = {unit.pk: unit.code for unit in Unit.objects.all()}
    seen = {
        year: {codes[row.id] for row in board(by, year, date(YEAR, 9, 2)).rows}
        for year in (2020, 2021, 2022, 2023, YEAR)
    }
    assert seen == {
        2020: {"000"},
        2021: {"001", "002", "004"},
        2022: {"004"},
        2023: {"003", "004"},
        YEAR: {"004", CODE},
    }
    assert all("演示" in unit.remark for unit in Unit.objects.all())
