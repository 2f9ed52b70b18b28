"""How long files stay on disk: lists taken out a week, originals brought in a month.

Both hold what people told in confidence, in plain. The rows stay: who took what out and brought
what in is remembered for good, and their pages say that the file is gone.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from hejia.cases.commands.exporting import DRAFT
from hejia.cases.commands.incoming import clear_incoming
from hejia.cases.models import CaseExport, CaseImport, Job

EXPORTS_KEPT: Final = timedelta(days=7)
IMPORTS_KEPT: Final = timedelta(days=30)
DRAFTS_KEPT: Final = timedelta(days=1)


def clear_files(now: datetime) -> int:
    """Delete files kept long enough; how many. An import not done by then has failed."""
    clear_incoming(now)
    _clear_drafts(now)
    old_exports = CaseExport.objects.filter(at__lt=now - EXPORTS_KEPT)
    old_imports = CaseImport.objects.filter(at__lt=now - IMPORTS_KEPT)
    old_exports.exclude(state=Job.DONE).update(state=Job.FAILED)
    old_imports.exclude(state=Job.DONE).update(state=Job.FAILED)
    return _clear(old_exports) + _clear(old_imports)


def _clear_drafts(now: datetime) -> None:
    """What a worker that died was writing; whoever took its job over began a draft of its own."""
    for draft in (Path(settings.MEDIA_ROOT) / "exports").glob(f"*{DRAFT}"):
        if draft.stat().st_mtime < (now - DRAFTS_KEPT).timestamp():
            draft.unlink(missing_ok=True)


def _clear(old: QuerySet[CaseExport] | QuerySet[CaseImport]) -> int:
    kept = [one.path for one in old.exclude(path="")]
    for path in kept:
        (Path(settings.MEDIA_ROOT) / path).unlink(missing_ok=True)
    if kept:
        old.update(path="")
    return len(kept)
