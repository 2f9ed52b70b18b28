"""Demonstration: the published documents' figures, read from a folder beside the repository.

Without the folder nothing is loaded from them; a synthetic unit with a year in progress is made
in any case, so that the pages have something to show. Loading twice changes nothing.
"""

from datetime import datetime
from pathlib import Path

from hejia.performance.commands.units import load_subjects
from hejia.performance.demo.living import lead_on as lead_on
from hejia.performance.demo.published import budget_004, form_001, projects_000, scores_003
from hejia.performance.demo.synthetic import synthetic_year
from hejia.performance.demo.tasks import tasks_002
from hejia.performance.published.cells import find

_LOADERS = (
    ("004", budget_004),
    ("000", projects_000),
    ("003", scores_003),
    ("001", form_001),
    ("002", tasks_002),
)


def load(*, agency_id: int, folder: Path | None, year: int, now: datetime) -> list[str]:
    """Load the demonstration for an agency; returns a Chinese line per thing loaded.

    `folder` holds the published texts (None or absent: only the synthetic year); `year` is the
    synthetic unit's current year.
    """
    load_subjects()
    said = [synthetic_year(agency_id, year, now)]
    if folder is None or not folder.is_dir():
        return said
    for number, loader in _LOADERS:
        path = find(folder, number)
        if path is not None:
            said.append(loader(agency_id, path, now))
    return said
