"""A record: made, changed, its page, its steps and its files."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hejia.accounts.public import Sight, needs, person_of
from hejia.kernel.asking import Asked
from hejia.kernel.errors import Missing, Refused, Stale
from hejia.kernel.ids import uuid7
from hejia.ledger.access import (
    SEE,
    agencies_in_reach,
    entry_for,
    may,
    may_open_personal,
    refuse_strangers,
)
from hejia.ledger.commands.acting import perform
from hejia.ledger.commands.proving import attach, drop, open_evidence
from hejia.ledger.commands.recording import amend, record
from hejia.ledger.definitions import EVIDENCE_TYPES, Definition, kind
from hejia.ledger.forms import as_typed, entry_form, file_form, step_form
from hejia.ledger.models import Entry
from hejia.ledger.queries import detail
from hejia.ledger.queries.suggesting import suggestions
from hejia.ledger.queries.wording import lines, row
from hejia.ledger.workflow import ENTRY, OPEN, Action


def _sight(request: HttpRequest) -> Sight:
    return person_of(request).sight


@needs("ledger.record")
def new(request: HttpRequest, kind_id: str) -> HttpResponse:
    """登记一条记录：按类别的定义填写，先存为草稿。"""
    sight, now, what = _sight(request), timezone.now(), kind(kind_id)
    own = agencies_in_reach(sight, "ledger.record")
    if request.method != "POST":
        mine = next((p.agency_id for p in sight.posts), None)
        first = {"agency": mine, "starts_on": timezone.localdate(now).isoformat()}
        form = entry_form(what, own, first)
        return _edited(request, what, form, {"key": uuid7(now)})
    form = entry_form(what, own, request.POST)
    key = _key(request)
    try:
        entry = record(key=key, kind_id=what.id, given=form.stated(), by=sight, now=now)
    except Refused as refusal:
        return _refused(request, what, form, refusal, {"key": key})
    return redirect("ledger_entry", key=entry.pk)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid7(timezone.now())


@needs("ledger.record")
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """修改草稿。"""
    sight, now = _sight(request), timezone.now()
    entry = entry_for(sight, key)
    what = kind(entry.kind)
    own = agencies_in_reach(sight, "ledger.record")
    refuse_strangers(sight, ENTRY.step(entry.status, Action.AMEND).permission, entry)
    if request.method != "POST":
        form = entry_form(what, own, as_typed(entry))
        return _edited(request, what, form, {"entry": entry, "seen": entry.version})
    form = entry_form(what, own, request.POST)
    try:
        amend(key=key, seen=_seen(request), given=form.stated(), by=sight, now=now)
    except Refused as refusal:
        told = detail.history(entry, what)
        since = [one.words for one in told if one.number > _seen(request)]
        more = {"entry": entry, "seen": entry.version, "changes": since}
        return _refused(request, what, form, refusal, more)
    return redirect("ledger_entry", key=key)


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() else -1


def _edited(
    request: HttpRequest, what: Definition, form: Asked, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    offers = suggestions(what, _sight(request))
    context = {"what": what, "form": form, "offers": offers, **more}
    return render(request, "ledger/edit.html", context, status=status)


def _refused(
    request: HttpRequest, what: Definition, form: Asked, refusal: Refused, more: dict[str, Any]
) -> HttpResponse:
    if isinstance(refusal, Missing):
        raise refusal
    if isinstance(refusal, Stale):
        return _edited(request, what, form, more | {"stale": refusal}, 409)
    form.refuse(refusal)
    return _edited(request, what, form, more, 422)


@needs(SEE)
def entry(request: HttpRequest, key: UUID) -> HttpResponse:
    """一条记录：内容、佐证、可以做的事、历史。"""
    return _entry_page(request, entry_for(_sight(request), key))


def _entry_page(
    request: HttpRequest, found: Entry, *, refusal: Refused | None = None,
    asked: tuple[str, Asked] | None = None, files_form: Asked | None = None,
) -> HttpResponse:  # fmt: skip
    if isinstance(refusal, Missing):
        raise refusal
    sight, what = _sight(request), kind(found.kind)
    files = detail.evidence_of(found)
    steps = [
        (one, asked[1] if asked and asked[0] == one.step.action else step_form(one.step))
        for one in detail.possible(found, what, files, sight)
    ]
    drafting = found.status in OPEN and may(sight, "ledger.record", found.agency_id)
    told = detail.history(found, what)
    context = {
        "entry": found, "what": what, "row": row(found), "lines": list(lines(what, found)),
        "files": detail.files_shown(files, personal=may_open_personal(sight, found.agency_id)),
        "steps": steps, "drafting": drafting,
        "file_form": files_form or file_form(), "history": told,
        "returned": detail.sent_back(found, told), "clock": detail.limit(found, what),
        "evidence_hint": _wanted(what) if drafting else "",
        "stages": "|".join(what.stages), "stage": found.stage + 1, "refusal": refusal,
        "stale": refusal if isinstance(refusal, Stale) else None,
        "asked": asked[0] if asked else "",
    }  # fmt: skip
    status = 200 if refusal is None else 409 if isinstance(refusal, Stale) else 422
    return render(request, "ledger/entry.html", context, status=status)


def _wanted(what: Definition) -> str:
    """What evidence the kind asks for, in a sentence."""
    if not what.evidence:
        return "这类记录可以不附材料。"
    names = "、".join(EVIDENCE_TYPES[one] for one in what.evidence)
    return f"提交前至少添加一份：{names}。"


@needs(SEE)
@require_POST
def act(request: HttpRequest, key: UUID, action: str) -> HttpResponse:
    """提交、审核、退回、更正、作废、进入下一阶段。"""
    sight = _sight(request)
    found = entry_for(sight, key)
    step = ENTRY.step(found.status, action)
    form = step_form(step, request.POST)
    try:
        perform(
            key=key, action=action, seen=_seen(request), given=form.stated(), by=sight,
            now=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        form.refuse(refusal)
        return _entry_page(request, entry_for(sight, key), refusal=refusal, asked=(action, form))
    return redirect("ledger_entry", key=key)


@needs("ledger.record")
@require_POST
def add_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """添加佐证材料。"""
    sight, form = _sight(request), file_form(request.POST)
    upload = request.FILES.get("file")
    try:
        attach(
            key=key, seen=_seen(request), name=upload.name or "" if upload else "",
            content=upload.read() if upload else b"", type=request.POST.get("type", ""),
            personal=bool(request.POST.get("personal")), by=sight, now=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        form.refuse(refusal)
        return _entry_page(request, entry_for(sight, key), refusal=refusal, files_form=form)
    return redirect("ledger_entry", key=key)


@needs("ledger.record")
@require_POST
def drop_file(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """撤下佐证材料；内容仍保留在历史中。"""
    sight = _sight(request)
    drop(key=key, number=number, seen=_seen(request), by=sight, now=timezone.now())
    return redirect("ledger_entry", key=key)


@needs(SEE)
def file(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """下载佐证材料；含个人信息的留痕，内容与校验值不符的停止下载。"""
    found, content = open_evidence(key=key, number=number, by=_sight(request), now=timezone.now())
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return answer
