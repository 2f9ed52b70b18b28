"""案件上报: one form, at most eight required answers, duplicates shown before it is sent."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hejia.cases.commands.report import Reported, report
from hejia.cases.commands.statement import Statement, check_statement
from hejia.cases.forms import MOST_PARTIES, party_forms, report_form
from hejia.cases.guards import RISK_FACTS
from hejia.cases.queries.duplicates import likely_same
from hejia.cases.views.gate import needs, sight, to_case
from hejia.kernel.asking import Asked
from hejia.kernel.errors import Refused
from hejia.kernel.facts import Kind
from hejia.kernel.ids import uuid7
from hejia.kernel.numerals import whole
from hejia.places.public import community_by_code

_IN_SIGHT: Final = ("role", "name", "phone")
"""Fields of a person that lie open; the rest unfolds where it is wrong."""


@needs("cases.report")
def new(request: HttpRequest) -> HttpResponse:
    """The form, and the report itself; sent twice it is one case."""
    if request.method != "POST":
        return _form(request, report_form(), party_forms(count=1))
    form, parties = _filled(request)
    try:
        statement = _statement(request, form, parties)
        made = report(statement=statement, by=sight(request), now=timezone.now())
    except Refused as refusal:
        _refuse(refusal, form, parties)
        return _form(request, form, parties, status=422)
    messages.success(request, _said(made))
    return to_case(request, made.case)


@require_POST
@needs("cases.report")
def duplicates(request: HttpRequest) -> HttpResponse:
    """Cases that may be the one being typed, with why; asked while the form is filled in."""
    form, parties = _filled(request)
    facts = form.stated()
    found = likely_same(
        facts,
        [party.stated() for party in parties],
        community=_community(facts.get("community", "")),
        sight=sight(request),
        now=timezone.now(),
    )
    return render(request, "cases/duplicates.html", {"found": found})


@needs("cases.report")
def another_party(request: HttpRequest) -> HttpResponse:
    """The fields of one more person."""
    number = min(MOST_PARTIES - 1, whole(request.GET.get("n", "")) or 1)
    form = party_forms(count=number + 1)[number]
    return render(request, "cases/party.html", {"one": _row(form, number, last=True)})


def _filled(request: HttpRequest) -> tuple[Asked, list[Asked]]:
    count = sum(1 for n in range(MOST_PARTIES) if f"parties.{n}-role" in request.POST)
    posted = [name for name in request.POST if name.startswith("parties.")]
    highest = max((whole(name[8:9]) or 0 for name in posted), default=0)
    return report_form(request.POST), party_forms(request.POST, max(count, highest + 1))


def _statement(request: HttpRequest, form: Asked, parties: list[Asked]) -> Statement:
    people = [stated for party in parties if (stated := party.stated())]
    return check_statement(_key(request), form.stated(), people, now=timezone.now())


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        return uuid7(timezone.now())


def _community(code: str) -> int | None:
    return community_by_code(code).id if code else None


def _refuse(refusal: Refused, form: Asked, parties: list[Asked]) -> None:
    """Send every sentence to the form whose field it is about."""
    rest = dict(refusal.fields)
    if "parties" in rest:
        rest["parties.0.role"] = rest.pop("parties")  # nobody was named: begin with the first
    for number, party in enumerate(parties):
        start = f"parties.{number}."
        own = {name[len(start) :]: rest.pop(name) for name in list(rest) if name.startswith(start)}
        if own:
            party.refuse(Refused(refusal.code, fields=own))
    if rest or not refusal.fields:
        form.refuse(Refused(refusal.code, refusal.sentence, fields=rest))


def _form(
    request: HttpRequest, form: Asked, parties: list[Asked], *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "parties": [_row(one, n, last=one is parties[-1]) for n, one in enumerate(parties)],
        "dangers": [fact.name for fact in RISK_FACTS if fact.kind == Kind.FLAG],
        "key": request.POST.get("id") or uuid7(timezone.now()),
        "faults": [
            (bound, sentence) for party in parties for bound in party for sentence in bound.errors
        ],
    }
    return render(request, "cases/report.html", context, status=status)


def _row(form: Asked, number: int, *, last: bool) -> dict[str, object]:
    """One person's fields; after the last one another may be added."""
    more = last and number + 1 < MOST_PARTIES
    aside = any(name not in _IN_SIGHT for name in form.errors)
    return {"form": form, "number": number, "next": number + 1 if more else None, "open": aside}


def _said(made: Reported) -> str:
    number = made.case.number
    if not made.fresh:
        return f"这件事已经登记过，编号 {number}，没有重复建案。"
    why = made.decision.explanation if made.decision else ""
    return f"已登记，编号 {number}。{why}"
