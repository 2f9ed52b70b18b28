"""A list of cases as a file: asked for, written by a worker, fetched by who asked."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import xlsxwriter
from django.conf import settings
from django.utils import timezone

from hejia.accounts.public import Sight, person_by_key
from hejia.audit import public as audit
from hejia.cases.models import CaseExport, Job
from hejia.cases.queries.filters import MOST, Filter
from hejia.cases.queries.listing import Row, cases
from hejia.cases.queries.naming import agency_name, area_name
from hejia.cases.workflow import CASE
from hejia.kernel import outbox
from hejia.kernel.calendar import CHINA
from hejia.kernel.codes import label
from hejia.kernel.district import door
from hejia.kernel.errors import Refused
from hejia.kernel.folders import private_folder
from hejia.kernel.outbox import News

LONGEST: Final = 200_000
PAGE: Final = 5_000

HEADINGS: Final = (
    "案件编号", "状态", "风险等级", "类型", "来源", "摘要", "街道", "社区", "承办单位",
    "上报时间", "办结期限", "办结时间", "满意度", "反映次数",
)  # fmt: skip


def ask_export(*, key: UUID, wanted: Filter, format: str, by: Sight, now: datetime) -> CaseExport:
    """Ask for the list as a file ("csv" or "xlsx"); a worker writes it. Asking is recorded."""
    if "cases.export" not in by.permissions:
        raise Refused("forbidden", "您的岗位没有“导出案件”的权限。")
    if format not in _WRITERS:
        raise Refused("bad_format", "导出格式只能是 CSV 或 XLSX。")
    query = replace(wanted, after="", limit=MOST).as_query()
    asked, _ = CaseExport.objects.get_or_create(
        id=key,
        defaults={
            "format": format,
            "query": json.dumps(query),
            "asked_by_id": by.person_id,
            "at": now,
        },
    )
    # What was searched for may be a name or a number, which history must not keep in plain.
    told = {name: values if name != "q" else ["……"] for name, values in query.items()}
    audit.record(
        "cases.export", person=by.person_id, now=now, subject=str(key), facts={"query": told}
    )
    outbox.put([News("cases.export_asked", key, {})], now=now)
    return asked


def run_export(subject: UUID, facts: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 reactions share one form
    """Write the file. Begun anew when a worker died on it: the file takes its place at the end."""
    with door(settings.DISTRICT):
        asked = CaseExport.objects.select_for_update().filter(pk=subject).first()
        if asked is None or asked.state == Job.DONE:
            return
        CaseExport.objects.filter(pk=subject).update(state=Job.RUNNING)
        person = person_by_key(asked.asked_by_id, now)
    if person is None:
        return
    target = settings.MEDIA_ROOT / "exports" / f"{subject}.{asked.format}"
    private_folder(target.parent)
    draft = target.with_suffix(".part")
    wanted = Filter.read(json.loads(asked.query))
    rows = _WRITERS[asked.format](draft, _lines(subject, wanted, person.sight, now))
    draft.replace(target)
    with door(settings.DISTRICT):
        CaseExport.objects.filter(pk=subject).update(
            state=Job.DONE,
            rows=rows,
            path=str(target.relative_to(settings.MEDIA_ROOT)),
            finished_at=timezone.now(),
        )


def _lines(
    subject: UUID, wanted: Filter, sight: Sight, now: datetime
) -> Iterator[tuple[str | int, ...]]:
    """Every row of the list, page by page: memory stays flat however long it is."""
    after, count, wording = "", 0, _Wording()
    while count < LONGEST:
        with door(settings.DISTRICT):
            page = cases(replace(wanted, after=after, limit=PAGE), sight=sight, now=now)
            lines = [wording.line(row) for row in page.rows]
            count += len(lines)
            CaseExport.objects.filter(pk=subject).update(rows=count)
        yield from lines
        after = page.next
        if not after:
            return


class _Wording:
    """Codes and keys in words, each asked once for the whole file."""

    def __init__(self) -> None:
        self.status_word = cache(CASE.status_label)
        self.label = cache(label)
        self.area = cache(area_name)
        self.agency = cache(agency_name)

    def line(self, row: Row) -> tuple[str | int, ...]:
        """A row of the list as a line of the file."""
        return (
            row.number,
            self.status_word(row.status),
            self.label("risk_level", row.risk),
            self.label("dispute_type", row.type),
            self.label("source", row.source),
            row.brief,
            self.area(row.street_id),
            self.area(row.community_id),
            self.agency(row.holder_id),
            _moment(row.reported_at),
            _moment(row.due_at),
            _moment(row.closed_at),
            self.label("satisfaction", row.satisfaction),
            row.reports,
        )


def _moment(at: datetime | None) -> str:
    return at.astimezone(CHINA).isoformat(" ", "minutes")[:16] if at else ""


def safe(cell: str | int) -> str | int:
    """A text a spreadsheet would take for a formula is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def _write_csv(path: Path, lines: Iterator[tuple[str | int, ...]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for line in lines:
            writer.writerow([safe(cell) for cell in line])
            count += 1
    return count


def _write_xlsx(path: Path, lines: Iterator[tuple[str | int, ...]]) -> int:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("案件")
    sheet.write_row(0, 0, HEADINGS, book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(HEADINGS) - 1, 16)
    count = 0
    for count, line in enumerate(lines, 1):
        for column, cell in enumerate(line):
            if isinstance(cell, int):
                sheet.write_number(count, column, cell)
            elif cell:
                sheet.write_string(count, column, cell)
    book.close()
    return count


_WRITERS: Final[Mapping[str, Callable[[Path, Iterator[tuple[str | int, ...]]], int]]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
}
