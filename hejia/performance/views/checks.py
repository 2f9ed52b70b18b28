"""体检: papers handed in, what the checker found in them, and what was decided about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from hejia.checker.public import (
    Paper,
    Unreadable,
    annotated_copy,
    as_markdown,
    as_workbook,
    document_from,
)
from hejia.kernel.errors import Missing, Refused
from hejia.performance.budgeting.book import book, tables_document, title
from hejia.performance.budgeting.narrative import narrative
from hejia.performance.commands import checks as commands
from hejia.performance.forms import CheckForm
from hejia.performance.marking import marked
from hejia.performance.models import CheckRun
from hejia.performance.models.check import DONE, WAITING
from hejia.performance.queries import checks as queries
from hejia.performance.queries import find
from hejia.performance.queries.documents import drawn
from hejia.performance.queries.money import budget_facts
from hejia.performance.sheets import Document, docx
from hejia.performance.views.gate import VIEW, attempt, desk, needs, now, sight

TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".md": "text/markdown; charset=utf-8",
}
SHOWS = {"": "全部", "hard": "错误", "soft": "提示", "open": "未处理"}


@needs(VIEW)
def checks(request: HttpRequest) -> HttpResponse:
    """All papers with their last version; POST checks another file."""
    asked = request.POST.get("paper", "")
    paper_id = int(asked) if asked.isdigit() else None
    form = CheckForm(request.POST or None, request.FILES or None)
    run: list[CheckRun] = []

    def start(facts: dict[str, Any]) -> None:
        other = _paper(facts["other"]) if facts["other"] else None
        run.append(_start(request, _paper(facts["file"]), other, paper_id))

    if request.method == "POST" and attempt(form, start):
        return redirect("performance_check", run[0].pk)
    by = sight(request)
    paper = queries.paper_for(by, paper_id) if paper_id else None
    context = {"form": form, "runs": queries.latest_runs(by), "paper": paper}
    status = 422 if request.method == "POST" else 200
    return render(request, "performance/checks.html", context, status=status)


@needs(VIEW)
def check(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A version: the document with its marks beside the findings."""
    run = queries.run_for(sight(request), run_id)
    if run.state == WAITING:
        return render(request, "performance/check_waiting.html", {"run": run})
    show = request.GET.get("show", "")
    context = _findings(request, run) | {
        "show": show if show in SHOWS else "",
        "shows": SHOWS.items(),
        "versions": queries.versions_of(run),
        "since": queries.since_last(run),
        "form": CheckForm(),
    }
    if run.state == DONE:
        page = marked(
            document_from(commands.as_read(run)), [one.finding for one in context["findings"]]
        )
        context |= {"blocks": page.blocks, "placed": page.placed}
    return render(request, "performance/check.html", context)


@needs(VIEW)
def decide(request: HttpRequest, run_id: UUID, mark: str) -> HttpResponse:
    """Accept or waive a finding; answers with its line of the list, or leads back to it."""
    run = queries.run_for(sight(request), run_id)
    if request.method != "POST":
        return redirect("performance_check", run.pk)
    choice, reason = request.POST.get("choice", ""), request.POST.get("reason", "")
    accepted = {"accept": True, "waive": False}.get(choice)
    status, fault = 200, ""
    try:
        commands.decide(
            run_id=run.pk, mark=mark, accepted=accepted, reason=reason, by=sight(request), now=now()
        )
    except Refused as refusal:
        if "reason" not in refusal.fields:
            raise
        status, fault = 422, refusal.sentence
    context = _findings(request, run)
    one = next(found for found in context["findings"] if found.mark == mark)
    if request.headers.get("HX-Request") != "true" and not fault:
        return redirect(f"/performance/checks/{run.pk}/#n{one.number}")
    context |= {"one": one, "fault": fault, "reason": reason, "swapped": True}
    return render(request, "performance/check_finding.html", context, status=status)


@needs(VIEW)
def file(request: HttpRequest, run_id: UUID, kind: str) -> HttpResponse:
    """The annotated copy, or the list as a workbook or Markdown."""
    run = queries.run_for(sight(request), run_id)
    if run.state != DONE:
        raise Missing("这份文件（还没有查完）")
    report, stem = queries.report_of(run), run.name.rpartition(".")[0] or run.name
    if kind == "workbook":
        return _download(as_workbook(report), ".xlsx", f"{stem} 体检结果")
    if kind == "markdown":
        return _download(as_markdown(report).encode(), ".md", f"{stem} 体检结果")
    if kind != "copy":
        raise Missing("这份文件")
    try:
        ending, content = annotated_copy(commands.source_of(run), report)
    except Unreadable as refusal:
        raise Refused("protected", refusal.message) from refusal
    return _download(content, ending, f"{stem} 批注")


@needs(VIEW)
def tables(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """Check the unit's own disclosure tables and text as they stand."""
    place = desk(request, unit_id, year)
    if request.method != "POST":
        return redirect(f"{place.root}/tables/")
    facts = budget_facts(place.unit, year)
    whole = not narrative(facts).missing
    return _own(request, (book if whole else tables_document)(facts), title(facts))


@needs(VIEW)
def document(
    request: HttpRequest, unit_id: int, year: int, project_id: int, kind: str
) -> HttpResponse:
    """Check a self-evaluation form or report as it stands."""
    place = desk(request, unit_id, year)
    if request.method != "POST":
        return redirect(f"{place.root}/evaluation/{project_id}/documents/{kind}/")
    found = drawn(find.evaluation_of(place.unit, year, project_id)).documents
    if kind not in found:
        raise Missing("这份文件（数字还不齐时不能生成）")
    return _own(request, found[kind], found[kind].title)


def _own(request: HttpRequest, made: Document, name: str) -> HttpResponse:
    run = _start(request, Paper(f"{name}.docx", docx.render(made)), None, None)
    return redirect("performance_check", run.pk)


def _start(
    request: HttpRequest, paper: Paper, other: Paper | None, paper_id: int | None
) -> CheckRun:
    run = commands.start(paper=paper, other=other, paper_id=paper_id, by=sight(request), now=now())
    if run.number > 1:
        messages.success(request, f"这是《{run.paper.title}》第 {run.number} 版。")
    return run


def _findings(request: HttpRequest, run: CheckRun) -> dict[str, Any]:
    found = queries.findings_of(run)
    by = sight(request)
    return {
        "run": run,
        "findings": found,
        "decided": sum(one.state != "open" for one in found),
        "may_decide": bool({"performance.record", "performance.review"} & by.permissions),
    }


def _paper(file: "File[bytes]") -> Paper:
    return Paper(file.name or "", file.read())


def _download(content: bytes, ending: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=TYPES[ending])
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}{ending}") or ""
    return answer
