"""Imports and exports as their pages show them."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from hejia.accounts.public import Sight
from hejia.cases.models import CaseExport, CaseImport, ColumnMapping, ImportFault
from hejia.kernel.errors import Missing

RECENT: Final = 20
FAULTS: Final = 50


def recent_imports(sight: Sight) -> list[CaseImport]:
    """What this person brought in, the latest first."""
    return list(CaseImport.objects.filter(started_by_id=sight.person_id).order_by("-at")[:RECENT])


def recent_exports(sight: Sight) -> list[CaseExport]:
    """What this person asked to take out, the latest first."""
    return list(CaseExport.objects.filter(asked_by_id=sight.person_id).order_by("-at")[:RECENT])


def import_for(sight: Sight, key: UUID) -> CaseImport:
    """An import of one's own. Raises Missing."""
    found = CaseImport.objects.filter(pk=key, started_by_id=sight.person_id).first()
    if found is None:
        raise Missing("这次导入")
    return found


def export_for(sight: Sight, key: UUID) -> CaseExport:
    """An export of one's own. Raises Missing."""
    found = CaseExport.objects.filter(pk=key, asked_by_id=sight.person_id).first()
    if found is None:
        raise Missing("这次导出")
    return found


def faults(batch: CaseImport, most: int = FAULTS) -> list[ImportFault]:
    """The first cells that could not be taken, by row."""
    return list(ImportFault.objects.filter(batch=batch).order_by("row", "column")[:most])


def every_fault(batch: CaseImport) -> Iterator[tuple[int, str, str, str]]:
    """Row, column, value and sentence of every fault, by row."""
    rows = ImportFault.objects.filter(batch=batch).order_by("row", "column")
    return rows.values_list("row", "column", "value", "sentence").iterator()


def mapping_named(name: str) -> ColumnMapping | None:
    """The mapping saved under a name."""
    return ColumnMapping.objects.filter(name=name).first()


def mappings() -> list[ColumnMapping]:
    """The saved mappings of columns, by name."""
    return list(ColumnMapping.objects.order_by("name"))
