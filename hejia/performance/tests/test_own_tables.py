"""What the system prints is checked by its own checker: a hard finding would be our mistake."""

import pytest
from django.utils import timezone

from hejia.accounts.public import district_federation
from hejia.checker.public import Options, check_document
from hejia.performance.budgeting.book import book, tables_document
from hejia.performance.budgeting.narrative import narrative
from hejia.performance.models import Evaluation, Unit
from hejia.performance.public import lead_on_demonstration, load_demonstration
from hejia.performance.queries.documents import drawn
from hejia.performance.queries.money import snapshot_of
from hejia.performance.sheets import Document, docx, html, pdf, xlsx

HERE = Options(bounded=False)
PRINTS = {
    "a.docx": docx.render,
    "a.xlsx": xlsx.render,
    "a.pdf": pdf.render,
    "a.html": lambda document: f"<html><body>{html.render(document)}</body></html>".encode(),
}


@pytest.fixture
def documents(cast) -> dict[str, Document]:
    """Everything the made-up department prints in its year."""
    now = timezone.now()
    year = timezone.localdate(now).year
    agency = district_federation().id
    load_demonstration(agency_id=agency, folder=None, year=year, now=now)
    lead_on_demonstration(agency_id=agency, year=year, now=now)
    found: dict[str, Document] = {}
    (unit,) = Unit.objects.all()
    for one in (year - 1, year):
        snapshot = snapshot_of(unit, one)
        found[f"{one} tables"] = tables_document(snapshot)
        if not narrative(snapshot).missing:
            found[f"{one} book"] = book(snapshot)
    for evaluation in Evaluation.objects.filter(unit=unit):
        made = drawn(evaluation).documents
        what = f"{evaluation.year} {evaluation.project or ''}"
        found |= {f"{what} {kind}": document for kind, document in made.items()}
    return found


def test_our_own_tables_add_up(db, documents) -> None:
    assert {title.split()[-1] for title in documents} >= {"tables", "report", "form", "projects"}
    faults = {
        f"{title} {name}": [(f.rule, f.where, f.printed, f.expected, f.message) for f in found.hard]
        for title, document in documents.items()
        for name in PRINTS
        if (document.tables or name != "a.xlsx")  # a workbook keeps tables only
        if (found := check_document(PRINTS[name](document), name, HERE)).hard
    }
    assert faults == {}
