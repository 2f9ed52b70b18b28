"""Importing areas, grids and addresses: upload, look, decide."""

import csv
import io
from datetime import date
from typing import Any, Final

import xlsxwriter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hejia.kernel.errors import Refused
from hejia.places.access import managing, person_of
from hejia.places.commands import imports as commands
from hejia.places.forms import UploadForm
from hejia.places.intake import addresses, areas
from hejia.places.intake.sheets import Column
from hejia.places.queries.pages import imports as latest_imports
from hejia.places.queries.pages import one_import
from hejia.places.vocabulary import Crs, ImportKind, ImportStatus

_SHOWN: Final = 200
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEMPLATES: Final[dict[str, tuple[tuple[Column, ...], dict[str, str]]]] = {
    ImportKind.ADDRESSES: (addresses.COLUMNS, addresses.EXAMPLE),
    ImportKind.GRIDS: (areas.GRID_COLUMNS, areas.GRID_EXAMPLE),
}


@require_http_methods(["GET", "POST"])
@managing
def index(request: HttpRequest) -> HttpResponse:
    """The upload form above the latest imports."""
    today = timezone.localdate()
    form = UploadForm(request.POST or None, request.FILES or None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            found = commands.preview(_upload(form), by=person_of(request).pk, now=timezone.now())
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return redirect("places:import", found.pk)
    facts = {"form": form, "rows": latest_imports()}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "places/imports.html", facts, status=status)


def _upload(form: UploadForm) -> commands.Upload:
    given = form.cleaned_data
    return commands.Upload(
        kind=ImportKind(given["kind"]),
        file_name=given["file"].name,
        content=given["file"].read(),
        crs=Crs(given["crs"]),
        effective=given["effective"],
    )


@require_GET
@managing
def show(request: HttpRequest, import_id: int) -> HttpResponse:
    """What taking the file in would do, or every cell that is wrong."""
    return _shown(request, import_id)


def _shown(request: HttpRequest, import_id: int, refusal: Refused | None = None) -> HttpResponse:
    row = one_import(import_id)
    facts: dict[str, Any] = {
        "row": row,
        "found": row.found,
        "ready": row.found.status == ImportStatus.READY,
        "faults": row.found.faults[:_SHOWN],
        "fault_count": row.found.options.get("faults", 0),
        "kept": len(row.found.faults),
        "crs": Crs(row.found.options["crs"]).label,
        "effective": date.fromisoformat(row.found.options["effective"]),
        "dated": row.found.kind != ImportKind.ADDRESSES,
        "refusal": refusal,
    }
    return render(request, "places/import.html", facts, status=422 if refusal else 200)


@require_POST
@managing
def apply(request: HttpRequest, import_id: int) -> HttpResponse:
    """Write the file whole, or tell why not and write nothing."""
    try:
        tally = commands.apply(import_id, by=person_of(request).pk, now=timezone.now())
    except Refused as refusal:
        if refusal.code == "missing":
            raise
        return _shown(request, import_id, refusal)
    messages.success(
        request,
        f"已导入：新增{tally.created}，更新{tally.changed}，未变{tally.unchanged}。",
    )
    return redirect("places:import", import_id)


@require_POST
@managing
def drop(request: HttpRequest, import_id: int) -> HttpResponse:
    """Give the file up."""
    commands.drop(import_id, now=timezone.now())
    messages.success(request, "已放弃这次导入，什么也没有写入。")
    return redirect("places:imports")


@require_GET
@managing
def faults(_: HttpRequest, import_id: int) -> HttpResponse:
    """The list of wrong cells as CSV that Excel opens."""
    found = one_import(import_id).found
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["行", "列", "现有内容", "问题与改法"])
    writer.writerows(
        [row, column, _harmless(value), wrong] for row, column, value, wrong in found.faults
    )
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="faults-{import_id}.csv"'
    return response


def _harmless(value: str) -> str:
    """A cell that Excel takes for text, whatever it begins with."""
    return f"'{value}" if value[:1] in tuple("=+-@\t\r") else value


@require_GET
@managing
def template(_: HttpRequest, kind: str) -> HttpResponse:
    """An empty table with headings, all cells text so that Excel leaves long codes alone."""
    if kind not in _TEMPLATES:
        raise Http404
    columns, example = _TEMPLATES[kind]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("导入")
        as_text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        sheet.set_column(0, len(columns) - 1, 22, as_text)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.name + ("*" if column.required else ""), bold)
            sheet.write_string(1, at, example[column.name], as_text)
        sheet.freeze_panes(1, 0)
    response = HttpResponse(file.getvalue(), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{kind}-template.xlsx"'
    return response
