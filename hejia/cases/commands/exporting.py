"""A list of cases as a file: asked for, written by a worker, fetched by who asked."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from itertools import chain, islice
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, NamedTuple
from uuid import UUID

import xlsxwriter
from django.conf import settings
from django.utils import timezone

from hejia.accounts.public import Sight, person_by_key
from hejia.audit import public as audit
from hejia.cases.models import CaseExport, Job
from hejia.cases.queries.filters import MOST, Filter, Order
from hejia.cases.queries.listing import keys_of, rows_of
from hejia.cases.queries.naming import agency_name, area_name, type_label
from hejia.cases.workflow import CASE
from hejia.kernel import outbox
from hejia.kernel.calendar import CHINA
from hejia.kernel.codes import label
from hejia.kernel.district import door
from hejia.kernel.errors import Refused
from hejia.kernel.folders import private_folder
from hejia.kernel.outbox import News

Line = list[str | int]

LONGEST: Final = 200_000
PAGE: Final = 5_000
DRAFT: Final = ".part"


def _moment(column: str) -> str:
    """A moment as it stands in the file: the server writes it in half the time."""
    return f"coalesce(to_char({column} AT TIME ZONE '{CHINA.key}', 'YYYY-MM-DD HH24:MI'), '')"


class Column(NamedTuple):
    """A column of the file: what is read (SQL over `cases_case c`), and how it is put in words."""

    heading: str
    read: str
    word: Callable[[Any], str] | None = None


COLUMNS: Final = (
    Column("案件编号", "c.number"),
    Column("状态", "c.status", CASE.status_label),
    Column("风险等级", "c.risk", partial(label, "risk_level")),
    Column("类型", "c.type", type_label),
    Column("来源", "c.source", partial(label, "source")),
    Column("摘要", "c.brief"),
    Column("街道", "c.street_id", area_name),
    Column("社区", "c.community_id", area_name),
    Column("承办单位", "c.holder_id", agency_name),
    Column("上报时间", _moment("c.reported_at")),
    Column("办结期限", _moment("c.due_at")),
    Column("办结时间", _moment("c.closed_at")),
    Column("满意度", "c.satisfaction", partial(label, "satisfaction")),
    Column("反映次数", "c.reports"),
)
HEADINGS: Final = [column.heading for column in COLUMNS]


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
    # A draft for each run: a job may be handed out again while its first run is still writing.
    draft = target.with_name(f"{subject}.{token_hex(4)}{DRAFT}")
    wanted = Filter.read(json.loads(asked.query))
    written = _WRITERS[asked.format](draft, _lines(subject, wanted, person.sight, now))
    draft.replace(target)
    with door(settings.DISTRICT):
        CaseExport.objects.filter(pk=subject).update(
            state=Job.DONE,
            rows=written,
            path=str(target.relative_to(settings.MEDIA_ROOT)),
            finished_at=timezone.now(),
        )


def _lines(subject: UUID, wanted: Filter, sight: Sight, now: datetime) -> Iterator[Line]:
    """Every row of the list, page by page: memory stays flat however long it is."""
    count, read = 0, ", ".join(column.read for column in COLUMNS)
    # Each code and key is put in words once for the whole file.
    words = [(place, cache(one.word)) for place, one in enumerate(COLUMNS) if one.word]
    pages = (_at_once if wanted.order == Order.DUE else _along)(wanted, sight, now)
    while count < LONGEST:
        with door(settings.DISTRICT):
            lines: list[Line] = rows_of(read, next(pages, []))
            for line in lines:
                for place, word in words:
                    line[place] = word(line[place])
            count += len(lines)
            CaseExport.objects.filter(pk=subject).update(rows=count)
        yield from lines
        if not lines:
            return


def _along(wanted: Filter, sight: Sight, now: datetime) -> Iterator[list[UUID]]:
    """The cases page by page, each page asked for within the caller's door."""
    wanted = replace(wanted, limit=PAGE)
    while True:
        keys, following = keys_of(wanted, sight=sight, now=now)
        yield keys
        if not following:
            return
        wanted = replace(wanted, after=following)


def _at_once(wanted: Filter, sight: Sight, now: datetime) -> Iterator[list[UUID]]:
    """The cases page by page as of one moment, looked up at once behind a door of its own.

    Time left moves with every step: asked for page by page, a case extended meanwhile would come
    twice, and one made more urgent not at all.
    """
    with door(settings.DISTRICT, still=True):
        keys = list(islice(chain.from_iterable(_along(wanted, sight, now)), LONGEST))
    return (keys[begin : begin + PAGE] for begin in range(0, len(keys), PAGE))


def safe(line: Sequence[str | int]) -> Line:
    """A text a spreadsheet would take for a formula is marked as text."""
    return [f"'{cell}" if isinstance(cell, str) and cell[:1] in _FORMULA else cell for cell in line]


_FORMULA: Final = frozenset("=+-@\t\r")


def _write_csv(path: Path, lines: Iterator[Line]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for line in lines:
            writer.writerow(safe(line))
            count += 1
    return count


def _write_xlsx(path: Path, lines: Iterator[Line]) -> int:
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


_WRITERS: Final[Mapping[str, Callable[[Path, Iterator[Line]], int]]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
}
