"""批量导入: a file, which column is which field, and the run."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hejia.cases.commands.importing import (
    FIELDS,
    Sheet,
    read_sheet,
    save_mapping,
    start_import,
    suggest_columns,
)
from hejia.cases.commands.incoming import clear_away, keep_aside, take_up
from hejia.cases.forms import options
from hejia.cases.queries import files
from hejia.cases.views.files import import_work
from hejia.cases.views.gate import needs, sight
from hejia.kernel.asking import Asked
from hejia.kernel.errors import Refused
from hejia.kernel.facts import Kind
from hejia.kernel.ids import uuid7
from hejia.kernel.tables import Unreadable, refuse_size

SAMPLES: Final = 3
_SEPARATE: Final = ("lon", "lat", "crs", "restricted")
"""Fields that no list of the neighbours carries; left out of the page to keep it short."""


@needs("cases.import")
def index(request: HttpRequest) -> HttpResponse:
    """Choose a file; earlier imports stand below."""
    if request.method == "POST" and (upload := request.FILES.get("file")):
        return _map(request, upload)
    form = Asked(request.POST or None)
    if request.method == "POST":
        form.add_error(None, "请选择要导入的文件（.xlsx 或 .csv）。")
    return _index(request, form, 422 if request.method == "POST" else 200)


def _index(request: HttpRequest, form: Asked, status: int) -> HttpResponse:
    works = [import_work(one) for one in files.recent_imports(sight(request))]
    return render(request, "cases/imports.html", {"works": works, "form": form}, status=status)


def _map(request: HttpRequest, upload: "UploadedFile[bytes]") -> HttpResponse:
    """Keep the file aside; show its first rows and the columns as they seem to be."""
    now, key = timezone.now(), uuid7(timezone.now())
    name, form = upload.name or "", Asked(request.POST)
    try:
        refuse_size(upload.size or 0)
        content = upload.read()
        read_sheet(name, content)
    except Unreadable as error:
        form.add_error(None, str(error))
        return _index(request, form, 422)
    except Refused as refusal:
        form.refuse(refusal)
        return _index(request, form, 422)
    keep_aside(key=key, name=name, content=content, by=sight(request), now=now)
    return redirect("case_import_columns", key)


@needs("cases.import")
def columns(request: HttpRequest, key: UUID) -> HttpResponse:
    """Which column is which field; `?mapping=` takes a saved answer. POST starts the run."""
    if request.method == "POST":
        return _start(request, key)
    name, content = take_up(key=key, by=sight(request))
    sheet = read_sheet(name, content)
    saved = files.mapping_named(request.GET.get("mapping", ""))
    found = saved.columns if saved else suggest_columns(sheet.headings)
    form = mapping_form(sheet.headings, found, saved.defaults if saved else {})
    return render(request, "cases/mapping.html", _about(name, sheet, form))


def _start(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep the mapping if it was given a name, and let the worker read the file."""
    me, now = sight(request), timezone.now()
    name, content = take_up(key=key, by=me)
    defaults = _stated(request, "default-")
    found = {n: h for n, h in _stated(request, "column-").items() if n not in defaults}
    try:
        start_import(
            key=key, name=name, content=content, columns=found, defaults=defaults, by=me, now=now
        )
    except Refused as refusal:
        sheet = read_sheet(name, content)
        form = mapping_form(sheet.headings, found, defaults)
        form.refuse(refusal)
        return render(request, "cases/mapping.html", _about(name, sheet, form), status=422)
    if saved := request.POST.get("save_as", "").strip()[:60]:
        save_mapping(name=saved, columns=found, defaults=defaults, by=me, now=now)
    clear_away(key=key, by=me)
    return redirect("case_import", key)


def _about(name: str, sheet: Sheet, form: Asked) -> dict[str, Any]:
    return {
        "name": name,
        "headings": sheet.headings,
        "samples": sheet.rows[:SAMPLES],
        "rows": len(sheet.rows),
        "form": form,
        "mappings": files.mappings(),
    }


def _stated(request: HttpRequest, prefix: str) -> dict[str, str]:
    given = {name: str(value).strip() for name, value in request.POST.items()}
    return {n[len(prefix) :]: v for n, v in given.items() if n.startswith(prefix) and v}


def mapping_form(headings: list[str], columns: dict[str, str], defaults: dict[str, str]) -> Asked:
    """Two fields for every fact: the column it is in, or one value for all rows."""
    chosen = {f"column-{name}": heading for name, heading in columns.items()}
    form = Asked(chosen | {f"default-{name}": value for name, value in defaults.items()})
    found = [("", "（文件里没有）"), *((heading, heading) for heading in headings)]
    for name, fact in FIELDS.items():
        if name in _SEPARATE or fact.kind == Kind.FLAG:
            continue
        column = forms.ChoiceField(choices=found, required=fact.required)
        column.label = f"当事人{fact.label}" if name.startswith("party_") else fact.label
        form.fields[f"column-{name}"] = column
        if fact.kind == Kind.CODE:
            default = forms.ChoiceField(choices=[("", "逐行读取"), *options(fact)], required=False)
            form.fields[f"default-{name}"] = default
    return form
