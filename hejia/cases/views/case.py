"""案件办理: the page of one case, and looking at a person's data with a trace."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hejia.cases.access import case_for
from hejia.cases.commands.looking import note, note_page
from hejia.cases.queries.detail import may_reveal
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
    note_page(case, sight(request), itself=bool(fragment), now=now)
    return render(request, f"cases/case.html{fragment}", context)


@require_POST
@needs("cases.reveal")
def reveal(request: HttpRequest, case_id: UUID, number: int, what: str) -> HttpResponse:
    """A person's name, phone or number in clear; that it was looked at is recorded first."""
    case = case_for(sight(request), case_id)
    found = party_value(case, number, what) if may_reveal(sight(request), case) else None
    if found is None:
        raise Missing("这名当事人")
    party, value = found
    facts = {"party": str(party), "what": what}
    note(case, sight(request), "parties.reveal", now=timezone.now(), **facts)
    return HttpResponse(value or "（未登记）", content_type="text/plain; charset=utf-8")
