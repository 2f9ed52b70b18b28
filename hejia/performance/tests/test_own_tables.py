"""The made-up department's year is led to its end by the real commands, and what the system prints
of it is checked by its own checker: a hard finding would be our mistake."""

from decimal import Decimal

import pytest

from hejia.accounts.public import district_federation
from hejia.checker.public import Options, check_document
from hejia.performance.budgeting.book import book, tables_document
from hejia.performance.budgeting.narrative import narrative
from hejia.performance.models import Evaluation, Round, Unit
from hejia.performance.public import lead_on_demonstration, load_demonstration
from hejia.performance.queries.documents import drawn
from hejia.performance.queries.money import budget_facts
from hejia.performance.sheets import Document, docx, html, pdf, xlsx
from hejia.performance.tests.conftest import NOW, YEAR

HERE = Options(bounded=False)
PRINTS = {
    "a.docx": docx.render,
    "a.xlsx": xlsx.render,
    "a.pdf": pdf.render,
    "a.html": lambda document: f"<html><body>{html.render(document)}</body></html>".encode(),
}

pytestmark = pytest.mark.django_db


def lead() -> list[str]:
    return lead_on_demonstration(agency_id=district_federation().id, year=YEAR, now=NOW)


def test_its_year_is_led_to_its_end_and_all_it_prints_adds_up(cast) -> None:
    load_demonstration(agency_id=district_federation().id, folder=None, year=YEAR, now=NOW)
    assert lead()
    _led_through_august_and_a_review_with_a_return()
    documents = _printed()
    assert {title.split()[-1] for title in documents} >= {"tables", "report", "form", "projects"}
    kinds = {title.split()[-1]: title for title in documents}
    faults = {
        f"{title} {name}": [(f.rule, f.where, f.printed, f.expected, f.message) for f in found.hard]
        for title, document in documents.items()
        for name in PRINTS
        if name == "a.docx" or kinds[title.split()[-1]] == title  # others: one of each kind
        if (document.tables or name != "a.xlsx")  # a workbook keeps tables only
        if (found := check_document(PRINTS[name](document), name, HERE)).hard
    }
    assert faults == {}
    assert lead() == []


def _led_through_august_and_a_review_with_a_return() -> None:
    assert not Round.objects.filter(closed_at=None).exists()
    late = Round.objects.get(year=YEAR).items.get(project__code="03", indicator=None)
    assert late.light == "red"
    assert late.measure
    done = Evaluation.objects.get(year=YEAR - 1, project=None)
    steps = list(done.events.order_by("number").values_list("action", flat=True))
    assert steps == ["submit", "return", "submit", "pass", "confirm"]
    assert done.review_score == done.self_score - Decimal("1.5")


def _printed() -> dict[str, Document]:
    """Everything the made-up department prints in its years."""
    found: dict[str, Document] = {}
    (unit,) = Unit.objects.all()
    for one in (YEAR - 1, YEAR):
        facts = budget_facts(unit, one)
        found[f"{one} tables"] = tables_document(facts)
        if not narrative(facts).missing:
            found[f"{one} book"] = book(facts)
    for evaluation in Evaluation.objects.filter(unit=unit):
        made = drawn(evaluation).documents
        what = f"{evaluation.year} {evaluation.project or ''}"
        found |= {f"{what} {kind}": document for kind, document in made.items()}
    return found
