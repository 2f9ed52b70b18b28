from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from hejia.places import demo
from hejia.places.models import Area
from hejia.testing.ground import lay_ground

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture
def areas(db: None) -> dict[str, Area]:
    """Two streets, two communities each, a grid each; without outlines."""
    return lay_ground()


@pytest.fixture
def longgang(db: None) -> Callable[[int], demo.Loaded]:
    """Loads the demonstration with so many buildings in each grid."""
    return lambda per_grid: demo.load(per_grid=per_grid, say=lambda _: None)
