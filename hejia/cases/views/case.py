"""案件办理: the page of one case, and looking at a person's data with a trace."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hejia.audit import public as audit
from hejia.cases.access import case_for
from hejia.cases.models import Case
from hejia.cases.queries.page import case_page, party_value
from hejia.cases.views.gate import needs, sight
from hejia.kernel.errors import Missing


@needs("cases.view", "cases.report")
def page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The case as its reader may see it."""
    now = timezone.now()
    case = case_for(sight(request), case_id)
    every = "every" in request.GET
    context = {"page": case_page(case, sight(request), now=now, every=every), "now": now}
    fragment = "#whole" if request.headers.get("HX-Target") == "case" else ""
    if (case.is_dv or case.restricted) and not fragment:  # a live refresh is not another look
        _note(request, case, "cases.look")
    return render(request, f"cases/case.html{fragment}", context)


@require_POST
@needs("cases.reveal")
def reveal(request: HttpRequest, case_id: UUID, number: int, what: str) -> HttpResponse:
    """A person's name, phone or number in clear; that it was looked at is recorded first."""
    case = case_for(sight(request), case_id)
    found = party_value(case, number, what)
    if found is None:
        raise Missing("这名当事人")
    party, value = found
    _note(request, case, "parties.reveal", party=str(party), what=what)
    return HttpResponse(value or "（未登记）", content_type="text/plain; charset=utf-8")


def _note(request: HttpRequest, case: Case, action: str, **facts: str) -> None:
    """Remember that somebody looked; found again in the log by the case's number."""
    audit.record(
        action,
        person=sight(request).person_id,
        now=timezone.now(),
        subject=f"case:{case.number}",
        facts=facts,
    )
