"""Budget: lines, import, approval, adjustments, payments, printed tables."""

from functools import partial
from io import BytesIO
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from hejia.kernel.errors import Missing, Refused
from hejia.performance.budgeting.book import book, eleven_tables, tables_document, title
from hejia.performance.budgeting.narrative import narrative
from hejia.performance.commands import budget as commands
from hejia.performance.commands.imports import import_lines, template
from hejia.performance.commands.units import save_project
from hejia.performance.figures import ZERO
from hejia.performance.forms import AdjustForm, ImportForm, LineForm, PayForm, ProjectForm
from hejia.performance.queries import find
from hejia.performance.queries.money import (
    Part,
    budget_facts,
    budget_lines,
    lines_with_money,
    part_of,
    total,
)
from hejia.performance.queries.subjects import tree
from hejia.performance.sheets import Document, docx, html, pdf, xlsx
from hejia.performance.views.gate import (
    VIEW,
    Desk,
    Page,
    desk,
    do,
    needs,
    now,
    one_form,
    posted,
    seen,
    sight,
)

FORMATS: Final = {
    "xlsx": (xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": (docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf, "application/pdf"),
}


@needs(VIEW)
def page(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """The lines with their money, totals, and what can be done."""
    place = desk(request, unit_id, year)
    names = dict(tree(year).leaves())
    part = _part(request, place)
    rows = budget_lines(unit_id, year, part)
    whole = {"initial": ZERO, "adjusted": ZERO, "paid": ZERO}
    for row in rows:
        row.subject = names.get(row.line.function, "")
        whole["initial"] += row.line.amount
        whole["adjusted"] += row.adjusted
        whole["paid"] += row.paid
    context = {
        "desk": place,
        "rows": rows,
        "whole": whole,
        "part": part,
        "budget": find.budget_of(place.unit, year),
        "here": "budget",
    }
    return render(request, "performance/budget.html", context)


def _part(request: HttpRequest, place: Desk) -> Part:
    """The part of the budget that an address names: what a figure was counted from."""
    asked = request.GET.get("project", "")
    project = find.project_of(place.unit, place.year, int(asked)) if asked.isdigit() else None
    # Readings kept before there were parts link to ?public=1.
    only = "public" if "public" in request.GET else request.GET.get("only", "")
    return part_of(only, project)


def _line_form(place: Desk, data: Any, initial: dict[str, Any] | None = None) -> LineForm:
    projects = find.projects_of(place.unit, place.year)
    return LineForm(data, initial=initial).offer(tree(place.year).leaves(), projects)


def _draft(facts: dict[str, Any]) -> commands.LineDraft:
    project = int(facts["project"]) if facts["project"] else None
    return commands.LineDraft(**{**facts, "project": project})


@needs("performance.record")
def add_line(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """Add a line."""
    place = desk(request, unit_id, year)
    form = _line_form(place, request.POST or None)
    words = Page(place, "增加预算明细", f"{place.root}/budget/", "保存", "已增加一行明细。")
    by = sight(request)

    def run(facts: dict[str, Any]) -> object:
        return commands.add_line(unit_id=unit_id, year=year, draft=_draft(facts), by=by)

    return one_form(request, words, form, run)


@needs("performance.record")
def change_line(request: HttpRequest, unit_id: int, year: int, line_id: int) -> HttpResponse:
    """Change a line."""
    place = desk(request, unit_id, year)
    line = find.line_of(place.unit, year, line_id)
    initial = {name: getattr(line, name) for name in LineForm.base_fields if name != "project"}
    initial["project"] = str(line.project_id or "")
    form = _line_form(place, request.POST or None, initial)
    words = Page(place, "修改预算明细", f"{place.root}/budget/", "保存", "已修改。")
    by = sight(request)

    def run(facts: dict[str, Any]) -> object:
        draft = _draft(facts)
        commands.change_line(unit_id=unit_id, year=year, line_id=line_id, draft=draft, by=by)
        return None

    return one_form(request, words, form, run)


@needs("performance.record")
def remove_line(request: HttpRequest, unit_id: int, year: int, line_id: int) -> HttpResponse:
    """Take a line out."""
    place = desk(request, unit_id, year)
    run = partial(
        commands.remove_line, unit_id=unit_id, year=year, line_id=line_id, by=sight(request)
    )
    return do(request, f"{place.root}/budget/", "已删除这一行。", run)


@needs("performance.review")
def approve(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """Approve the initial budget."""
    place = desk(request, unit_id, year)
    run = partial(
        commands.approve,
        unit_id=unit_id,
        year=year,
        seen=seen(request),
        by=sight(request),
        now=now(),
    )
    return do(request, f"{place.root}/budget/", "年初预算已批复。", run)


@needs("performance.record")
def adjust(request: HttpRequest, unit_id: int, year: int, line_id: int) -> HttpResponse:
    """Adjust a line."""
    place = desk(request, unit_id, year)
    line = find.line_of(place.unit, year, line_id)
    note = f"{line.function} {line.get_kind_display()}，年初 {line.amount:,.2f} 元"
    words = Page(place, "调整预算", f"{place.root}/budget/", "登记调整", "调整已登记。", note)
    run = partial(
        _with, commands.adjust, unit_id=unit_id, year=year, line_id=line_id, by=sight(request)
    )
    form = AdjustForm(request.POST or None, initial={"on": timezone.localdate()})
    return one_form(request, words, form, run)


@needs("performance.record")
def pay(request: HttpRequest, unit_id: int, year: int, line_id: int) -> HttpResponse:
    """Record a payment."""
    place = desk(request, unit_id, year)
    line = find.line_of(place.unit, year, line_id)
    left = commands.adjusted(line) - commands.paid(line)
    note = f"{line.function} {line.get_kind_display()}，尚可支付 {left:,.2f} 元"
    words = Page(place, "登记支付", f"{place.root}/budget/", "登记支付", "支付已登记。", note)
    run = partial(
        _with, commands.pay, unit_id=unit_id, year=year, line_id=line_id, by=sight(request)
    )
    form = PayForm(request.POST or None, initial={"on": timezone.localdate()})
    return one_form(request, words, form, run)


def _with(command: Any, facts: dict[str, Any], **more: Any) -> object:
    return command(**facts, **more, now=now())


@needs(VIEW)
def payments(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """The vouchers behind the money."""
    place = desk(request, unit_id, year)
    part = _part(request, place)
    context = {
        "desk": place,
        "part": part,
        "paid": find.payments_of(place.unit, year, part),
        "adjustments": find.adjustments_of(place.unit, year),
        "here": "budget",
    }
    return render(request, "performance/payments.html", context)


@needs("performance.record")
def importing(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """Import lines from a workbook; all or none."""
    place = desk(request, unit_id, year)
    note = "按模板填写，一行一条明细；项目支出写本年度已建项目的编码。有一处错误就整份不导入。"
    words = Page(place, "导入预算明细", f"{place.root}/budget/", "导入", "明细已导入。", note)
    by = sight(request)

    def run(facts: dict[str, Any]) -> object:
        content = BytesIO(facts["file"].read())
        return import_lines(unit_id=unit_id, year=year, file=content, by=by)

    return one_form(request, words, ImportForm(request.POST or None, request.FILES or None), run)


@needs("performance.record")
def import_template(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """The empty workbook with heads and an explanation."""
    desk(request, unit_id, year)
    return download(template(), "xlsx", f"{year}年预算明细模板")


@needs(VIEW)
def tables(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """The eleven tables as a page, the text, and the reasons still to be stated."""
    place = desk(request, unit_id, year)
    facts = budget_facts(place.unit, year)
    text = narrative(facts)
    shown = [html.table_html(table) for table in eleven_tables(facts)]
    prose = [html.block_html(block) for block in text.blocks]
    context = {
        "desk": place,
        "tables": shown,
        "prose": prose,
        "missing": text.missing,
        "reasons": facts.reasons,
        "title": title(facts),
        "here": "tables",
    }
    return render(request, "performance/tables.html", context)


@needs("performance.record")
def reasons(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """Keep the reasons of changes."""
    place = desk(request, unit_id, year)
    run = partial(
        commands.state_reasons,
        unit_id=unit_id,
        year=year,
        reasons=posted(request, "reason:"),
        by=sight(request),
    )
    return do(request, f"{place.root}/tables/", "原因已保存。", run)


@needs(VIEW)
def tables_file(
    request: HttpRequest, unit_id: int, year: int, kind: str, form: str
) -> HttpResponse:
    """The tables (`tables`) or the whole book (`book`) as a file."""
    place = desk(request, unit_id, year)
    facts = budget_facts(place.unit, year)
    if kind == "book":
        lacking = narrative(facts).missing
        if lacking:
            raise Refused("unreasoned", f"以下变动还没有写明原因：{'、'.join(lacking)}。")
        return print_file(book(facts), form, title(facts))
    if kind != "tables":
        raise Missing("这份文件")
    return print_file(tables_document(facts), form, f"{title(facts)}表")


def print_file(document: Document, form: str, name: str) -> HttpResponse:
    """A document in one of the formats."""
    if form not in FORMATS:
        raise Missing("这种格式")
    return download(FORMATS[form][0].render(document), form, name)


def download(content: bytes, form: str, name: str) -> HttpResponse:
    """Bytes as a file to keep."""
    answer = HttpResponse(content, content_type=FORMATS[form][1])
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.{form}") or ""
    return answer


@needs(VIEW)
def projects(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """The projects of the year with their money."""
    place = desk(request, unit_id, year)
    lines = lines_with_money(unit_id, year)
    rows = [
        {"project": one, "money": total(line for line in lines if line.project_id == one.pk)}
        for one in find.projects_of(place.unit, year)
    ]
    context = {"desk": place, "rows": rows, "here": "projects"}
    return render(request, "performance/projects.html", context)


@needs("performance.record")
def project(request: HttpRequest, unit_id: int, year: int, project_id: int) -> HttpResponse:
    """Add (project 0) or change a project."""
    place = desk(request, unit_id, year)
    found = find.project_of(place.unit, year, project_id)
    initial = {name: getattr(found, name) for name in ProjectForm.base_fields} if found else None
    words = Page(place, "项目", f"{place.root}/projects/")
    by, key = sight(request), found.pk if found else None

    def run(facts: dict[str, Any]) -> object:
        return save_project(unit_id=unit_id, year=year, project_id=key, by=by, **facts)

    return one_form(request, words, ProjectForm(request.POST or None, initial=initial), run)
