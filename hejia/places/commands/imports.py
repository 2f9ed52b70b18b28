"""Taking in a file: looked at first, then written whole or not at all. Safe to repeat."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from hejia.kernel.errors import Missing, Refused
from hejia.kernel.tables import refuse_size
from hejia.places.commands.addresses import tally_addresses, write_addresses
from hejia.places.commands.areas import Tally, tally_areas, write_areas
from hejia.places.intake import addresses, areas, sheets
from hejia.places.intake.ground import Ground
from hejia.places.models import Import
from hejia.places.queries.ground import ground
from hejia.places.vocabulary import Crs, ImportKind, ImportStatus

KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and what was said of it. `effective`: from when its areas hold."""

    kind: ImportKind
    file_name: str
    content: bytes
    crs: Crs
    effective: date


@dataclass(frozen=True, slots=True)
class _Way:
    """How one kind of file is read, counted and written."""

    check: Callable[[Upload, Ground, sheets.Faults], Sequence[Any]]
    tally: Callable[[Any], Tally]
    write: Callable[[Any, date, int | None, datetime], Tally]


def _check_areas(up: Upload, known: Ground, faults: sheets.Faults) -> Sequence[Any]:
    return areas.check_features(areas.features_of(up.content), known, up.crs, faults)


def _check_grids(up: Upload, known: Ground, faults: sheets.Faults) -> Sequence[Any]:
    rows = sheets.read(up.content, up.file_name, areas.GRID_COLUMNS, faults)
    return [] if faults.count else areas.check_grids(rows, known, up.crs, faults)


def _check_addresses(up: Upload, known: Ground, faults: sheets.Faults) -> Sequence[Any]:
    rows = sheets.read(up.content, up.file_name, addresses.COLUMNS, faults)
    return [] if faults.count else addresses.check(rows, known, up.crs, faults)


def _write_areas(rows: Any, effective: date, by: int | None, now: datetime) -> Tally:
    return write_areas(rows, effective=effective, by=by, now=now)


def _write_addresses(rows: Any, _: date, by: int | None, now: datetime) -> Tally:
    return write_addresses(rows, by=by, now=now)


_WAYS: Final = {
    ImportKind.AREAS: _Way(_check_areas, tally_areas, _write_areas),
    ImportKind.GRIDS: _Way(_check_grids, tally_areas, _write_areas),
    ImportKind.ADDRESSES: _Way(_check_addresses, tally_addresses, _write_addresses),
}


def preview(up: Upload, *, by: int | None, now: datetime) -> Import:
    """Check a file and note what taking it in would do, or every cell that is wrong.

    Raises Refused for a file that cannot be read at all.
    """
    faults = sheets.Faults()
    rows = _checked(up, faults)
    tally = Tally(0, 0, 0) if faults.count else _WAYS[up.kind].tally(rows)
    return Import.objects.create(
        kind=up.kind,
        status=ImportStatus.FAULTY if faults.count else ImportStatus.READY,
        file_name=up.file_name[:200],
        digest=hashlib.sha256(up.content).hexdigest(),
        options={"crs": up.crs, "effective": up.effective.isoformat(), "faults": faults.count},
        content=None if faults.count else up.content,
        rows=len(rows) + len(faults.rows),
        faults=[list(asdict(fault).values()) for fault in faults.kept],
        by=by,
        at=now,
        **asdict(tally),
    )


def apply(import_id: int, *, by: int | None, now: datetime) -> Tally:
    """Write a file that was looked at. Raises Refused if it no longer fits, and writes nothing."""
    waiting = _waiting(import_id)
    up = Upload(
        ImportKind(waiting.kind),
        waiting.file_name,
        bytes(waiting.content or b""),
        Crs(waiting.options["crs"]),
        date.fromisoformat(waiting.options["effective"]),
    )
    faults = sheets.Faults()
    rows = _checked(up, faults)
    if faults.count:
        raise Refused(
            "places.import_outdated", "核对之后区域数据有变化，此文件已不再适用，请重新上传核对。"
        )
    tally = _WAYS[up.kind].write(rows, up.effective, by, now)
    _decide(waiting, ImportStatus.APPLIED, now, asdict(tally))
    return tally


def drop(import_id: int, *, now: datetime) -> None:
    """Give up a file that was looked at."""
    _decide(_waiting(import_id), ImportStatus.DROPPED, now, {})


def clear_imports(now: datetime) -> int:
    """Give up files nobody decided on within a month; how many."""
    forgotten = Import.objects.filter(status=ImportStatus.READY, at__lt=now - KEPT)
    return forgotten.update(status=ImportStatus.DROPPED, decided_at=now, content=None)


def _checked(up: Upload, faults: sheets.Faults) -> Sequence[Any]:
    try:
        refuse_size(len(up.content))
        return _WAYS[up.kind].check(up, ground(), faults)
    except sheets.Unreadable as wrong:
        raise Refused("places.unreadable", fields={"file": str(wrong)}) from wrong


def _waiting(import_id: int) -> Import:
    found = Import.objects.select_for_update().filter(pk=import_id).first()
    if found is None:
        raise Missing("该导入")
    if found.status != ImportStatus.READY:
        state = ImportStatus(found.status).label
        raise Refused("places.import_decided", f"该导入的状态是“{state}”，不能再操作。")
    return found


def _decide(found: Import, status: ImportStatus, now: datetime, tally: dict[str, int]) -> None:
    found.status, found.decided_at, found.content = status, now, None
    for name, count in tally.items():
        setattr(found, name, count)
    found.save(update_fields=["status", "decided_at", "content", *tally])
