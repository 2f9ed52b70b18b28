"""Handing a paper to the checker, and deciding about what it found."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from hejia.accounts.public import Sight
from hejia.checker.public import Examined, Paper, Unreadable, document_to, examine, report_to
from hejia.kernel import outbox
from hejia.kernel.district import door
from hejia.kernel.errors import Refused
from hejia.kernel.ids import uuid7
from hejia.kernel.outbox import News
from hejia.performance.models import CheckDecision, CheckedPaper, CheckRun
from hejia.performance.models.check import DONE, REFUSED, WAITING
from hejia.performance.queries.checks import agency_of, marks_of, paper_for, run_for

AT_ONCE: Final = 6.0
"""Seconds a page waits for a check; what takes longer goes to a worker."""
AT_MOST: Final = 60.0
MOST_REASON: Final = 300


def start(
    *, paper: Paper, other: Paper | None, paper_id: int | None, by: Sight, now: datetime
) -> CheckRun:
    """Check a file as the next version of its paper. Raises Refused for what cannot be read.

    The paper is the one named, else the agency's own of the same name, else a new one.
    """
    kept = paper_for(by, paper_id) if paper_id else _paper(by, PurePath(paper.name).stem, now)
    run = CheckRun(
        id=uuid7(now),
        paper=kept,
        number=kept.runs.count() + 1,
        name=PurePath(paper.name).name[:200],
        digest=_keep(paper.content),
        size=len(paper.content),
        other_name=PurePath(other.name).name[:200] if other else "",
        other_digest=_keep(other.content) if other else "",
        actor_id=by.person_id,
        at=now,
    )
    try:
        _settle(run, examine(paper, other, seconds=AT_ONCE))
    except Unreadable as refusal:
        if refusal.code != "time":
            raise Refused("unreadable", fields={"file": refusal.message}) from refusal
        outbox.put([News("performance.check_asked", run.pk, {})], now=now)
    run.save(force_insert=True)
    return run


def run_check(subject: UUID, facts: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 reactions share one form
    """The reaction to a file that takes long: check it outside any transaction, once."""
    with door(settings.DISTRICT):
        run = CheckRun.objects.get(pk=subject)
    if run.state != WAITING:
        return
    try:
        _settle(run, examine(source_of(run), other_of(run), seconds=AT_MOST))
    except Unreadable as refusal:
        run.state, run.sentence = REFUSED, refusal.message[:300]
    with door(settings.DISTRICT):
        run.save()


def decide(
    *, run_id: UUID, mark: str, accepted: bool | None, reason: str, by: Sight, now: datetime
) -> CheckRun:
    """Accept a finding, waive it with a reason, or take either back (None)."""
    run = run_for(by, run_id)
    if not {"performance.record", "performance.review"} & by.permissions:
        raise Refused("forbidden", "您的岗位不能处理体检结果，请联系填报或审核的同事。")
    if mark not in marks_of(run):
        raise Refused("gone", "这一版材料里没有这条结果，请刷新页面。")
    reason = reason.strip()
    if accepted is False and not reason:
        raise Refused("reason", fields={"reason": "不采纳要写明理由，如“合计含上年结转”。"})
    if len(reason) > MOST_REASON:
        raise Refused("reason", fields={"reason": f"理由请不超过 {MOST_REASON} 字。"})
    CheckDecision.objects.create(
        paper_id=run.paper_id,
        run=run,
        mark=mark,
        accepted=accepted,
        reason=reason,
        actor_id=by.person_id,
        at=now,
    )
    return run


def folder() -> Path:
    """Where the papers lie, by digest."""
    return Path(settings.MEDIA_ROOT) / "checks"


def source_of(run: CheckRun) -> Paper:
    """The file as it was handed in."""
    return Paper(run.name, _path(run.digest).read_bytes())


def other_of(run: CheckRun) -> Paper | None:
    """The file it was compared with."""
    if not run.other_digest:
        return None
    return Paper(run.other_name, _path(run.other_digest).read_bytes())


def as_read(run: CheckRun) -> dict[str, Any]:
    """The document as the checker read it, as plain data."""
    data: dict[str, Any] = json.loads(gzip.decompress(_read_path(run).read_bytes()))
    return data


def _paper(by: Sight, title: str, now: datetime) -> CheckedPaper:
    found, _ = CheckedPaper.objects.get_or_create(
        agency_id=agency_of(by),
        title=title[:200] or "未命名",
        defaults={"actor_id": by.person_id, "at": now},
    )
    return found


def _settle(run: CheckRun, examined: Examined) -> None:
    """Write what was found into the run, and the document beside its file."""
    report = examined.report
    run.state = DONE
    run.kind, run.year, run.unit = report.kind[:40], report.year, report.unit[:80]
    run.hard, run.soft = len(report.hard), len(report.soft)
    run.report = _storable(report_to(report))
    text = json.dumps(document_to(examined.document)).encode()
    _read_path(run).write_bytes(gzip.compress(text, 5))


def _storable(data: dict[str, Any]) -> dict[str, Any]:
    """Without what the database refuses: NUL and halves of characters."""
    text = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace").decode()
    clean: dict[str, Any] = json.loads(text.replace("\\u0000", ""))
    return clean


def _keep(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(content)
    return digest


def _path(digest: str) -> Path:
    return folder() / digest[:2] / digest


def _read_path(run: CheckRun) -> Path:
    return _path(run.digest).with_name(f"{run.pk}.json.gz")
