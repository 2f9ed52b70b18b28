"""Files: a list taken out, records brought in; both run in the worker and show how far they are."""

import csv
import json
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hejia.cases.commands.exporting import ask_export, safe
from hejia.cases.commands.keeping import EXPORTS_KEPT
from hejia.cases.models import CaseExport, CaseImport, Job
from hejia.cases.queries import files
from hejia.cases.queries.filters import Filter
from hejia.cases.views.gate import asked_by_htmx, needs, sight
from hejia.kernel.errors import Refused
from hejia.kernel.ids import uuid7

_GONE: Final = f"导出的文件只保留 {EXPORTS_KEPT.days} 天，这一份已删除，请重新导出。"

BOM: Final = "\ufeff"
"""Excel reads a CSV as UTF-8 only with this before it."""


@require_POST
@needs("cases.export")
def export(request: HttpRequest) -> HttpResponse:
    """Ask for the list that is shown as a file."""
    query = QueryDict(request.POST.get("query", ""))
    asked = ask_export(
        key=uuid7(timezone.now()),
        wanted=Filter.read({name: values for name, values in query.lists() if any(values)}),
        format=request.POST.get("format", "xlsx"),
        by=sight(request),
        now=timezone.now(),
    )
    return redirect("case_export", asked.pk)


@needs("cases.export")
def exports(request: HttpRequest) -> HttpResponse:
    """One's own exports."""
    works = [export_work(one) for one in files.recent_exports(sight(request))]
    return render(request, "cases/exports.html", {"works": works})


@needs("cases.export")
def export_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far an export is; asked again by the page until it is done."""
    work = export_work(files.export_for(sight(request), key))
    template = "components/progress.html" if asked_by_htmx(request) else "cases/exports.html"
    return render(request, template, {"work": work, "works": [work]})


@needs("cases.export")
def export_file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The file itself, for who asked for it."""
    found = files.export_for(sight(request), key)
    if found.state != Job.DONE:
        raise Refused("not_ready", "文件还没有写好，请稍候再下载。")
    path = settings.MEDIA_ROOT / found.path
    if not found.path or not path.is_file():
        raise Refused("file_gone", _GONE)
    name = f"案件_{timezone.localtime(found.at):%Y%m%d_%H%M}.{found.format}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def export_work(found: CaseExport) -> dict[str, Any]:
    """An export as `components/progress.html` shows it."""
    return {
        "id": found.pk,
        "label": f"导出 {found.format.upper()}",
        "done": f"{found.rows} 行",
        "total": None,
        "finished": found.state == Job.DONE,
        "failed": found.sentence or "没有完成，请重新导出。" if found.state == Job.FAILED else "",
        "url": f"/cases/exports/{found.pk}/",
        "result": f"/cases/exports/{found.pk}/file" if found.path else "",
        "gone": _GONE if found.state == Job.DONE and not found.path else "",
        "at": found.at,
        "again": f"/cases/search/?{_conditions(found)}",
    }


def _conditions(found: CaseExport) -> str:
    """What was asked for, as the address of the list has it."""
    asked = json.loads(found.query) if found.query else {}
    return urlencode({n: v for n, v in asked.items() if n not in ("limit", "after")}, doseq=True)


def import_work(found: CaseImport) -> dict[str, Any]:
    """An import as `components/progress.html` shows it."""
    return {
        "id": found.pk,
        "label": found.name,
        "done": found.next_row,
        "total": found.rows,
        "finished": found.state == Job.DONE,
        "failed": "没有完成，请重新上传同一文件：已导入的不会重复。"
        if found.state == Job.FAILED
        else "",
        "url": f"/cases/imports/{found.pk}/",
        "result": "",
        "at": found.at,
    }


@needs("cases.import")
def import_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far an import is, and the cells that could not be taken."""
    batch = files.import_for(sight(request), key)
    context = {"batch": batch, "work": import_work(batch), "faults": files.faults(batch)}
    template = "cases/import.html#progress" if asked_by_htmx(request) else "cases/import.html"
    return render(request, template, context)


@needs("cases.import")
def import_faults(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Every fault as a CSV, a line each: row, column, value, and what to do."""
    batch = files.import_for(sight(request), key)
    lines = list(files.every_fault(batch))
    response = StreamingHttpResponse(_csv(lines), content_type="text/csv; charset=utf-8")
    name = quote(f"导入错误_{PurePath(batch.name).stem}.csv")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


class _Line:
    """A file that hands every written line straight back."""

    def write(self, text: str) -> str:
        return text


def _csv(lines: list[tuple[int, str, str, str]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BOM + str(writer.writerow(("行", "列", "原值", "原因")))
    for line in lines:
        yield str(writer.writerow(safe(line)))
