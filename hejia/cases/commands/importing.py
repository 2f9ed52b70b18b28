"""Records in bulk from 民生诉求, 12338 and others: a file, row by row through the same command.

A run that broke off goes on after the last row it finished; a file given twice makes no second
case, as every row has a source number (its own, or one made of its content).
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from hejia.accounts.public import Sight, person_by_key
from hejia.audit import public as audit
from hejia.cases.commands.report import Reported, report
from hejia.cases.commands.statement import PARTY_FACTS, REPORT_FACTS, Statement, check_statement
from hejia.cases.models import CaseImport, ColumnMapping, ImportFault, Job
from hejia.kernel import outbox
from hejia.kernel.codes import choices
from hejia.kernel.district import door
from hejia.kernel.errors import Refused
from hejia.kernel.facts import Fact, Kind
from hejia.kernel.folders import private_folder
from hejia.kernel.outbox import News
from hejia.kernel.tables import Unreadable, lines
from hejia.kernel.turns import take_turn

BATCH: Final = 100
MOST_ROWS: Final = 200_000

FIELDS: Final[Mapping[str, Fact]] = {fact.name: fact for fact in REPORT_FACTS} | {
    f"party_{fact.name}": fact for fact in PARTY_FACTS
}
"""What a column may be: fields of the report, and of one party as party_<field>."""


_SEALED: Final = frozenset(
    {"address", "address_code", "lon", "lat", "party_name", "party_phone", "party_id_no"}
    | {"party_address", "party_safe_contact"}
)
"""Fields sealed everywhere else: what stood in a faulty cell of these is not kept beside it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as read: its headings, and its rows as texts."""

    headings: list[str]
    rows: list[list[str]]


def read_sheet(name: str, content: bytes) -> Sheet:
    """The first sheet of an XLSX, or a CSV in UTF-8 or GB 18030. Raises Refused."""
    try:
        found = (line for line in lines(content, name) if any(cell.strip() for cell in line))
        every = list(islice(found, MOST_ROWS + 2))
    except Unreadable as error:
        raise Refused("unreadable", str(error)) from error
    if len(every) < 2:
        raise Refused("empty_file", "文件里没有数据行：第一行应为列名，其下每行一件。")
    if len(every) - 1 > MOST_ROWS:
        raise Refused("long_file", f"文件超过 {MOST_ROWS} 行，请分成几份导入。")
    return Sheet([cell.strip() for cell in every[0]], every[1:])


_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "source": ("来源", "诉求来源", "受理渠道"),
    "source_ref": ("工单号", "工单编号", "单号", "事项编号", "诉求编号"),
    "type": ("类型", "事项类型", "诉求类型"),
    "summary": ("内容", "诉求内容", "反映内容", "简述"),
    "address": ("地址", "事发地址", "事发地点", "发生地点"),
    "community": ("社区代码", "社区编码"),
    "occurred_at": ("发生日期", "事发时间"),
    "party_role": ("当事人身份",),
    "party_name": ("诉求人", "反映人", "当事人"),
    "party_phone": ("电话", "手机号", "当事人电话", "反映人电话", "联系方式"),
}
"""What the lists of the neighbours call a field besides its label."""


def suggest_columns(headings: list[str]) -> dict[str, str]:
    """Field → heading, where a heading is the field's label or name."""
    found: dict[str, str] = {}
    for name, fact in FIELDS.items():
        words = {fact.label, name, f"当事人{fact.label}", *_ALSO.get(name, ())}
        heading = next((h for h in headings if h in words and h not in found.values()), None)
        if heading is not None:
            found[name] = heading
    return found


def save_mapping(
    *, name: str, columns: Mapping[str, str], defaults: Mapping[str, str], by: Sight, now: datetime
) -> None:
    """Keep a mapping of columns under a name; the same name is replaced."""
    ColumnMapping.objects.update_or_create(
        name=name,
        defaults={
            "columns": dict(columns),
            "defaults": dict(defaults),
            "saved_at": now,
            "saved_by_id": by.person_id,
        },
    )


def start_import(
    *,
    key: UUID,
    name: str,
    content: bytes,
    columns: Mapping[str, str],
    defaults: Mapping[str, str],
    by: Sight,
    now: datetime,
) -> CaseImport:
    """Keep the file and ask a worker to read it. Raises Refused for a file or mapping no good."""
    if "cases.import" not in by.permissions:
        raise Refused("forbidden", "您的岗位没有“批量导入”的权限。")
    sheet = read_sheet(name, content)
    _check_columns(sheet, columns, defaults)
    suffix = Path(name).suffix.lower() or ".csv"
    path = settings.MEDIA_ROOT / "imports" / f"{key}{suffix}"
    private_folder(path.parent)
    path.write_bytes(content)
    made, _ = CaseImport.objects.get_or_create(
        id=key,
        defaults={
            "name": name[:200],
            "path": str(path.relative_to(settings.MEDIA_ROOT)),
            "columns": dict(columns),
            "defaults": dict(defaults),
            "rows": len(sheet.rows),
            "started_by_id": by.person_id,
            "at": now,
        },
    )
    audit.record(
        "cases.import", person=by.person_id, now=now, subject=str(key), facts={"name": name[:200]}
    )
    outbox.put([News("cases.import_started", key, {})], now=now)
    return made


def _check_columns(sheet: Sheet, columns: Mapping[str, str], defaults: Mapping[str, str]) -> None:
    unknown = [name for name in (*columns, *defaults) if name not in FIELDS]
    absent = [heading for heading in columns.values() if heading not in sheet.headings]
    required = [name for name, fact in FIELDS.items() if fact.required]
    missing = [FIELDS[name].label for name in required if name not in {**columns, **defaults}]
    if unknown:
        raise Refused("unknown_field", f"没有这些字段：{'、'.join(unknown)}。")
    if absent:
        raise Refused("no_column", f"文件里没有这些列：{'、'.join(absent)}。")
    if missing:
        raise Refused("unmapped", f"请为必填项指定列或统一的值：{'、'.join(missing)}。")


def run_import(subject: UUID, facts: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 reactions share one form
    """Read the file to its end, a batch of rows to a transaction, going on where it stopped."""
    with door(settings.DISTRICT):
        batch = CaseImport.objects.get(pk=subject)
        person = person_by_key(batch.started_by_id, now)
    if person is None or batch.state == Job.DONE or not batch.path:
        return  # done, or so old that its file was cleared away
    file = settings.MEDIA_ROOT / batch.path
    if not file.is_file():
        with door(settings.DISTRICT):  # restored from a backup, which holds no files
            CaseImport.objects.filter(pk=subject).update(state=Job.FAILED)
        return
    sheet = read_sheet(batch.path, file.read_bytes())
    while _next_rows(subject, sheet, person.sight):
        continue


def _next_rows(subject: UUID, sheet: Sheet, sight: Sight) -> bool:
    """Take the next batch of rows; False when none is left or another worker has the file."""
    now = timezone.now()
    with door(settings.DISTRICT):
        take_turn("cases.import")  # two lists of the same calls would else wait for each other
        batch = CaseImport.objects.select_for_update().get(pk=subject)
        if batch.state == Job.DONE:
            return False
        batch.state = Job.RUNNING
        for place in range(batch.next_row, min(batch.next_row + BATCH, len(sheet.rows))):
            _take_row(batch, sheet, place, sight, now)
        batch.next_row = min(batch.next_row + BATCH, len(sheet.rows))
        if batch.next_row >= len(sheet.rows):
            batch.state, batch.finished_at = Job.DONE, timezone.now()
        batch.save()
        return batch.state != Job.DONE


def _take_row(batch: CaseImport, sheet: Sheet, place: int, sight: Sight, now: datetime) -> None:
    """One row: a fault is noted. What ails the database is no fault of the row and ends the run."""
    given, party = _fields(batch, sheet, sheet.rows[place])
    try:
        statement = check_statement(uuid5(batch.pk, str(place)), given, [party], now=now)
        made = _reported(statement, sight, now)
    except Refused as refusal:
        _note_faults(batch, sheet, place, refusal)
        return
    except (DataError, IntegrityError):
        _note_faults(batch, sheet, place, Refused("database", "这一行写入时出错，请重新导入。"))
        return
    if made.fresh:
        batch.made += 1
    else:
        batch.known += 1


def _reported(statement: Statement, sight: Sight, now: datetime) -> Reported:
    """In a savepoint of its own: a fault leaves nothing behind. Told by somebody else in the same
    moment it cannot be written, but is known when it is told again.
    """
    try:
        with transaction.atomic():
            return report(statement=statement, by=sight, now=now)
    except IntegrityError:
        with transaction.atomic():
            return report(statement=statement, by=sight, now=now)


def _fields(
    batch: CaseImport, sheet: Sheet, row: list[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The row as facts of the report and of its party; labels of codes become codes."""
    stated = dict(batch.defaults)
    for name, heading in batch.columns.items():
        place = sheet.headings.index(heading)
        text = row[place].strip() if place < len(row) else ""
        if text:
            stated[name] = text
    coded = {name: _coded(FIELDS[name], text) for name, text in stated.items()}
    given = {name: value for name, value in coded.items() if not name.startswith("party_")}
    if not given.get("source_ref"):
        given["source_ref"] = f"row:{_digest(row)}"
    party = {name[6:]: value for name, value in coded.items() if name.startswith("party_")}
    return given, party


def _digest(row: list[str]) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update("\x1f".join(row).encode())
    return digest.finalize().hex()[:48]


def _coded(fact: Fact, text: str) -> Any:
    """A label of the fact's code list as its code; anything else as it stands."""
    if fact.kind == Kind.CODES:
        return [_coded_one(fact, part) for part in text.replace("，", "、").split("、")]
    return _coded_one(fact, text) if fact.kind == Kind.CODE else text


def _coded_one(fact: Fact, text: str) -> str:
    """Spaces and the width of letters make no other word: "１２３４５热线" is "12345 热线"."""
    if not isinstance(fact.codes, str):
        return text
    said = _bare(text)
    return next((c for c, label in choices(fact.codes) if said in (c, _bare(label))), text)


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _note_faults(batch: CaseImport, sheet: Sheet, place: int, refusal: Refused) -> None:
    """Keep a sentence for every faulty cell; `row` is the line of the file, headings being 1."""
    batch.failed += 1
    row = sheet.rows[place]
    faults = []
    for name, sentence in (refusal.fields or {"": refusal.sentence}).items():
        field = f"party_{name.rsplit('.', 1)[1]}" if name.startswith("parties.") else name
        heading = batch.columns.get(field, field)
        column = sheet.headings.index(heading) if heading in sheet.headings else -1
        value = row[column] if 0 <= column < len(row) and field not in _SEALED else ""
        faults.append(
            ImportFault(
                batch=batch,
                row=place + 2,
                column=heading[:60],
                value=value[:200],
                sentence=sentence[:300],
            )
        )
    ImportFault.objects.bulk_create(faults, ignore_conflicts=True)
