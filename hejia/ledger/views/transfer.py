"""导入导出: whole tables of records."""

import csv
from io import BytesIO, StringIO
from typing import Any, Final
from urllib.parse import quote

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hejia.accounts.public import agency, needs, person_of
from hejia.audit import public as audit
from hejia.kernel.errors import Refused
from hejia.kernel.facts import Kind
from hejia.ledger.checking import facts_of
from hejia.ledger.commands.importing import import_rows
from hejia.ledger.definitions import Definition, kind
from hejia.ledger.queries.exporting import Cell, table
from hejia.ledger.queries.filters import Filter

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
BOM: Final = "\ufeff"
FAULTS: Final = 100
_AS_TYPED: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""No text becomes a formula or a link to somewhere."""


@needs("ledger.record")
def imports(request: HttpRequest, kind_id: str) -> HttpResponse:
    """导入：整表导入，有一格不对就一行也不入库，逐格说明原因。"""
    what, sight = kind(kind_id), person_of(request).sight
    context: dict[str, Any] = {"what": what, "facts": facts_of(what)}
    status = 200
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise Refused("no_file", "请选择要导入的文件。")
            made, faults = import_rows(
                kind_id=what.id, name=upload.name or "", content=upload.read(), by=sight,
                now=timezone.now(),
            )  # fmt: skip
            context |= {"made": made, "faults": faults.kept[:FAULTS], "count": faults.count}
            status = 422 if faults.count else 200
        except Refused as refusal:
            context["refusal"], status = refusal, 422
    return render(request, "ledger/import.html", context, status=status)


@needs("ledger.record")
def template(request: HttpRequest, kind_id: str) -> HttpResponse:
    """导入模板：表头、必填标记与可选值。"""
    what, sight = kind(kind_id), person_of(request).sight
    headings = [f"{f.label}{'*' if f.required else ''}" for f in facts_of(what)]
    mine = next((agency(p.agency_id).name for p in sight.posts), "")
    return _answer(f"{what.label}导入模板.xlsx", _template(what, headings, mine))


def _template(what: Definition, headings: list[str], mine: str) -> bytes:
    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet, bold = book.add_worksheet(what.label), book.add_format({"bold": True})
    text = book.add_format({"num_format": "@"})
    sheet.write_row(0, 0, headings, bold)
    sheet.set_column(0, len(headings) - 1, 18, text)
    sheet.freeze_panes(1, 0)
    for column, fact in enumerate(facts_of(what)):
        if fact.kind is Kind.CODE and isinstance(fact.codes, tuple):
            source = [code for code, _ in fact.codes]
            sheet.data_validation(1, column, 2000, column, {"validate": "list", "source": source})
        if fact.kind is Kind.AGENCY:
            sheet.write_comment(0, column, f"填写单位全称，如：{mine}")
    book.close()
    return held.getvalue()


@needs("ledger.export")
def export(request: HttpRequest) -> HttpResponse:
    """导出：按当前条件的全部记录，XLSX 每类一张表；CSV 只有一类。导出留痕。"""
    sight, wanted = person_of(request).sight, Filter.read(request.GET.dict())
    as_csv = request.GET.get("format") == "csv"
    if as_csv and not wanted.kind:
        raise Refused("one_kind", "CSV 一个文件只放一类记录，请先选择类别，或导出 XLSX。")
    sheets = table(wanted, sight)
    audit.record(
        "ledger.export", person=sight.person_id, now=timezone.now(),
        facts={"query": request.GET.urlencode()},
    )  # fmt: skip
    if as_csv:
        title, rows = sheets[0]
        return _answer(f"{title}.csv", _csv(rows), CSV)
    return _answer("工作台账.xlsx", _workbook(sheets))


def _workbook(sheets: list[tuple[str, list[list[Cell]]]]) -> bytes:
    held = BytesIO()
    book = xlsxwriter.Workbook(held, _AS_TYPED)
    bold = book.add_format({"bold": True})
    for title, rows in sheets:
        sheet = book.add_worksheet(title)
        sheet.set_column(0, len(rows[0]) - 1, 16)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell, bold if number == 0 else None)
    book.close()
    return held.getvalue()


def _csv(rows: list[list[Cell]]) -> bytes:
    """UTF-8 with a mark, which Excel needs; no text is taken for a formula by it."""
    held = StringIO()
    csv.writer(held).writerows([[_inert(cell) for cell in row] for row in rows])
    return BOM.encode() + held.getvalue().encode()


def _inert(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell


def _answer(name: str, content: bytes, type: str = XLSX) -> HttpResponse:
    answer = HttpResponse(content, content_type=type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
